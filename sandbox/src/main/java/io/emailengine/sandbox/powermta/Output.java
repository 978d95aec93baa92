package io.emailengine.sandbox.powermta;

/** What a command printed and how it ended. */
public record Output(int exitCode, String out, String err) {
  public static Output ok(String text) {
    return new Output(0, text, "");
  }

  public static Output error(String text) {
    return new Output(1, "", text + "\n");
  }
}
