package io.emailengine.sandbox.grammar;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The lines of a file that say something, without comments and without blanks at both ends. */
final class TextLines {
  /** Where bytes that are not UTF-8 go, so that none of them is lost or taken for another. */
  private static final int ODD_BYTES = 0xDC00;

  private static final String MACRO = "domain-macro";

  private TextLines() {}

  /**
   * @param number of the line on which it begins, from 1
   */
  record TextLine(int number, String text) {}

  /**
   * @param isDirective whether a word begins a line of its own and so can't go on with a list
   */
  static List<TextLine> of(byte[] bytes, Predicate<String> isDirective) {
    List<TextLine> lines = new ArrayList<>();
    int number = 0;
    for (String raw : decode(bytes).split("\n", -1)) {
      number++;
      int comment = raw.indexOf('#');
      String text = Words.trim(comment < 0 ? raw : raw.substring(0, comment));
      if (text.isEmpty()) {
        continue;
      }
      TextLine last = lines.isEmpty() ? null : lines.get(lines.size() - 1);
      if (last != null && isOpenMacro(last.text) && goesOn(text, isDirective)) {
        lines.set(lines.size() - 1, new TextLine(last.number, last.text + " " + text));
      } else {
        lines.add(new TextLine(number, text));
      }
    }
    return lines;
  }

  /** A macro's list goes on after a comma, and on the next line if there is only a name. */
  private static boolean isOpenMacro(String text) {
    String[] words = text.split("[ \t\r]+", -1);
    return words[0].equals(MACRO) && (words.length == 2 || text.endsWith(","));
  }

  private static boolean goesOn(String text, Predicate<String> isDirective) {
    return !text.startsWith("<") && !isDirective.test(text.split("[ \t\r]+", 2)[0]);
  }

  private static String decode(byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (!result.isError()) {
        return out.flip().toString();
      }
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (ODD_BYTES + (in.get() & 0xFF)));
      }
      decoder.reset();
    }
  }
}
