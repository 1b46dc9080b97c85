package dev.sluice.config.console;

import dev.sluice.config.console.Layout.Flag;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Property;
import dev.sluice.config.schema.Schema;
import dev.sluice.config.schema.ValueKind;
import dev.sluice.config.syntax.Source;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lays rows out as RouterOS 7.2x does; see the layouts of the language. One print, one printer. */
final class Printer {
  /** Values that are numbers, though their names do not say so. */
  private static final Set<String> GROUPED =
      Set.of(
          "bytes",
          "packets",
          "orig-bytes",
          "repl-bytes",
          "orig-packets",
          "repl-packets",
          "tx",
          "rx",
          "tx-packets",
          "rx-packets",
          "dropped",
          "queued-bytes",
          "queued-packets",
          "orig-fasttrack-packets",
          "orig-fasttrack-bytes",
          "repl-fasttrack-packets",
          "repl-fasttrack-bytes");

  /** Broken into less, a value could not be read. */
  private static final int LEAST_PIECE = 20;

  private final Layout layout;
  private final @Nullable Menu menu;
  private final int width;
  private final boolean terminal;
  private final boolean ids;
  private final StringBuilder out = new StringBuilder();

  /** Whether comments stand over their items; a proplist without them leaves them out. */
  private boolean comments = true;

  /**
   * @param width of the terminal, 0 for one without end
   * @param terminal whether tables have to fit into the width
   * @param ids whether internal numbers are shown instead of places
   */
  Printer(Layout layout, int width, boolean terminal, boolean ids) {
    this.terminal = terminal;
    this.layout = layout;
    this.menu = Schema.get().menu(layout.path());
    this.width = width;
    this.ids = ids;
  }

  /** The properties that were asked for, empty for the usual ones. */
  void only(List<String> names) {
    comments = names.isEmpty() || names.contains("comment");
  }

  String text() {
    return out.toString();
  }

  /** RouterOS 7: routes that came by themselves have no number, nor has what is past. */
  private String number(Row row) {
    boolean bare =
        layout.path().endsWith("/route") && row.yes("dynamic")
            || layout.path().equals("/system/history");
    if (ids) {
      return row.reference().text();
    }
    return bare ? "" : Integer.toString(row.number());
  }

  private int numberWidth(List<Row> rows, int least) {
    int widest = least;
    for (Row row : rows) {
      widest = Math.max(widest, number(row).length());
    }
    return widest;
  }

  /** One letter or blank for each group. */
  private String flags(Row row, List<Flag> flags, boolean[] groups) {
    StringBuilder text = new StringBuilder();
    for (int group = 0; group < groups.length; group++) {
      if (!groups[group]) {
        continue;
      }
      char letter = ' ';
      for (Flag flag : flags) {
        if (flag.group() == group && row.yes(flag.field())) {
          letter = flag.letter();
        }
      }
      text.append(letter);
    }
    return text.toString();
  }

  private boolean[] groups(List<Flag> flags) {
    boolean[] groups = new boolean[layout.groups()];
    flags.forEach(flag -> groups[flag.group()] = true);
    return groups;
  }

  private static String legend(List<Flag> flags) {
    StringBuilder text = new StringBuilder("Flags: ");
    int group = -1;
    for (Flag flag : flags) {
      if (group >= 0) {
        text.append(flag.group() == group ? ", " : "; ");
      }
      group = flag.group();
      text.append(flag.letter()).append(" - ").append(flag.name().toUpperCase(Locale.ROOT));
    }
    return text.toString();
  }

  private List<Flag> present(List<Row> rows) {
    return layout.flags().stream()
        .filter(flag -> rows.stream().anyMatch(row -> row.yes(flag.field())))
        .toList();
  }

  private static String cell(Row row, String column) {
    String text = row.text(column);
    if (text.equals(LiveRows.NO_PROTOCOL)) {
      return "";
    }
    return GROUPED.contains(column) && Wording.number(text)
        ? Wording.grouped(Long.parseLong(text))
        : text;
  }

