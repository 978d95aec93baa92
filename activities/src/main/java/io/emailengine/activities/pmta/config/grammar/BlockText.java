package io.emailengine.activities.pmta.config.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.emailengine.workflows.model.DailyCap;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of exactly one whole, well-formed block, as it stood in a file. It may hold secrets, so
 * {@link #toString()} shows only what it is.
 */
public final class BlockText {
  private final byte[] bytes;
  private final PmtaConfig config;
  private final Block block;
  private volatile @Nullable Slots slots;

  private BlockText(byte[] bytes, PmtaConfig config, Block block) {
    this.bytes = bytes;
    this.config = config;
    this.block = block;
  }

  /**
   * Takes the text of one block.
   *
   * @throws IllegalArgumentException if the text is anything but one well-formed block
   */
  public static BlockText of(String value) {
    requireNonNull(value, "value is null");
    return of(value.getBytes(UTF_8));
  }

  /**
   * Takes the bytes of one block, UTF-8 or not.
   *
   * @throws IllegalArgumentException if they are anything but one well-formed block
   */
  public static BlockText of(byte[] value) {
    PmtaConfig config = PmtaConfig.parse("block", value);
    List<Item> items = config.items();
    if (!config.problems().isEmpty()
        || items.size() != 1
        || !(items.get(0) instanceof Block block)) {
      throw new IllegalArgumentException("the text is not exactly one well-formed block");
    }
    return new BlockText(config.source(), config, block);
  }

  /** The text itself, secrets included; bytes that are not UTF-8 are lost in it. */
  public String value() {
    return new String(bytes, UTF_8);
  }

  /** The bytes themselves, secrets included. */
  public byte[] bytes() {
    return bytes.clone();
  }

  public Block block() {
    return block;
  }

  /** Appends the bytes from one place of the block to another. */
  public void appendTo(TextBytes out, int start, int end) {
    if (start < 0 || end < start || end > block.end()) {
      throw new IndexOutOfBoundsException("from " + start + " to " + end);
    }
    out.raw(bytes, start, end);
  }

  /** The text of one item inside the block, its line end included. */
  public String text(Item item) {
    return config.text(item);
  }

  /** Length in bytes. */
  public int size() {
    return bytes.length;
  }

  /** Appends the text unchanged. */
  public void appendTo(TextBytes out) {
    out.raw(bytes);
  }

  /**
   * Appends the text with the total rate set to a daily cap and nothing else changed. Where {@code
   * max-smtp-msg-rate} stands, its value is replaced and the rest of the line kept; where it does
   * not, it becomes the first line of the block. Blocks inside are left alone.
   */
  public void appendTo(TextBytes out, DailyCap cap) {
    Slots found = slots;
    if (found == null) {
      found = Slots.of(this);
      slots = found; // a race only costs the same work twice
    }
    found.appendTo(out, cap);
  }

  /** The blanks that stand before the block's directives. */
  public String indent() {
    return Slots.indent(this);
  }

  /** How the block ends its lines: {@code "\n"} or {@code "\r\n"}. */
  public String lineEnd() {
    return config.text(block.start(), block.bodyStart()).endsWith("\r\n") ? "\r\n" : "\n";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockText that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "BlockText[" + block.tag() + " " + block.name() + "]";
  }
}
