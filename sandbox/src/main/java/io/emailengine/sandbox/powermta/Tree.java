package io.emailengine.sandbox.powermta;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An answer for machines: names with texts, trees or lists of trees, printed in three ways. */
final class Tree {
  private final Map<String, Object> entries = new LinkedHashMap<>();

  Tree put(String name, Object text) {
    entries.put(name, String.valueOf(text));
    return this;
  }

  Tree child(String name) {
    Tree child = new Tree();
    entries.put(name, child);
    return child;
  }

  Tree item(String list) {
    Tree child = new Tree();
    Object items = entries.computeIfAbsent(list, name -> new ArrayList<Tree>());
    if (items instanceof List<?>) {
      @SuppressWarnings("unchecked")
      List<Tree> trees = (List<Tree>) items;
      trees.add(child);
    }
    return child;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  String json() {
    StringBuilder text = new StringBuilder();
    json(text);
    return text.toString();
  }

  private void json(StringBuilder text) {
    text.append('{');
    String comma = "";
    for (Map.Entry<String, Object> entry : entries.entrySet()) {
      text.append(comma).append(quote(entry.getKey())).append(':');
      if (entry.getValue() instanceof Tree tree) {
        tree.json(text);
      } else if (entry.getValue() instanceof List<?> items) {
        text.append('[');
        String between = "";
        for (Object item : items) {
          text.append(between);
          ((Tree) item).json(text);
          between = ",";
        }
        text.append(']');
      } else {
        text.append(quote(String.valueOf(entry.getValue())));
      }
      comma = ",";
    }
    text.append('}');
  }

  static String quote(String value) {
    StringBuilder text = new StringBuilder("\"");
    for (char c : value.toCharArray()) {
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }

  String xml() {
    StringBuilder text = new StringBuilder();
    entries.forEach(
        (name, value) -> {
          if (value instanceof List<?> items) {
            items.forEach(item -> element(text, name, ((Tree) item).xml()));
          } else if (value instanceof Tree tree) {
            element(text, name, tree.xml());
          } else {
            element(text, name, escape(String.valueOf(value)));
          }
        });
    return text.toString();
  }

  private static void element(StringBuilder text, String name, String inner) {
    text.append('<').append(name).append('>').append(inner);
    text.append("</").append(name).append('>');
  }

  private static String escape(String value) {
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** One {@code a.b.c="value"} a line. */
  String dom() {
    StringBuilder text = new StringBuilder();
    dom("", text);
    return text.toString();
  }

  private void dom(String prefix, StringBuilder text) {
    entries.forEach(
        (name, value) -> {
          if (value instanceof Tree tree) {
            tree.dom(prefix + name + ".", text);
          } else if (value instanceof List<?> items) {
            for (int i = 0; i < items.size(); i++) {
              ((Tree) items.get(i)).dom(prefix + name + "[" + i + "].", text);
            }
          } else {
            text.append(prefix).append(name).append("=\"").append(value).append("\"\n");
          }
        });
  }
}
