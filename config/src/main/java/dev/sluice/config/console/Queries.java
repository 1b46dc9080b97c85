package dev.sluice.config.console;

import dev.sluice.config.Quoting;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Property;
import dev.sluice.config.schema.Schema;
import dev.sluice.config.script.Datum;
import dev.sluice.config.script.Frame;
import dev.sluice.config.script.Interpreter;
import dev.sluice.config.script.Literals;
import dev.sluice.config.script.ScriptError;
import dev.sluice.config.syntax.Expression;
import dev.sluice.config.syntax.Span;
import dev.sluice.config.syntax.Statement.Named;
import dev.sluice.config.syntax.Statement.Part;
import dev.sluice.config.syntax.Statement.Positional;
import dev.sluice.config.syntax.Statement.Where;
import dev.sluice.config.syntax.Statement.Word;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The commands that look and change nothing: print, find, get; and those of counters. */
final class Queries {
  private final Desk desk;
  private final Interpreter interpreter;
  private final Workplace place;

  /** Said of a menu of another subsystem, whose lines are known as text only. */
  private static final String OUTSIDE =
      " is no part of a firewall: what is set in it is kept and exported, not listed";

  /** Said instead of waiting for what cannot come. */
  private static final String WATCHED =
      "-- nothing changes here while it is watched, so it is shown once";

  private static final Set<String> PORTS = Set.of("/interface", "/interface/ethernet");
  private static final String DEFAULT_NAME = "default-name";

  Queries(Desk desk, Interpreter interpreter, Workplace place) {
    this.desk = desk;
    this.interpreter = interpreter;
    this.place = place;
  }

  static Row.Names names(String path) {
    Menu menu = Schema.get().menu(path);
    return new Row.Names() {
      @Override
      public @Nullable String full(String name) {
        if (menu == null || menu.open()) {
          return null;
        }
        Property property = menu.find(name);
        if (property == null && menu.property(name) != null) {
          return name;
        }
        return property == null ? null : property.name();
      }

      @Override
      public String initial(String name) {
        Property property = menu == null ? null : menu.property(name);
        return property == null ? "" : property.initial();
      }
    };
  }

  /** Of a menu that holds no items: what any of its rows has. */
  private static Row.Names names(List<Row> rows) {
    Set<String> known = new HashSet<>();
    for (Row row : rows) {
      known.addAll(row.shown().keySet());
      known.addAll(row.hidden().keySet());
    }
    return new Row.Names() {
      @Override
      public @Nullable String full(String name) {
        return known.contains(name) ? name : null;
      }

      @Override
      public String initial(String name) {
        return "";
      }
    };
  }

  /** The rows that a condition fits. */
  List<Row> fitting(String path, List<Row> rows, Expression condition, Frame frame) {
    if (condition instanceof Expression.Missing) {
      return rows;
    }
    Row.Names names = Schema.get().menu(path) == null ? names(rows) : names(path);
    List<Row> fitting = new ArrayList<>();
    for (Row row : rows) {
      interpreter.step();
      if (interpreter.evaluator().holds(condition, frame, row.fields(names))) {
        fitting.add(row);
      }
    }
    return fitting;
  }

  Datum find(String path, List<Part> parts, Frame frame) {
    Expression condition = new Expression.Missing(new Span(0, 0));
    for (Part part : parts) {
      if (part instanceof Where where) {
        condition = where.condition();
      }
    }
    List<Datum> ids = new ArrayList<>();
    for (Row row : fitting(path, desk.rows().of(path), condition, frame)) {
      if (!row.builtin() || Schema.get().menu(path) == null) {
        ids.add(row.reference());
      }
    }
    return ids.isEmpty() && desk.strict ? port(path, condition, frame) : Datum.list(ids);
  }

  /**
   * In the script of a policy file, which need not list them: a port that the device has of itself
   * is called by its default name until somebody calls it otherwise.
   */
  private Datum port(String path, Expression condition, Frame frame) {
    boolean named =
        PORTS.contains(path)
            && condition instanceof Expression.Binary binary
            && binary.operator().equals("=")
            && binary.left() instanceof Expression.Literal field
            && field.text().equals(DEFAULT_NAME);
    return named
        ? interpreter.evaluator().value(((Expression.Binary) condition).right(), frame)
        : Datum.list(List.of());
  }

