package dev.sluice.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of text whose columns are as wide as their widest cell. Rows may have a remark above
 * them, as RouterOS prints comments. Not threadsafe.
 */
final class Columns {
  private static final String GAP = "  ";

  private final List<String> titles;
  private final List<Boolean> right;
  private final int[] widest;
  private final List<Row> rows = new ArrayList<>();

  private record Row(String remark, List<String> cells, boolean faint) {}

  /**
   * Starts a table.
   *
   * @param titles a title that starts with {@code >} heads a column of numbers, set to the right
   * @param widest the most characters a cell may have; longer ones are cut with an ellipsis
   */
  Columns(List<String> titles, int... widest) {
    this.titles =
        titles.stream().map(title -> title.startsWith(">") ? title.substring(1) : title).toList();
    right = titles.stream().map(title -> title.startsWith(">")).toList();
    this.widest = widest.clone();
  }

  void row(String remark, boolean faint, String... cells) {
    List<String> cut = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      cut.add(cut(cells[i], widest[i]));
    }
    rows.add(new Row(remark, cut, faint));
  }

  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  /** The whole table, a line each, without blanks at the end of lines. */
  void print(StringBuilder out, Ink ink, int lineWidth) {
    int[] widths = new int[titles.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = titles.get(i).length();
      for (Row row : rows) {
        widths[i] = Math.max(widths[i], row.cells.get(i).length());
      }
    }
    out.append(ink.faint(line(titles, widths))).append('\n');
    for (Row row : rows) {
      if (!row.remark.isEmpty()) {
        out.append("  ").append(ink.cyan(cut(row.remark, lineWidth - 2))).append('\n');
      }
      String line = line(row.cells, widths);
      out.append(row.faint ? ink.faint(line) : line).append('\n');
    }
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String padding = " ".repeat(Math.max(0, widths[i] - cells.get(i).length()));
      line.append(GAP);
      line.append(right.get(i) ? padding + cells.get(i) : cells.get(i) + padding);
    }
    return line.toString().stripTrailing();
  }
}