  /** A table of the columns that have a value in some row. */
  void table(List<Row> rows, List<String> wanted, boolean flagged) {
    List<String> columns =
        wanted.stream()
            .filter(column -> !column.equals("comment"))
            .filter(column -> rows.stream().anyMatch(row -> !cell(row, column).isEmpty()))
            .toList();
    if (rows.isEmpty()) {
      return;
    }
    List<Flag> flags = flagged ? present(rows) : List.of();
    boolean[] groups = groups(flags);
    int digits = numberWidth(rows, 0);
    int[] data = new int[columns.size()];
    int[] widths = new int[columns.size()];
    boolean[] numeric = new boolean[columns.size()];
    for (int i = 0; i < data.length; i++) {
      numeric[i] = true;
      for (Row row : rows) {
        String text = row.text(columns.get(i));
        data[i] = Math.max(data[i], shown(cell(row, columns.get(i))));
        numeric[i] &= text.isEmpty() || Wording.number(text);
      }
      widths[i] = Math.max(data[i], columns.get(i).length());
    }
    int prefix = (digits == 0 ? 0 : digits + 1) + (flags.isEmpty() ? 0 : count(groups) + 1);
    narrow(prefix, columns, data, widths);
    if (!flags.isEmpty()) {
      out.append(legend(flags)).append('\n');
    }
    out.append("Columns: ").append(names(columns, widths)).append('\n');
    String sign = digits == 0 ? "" : Wording.right("#", digits);
    StringBuilder header = new StringBuilder(Wording.left(sign, prefix));
    for (int i = 0; i < widths.length; i++) {
      String name = columns.get(i).toUpperCase(Locale.ROOT);
      String visible = name.substring(0, Math.min(widths[i], name.length()));
      boolean cut = visible.length() < name.length();
      header.append(i == 0 ? "" : "  ");
      header.append(
          numeric[i] && !cut
              ? Wording.right(visible, widths[i])
              : Wording.left(visible, widths[i]));
    }
    out.append(header).append('\n');
    for (Row row : rows) {
      comment(row);
      out.append(digits == 0 ? "" : Wording.right(number(row), digits) + " ");
      if (!flags.isEmpty()) {
        out.append(flags(row, layout.flags(), groups)).append(' ');
      }
      for (int i = 0; i < widths.length; i++) {
        String text = cell(row, columns.get(i));
        out.append(i == 0 ? "" : "  ");
        int pad = widths[i] - shown(text);
        out.append(numeric[i] ? " ".repeat(Math.max(0, pad)) + text : text);
        out.append(numeric[i] ? "" : " ".repeat(Math.max(0, pad)));
      }
      out.append('\n');
    }
  }

  /** How wide a text of bytes is for people. */
  private static int shown(CharSequence bytes) {
    return Source.display(bytes.toString()).length();
  }

  private void comment(Row row) {
    if (comments && !row.text("comment").isEmpty()) {
      out.append(";;; ").append(row.text("comment")).append('\n');
    }
  }

  private static int count(boolean[] groups) {
    int count = 0;
    for (boolean group : groups) {
      count += group ? 1 : 0;
    }
    return count;
  }

  /** RouterOS: where the terminal is too narrow, headers are cut that are wider than their data. */
  private void narrow(int prefix, List<String> columns, int[] data, int[] widths) {
    while (terminal && width > 0) {
      int total = prefix + 2 * Math.max(0, widths.length - 1);
      int most = -1;
      for (int i = 0; i < widths.length; i++) {
        total += widths[i];
        int least = Math.max(1, data[i]);
        if (widths[i] > least && (most < 0 || widths[i] - data[i] >= widths[most] - data[most])) {
          most = i;
        }
      }
      if (total <= width || most < 0) {
        return;
      }
      widths[most] = Math.max(1, Math.min(data[most], columns.get(most).length()));
    }
  }