  Datum print(String path, List<Part> parts, Frame frame, boolean inner) {
    PrintRequest request = new PrintRequest(parts, interpreter, frame);
    desk.paged &= !request.has("without-paging");
    Layout layout = Layouts.of(path);
    if (layout == null) {
      if (!inner) {
        place.put("-- " + Wording.spaced(path) + OUTSIDE);
      }
      return inner ? Datum.EMPTY : Datum.NOTHING;
    }
    List<Row> rows = chosen(path, layout, request, frame);
    if (request.has("count-only")) {
      if (inner) {
        return Datum.of(rows.size());
      }
      place.put(Integer.toString(rows.size()));
      return Datum.NOTHING;
    }
    if (request.has("as-value")) {
      return inner ? asValue(layout, rows, request) : Datum.NOTHING;
    }
    known(layout, rows, request.properties);
    String stamp = request.has("timestamp") ? place.time() + "\n" : "";
    String text = stamp + (request.has("follow-only") ? "" : text(layout, rows, request));
    if (request.file.isEmpty()) {
      place.write(text);
      if (request.watching) {
        place.put(WATCHED);
      }
      return Datum.NOTHING;
    }
    String file = request.file.endsWith(".txt") ? request.file : request.file + ".txt";
    String before =
        request.has("append")
            ? desk.store
                .read(file)
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                .orElse("")
            : "";
    place.write(file, before + text);
    return Datum.NOTHING;
  }

  /** Refuses names of a proplist that neither the menu nor any row has. */
  private static void known(Layout layout, List<Row> rows, List<String> names) {
    Menu menu = Schema.get().menu(layout.path());
    for (String name : names) {
      boolean property = menu != null && menu.property(name) != null;
      boolean shown = layout.columns().contains(name) || layout.stats().contains(name);
      if (!property && !shown && !rows.isEmpty() && rows.stream().noneMatch(row -> row.has(name))) {
        throw ScriptError.of("input does not match any value of proplist");
      }
    }
  }

  private List<Row> chosen(String path, Layout layout, PrintRequest request, Frame frame) {
    Menu menu = Schema.get().menu(path);
    if (layout.form() == Layout.Form.SETTINGS) {
      return List.of(
          menu == null || path.equals("/system/clock")
              ? new SystemRows(desk).of(path)
              : desk.rows().settings(menu));
    }
    List<Row> rows =
        path.equals("/system/history") || path.equals("/environment")
            ? new SystemRows(desk).list(path)
            : desk.rows().of(path);
    desk.numbers.put(path, rows.stream().map(Row::id).toList());
    rows = fitting(path, rows, request.condition, frame);
    if (request.from != null) {
      Set<String> wanted = references(request.from, frame);
      rows =
          rows.stream()
              .filter(row ->
                  wanted.contains(row.reference().text())
                      || wanted.contains(Integer.toString(row.number()))
                      || wanted.contains(row.text("name")))
              .toList();
      if (rows.isEmpty() && !wanted.isEmpty()) {
        throw ScriptError.of("no such item");
      }
    }
    return ordered(
        rows.stream()
            .filter(row -> !request.has("static") || !row.yes("dynamic"))
            .filter(row -> !request.has("dynamic") || row.yes("dynamic"))
            .filter(row -> request.chain.isEmpty() || row.text("chain").equals(request.chain))
            .toList(),
        request.order);
  }

  private Set<String> references(Expression from, Frame frame) {
    String constant = from.constant();
    Datum value = constant == null ? interpreter.evaluator().value(from, frame) : null;
    String text = value == null ? String.valueOf(constant) : value.argument();
    Set<String> wanted = new HashSet<>();
    for (String word : text.split("[,;]", -1)) {
      int dash = word.indexOf('-');
      if (word.matches("[0-9]{1,7}-[0-9]{1,7}")) {
        int to = Integer.parseInt(word.substring(dash + 1));
        for (int i = Integer.parseInt(word.substring(0, dash)); i <= to; i++) {
          interpreter.step();
          wanted.add(Integer.toString(i));
        }
      } else if (!word.isEmpty()) {
        wanted.add(word);
      }
    }
    return wanted;
  }

  private static List<Row> ordered(List<Row> rows, String order) {
    if (order.isEmpty()) {
      return rows;
    }
    boolean down = order.startsWith("-");
    String field = down ? order.substring(1) : order;
    Comparator<Row> by =
        Comparator.comparingLong(
                (Row row) -> Wording.number(row.text(field)) ? Long.parseLong(row.text(field)) : 0L)
            .thenComparing(row -> row.text(field));
    return rows.stream().sorted(down ? by.reversed() : by).toList();
  }

