package dev.sluice.config.console;

import dev.sluice.config.Export;
import dev.sluice.config.model.Config;
import dev.sluice.config.model.Draft;
import dev.sluice.config.model.Item;
import dev.sluice.config.model.Outside;
import dev.sluice.config.script.Datum;
import dev.sluice.config.script.Frame;
import dev.sluice.config.script.Interpreter;
import dev.sluice.config.script.ScriptError;
import dev.sluice.config.syntax.Expression;
import dev.sluice.config.syntax.Parser;
import dev.sluice.config.syntax.Problems;
import dev.sluice.config.syntax.Source;
import dev.sluice.config.syntax.Span;
import dev.sluice.config.syntax.Statement;
import dev.sluice.config.syntax.Statement.Named;
import dev.sluice.config.syntax.Statement.Part;
import dev.sluice.config.syntax.Statement.Positional;
import dev.sluice.config.syntax.Statement.Where;
import dev.sluice.config.syntax.Statement.Word;
import dev.sluice.config.syntax.TextLimits;
import dev.sluice.policy.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** {@code export} and {@code import}. */
final class Files {
  static final List<String> EXPORT_WORDS =
      List.of("compact", "hide-sensitive", "show-sensitive", "terse", "verbose", "where");

  static final List<String> IMPORT_NAMES = List.of("dry-run", "file-name", "from-line", "verbose");

  private static final String DONE = "Script file loaded and executed successfully";

  private final Desk desk;
  private final Interpreter interpreter;
  private final Workplace place;

  Files(Desk desk, Interpreter interpreter, Workplace place) {
    this.desk = desk;
    this.interpreter = interpreter;
    this.place = place;
  }

  Datum export(String path, List<Part> parts, Frame frame) {
    Export.Form form = Export.Form.COMPACT;
    String file = "";
    Expression condition = new Expression.Missing(new Span(0, 0));
    for (Part part : parts) {
      switch (part) {
        case Word word -> {
          String full = PrintRequest.only(word.text(), EXPORT_WORDS);
          if (full == null) {
            throw ScriptError.placed("expected end of command", word.span());
          }
          form =
              switch (full) {
                case "verbose" -> Export.Form.VERBOSE;
                case "terse" -> Export.Form.TERSE;
                default -> form;
              };
        }
        case Named named when named.name().equals("file") ->
            file = interpreter.evaluator().value(named.value(), frame).text();
        case Named named -> {
          int equals = named.nameSpan().end();
          throw ScriptError.placed("bad parameter " + named.name(), new Span(equals, equals + 1));
        }
        case Where where -> condition = where.condition();
        default -> throw ScriptError.placed("expected end of command", part.span());
      }
    }
    String text = Wording.bytes(Export.text(below(path, condition, frame), form));
    if (file.isEmpty()) {
      place.write(text);
    } else {
      place.write(file.endsWith(".rsc") ? file : file + ".rsc", text);
    }
    return Datum.NOTHING;
  }

  /** The part of the configuration in a menu and the menus below it. */
  private Config below(String path, Expression condition, Frame frame) {
    Config config = desk.draft.config();
    if (path.isEmpty()) {
      return config;
    }
    Map<String, List<Item>> menus = new TreeMap<>();
    config
        .menus()
        .forEach((menu, items) -> {
          if (menu.equals(path) || menu.startsWith(path + "/")) {
            menus.put(menu, items);
          }
        });
    if (!(condition instanceof Expression.Missing) && menus.containsKey(path)) {
      Set<Long> fitting = new HashSet<>();
      Queries queries = new Queries(desk, interpreter, place);
      for (Row row : queries.fitting(path, desk.rows().of(path), condition, frame)) {
        fitting.add(row.id());
      }
      menus.computeIfPresent(
          path, (menu, items) -> items.stream().filter(i -> fitting.contains(i.id())).toList());
    }
    List<Outside> outside =
        config.outside().stream()
            .filter(one -> one.menu().equals(path) || one.menu().startsWith(path + "/"))
            .toList();
    return new Config(menus, outside, config.lastId());
  }

