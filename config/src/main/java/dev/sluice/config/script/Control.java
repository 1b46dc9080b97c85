package dev.sluice.config.script;

import dev.sluice.config.syntax.Expression;
import dev.sluice.config.syntax.Span;
import dev.sluice.config.syntax.Statement;
import dev.sluice.config.syntax.Statement.Command;
import dev.sluice.config.syntax.Statement.Named;
import dev.sluice.config.syntax.Statement.Part;
import dev.sluice.config.syntax.Statement.Positional;
import dev.sluice.config.syntax.Statement.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The commands that decide what runs, and those that make variables. Not threadsafe. */
final class Control {
  private static final Set<String> KNOWN =
      Set.of(
          "local",
          "global",
          "set",
          "if",
          "for",
          "foreach",
          "while",
          "do",
          "onerror",
          "retry",
          "return",
          "break",
          "continue",
          "error",
          "execute");

  private final Interpreter interpreter;

  Control(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  static boolean knows(String verb) {
    return KNOWN.contains(verb);
  }

  Datum run(String verb, Command command, List<Part> parts, Frame frame) {
    return switch (verb) {
      case "local", "global" -> declare(verb.equals("global"), command, parts, frame);
      case "set" -> set(command, parts, frame);
      case "if" -> branch(command, parts, frame);
      case "for" -> count(command, parts, frame);
      case "foreach" -> each(command, parts, frame);
      case "while" -> loop(command, parts, frame);
      case "do" -> attempt(command, parts, frame);
      case "onerror" -> onError(command, parts, frame);
      case "retry" -> retry(command, parts, frame);
      case "return" -> throw new Signal(Signal.Kind.RETURN, given(parts, 0, frame));
      case "break" -> throw new Signal(Signal.Kind.BREAK, Datum.NOTHING);
      case "continue" -> throw new Signal(Signal.Kind.CONTINUE, Datum.NOTHING);
      case "error" -> throw ScriptError.of(given(parts, 0, frame).text(), command.span());
      default -> {
        Expression script = needed(parts, "script", 0, command);
        yield interpreter.block(interpreter.evaluator().body(script, frame), frame);
      }
    };
  }

  private Datum given(List<Part> parts, int place, Frame frame) {
    Datum value = interpreter.argument(parts, "value", place, frame);
    return value == null ? Datum.NOTHING : value;
  }

  private static Expression needed(List<Part> parts, String name, int place, Command command) {
    Expression found = Interpreter.expression(parts, name, place);
    if (found == null) {
      throw ScriptError.of("missing value(s) of argument(s) " + name, command.span());
    }
    return found;
  }

  private static String name(Part part) {
    return switch (part) {
      case Word word -> word.text();
      case Named named -> named.name();
      case Positional positional -> {
        String constant = positional.value().constant();
        if (constant != null) {
          yield constant;
        }
        if (positional.value() instanceof Expression.Variable variable) {
          yield variable.name();
        }
        throw ScriptError.placed("syntax error", part.span());
      }
      default -> throw ScriptError.placed("syntax error", part.span());
    };
  }

  private Datum declare(boolean global, Command command, List<Part> parts, Frame frame) {
    if (parts.isEmpty()) {
      throw ScriptError.of("missing value(s) of argument(s) name", command.span());
    }
    String name = name(parts.getFirst());
    if (parts.getFirst() instanceof Named named && named.name().equals("name")) {
      name = interpreter.evaluator().value(named.value(), frame).text();
    }
    Datum value = declared(parts, frame);
    if (global) {
      Frame.Cell cell = interpreter.globals().declare(name, interpreter.limits().globals());
      frame.bind(name, cell);
      if (value != null) {
        cell.value = value;
      }
    } else {
      frame.declare(name).value = value == null ? Datum.NOTHING : value;
    }
    return Datum.NOTHING;
  }

  /** The value after the name; {@code do={}} makes a function. */
  private @Nullable Datum declared(List<Part> parts, Frame frame) {
    if (parts.getFirst() instanceof Named named && !named.name().equals("name")) {
      return interpreter.evaluator().value(named.value(), frame);
    }
    if (parts.size() < 2) {
      return null;
    }
    return switch (parts.get(1)) {
      case Positional positional -> interpreter.evaluator().value(positional.value(), frame);
      case Word word -> Literals.of(word.text());
      case Named named -> interpreter.evaluator().value(named.value(), frame);
      default -> throw ScriptError.placed("syntax error", parts.get(1).span());
    };
  }

  private Datum set(Command command, List<Part> parts, Frame frame) {
    if (parts.isEmpty()) {
      throw ScriptError.of("missing value(s) of argument(s) name", command.span());
    }
    Datum value = declared(parts, frame);
    Datum given = value == null ? Datum.NOTHING : value;
    if (parts.getFirst() instanceof Positional place
        && unwrapped(place.value()) instanceof Expression.Binary path
        && path.operator().equals("->")) {
      store(path, given, frame, place.span());
    } else {
      interpreter.assign(name(parts.getFirst()), given, frame, parts.getFirst().span());
    }
    return Datum.NOTHING;
  }

  private static Expression unwrapped(Expression expression) {
    return expression instanceof Expression.Unary unary && unary.operator().equals("()")
        ? unwrapped(unary.operand())
        : expression;
  }

  /** {@code :set ($array->"key") value}, however deep. */
  private void store(Expression.Binary path, Datum value, Frame frame, Span span) {
    Datum key = interpreter.evaluator().value(path.right(), frame);
    Expression holder = unwrapped(path.left());
    Datum before = interpreter.evaluator().value(holder, frame);
    Datum after = interpreter.spend(Operators.with(before, key, value));
    if (holder instanceof Expression.Binary inner && inner.operator().equals("->")) {
      store(inner, after, frame, span);
    } else if (holder instanceof Expression.Variable variable) {
      interpreter.assign(variable.name(), after, frame, span);
    } else {
      throw ScriptError.placed("syntax error", span);
    }
  }

  private boolean truth(Expression condition, Frame frame) {
    try {
      return Operators.truth(interpreter.evaluator().value(condition, frame));
    } catch (ScriptError error) {
      throw error.span() == null
          ? ScriptError.of(error.text(), condition.span(), error.help(), error.placed())
          : error;
    }
  }

  private Datum body(List<Part> parts, String name, int place, Command command, Frame frame) {
    Expression body = needed(parts, name, place, command);
    return interpreter.block(interpreter.evaluator().body(body, frame), frame);
  }

  private Datum branch(Command command, List<Part> parts, Frame frame) {
    if (truth(needed(parts, "condition", 0, command), frame)) {
      return Interpreter.expression(parts, "do", 1) == null
          ? Datum.NOTHING
          : body(parts, "do", 1, command, frame);
    }
    return Interpreter.expression(parts, "else", 2) == null
        ? Datum.NOTHING
        : body(parts, "else", 2, command, frame);
  }

  /** Runs a body once; false if {@code :break} left it. */
  private boolean once(List<Statement> body, Frame frame) {
    interpreter.step();
    try {
      interpreter.run(body, frame);
      return true;
    } catch (Signal signal) {
      if (signal.kind() == Signal.Kind.RETURN) {
        throw signal;
      }
      return signal.kind() == Signal.Kind.CONTINUE;
    }
  }

  private long number(List<Part> parts, String name, Command command, Frame frame) {
    Datum value =
        interpreter.evaluator().value(needed(parts, name, Interpreter.NAMED, command), frame);
    return Operators.whole(value);
  }

  private Datum count(Command command, List<Part> parts, Frame frame) {
    String name = name(parts.isEmpty() ? missing(command, "counter") : parts.getFirst());
    long from = number(parts, "from", command, frame);
    long to = number(parts, "to", command, frame);
    Datum given = interpreter.argument(parts, "step", Interpreter.NAMED, frame);
    long step = given == null ? from <= to ? 1 : -1 : Operators.whole(given);
    Expression body = needed(parts, "do", Interpreter.NAMED, command);
    List<Statement> statements = interpreter.evaluator().body(body, frame);
    if (step == 0) {
      throw ScriptError.of("step is zero", command.span());
    }
    for (long i = from; step > 0 ? i <= to : i >= to; i += step) {
      Frame inner = new Frame(frame);
      inner.declare(name).value = Datum.of(i);
      if (!once(statements, inner)) {
        break;
      }
    }
    return Datum.NOTHING;
  }

  private static Part missing(Command command, String name) {
    throw ScriptError.of("missing value(s) of argument(s) " + name, command.span());
  }

  private Datum each(Command command, List<Part> parts, Frame frame) {
    Part first = parts.isEmpty() ? missing(command, "counter") : parts.getFirst();
    List<String> names = new ArrayList<>(Arrays.asList(name(first).split(",", -1)));
    names.removeIf(String::isEmpty);
    for (Part more : parts.subList(1, parts.size())) {
      if (more instanceof Word word && !word.text().equals("in")) {
        names.addAll(Arrays.asList(word.text().replace(",", "").split(",", -1)));
        names.removeIf(String::isEmpty);
      }
    }
    Datum array =
        interpreter.evaluator().value(needed(parts, "in", Interpreter.NAMED, command), frame);
    Expression body = needed(parts, "do", Interpreter.NAMED, command);
    List<Statement> statements = interpreter.evaluator().body(body, frame);
    long index = 0;
    for (Datum.Element element : Operators.elements(array)) {
      Frame inner = new Frame(frame);
      if (names.size() > 1) {
        String key = element.key();
        inner.declare(names.get(0)).value = key == null ? Datum.of(index) : Datum.of(key);
        inner.declare(names.get(1)).value = element.value();
      } else if (!names.isEmpty()) {
        inner.declare(names.getFirst()).value = element.value();
      }
      index++;
      if (!once(statements, inner)) {
        break;
      }
    }
    return Datum.NOTHING;
  }

  private Datum loop(Command command, List<Part> parts, Frame frame) {
    Expression condition = needed(parts, "condition", 0, command);
    Expression body = needed(parts, "do", 1, command);
    List<Statement> statements = interpreter.evaluator().body(body, frame);
    while (truth(condition, frame)) {
      if (!once(statements, new Frame(frame))) {
        break;
      }
    }
    return Datum.NOTHING;
  }

  private Datum attempt(Command command, List<Part> parts, Frame frame) {
    Expression repeat = Interpreter.expression(parts, "while", Interpreter.NAMED);
    Expression otherwise = Interpreter.expression(parts, "on-error", Interpreter.NAMED);
    if (repeat != null) {
      Expression body = needed(parts, "command", 0, command);
      List<Statement> statements = interpreter.evaluator().body(body, frame);
      do {
        if (!once(statements, new Frame(frame))) {
          break;
        }
      } while (truth(repeat, frame));
      return Datum.NOTHING;
    }
    if (otherwise == null) {
      return body(parts, "command", 0, command, frame);
    }
    try {
      return body(parts, "command", 0, command, frame);
    } catch (ScriptError error) {
      if (error.overLimit()) {
        throw error;
      }
      return interpreter.block(interpreter.evaluator().body(otherwise, frame), frame);
    }
  }

  private Datum onError(Command command, List<Part> parts, Frame frame) {
    String name = name(parts.isEmpty() ? missing(command, "error") : parts.getFirst());
    try {
      body(parts, "in", 1, command, frame);
      return Datum.FALSE;
    } catch (ScriptError error) {
      if (error.overLimit()) {
        throw error;
      }
      Frame inner = new Frame(frame);
      inner.declare(name).value = Datum.of(error.text());
      Expression handler = Interpreter.expression(parts, "do", 2);
      if (handler != null) {
        interpreter.run(interpreter.evaluator().body(handler, frame), inner);
      }
      return Datum.TRUE;
    }
  }

  private Datum retry(Command command, List<Part> parts, Frame frame) {
    Datum max = interpreter.argument(parts, "max", Interpreter.NAMED, frame);
    long tries = max == null ? 3 : Operators.whole(max);
    Expression failed = Interpreter.expression(parts, "on-error", Interpreter.NAMED);
    for (long i = 1; ; i++) {
      try {
        return body(parts, "command", 0, command, frame);
      } catch (ScriptError error) {
        interpreter.step();
        if (error.overLimit() || i >= tries && failed == null) {
          throw error;
        }
        if (i >= tries && failed != null) {
          return interpreter.block(interpreter.evaluator().body(failed, frame), frame);
        }
      }
    }
  }
}