  private String text(Layout layout, List<Row> rows, PrintRequest request) {
    Printer printer = new Printer(layout, desk.width, desk.terminal, request.has("show-ids"));
    List<String> only = request.properties;
    printer.only(only);
    boolean stats = request.has("stats");
    if (layout.form() == Layout.Form.SETTINGS) {
      printer.valueList(rows, only, !SystemRows.bare(layout.path()));
    } else if (request.has("value-list")) {
      printer.valueList(rows, only, true);
    } else if (stats && rules(layout)) {
      printer.table(rows, only.isEmpty() ? layout.stats() : only, true);
    } else if (request.has("terse")) {
      printer.terse(rows, only);
    } else if (request.has("detail")
        || layout.form() == Layout.Form.DETAIL && !request.has("brief")) {
      List<String> counts = layout.stats();
      printer.detail(rows, stats && only.isEmpty() ? counts : only, List.of());
    } else if (layout.form() == Layout.Form.LOG) {
      printer.log(rows, place.time().substring(0, 10));
    } else {
      printer.table(rows, only.isEmpty() ? layout.columns() : only, true);
    }
    return printer.text();
  }

  private static boolean rules(Layout layout) {
    return layout.stats().contains("chain");
  }

  private static Datum asValue(Layout layout, List<Row> rows, PrintRequest request) {
    List<Datum> records = new ArrayList<>();
    for (Row row : rows) {
      records.add(record(layout.path(), row, request.has("stats"), request.properties));
    }
    return layout.form() == Layout.Form.SETTINGS && !records.isEmpty()
        ? records.getFirst()
        : Datum.list(records);
  }

  private static Datum record(String path, Row row, boolean stats, List<String> only) {
    List<Datum.Element> elements = new ArrayList<>();
    Layout layout = Layouts.of(path);
    if (layout != null && layout.form() != Layout.Form.SETTINGS) {
      elements.add(new Datum.Element(".id", row.reference()));
    }
    for (Map.Entry<String, String> one : row.shown().entrySet()) {
      elements.add(new Datum.Element(one.getKey(), typed(path, one.getKey(), one.getValue())));
    }
    for (Map.Entry<String, String> one : row.hidden().entrySet()) {
      boolean counter = one.getKey().equals("bytes") || one.getKey().equals("packets");
      if (!row.shown().containsKey(one.getKey()) && (stats || !counter)) {
        elements.add(new Datum.Element(one.getKey(), typed(path, one.getKey(), one.getValue())));
      }
    }
    elements.removeIf(one -> !only.isEmpty() && !only.contains(one.key()));
    return new Datum.Array(elements);
  }

  private static Datum typed(String path, String name, String text) {
    Menu menu = Schema.get().menu(path);
    Property property = menu == null ? null : menu.property(name);
    if (property == null) {
      return name.equals("comment") || name.equals("message") || name.equals("name")
          ? Datum.of(text)
          : Literals.of(text);
    }
    return switch (property.kind()) {
      case BOOL, NUM, TIME, IP, IP_RANGE, IP6, IP6_PREFIX -> Literals.of(text);
      case TEXT -> name.endsWith("address") ? Literals.of(text) : Datum.of(text);
      default -> Datum.of(text);
    };
  }

  Datum get(String path, Span span, List<Part> parts, Frame frame) {
    Menu menu = Schema.get().menu(path);
    Layout layout = Layouts.of(path);
    boolean settings = layout != null && layout.form() == Layout.Form.SETTINGS;
    Row row;
    if (settings) {
      row =
          menu == null || path.equals("/system/clock")
              ? new SystemRows(desk).of(path)
              : desk.rows().settings(menu);
    } else {
      Datum numbers = argument(parts, "number", 0, frame);
      if (numbers == null) {
        throw ScriptError.of("missing value(s) of argument(s) numbers", span);
      }
      Datum wanted = argument(parts, "value-name", 1, frame);
      if (desk.strict && wanted != null && assumed(path, numbers, wanted)) {
        return numbers;
      }
      row = one(path, numbers, span);
    }
    Datum name = argument(parts, "value-name", settings ? 0 : 1, frame);
    if (name == null) {
      return record(path, row, true, List.of());
    }
    String text = row.find(name.text());
    if (text != null) {
      return name.text().equals(".id") ? row.reference() : typed(path, name.text(), text);
    }
    String full = names(path).full(name.text());
    if (full == null && menu != null && !menu.open()) {
      throw ScriptError.of("input does not match any value of value-name", span);
    }
    text = full == null ? null : row.find(full);
    return text == null ? Datum.NOTHING : typed(path, String.valueOf(full), text);
  }

