package dev.sluice.config.script;

import dev.sluice.config.script.Datum.Element;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Values as lines with a delimiter (dsv) and back, as {@code :serialize} and {@code :deserialize}
 * do it. RouterOS: the keys of a value are the columns, in alphabetical order unless {@code order}
 * says another; an array without keys is one line. One text, one writer or reader.
 */
final class SeparatedText {
  private final Interpreter interpreter;
  private final String delimiter;
  private final Set<String> options;

  /**
   * @param options such as {@code remap}, without the {@code dsv.} before them
   */
  SeparatedText(Interpreter interpreter, String delimiter, Set<String> options) {
    this.interpreter = interpreter;
    this.delimiter = delimiter;
    this.options = options;
  }

  String write(Datum value, List<String> order) {
    List<Element> elements =
        value instanceof Datum.Array array ? array.elements() : List.of(new Element(null, value));
    boolean records =
        options.contains("remap")
            && elements.stream().allMatch(one -> one.value() instanceof Datum.Array);
    Map<String, List<Datum>> columns = records ? remapped(elements) : columns(elements);
    if (columns.isEmpty()) {
      return line(elements.stream().map(Element::value).toList());
    }
    List<String> names = new ArrayList<>(order.isEmpty() ? columns.keySet() : order);
    int rows = rows(columns);
    StringBuilder text = new StringBuilder(line(names.stream().map(Datum::of).toList()));
    for (int row = 0; row < rows; row++) {
      List<Datum> cells = new ArrayList<>();
      for (String name : names) {
        interpreter.step();
        List<Datum> column = columns.getOrDefault(name, List.of());
        cells.add(row < column.size() ? column.get(row) : Datum.NOTHING);
      }
      text.append('\n').append(line(cells));
    }
    return text.toString();
  }

  /** RouterOS dsv.remap: records become columns; what one of them lacks is empty. */
  private static Map<String, List<Datum>> remapped(List<Element> elements) {
    Map<String, List<Datum>> columns = new TreeMap<>();
    for (Element element : elements) {
      if (element.value() instanceof Datum.Array record) {
        record
            .elements()
            .forEach(one -> columns.putIfAbsent(String.valueOf(one.key()), new ArrayList<>()));
      }
    }
    for (Element element : elements) {
      Map<String, Datum> record = new TreeMap<>();
      if (element.value() instanceof Datum.Array array) {
        array.elements().forEach(one -> record.put(String.valueOf(one.key()), one.value()));
      }
      columns.forEach((name, column) -> column.add(record.getOrDefault(name, Datum.NOTHING)));
    }
    return columns;
  }

  private static Map<String, List<Datum>> columns(List<Element> elements) {
    Map<String, List<Datum>> columns = new LinkedHashMap<>();
    for (Element element : elements) {
      String key = element.key();
      if (key != null) {
        columns.put(
            key,
            element.value() instanceof Datum.Array array
                ? array.elements().stream().map(Element::value).toList()
                : List.of(element.value()));
      }
    }
    return columns;
  }

  private int rows(Map<String, List<Datum>> columns) {
    Set<Integer> sizes = new TreeSet<>();
    columns.values().forEach(column -> sizes.add(column.size()));
    if (sizes.size() > 1 && !options.contains("ignore-size")) {
      throw ScriptError.of("failure: array size mismatch");
    }
    return sizes.stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  private String line(List<Datum> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      line.append(i == 0 ? "" : delimiter).append(cell(cells.get(i)));
    }
    return line.toString();
  }

  private String cell(Datum value) {
    String text = value.text();
    boolean wrapped = options.contains("wrap-strings") && value instanceof Datum.Text;
    boolean ambiguous =
        !delimiter.isEmpty() && text.contains(delimiter)
            || text.indexOf('\n') >= 0
            || text.startsWith("\"");
    return wrapped || ambiguous ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  Datum read(String text) {
    List<List<Datum>> lines = lines(text);
    List<Datum> read = new ArrayList<>();
    if (options.contains("plain")) {
      lines.forEach(line -> read.add(Datum.list(line)));
      return Datum.list(read);
    }
    List<Datum> header = lines.isEmpty() ? List.of() : lines.getFirst();
    List<List<Datum>> rows = lines.isEmpty() ? List.of() : lines.subList(1, lines.size());
    if (options.contains("array")) {
      for (List<Datum> row : rows) {
        List<Element> record = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
          record.add(new Element(header.get(i).text(), cell(row, i)));
        }
        read.add(new Datum.Array(record));
      }
      return Datum.list(read);
    }
    List<Element> columns = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      List<Datum> column = new ArrayList<>();
      for (List<Datum> row : rows) {
        column.add(cell(row, i));
      }
      columns.add(new Element(header.get(i).text(), Datum.list(column)));
    }
    return new Datum.Array(columns);
  }

  private static Datum cell(List<Datum> row, int at) {
    return at < row.size() ? row.get(at) : Datum.NOTHING;
  }

  private List<List<Datum>> lines(String text) {
    List<List<Datum>> lines = new ArrayList<>();
    List<Datum> line = new ArrayList<>();
    int at = 0;
    int cells = 0;
    while (at < text.length()) {
      interpreter.step();
      StringBuilder cell = new StringBuilder();
      boolean quoted = text.charAt(at) == '"';
      at = quoted ? quoted(text, at + 1, cell) : at;
      while (at < text.length() && text.charAt(at) != '\n' && !delimited(text, at)) {
        cell.append(text.charAt(at++));
      }
      if (!quoted && cell.toString().endsWith("\r")) {
        cell.setLength(cell.length() - 1);
      }
      line.add(quoted ? Datum.of(cell.toString()) : Literals.of(cell.toString()));
      if (++cells > interpreter.limits().elements()) {
        throw ScriptError.limit("more than " + interpreter.limits().elements() + " elements");
      }
      if (delimited(text, at)) {
        at += delimiter.length();
        if (at == text.length() || text.charAt(at) == '\n') {
          line.add(Datum.of(""));
        }
      }
      if (at >= text.length() || text.charAt(at) == '\n') {
        at++;
        lines.add(line);
        line = new ArrayList<>();
      }
    }
    return lines;
  }

  private boolean delimited(String text, int at) {
    return !delimiter.isEmpty() && text.startsWith(delimiter, at);
  }

  /** Where the text goes on after the closing quote. */
  private static int quoted(String text, int from, StringBuilder cell) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"' && (at == text.length() || text.charAt(at) != '"')) {
        return at;
      }
      at += c == '"' ? 1 : 0;
      cell.append(c);
    }
    return at;
  }

  /** The words of an option, those of one format without its name before them. */
  static Set<String> options(@Nullable Datum given, String format) {
    Set<String> options = new TreeSet<>();
    if (given == null) {
      return options;
    }
    for (String word : given.argument().split("[,;]", -1)) {
      if (word.startsWith(format + ".")) {
        options.add(word.substring(format.length() + 1));
      } else if (!word.isEmpty() && !word.matches("(json|dsv)\\..*")) {
        throw ScriptError.of("input does not match any value of options");
      }
    }
    return options;
  }
}
