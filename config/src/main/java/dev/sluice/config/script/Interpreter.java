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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements: variables, bodies, functions, calls of commands. One interpreter a run; what it
 * may use is limited. Not threadsafe.
 */
public final class Interpreter {
  /** The place of an argument that has no place and must be named. */
  static final int NAMED = -1;

  private final Host host;
  private final ScriptLimits limits;
  private final Globals globals;
  private final Evaluator evaluator = new Evaluator(this);
  private final Control control = new Control(this);
  private final Functions functions = new Functions(this);
  private long steps;
  private long characters;
  private int depth;

  public Interpreter(Host host, ScriptLimits limits, Globals globals) {
    this.host = host;
    this.limits = limits;
    this.globals = globals;
  }

  public Evaluator evaluator() {
    return evaluator;
  }

  Host host() {
    return host;
  }

  ScriptLimits limits() {
    return limits;
  }

  Globals globals() {
    return globals;
  }

  /** Counts one thing done; items that a condition looks at count too. */
  public void step() {
    if (++steps > limits.steps()) {
      throw ScriptError.limit("the script takes more than " + limits.steps() + " steps");
    }
  }

  /** Counts what a new value holds. */
  Datum spend(Datum made) {
    switch (made) {
      case Datum.Text text -> characters += text.text().length();
      case Datum.Array array -> {
        if (array.elements().size() > limits.elements()) {
          throw ScriptError.limit("an array of more than " + limits.elements() + " elements");
        }
        characters += 8L * array.elements().size();
      }
      default -> {}
    }
    if (characters > limits.characters()) {
      throw ScriptError.limit("the script needs more than " + limits.characters() + " characters");
    }
    return made;
  }

  /**
   * Runs one statement at the top, where {@code :return} ends nothing.
   *
   * @throws ScriptError if it fails and nothing in it catches that
   */
  public Datum top(Statement statement, Frame frame) {
    try {
      return statement(statement, frame, false);
    } catch (Signal signal) {
      return signal.value();
    } catch (StackOverflowError deep) {
      throw ScriptError.limit("the script goes too deep");
    }
  }

  /** Runs a body in a block of its own, and puts the menu back. */
  Datum block(List<Statement> body, Frame frame) {
    return run(body, new Frame(frame));
  }

  Datum run(List<Statement> body, Frame frame) {
    if (++depth > limits.depth()) {
      depth--;
      throw ScriptError.limit("the script goes more than " + limits.depth() + " deep");
    }
    String menu = host.menu();
    try {
      Datum last = Datum.NOTHING;
      for (Statement statement : body) {
        last = statement(statement, frame, false);
      }
      return last;
    } finally {
      depth--;
      host.menu(menu);
    }
  }

  /** {@code [command]}: its result. */
  Datum substitution(List<Statement> body, Frame frame) {
    if (++depth > limits.depth()) {
      depth--;
      throw ScriptError.limit("the script goes more than " + limits.depth() + " deep");
    }
    String menu = host.menu();
    Frame inner = new Frame(frame);
    try {
      Datum last = Datum.NOTHING;
      for (Statement statement : body) {
        last = statement(statement, inner, true);
      }
      return last;
    } catch (Signal signal) {
      if (signal.kind() == Signal.Kind.RETURN) {
        return signal.value();
      }
      throw signal;
    } finally {
      depth--;
      host.menu(menu);
    }
  }

  private Datum statement(Statement statement, Frame frame, boolean inner) {
    step();
    return switch (statement) {
      case Command command -> command(command, frame, inner);
      case Statement.Scope scope -> scope(scope, frame);
    };
  }

  private Datum scope(Statement.Scope scope, Frame frame) {
    String outer = host.menu();
    try {
      Command path = scope.path();
      if (!path.parts().isEmpty() || path.lead() != Statement.Lead.NONE) {
        Host.Call call = host.resolve(path);
        if (!call.verb().isEmpty()) {
          throw ScriptError.placed("syntax error", path.span());
        }
        host.menu(call.menu());
      }
      return block(scope.body(), frame);
    } finally {
      host.menu(outer);
    }
  }

  private Datum command(Command command, Frame frame, boolean inner) {
    if (command.parts().isEmpty()) {
      if (command.lead() == Statement.Lead.ROOT) {
        host.menu("");
      }
      return Datum.NOTHING;
    }
    Part first = command.parts().getFirst();
    if (first instanceof Positional called && command.lead() != Statement.Lead.ROOT) {
      return function(evaluator.value(called.value(), frame), command, frame);
    }
    Host.Call call = host.resolve(command);
    boolean last = call.next() >= command.parts().size();
    if (call.verb().isEmpty() && last) {
      host.menu(call.menu());
      return Datum.NOTHING;
    }
    try {
      if (call.verb().startsWith(":")) {
        List<Part> arguments = command.parts().subList(call.next(), command.parts().size());
        String verb = call.verb().substring(1);
        return Control.knows(verb)
            ? control.run(verb, command, arguments, frame)
            : functions.run(verb, command, arguments, frame);
      }
      return within(call, command, frame, inner);
    } catch (ScriptError error) {
      if (error.span() != null || error.overLimit()) {
        throw error;
      }
      throw ScriptError.of(error.text(), command.span(), error.help(), error.placed());
    }
  }

