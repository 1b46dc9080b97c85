package dev.sluice.config.script;

import dev.sluice.config.syntax.Expression;
import dev.sluice.config.syntax.Span;
import dev.sluice.config.syntax.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Works values out. Belongs to one interpreter; not threadsafe. */
public final class Evaluator {
  private final Interpreter interpreter;

  /** The names that a condition may use; null for one that the menu does not have. */
  @FunctionalInterface
  public interface Fields {
    Fields NONE = name -> null;

    @Nullable Datum value(String name);

    /** Whether a field's value is what a condition asks for. */
    default boolean equal(String name, Datum value, Datum wanted) {
      return Operators.equal(value, wanted);
    }
  }

  Evaluator(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  public Datum value(Expression expression, Frame frame) {
    return value(expression, frame, Fields.NONE);
  }

  /** Whether a condition holds for what {@code fields} tells. */
  public boolean holds(Expression condition, Frame frame, Fields fields) {
    return switch (condition) {
      case Expression.Missing missing -> true;
      case Expression.Unary unary when unary.operator().equals("!") ->
          !holds(unary.operand(), frame, fields);
      case Expression.Unary unary when unary.operator().equals("()") ->
          holds(unary.operand(), frame, fields);
      case Expression.Binary both
          when both.operator().equals("and") || both.operator().equals("&&") ->
          holds(both.left(), frame, fields) && holds(both.right(), frame, fields);
      case Expression.Binary any when any.operator().equals("or") || any.operator().equals("||") ->
          holds(any.left(), frame, fields) || holds(any.right(), frame, fields);
      default -> set(value(condition, frame, fields));
    };
  }

  private static boolean set(Datum value) {
    return switch (Operators.typed(value)) {
      case Datum.Truth truth -> truth.value();
      case Datum.Nothing nothing -> false;
      case Datum.Array array -> !array.elements().isEmpty();
      default -> !value.text().isEmpty();
    };
  }

  Datum value(Expression expression, Frame frame, Fields fields) {
    interpreter.step();
    return switch (expression) {
      case Expression.Missing missing -> Datum.NOTHING;
      case Expression.Literal literal -> {
        Datum field = fields.value(literal.text());
        yield field == null ? Literals.of(literal.text()) : field;
      }
      case Expression.Text text -> text(text, frame, fields);
      case Expression.Variable variable -> {
        Datum field = fields.value(variable.name());
        yield field != null && frame.find(variable.name()) == null
            ? field
            : interpreter.variable(variable.name(), frame);
      }
      case Expression.Substitution substitution ->
          interpreter.substitution(substitution.body(), frame);
      case Expression.Unary unary when unary.operator().equals(">") -> code(unary.operand());
      case Expression.Unary unary ->
          located(
              unary.span(),
              () -> Operators.unary(unary.operator(), value(unary.operand(), frame, fields)));
      case Expression.Binary binary -> binary(binary, frame, fields);
      case Expression.Array array -> array(array, frame, fields);
      case Expression.Block block -> new Datum.Code(block.body());
    };
  }

  /** {@code >[command]}: not run now. */
  private static Datum code(Expression operand) {
    return switch (operand) {
      case Expression.Substitution substitution -> new Datum.Code(substitution.body());
      case Expression.Block block -> new Datum.Code(block.body());
      default -> throw ScriptError.placed("syntax error", operand.span());
    };
  }

  private interface Work {
    Datum done();
  }

  private static Datum located(Span span, Work work) {
    try {
      return work.done();
    } catch (ScriptError error) {
      if (error.span() != null || error.overLimit()) {
        throw error;
      }
      throw ScriptError.of(error.text(), span, error.help(), error.placed());
    }
  }

  private Datum binary(Expression.Binary binary, Frame frame, Fields fields) {
    String operator = binary.operator();
    return switch (operator) {
      case "and", "&&" ->
          Datum.of(
              Operators.truth(value(binary.left(), frame, fields))
                  && Operators.truth(value(binary.right(), frame, fields)));
      case "or", "||" ->
          Datum.of(
              Operators.truth(value(binary.left(), frame, fields))
                  || Operators.truth(value(binary.right(), frame, fields)));
      case "call" -> call(binary, frame, fields);
      case "<%%" -> spread(binary, frame, fields);
      case "->" ->
          located(
              binary.span(),
              () ->
                  Operators.binary(
                      operator,
                      value(binary.left(), frame, fields),
                      value(binary.right(), frame, Fields.NONE)));
      default -> {
        Datum left = value(binary.left(), frame, fields);
        Datum right = comparand(binary.right(), operator, frame, fields);
        boolean same = operator.equals("=") || operator.equals("!=");
        if (same
            && binary.left() instanceof Expression.Literal field
            && fields.value(field.text()) != null) {
          yield Datum.of(fields.equal(field.text(), left, right) == operator.equals("="));
        }
        yield located(
            binary.span(), () -> interpreter.spend(Operators.binary(operator, left, right)));
      }
    };
  }

  /** In a condition, the right side of a comparison is a value even if a field has that name. */
  private Datum comparand(Expression right, String operator, Frame frame, Fields fields) {
    boolean comparison = "= != < > <= >= ~ in".contains(operator);
    if (!comparison || fields.equals(Fields.NONE)) {
      return value(right, frame, fields);
    }
    return right instanceof Expression.Literal literal
        ? Datum.of(literal.text())
        : value(right, frame, right instanceof Expression.Variable ? Fields.NONE : fields);
  }

  /** {@code ($f 1 2)}. */
  private Datum call(Expression.Binary binary, Frame frame, Fields fields) {
    List<Expression> parts = new ArrayList<>();
    Expression at = binary;
    while (at instanceof Expression.Binary more && more.operator().equals("call")) {
      parts.addFirst(more.right());
      at = more.left();
    }
    Datum function = value(at, frame, fields);
    List<Datum> arguments = new ArrayList<>();
    parts.forEach(part -> arguments.add(value(part, frame, fields)));
    if (function instanceof Datum.Code code) {
      return interpreter.call(code, arguments, Map.of(), frame);
    }
    throw ScriptError.of("syntax error", binary.span(), "", true);
  }

  /** {@code ($f <%% $array)}: the elements are the arguments, those with a key by name. */
  private Datum spread(Expression.Binary binary, Frame frame, Fields fields) {
    Datum function = value(binary.left(), frame, fields);
    Datum given = value(binary.right(), frame, fields);
    if (!(function instanceof Datum.Code code)) {
      throw ScriptError.of("syntax error", binary.span(), "", true);
    }
    List<Datum> arguments = new ArrayList<>();
    Map<String, Datum> named = new LinkedHashMap<>();
    List<Datum.Element> elements =
        given instanceof Datum.Array array
            ? array.elements()
            : List.of(new Datum.Element(null, given));
    for (Datum.Element element : elements) {
      if (element.key() == null) {
        arguments.add(element.value());
      } else {
        named.put(element.key(), element.value());
      }
    }
    return interpreter.call(code, arguments, named, frame);
  }

  private Datum text(Expression.Text text, Frame frame, Fields fields) {
    String constant = text.constant();
    if (constant != null) {
      return Datum.of(constant);
    }
    StringBuilder joined = new StringBuilder();
    for (Expression.Segment segment : text.segments()) {
      switch (segment) {
        case Expression.Chars chars -> joined.append(chars.text());
        case Expression.Inserted inserted ->
            joined.append(value(inserted.expression(), frame, fields).text());
      }
    }
    return interpreter.spend(Datum.of(joined.toString()));
  }

  private Datum array(Expression.Array array, Frame frame, Fields fields) {
    List<Datum.Element> elements = new ArrayList<>();
    for (Expression.Entry entry : array.entries()) {
      Expression key = entry.key();
      String name = key == null ? null : value(key, frame, fields).text();
      elements.add(new Datum.Element(name, value(entry.value(), frame, fields)));
    }
    return interpreter.spend(new Datum.Array(elements));
  }

  /** The statements of a body, which may be code in a variable or text to read. */
  List<Statement> body(Expression expression, Frame frame) {
    if (expression instanceof Expression.Block block) {
      return block.body();
    }
    Datum value = value(expression, frame);
    return value instanceof Datum.Code code
        ? code.body()
        : interpreter.host().parse(value.text(), expression.span());
  }
}
