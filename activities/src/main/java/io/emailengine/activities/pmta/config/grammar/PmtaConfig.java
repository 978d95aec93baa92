package io.emailengine.activities.pmta.config.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A PowerMTA configuration file, read without losing a byte: the items cover the file from its
 * first to its last byte. Reading never fails; what can't be understood is in {@link #problems()}
 * and {@link #notes()}. Time and memory grow linearly with the file.
 */
public final class PmtaConfig {
  private final String fileName;
  private final byte[] bytes;
  private final List<Item> items;
  private final List<ConfigProblem> problems;
  private final List<ConfigProblem> notes;

  PmtaConfig(
      String fileName,
      byte[] bytes,
      List<Item> items,
      List<ConfigProblem> problems,
      List<ConfigProblem> notes) {
    this.fileName = fileName;
    this.bytes = bytes;
    this.items = List.copyOf(items);
    this.problems = List.copyOf(problems);
    this.notes = List.copyOf(notes);
  }

  /** Reads a file; {@code fileName} is only used to say where a problem is. */
  public static PmtaConfig parse(String fileName, byte[] bytes) {
    return new ConfigReader(fileName, bytes.clone()).read();
  }

  /** Reads text as UTF-8. */
  public static PmtaConfig parse(String fileName, String text) {
    return new ConfigReader(fileName, text.getBytes(UTF_8)).read();
  }

  public String fileName() {
    return fileName;
  }

  /** The file's own bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** What stands at top level, in the order of the file. */
  public List<Item> items() {
    return items;
  }

  /** Why the file's blocks can't be told apart safely; empty if they can. */
  public List<ConfigProblem> problems() {
    return problems;
  }

  /** What is strange about the file and keeps nobody from changing it. */
  public List<ConfigProblem> notes() {
    return notes;
  }

  /** The blocks at top level. */
  public Stream<Block> blocks() {
    return items.stream().filter(Block.class::isInstance).map(Block.class::cast);
  }

  /** The directives of this name at top level. */
  public List<Line> lines(String directive) {
    return items.stream()
        .filter(Line.class::isInstance)
        .map(Line.class::cast)
        .filter(line -> line.is(directive))
        .toList();
  }

  /**
   * The text of one of this file's items, line end included; bytes that are not UTF-8 are lost in
   * it, see {@link #bytes(Item)}.
   */
  public String text(Item item) {
    return text(item.start(), item.end());
  }

  /** The bytes of one of this file's items, line end included. */
  public byte[] bytes(Item item) {
    return Arrays.copyOfRange(bytes, item.start(), item.end());
  }

  /** The bytes of an item with other values in some of its lines, every other byte as it is. */
  public byte[] bytes(Item item, Map<Line, String> values) {
    TextBytes out = new TextBytes(item.end() - item.start() + 64);
    int from = item.start();
    for (Map.Entry<Line, String> value :
        values.entrySet().stream()
            .sorted(Comparator.comparingInt(entry -> entry.getKey().start()))
            .toList()) {
      ValueSpan span = ValueSpan.of(bytes, value.getKey());
      out.raw(bytes, from, span.start()).raw(value.getValue().getBytes(UTF_8));
      from = span.end();
    }
    return out.raw(bytes, from, item.end()).toByteArray();
  }

  /** The file itself, not a copy; readers only. */
  byte[] source() {
    return bytes;
  }

  String text(int start, int end) {
    return new String(bytes, start, end - start, UTF_8);
  }

  /** Shows every item, those inside blocks too, in the order of the file. */
  public void walk(Consumer<Item> visitor) {
    walk(items, visitor);
  }

  private static void walk(List<Item> items, Consumer<Item> visitor) {
    for (Item item : items) {
      visitor.accept(item);
      if (item instanceof Block block) {
        walk(block.children(), visitor);
      }
    }
  }
}
