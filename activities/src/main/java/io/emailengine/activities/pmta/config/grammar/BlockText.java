package io.emailengine.activities.pmta.config.grammar;

import static java.util.Objects.requireNonNull;

import io.emailengine.workflows.model.DailyCap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of exactly one whole, well-formed block, as it stood in a file. It may hold secrets, so
 * {@link #toString()} shows only what it is.
 */
public final class BlockText {
  private final String value;
  private final byte[] bytes;
  private final int size;
  private final PmtaConfig config;
  private final Block block;
  private volatile @Nullable Slots slots;

  private BlockText(String value, PmtaConfig config, Block block) {
    this.value = value;
    this.bytes = config.bytes();
    this.size = bytes.length;
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
    PmtaConfig config = PmtaConfig.parse("block", value);
    List<Item> items = config.items();
    if (!config.problems().isEmpty()
        || items.size() != 1
        || !(items.get(0) instanceof Block block)
        || !config.text(block).equals(value)) {
      throw new IllegalArgumentException("the text is not exactly one well-formed block");
    }
    return new BlockText(value, config, block);
  }

  /** The text itself, secrets included. */
  public String value() {
    return value;
  }

  public Block block() {
    return block;
  }

  /** The text from one byte of the block to another. */
  public String slice(int start, int end) {
    if (start < 0 || end < start || end > block.end()) {
      throw new IndexOutOfBoundsException("from " + start + " to " + end);
    }
    return config.text(start, end);
  }

  /** The text of one item inside the block, its line end included. */
  public String text(Item item) {
    return config.text(item);
  }

  /** Length in bytes. */
  public int size() {
    return size;
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
    return other instanceof BlockText that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "BlockText[" + block.tag() + " " + block.name() + "]";
  }
}
