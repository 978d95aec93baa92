package io.emailengine.activities.pmta.doctor;

/**
 * One thing that was looked at.
 *
 * @param what that was looked at, in a few words
 * @param detail what there is; one line, no secrets
 * @param cure what a person can do; empty unless something is wrong
 */
public record Finding(Verdict verdict, String what, String detail, String cure) {
  /** How it is. */
  public enum Verdict {
    OK,
    /** Works, and could be better; or could not be looked at. */
    WARNING,
    /** Does not work. */
    WRONG
  }

  public static Finding ok(String what, String detail) {
    return new Finding(Verdict.OK, what, oneLine(detail), "");
  }

  public static Finding warning(String what, String detail, String cure) {
    return new Finding(Verdict.WARNING, what, oneLine(detail), cure);
  }

  public static Finding wrong(String what, String detail, String cure) {
    return new Finding(Verdict.WRONG, what, oneLine(detail), cure);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\p{Cntrl}+", " ");
  }
}
