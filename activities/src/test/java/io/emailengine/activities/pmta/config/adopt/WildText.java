package io.emailengine.activities.pmta.config.adopt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Writes lines the way people and old editors do. */
final class WildText {
  private static final List<String> COMMENTS =
      List.of(
          "#",
          "# plain",
          "## ==== <virtual-mta old> ==== ##",
          "#</virtual-mta>",
          "# a \"stray quote and a \\ backslash \\",
          "# include /etc/pmta/nowhere.conf",
          "#max-smtp-msg-rate 5/d # twice",
          "# naïve – ünïcödé \u4f60\u597d");

  private final Random random;
  private final String folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final int lineEnds;

  WildText(Random random, String folder) {
    this.random = random;
    this.folder = folder;
    this.lineEnds = random.nextInt(4);
  }

  /** Of the file that is written, with its slash. */
  String folder() {
    return folder;
  }

  byte[] bytes() {
    byte[] all = out.toByteArray();
    if (random.nextInt(4) > 0) {
      return all;
    }
    int end = all.length;
    while (end > 0 && (all[end - 1] == '\n' || all[end - 1] == '\r')) {
      end--;
    }
    return Arrays.copyOf(all, end);
  }

  /** A line with odd blanks, perhaps a comment behind it and something strange before it. */
  void line(int depth, String text) {
    if (random.nextInt(6) == 0) {
      noise(depth);
    }
    String written = text;
    if (random.nextInt(3) == 0 && text.indexOf('"') < 0 && !text.startsWith("<")) {
      written = text.replaceFirst(" ", random.nextBoolean() ? "\t" : "   \t ");
    }
    write(indent(depth) + written + tail());
  }

  void open(int depth, String tag, String name) {
    String gap = name.isEmpty() ? "" : random.nextInt(4) == 0 ? " \t " : " ";
    String before = random.nextInt(8) == 0 ? " " : "";
    line(depth, "<" + before + tag + gap + name + (random.nextInt(4) == 0 ? " " : "") + ">");
  }

  void close(int depth, String tag, String name) {
    String again = random.nextInt(5) == 0 && !name.isEmpty() ? " " + name : "";
    line(depth, "</" + tag + again + (random.nextInt(5) == 0 ? "\t" : "") + ">");
  }

  void exactly(String text) {
    write(text);
  }

  private void noise(int depth) {
    switch (random.nextInt(6)) {
      case 0 -> write("");
      case 1 -> write(indent(depth));
      case 2 -> odd(depth);
      case 3 -> write("# " + "long ".repeat(2_048));
      default -> write(indent(depth) + COMMENTS.get(random.nextInt(COMMENTS.size())));
    }
  }

  /** A comment in bytes that are not UTF-8, as an editor set to Latin-1 leaves them. */
  private void odd(int depth) {
    out.writeBytes((indent(depth) + "# caf").getBytes(UTF_8));
    out.write(0xE9);
    out.write(0xFF);
    write(" \u00e9");
  }

  private String tail() {
    return switch (random.nextInt(8)) {
      case 0 -> "  # why";
      case 1 -> "#no blank </virtual-mta>";
      case 2 -> " \t ";
      case 3 -> " # don't \"";
      default -> "";
    };
  }

  private String indent(int depth) {
    return switch (random.nextInt(4)) {
      case 0 -> "";
      case 1 -> "\t".repeat(depth);
      case 2 -> " ".repeat(random.nextInt(9));
      default -> "    ".repeat(depth);
    };
  }

  private void write(String text) {
    out.writeBytes(text.getBytes(UTF_8));
    boolean windows = lineEnds == 1 || (lineEnds == 2 && random.nextBoolean());
    out.writeBytes((windows ? "\r\n" : "\n").getBytes(UTF_8));
  }
}
