package io.emailengine.sandbox.grammar;

import java.util.ArrayList;
import java.util.List;

/** One line or one block of a configuration after includes were put in their place. */
sealed interface Node {
  Place place();

  String name();

  List<String> arguments();

  /**
   * A line {@code name value...}.
   *
   * @param value everything after the name, without the comment, as it stands in the file
   */
  record Line(Place place, String name, List<String> arguments, String value) implements Node {
    public Line {
      arguments = List.copyOf(arguments);
    }
  }

  /** A block from its opening to its closing tag. */
  record Block(Place place, String name, List<String> arguments, List<Node> children)
      implements Node {
    public Block {
      arguments = List.copyOf(arguments);
      children = List.copyOf(children);
    }

    String argument() {
      return arguments.isEmpty() ? "" : arguments.get(0);
    }

    List<Line> lines(String wanted) {
      List<Line> found = new ArrayList<>();
      for (Node child : children) {
        if (child instanceof Line line && line.name().equals(wanted)) {
          found.add(line);
        }
      }
      return found;
    }

    List<Block> blocks(String wanted) {
      List<Block> found = new ArrayList<>();
      for (Node child : children) {
        if (child instanceof Block block && block.name().equals(wanted)) {
          found.add(block);
        }
      }
      return found;
    }
  }
}