  Datum read(Span span, List<Part> parts, Frame frame) {
    String name = "";
    boolean verbose = false;
    boolean dry = false;
    int from = 1;
    for (Part part : parts) {
      switch (part) {
        case Named named -> {
          String full = PrintRequest.only(named.name(), IMPORT_NAMES);
          Datum value = interpreter.evaluator().value(named.value(), frame);
          String literal = named.value().constant();
          boolean yes = value.argument().equals("yes");
          switch (full == null ? "" : full) {
            case "file-name" -> name = literal == null ? value.text() : literal;
            case "verbose" -> verbose = yes || value.text().equals("progress");
            case "dry-run" -> dry = yes;
            case "from-line" -> from = from(value, span);
            default -> {
              int equals = named.nameSpan().end();
              throw ScriptError.placed(
                  "bad parameter " + named.name(), new Span(equals, equals + 1));
            }
          }
        }
        case Word word -> {
          switch (word.text()) {
            case "verbose" -> verbose = true;
            case "dry-run" -> dry = true;
            default -> name = word.text();
          }
        }
        case Positional positional ->
            name = interpreter.evaluator().value(positional.value(), frame).text();
        default -> throw ScriptError.placed("expected end of command", part.span());
      }
    }
    if (name.isEmpty()) {
      throw ScriptError.of("missing value(s) of argument(s) file-name", span);
    }
    Optional<byte[]> bytes = desk.store.read(Source.display(name));
    if (bytes.isEmpty()) {
      throw ScriptError.of("input does not match any value of file-name", span);
    }
    run(new Source(name, bytes.get()), from, verbose || dry, dry);
    return Datum.NOTHING;
  }

  private static int from(Datum value, Span span) {
    if (value instanceof Datum.Whole line && line.value() > 0) {
      return Math.clamp(line.value(), 1, Integer.MAX_VALUE);
    }
    throw ScriptError.of("invalid value for argument from-line", span);
  }

  /** The statements that begin in a line or after it. */
  private void run(Source source, int from, boolean verbose, boolean dry) {
    String menu = desk.menu;
    Draft kept = desk.draft;
    if (dry) {
      desk.draft = new Draft(desk.draft.config());
    }
    desk.menu = "";
    try {
      List<String> errors = new ArrayList<>();
      Problems problems = new Problems(source, 1_000);
      List<Statement> statements = Parser.runnable(source, problems, TextLimits.DEFAULT);
      List<Problem> found = problems.list();
      Workplace inner = place.inner(source);
      Frame frame = new Frame();
      int next = 0;
      while (next < found.size() && found.get(next).origin().line() < from) {
        next++;
      }
      for (Statement statement : statements) {
        int line = source.lineOf(statement.span().start());
        while (next < found.size() && found.get(next).origin().line() < line) {
          refuse(Workplace.told(found.get(next++)), dry, errors);
        }
        if (line < from) {
          continue;
        }
        if (verbose) {
          place.put("#line " + line);
          place.put(Wording.bytes(source.line(line)));
        }
        try {
          inner.interpreter().top(statement, frame);
        } catch (ScriptError error) {
          refuse(dry ? inner.told(error) : inner.uncaught(error), dry, errors);
        }
      }
      while (next < found.size()) {
        refuse(Workplace.told(found.get(next++)), dry, errors);
      }
      if (errors.isEmpty()) {
        place.put(DONE);
      } else {
        throw ScriptError.of("Script Error: found " + errors.size() + " error(s) in import file");
      }
    } finally {
      desk.menu = menu;
      if (dry) {
        desk.draft = kept;
      }
    }
  }

  private void refuse(String message, boolean dry, List<String> errors) {
    if (!dry) {
      throw ScriptError.of(message);
    }
    place.put(message);
    errors.add(message);
  }
}
