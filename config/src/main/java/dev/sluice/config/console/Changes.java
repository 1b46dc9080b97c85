package dev.sluice.config.console;

import dev.sluice.config.schema.Menu;
import dev.sluice.config.script.Datum;
import dev.sluice.config.script.Frame;
import dev.sluice.config.script.Interpreter;
import dev.sluice.config.script.ScriptError;
import dev.sluice.config.syntax.Expression;
import dev.sluice.config.syntax.Span;
import dev.sluice.config.syntax.Statement.Named;
import dev.sluice.config.syntax.Statement.Part;
import dev.sluice.config.syntax.Statement.Positional;
import dev.sluice.config.syntax.Statement.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes of the arguments of a command what does not depend on anything: variables and commands
 * become values, numbers of the last print become ids. Not threadsafe.
 */
final class Changes {
  private static final Set<String> REFERENCES =
      Set.of("numbers", ".id", "place-before", "copy-from", "destination");

  private final Desk desk;
  private final Interpreter interpreter;

  Changes(Desk desk, Interpreter interpreter) {
    this.desk = desk;
    this.interpreter = interpreter;
  }

  List<Part> constant(Menu menu, String verb, List<Part> parts, Frame frame) {
    int references = menu.settings() || verb.equals("add") ? 0 : verb.equals("move") ? 2 : 1;
    List<Part> constant = new ArrayList<>(parts.size());
    for (Part part : parts) {
      switch (part) {
        case Named named when !menu.settings() && REFERENCES.contains(named.name()) ->
            constant.add(
                new Named(
                    named.span(),
                    named.name(),
                    named.nameSpan(),
                    reference(menu, named.value(), frame)));
        case Named named -> constant.add(named(named, frame));
        case Word word -> {
          boolean first = references-- > 0;
          constant.add(
              first && numeric(word.text())
                  ? new Positional(
                      word.span(),
                      new Expression.Literal(word.span(), ids(menu, word.text(), word.span())))
                  : part);
        }
        case Positional positional -> {
          Expression value =
              references-- > 0
                  ? reference(menu, positional.value(), frame)
                  : text(positional.value(), positional.span(), frame);
          constant.add(new Positional(positional.span(), value));
        }
        default -> constant.add(part);
      }
    }
    return constant;
  }

  /** Whether a command has an empty list of items to work on, which is no error. */
  boolean nothing(Menu menu, String verb, List<Part> parts) {
    return !menu.settings()
        && !verb.equals("add")
        && parts.stream()
            .anyMatch(part ->
                part instanceof Positional positional
                    && positional.value() instanceof Expression.Literal literal
                    && literal.text().isEmpty());
  }

  private Named named(Named named, Frame frame) {
    if (named.value().constant() != null) {
      return named;
    }
    Datum given = interpreter.evaluator().value(named.value(), frame);
    if (desk.strict && given instanceof Datum.Nothing) {
      throw ScriptError.of(
          "the value of " + named.name() + " is computed by a script, and nothing gives it here");
    }
    Expression value = new Expression.Literal(named.value().span(), given.argument());
    return new Named(named.span(), named.name(), named.nameSpan(), value);
  }

  private Expression text(Expression value, Span span, Frame frame) {
    return value.constant() != null
        ? value
        : new Expression.Literal(span, interpreter.evaluator().value(value, frame).argument());
  }

  private Expression reference(Menu menu, Expression value, Frame frame) {
    String constant = value.constant();
    Datum found =
        constant == null ? interpreter.evaluator().value(value, frame) : Datum.of(constant);
    if (beyond(menu, found.argument())) {
      return new Expression.Literal(value.span(), found.argument());
    }
    boolean empty = found instanceof Datum.Array array && array.elements().isEmpty();
    if (empty && menu.open() && value instanceof Expression.Substitution) {
      // A port that the device has of itself; the reader of references makes it.
      return value;
    }
    return new Expression.Literal(value.span(), ids(menu, found.argument(), value.span()));
  }

  /** Of a policy file, which may be a part of what a device has: its reader says so. */
  private boolean beyond(Menu menu, String text) {
    return desk.strict
        && text.matches("[0-9]{1,7}")
        && !desk.numbers.containsKey(menu.path())
        && Integer.parseInt(text) >= desk.draft.items(menu.path()).size();
  }

  private static boolean numeric(String text) {
    return text.matches("[0-9]+([,-][0-9]+)*(,\\*?[0-9A-Fa-f]+)*");
  }

  /** The same references with ids instead of numbers. */
  String ids(Menu menu, String text, Span span) {
    if (text.isEmpty() || text.charAt(0) == '*' && text.indexOf(',') < 0) {
      return text;
    }
    StringBuilder ids = new StringBuilder();
    for (String word : text.split("[,;]", -1)) {
      int dash = word.indexOf('-');
      boolean range = word.matches("[0-9]{1,7}-[0-9]{1,7}");
      if (!range && !word.matches("[0-9]{1,7}")) {
        ids.append(ids.isEmpty() ? "" : ",").append(word);
        continue;
      }
      int from = Integer.parseInt(range ? word.substring(0, dash) : word);
      int to = range ? Integer.parseInt(word.substring(dash + 1)) : from;
      for (int number = from; number <= to; number++) {
        interpreter.step();
        ids.append(ids.isEmpty() ? "" : ",");
        ids.append(new Datum.Id(id(menu.path(), number, span)).text());
      }
    }
    return ids.toString();
  }

  /** The id that a number means; RouterOS: by the last print, else by place. */
  long id(String path, int number, Span span) {
    List<Long> printed = desk.numbers.get(path);
    if (printed != null) {
      if (number >= printed.size()) {
        throw ScriptError.of("no such item", span);
      }
      long id = printed.get(number);
      if (id >= Row.DYNAMIC) {
        throw ScriptError.of("failure: can not change dynamic", span);
      }
      return id;
    }
    var items = desk.draft.items(path);
    if (number >= items.size()) {
      throw ScriptError.of("no such item", span);
    }
    return items.get(number).id();
  }
}