  /** Commands among the arguments are looked up in the menu of the command. */
  private Datum within(Host.Call call, Command command, Frame frame, boolean inner) {
    String outer = host.menu();
    host.menu(call.menu());
    try {
      return spend(host.run(call, command, frame, inner));
    } finally {
      host.menu(outer);
    }
  }

  /** {@code [$f 1 b=2]}; a value that is no function stands for itself. */
  private Datum function(Datum value, Command command, Frame frame) {
    if (!(value instanceof Datum.Code code)) {
      return value;
    }
    List<Datum> arguments = new ArrayList<>();
    Map<String, Datum> named = new LinkedHashMap<>();
    for (Part part : command.parts().subList(1, command.parts().size())) {
      switch (part) {
        case Named one -> named.put(one.name(), evaluator.value(one.value(), frame));
        case Positional one -> arguments.add(evaluator.value(one.value(), frame));
        case Word one -> arguments.add(Literals.of(one.text()));
        default -> throw ScriptError.placed("syntax error", part.span());
      }
    }
    return call(code, arguments, named, frame);
  }

  Datum call(Datum.Code code, List<Datum> arguments, Map<String, Datum> named, Frame caller) {
    Frame frame = Frame.ofFunction(caller);
    for (int i = 0; i < arguments.size(); i++) {
      frame.declare(Integer.toString(i + 1)).value = arguments.get(i);
    }
    named.forEach((name, value) -> frame.declare(name).value = value);
    try {
      return run(code.body(), frame);
    } catch (Signal signal) {
      if (signal.kind() == Signal.Kind.RETURN) {
        return signal.value();
      }
      throw signal;
    }
  }

  /** A variable's value; one that was never declared is nothing. */
  Datum variable(String name, Frame frame) {
    Frame.Cell cell = frame.find(name);
    if (cell == null) {
      cell = globals.find(name);
    }
    return cell == null ? Datum.NOTHING : cell.value;
  }

  void assign(String name, Datum value, Frame frame, Span span) {
    Frame.Cell cell = frame.find(name);
    if (cell == null) {
      cell = globals.find(name);
    }
    if (cell == null) {
      throw ScriptError.placed("syntax error", span);
    }
    cell.value = value;
  }

  /** The value of the argument with that name, or of the one at that place among the unnamed. */
  @Nullable Datum argument(List<Part> parts, String name, int place, Frame frame) {
    Expression expression = expression(parts, name, place);
    return expression == null ? null : evaluator.value(expression, frame);
  }

  static @Nullable Expression expression(List<Part> parts, String name, int place) {
    if (place == NAMED) {
      return named(parts, name);
    }
    int unnamed = 0;
    Expression found = null;
    for (int i = 0; i < parts.size(); i++) {
      Expression following = block(parts, i + 1);
      switch (parts.get(i)) {
        case Named named -> {
          if (named.name().equals(name)) {
            return named.value();
          }
        }
        case Positional positional -> {
          if (unnamed++ == place) {
            found = positional.value();
          }
        }
        case Word word when following instanceof Expression.Block body -> {
          i++;
          if (word.text().equals(name)) {
            return body;
          }
        }
        case Word word -> {
          if (unnamed++ == place) {
            found = new Expression.Literal(word.span(), word.text());
          }
        }
        default -> throw ScriptError.placed("syntax error", parts.get(i).span());
      }
    }
    return found;
  }

  /** RouterOS: {@code in [find]} is read as {@code in=[find]}, scripts in wide use write it so. */
  private static @Nullable Expression named(List<Part> parts, String name) {
    Expression found = null;
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Named named && named.name().equals(name)) {
        return named.value();
      }
      if (i > 0 && parts.get(i - 1) instanceof Word before && before.text().equals(name)) {
        found =
            switch (parts.get(i)) {
              case Positional positional -> positional.value();
              case Word word -> new Expression.Literal(word.span(), word.text());
              default -> found;
            };
      }
    }
    return found;
  }

  /** The body after a word, as in {@code else { … }}. */
  private static @Nullable Expression block(List<Part> parts, int at) {
    return at < parts.size() && parts.get(at) instanceof Positional positional
        ? positional.value()
        : null;
  }
}
