package io.emailengine.activities.telegram;

import io.emailengine.store.outbox.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * What one or several messages look like in a chat: at most 4096 characters as Telegram counts
 * them. Every value is escaped and cut before it is wrapped in a tag.
 *
 * @param silent arrives without a sound
 */
public record TelegramText(String html, String plain, boolean silent) {
  /** Telegram's limit after entities are parsed. */
  public static final int LIMIT = 4096;

  private static final int LINE_LIMIT = 700;
  private static final String GAP = "\n\n";

  /** A message and the number by which a duplicate of it can be recognised. */
  public record Numbered(long number, Message message) {}

  /** A text, and how many of the messages are in it. */
  public record Packed(TelegramText text, int count) {}

  /** As many of the messages as fit into one text, in their order; at least the first. */
  public static Packed pack(List<Numbered> messages) {
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("no messages to pack");
    }
    StringBuilder html = new StringBuilder();
    StringBuilder plain = new StringBuilder();
    boolean silent = true;
    int count = 0;
    for (Numbered next : messages) {
      List<String> lines = lines(next);
      String more = String.join("\n", lines);
      int gap = count == 0 ? 0 : GAP.length();
      if (count > 0 && plain.length() + gap + more.length() > LIMIT) {
        break;
      }
      html.append(count == 0 ? "" : GAP).append(html(lines));
      plain.append(count == 0 ? "" : GAP).append(more);
      silent &= next.message().severity() == Message.Severity.INFO;
      count++;
    }
    return new Packed(new TelegramText(html.toString(), plain.toString(), silent), count);
  }

  /** The title first; whole lines up to the limit, then how many more there were. */
  private static List<String> lines(Numbered numbered) {
    Message message = numbered.message();
    List<String> lines = new ArrayList<>();
    String mark = " #" + numbered.number();
    lines.add(sign(message.severity()) + cut(message.title()) + mark);
    int room = LIMIT - lines.get(0).length() - 20;
    int left = message.lines().size();
    for (String line : message.lines()) {
      String cut = cut(line);
      if (cut.length() + 1 > room) {
        lines.add("+" + left + " more");
        break;
      }
      lines.add(cut);
      room -= cut.length() + 1;
      left--;
    }
    return lines;
  }

  private static String html(List<String> lines) {
    StringBuilder html = new StringBuilder("<b>").append(escape(lines.get(0))).append("</b>");
    lines.stream().skip(1).forEach(line -> html.append('\n').append(escape(line)));
    return html.toString();
  }

  private static String sign(Message.Severity severity) {
    return switch (severity) {
      case INFO -> "";
      case WARNING -> "WARNING: ";
      case CRITICAL -> "CRITICAL: ";
    };
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String cut(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    if (line.length() <= LINE_LIMIT) {
      return line;
    }
    int end =
        Character.isHighSurrogate(line.charAt(LINE_LIMIT - 2)) ? LINE_LIMIT - 2 : LINE_LIMIT - 1;
    return line.substring(0, end) + "…";
  }
}
