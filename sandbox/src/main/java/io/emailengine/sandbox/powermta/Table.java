package io.emailengine.sandbox.powermta;

import java.util.ArrayList;
import java.util.List;

/** Columns under a header with a dashed line, numbers to the right. */
final class Table {
  private final List<String> titles;
  private final List<Boolean> numeric;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param columns titles; one that starts with {@code >} is a column of numbers
   */
  Table(String... columns) {
    titles = new ArrayList<>();
    numeric = new ArrayList<>();
    for (String column : columns) {
      numeric.add(column.startsWith(">"));
      titles.add(column.startsWith(">") ? column.substring(1) : column);
    }
  }

  void add(String... cells) {
    rows.add(List.of(cells));
  }

  String print() {
    int[] widths = new int[titles.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(titles.get(i).length(), numeric.get(i) ? 8 : 0);
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    line(text, titles, widths);
    int total = widths.length * 2 - 2;
    for (int width : widths) {
      total += width;
    }
    text.append("-".repeat(total)).append('\n');
    rows.forEach(row -> line(text, row, widths));
    return text.toString();
  }

  private void line(StringBuilder text, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String pad = " ".repeat(widths[i] - cells.get(i).length());
      line.append(i == 0 ? "" : "  ");
      line.append(numeric.get(i) ? pad + cells.get(i) : cells.get(i) + pad);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
