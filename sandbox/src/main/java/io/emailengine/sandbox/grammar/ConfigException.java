package io.emailengine.sandbox.grammar;

/** A configuration that PowerMTA would refuse; the message is what its command prints. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final int line;
  private final String problem;

  ConfigException(Place place, String problem) {
    super("Error in line " + place.line() + " of " + place.file() + ": " + problem);
    this.file = place.file();
    this.line = place.line();
    this.problem = problem;
  }

  /** The path of the file at fault, as the host sees it. */
  public String file() {
    return file;
  }

  /** The line at fault, counted from 1; 0 when the file as a whole is at fault. */
  public int line() {
    return line;
  }

  /** What is wrong, without the place. */
  public String problem() {
    return problem;
  }
}