  private static String names(List<String> columns, int[] widths) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      String name = columns.get(i);
      int visible = Math.min(widths[i], name.length());
      names.add(name.substring(0, visible).toUpperCase(Locale.ROOT) + name.substring(visible));
    }
    return String.join(", ", names);
  }

  /** An entry of several lines for each row; the legend is whole and always there. */
  void detail(List<Row> rows, List<String> only, List<String> more) {
    List<Flag> flags = layout.flags();
    if (layout.path().endsWith("/layer7-protocol") && rows.stream().anyMatch(Row::disabled)) {
      flags = List.of(new Flag('X', "disabled", "disabled", 0));
    }
    boolean[] groups = new boolean[flags.isEmpty() ? 0 : flags.getLast().group() + 1];
    java.util.Arrays.fill(groups, true);
    if (!flags.isEmpty()) {
      out.append(legend(flags)).append(" \n");
    }
    int digits = numberWidth(rows, 2);
    String indent = " ".repeat(digits + 1 + (flags.isEmpty() ? 0 : groups.length + 1));
    for (Row row : rows) {
      StringBuilder line = new StringBuilder(Wording.right(number(row), digits)).append(' ');
      if (!flags.isEmpty()) {
        line.append(flags(row, flags, groups)).append(' ');
      }
      if (comments && !row.text("comment").isEmpty()) {
        out.append(line).append(";;; ").append(row.text("comment")).append('\n');
        line = new StringBuilder(indent);
      }
      int start = line.length();
      Map<String, String> fields = fields(row, only, more);
      fields.remove("comment");
      for (Map.Entry<String, String> one : fields.entrySet()) {
        String piece = one.getKey() + "=" + value(one.getKey(), one.getValue()) + " ";
        if (width > 0 && line.length() > start && line.length() + shown(piece) > width) {
          out.append(line).append('\n');
          line = new StringBuilder(indent);
        }
        line = filled(line.append(piece), indent);
      }
      out.append(line).append("\n\n");
    }
  }

  /** At a terminal, a value longer than a line goes on under its beginning, lists after a comma. */
  private StringBuilder filled(StringBuilder line, String indent) {
    while (terminal && width > indent.length() + LEAST_PIECE && shown(line) - 1 > width) {
      String text = Source.display(line.toString());
      int comma = text.lastIndexOf(',', width - 1) + 1;
      int end = comma > indent.length() + LEAST_PIECE ? comma : width;
      out.append(Wording.bytes(text.substring(0, end))).append('\n');
      line = new StringBuilder(indent).append(Wording.bytes(text.substring(end)));
    }
    return line;
  }

  private static Map<String, String> fields(Row row, List<String> only, List<String> more) {
    Map<String, String> fields = new java.util.LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>(only.isEmpty() ? row.shown().keySet() : only);
    names.addAll(more);
    for (String name : names) {
      String text =
          only.isEmpty() && row.shown().containsKey(name) ? row.shown().get(name) : row.find(name);
      if (text != null) {
        fields.put(name, text);
      }
    }
    return fields;
  }

  /** Strings are quoted, as they are; names, words and numbers are not. */
  private String value(String name, String text) {
    if (GROUPED.contains(name) && Wording.number(text) && text.length() > 3) {
      return Wording.grouped(Long.parseLong(text));
    }
    Property property = menu == null ? null : menu.property(name);
    boolean string =
        property == null
            ? name.equals("message") || menu != null && menu.open() && name.endsWith("name")
            : property.kind() == ValueKind.STRING;
    return string ? "\"" + text + "\"" : text;
  }

  /** One line for each row, for programs; RouterOS 7: with the flags that are set in some row. */
  void terse(List<Row> rows, List<String> only) {
    int digits = numberWidth(rows, 0);
    List<Flag> flags = present(rows);
    boolean[] groups = groups(flags);
    for (Row row : rows) {
      out.append(digits == 0 ? "" : Wording.right(number(row), digits) + " ");
      if (!flags.isEmpty()) {
        out.append(flags(row, flags, groups)).append(' ');
      }
      if (only.isEmpty() && row.find("comment") != null) {
        out.append("comment=").append(row.text("comment")).append(' ');
      }
      fields(row, only, List.of())
          .forEach((name, text) ->
              out.append(name)
                  .append('=')
                  .append(
                      GROUPED.contains(name) && Wording.number(text)
                          ? Wording.grouped(Long.parseLong(text))
                          : text)
                  .append(' '));
      out.append('\n');
    }
  }

  /** A line for each property, a column for each row. */
  void valueList(List<Row> rows, List<String> only, boolean padded) {
    Set<String> names = new LinkedHashSet<>(only);
    if (only.isEmpty()) {
      rows.forEach(row -> names.addAll(row.shown().keySet()));
      if (rows.stream().anyMatch(row -> row.find("comment") != null)) {
        names.add("comment");
      }
    }
    int widest = names.stream().mapToInt(String::length).max().orElse(0) + 2;
    int[] columns = new int[rows.size()];
    for (int i = 0; i < columns.length; i++) {
      for (String name : names) {
        columns[i] = Math.max(columns[i], shown(rows.get(i).text(name)));
      }
    }
    for (String name : names) {
      StringBuilder line = new StringBuilder(Wording.right(name, widest)).append(": ");
      for (int i = 0; i < columns.length; i++) {
        String text = rows.get(i).text(name);
        boolean last = i == columns.length - 1;
        line.append(i == 0 ? "" : " ").append(text);
        if (padded || !last) {
          line.append(" ".repeat(columns[i] - shown(text)));
        }
      }
      out.append(line).append('\n');
    }
  }

  /** Bare lines: time, topics, message; RouterOS: lines of today have no date. */
  void log(List<Row> rows, String today) {
    for (Row row : rows) {
      String time = row.text("time");
      out.append(time.startsWith(today + " ") ? time.substring(today.length() + 1) : time)
          .append(' ')
          .append(row.text("topics"))
          .append(' ')
          .append(row.text("message"))
          .append('\n');
    }
  }
}
