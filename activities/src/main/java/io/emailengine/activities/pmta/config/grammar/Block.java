package io.emailengine.activities.pmta.config.grammar;

import java.util.List;
import java.util.stream.Stream;

/**
 * A block {@code <tag name> … </tag>} with what it holds.
 *
 * @param tag lower case
 * @param name the rest of the opening tag, as written; empty for an anonymous block
 * @param lastLine number of the closing tag's line
 * @param bodyStart first byte after the opening tag's line
 * @param bodyEnd first byte of the closing tag's line
 */
public record Block(
    String tag,
    String name,
    int line,
    int lastLine,
    int start,
    int end,
    int bodyStart,
    int bodyEnd,
    List<Item> children)
    implements Item {
  public Block {
    children = List.copyOf(children);
  }

  /** True for a block of this tag. */
  public boolean is(String wanted) {
    return tag.equals(wanted);
  }

  /** The block's own directives of this name, those of inner blocks left out. */
  public List<Line> lines(String directive) {
    return children.stream()
        .filter(Line.class::isInstance)
        .map(Line.class::cast)
        .filter(line -> line.is(directive))
        .toList();
  }

  /** The blocks directly inside. */
  public Stream<Block> blocks() {
    return children.stream().filter(Block.class::isInstance).map(Block.class::cast);
  }
}