  /** Whether it is the name of a port that is asked for by a name no item has. */
  private boolean assumed(String path, Datum numbers, Datum wanted) {
    String name = numbers.text();
    return PORTS.contains(path)
        && (wanted.text().equals("name") || wanted.text().equals(DEFAULT_NAME))
        && name.matches("[A-Za-z][A-Za-z0-9-]*")
        && desk.rows().of(path).stream().noneMatch(row -> row.text("name").equals(name));
  }

  /** Makes the next line the command that sets what there is, ready to be changed. */
  Datum edit(String path, Span span, List<Part> parts, Frame frame) {
    if (!desk.terminal) {
      throw ScriptError.of("failure: edit needs a terminal; use set", span);
    }
    Menu menu = Schema.get().menu(path);
    boolean settings = menu != null && menu.settings();
    Datum numbers = settings ? null : argument(parts, "number", 0, frame);
    Datum name = argument(parts, "value-name", settings ? 0 : 1, frame);
    if (menu == null || name == null || !settings && numbers == null) {
      throw ScriptError.of(
          "missing value(s) of argument(s) " + (name == null ? "value-name" : "number"), span);
    }
    Property property = menu.find(name.text());
    if (property == null || property.readOnly()) {
      throw ScriptError.of("input does not match any value of value-name", span);
    }
    Row row = numbers == null ? desk.rows().settings(menu) : one(path, numbers, span);
    String reference = numbers == null ? "" : row.reference().text() + " ";
    String value = Quoting.value(row.text(property.name()));
    desk.next = Wording.spaced(path) + " set " + reference + property.name() + "=" + value;
    return Datum.NOTHING;
  }

  private @Nullable Datum argument(List<Part> parts, String name, int wanted, Frame frame) {
    int unnamed = 0;
    for (Part part : parts) {
      if (part instanceof Named named && names(named.name(), name)) {
        return interpreter.evaluator().value(named.value(), frame);
      }
      if (!(part instanceof Named) && unnamed++ == wanted) {
        return switch (part) {
          case Positional positional -> interpreter.evaluator().value(positional.value(), frame);
          case Word word -> Datum.of(word.text());
          default -> throw ScriptError.placed("syntax error", part.span());
        };
      }
    }
    return null;
  }

  /** An argument's name in full, shortened, or as the commands that take several items have it. */
  private static boolean names(String written, String name) {
    return !written.isEmpty() && (name.startsWith(written) || written.equals(name + "s"));
  }

  private Row one(String path, Datum reference, Span span) {
    String text = reference.argument();
    if (text.isEmpty() || text.indexOf(',') >= 0) {
      throw ScriptError.of(text.isEmpty() ? "no such item" : "invalid internal item number", span);
    }
    List<Row> rows = desk.rows().of(path);
    List<Long> printed = desk.numbers.get(path);
    if (printed != null && text.matches("[0-9]{1,7}")) {
      int number = Integer.parseInt(text);
      text = number < printed.size() ? new Datum.Id(printed.get(number)).text() : text;
    }
    for (Row row : rows) {
      interpreter.step();
      if (row.reference().text().equals(text)
          || row.text("name").equals(text)
          || printed == null && Integer.toString(row.number()).equals(text)) {
        return row;
      }
    }
    throw ScriptError.of("no such item", span);
  }

  Datum reset(String path, String verb, List<Part> parts, Frame frame) {
    if (verb.equals("reset-counters-all") || parts.isEmpty()) {
      desk.counters.reset(path);
      return Datum.NOTHING;
    }
    Expression from =
        switch (parts.getFirst()) {
          case Positional positional -> positional.value();
          case Named named -> named.value();
          case Word word -> new Expression.Literal(word.span(), word.text());
          default -> throw ScriptError.placed("syntax error", parts.getFirst().span());
        };
    Set<String> wanted = references(from, frame);
    List<Long> printed = desk.numbers.get(path);
    List<Row> rows = desk.rows().of(path);
    for (Row row : rows) {
      int number = printed == null ? row.number() : printed.indexOf(row.id());
      if (wanted.contains(row.reference().text())
          || wanted.contains(Integer.toString(number))
          || !row.text("name").isEmpty() && wanted.contains(row.text("name"))) {
        desk.counters.reset(path, row.id());
      }
    }
    return Datum.NOTHING;
  }
}
