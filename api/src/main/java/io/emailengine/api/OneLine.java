package io.emailengine.api;

/** Text of people's own, in any language, that fits on one line. */
public final class OneLine {
  private OneLine() {}

  /** Whether it has no line breaks, no control characters, no halves of characters. */
  public static boolean fits(String text, int longest) {
    return text.length() <= longest && text.codePoints().noneMatch(OneLine::isUnfit);
  }

  private static boolean isUnfit(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
