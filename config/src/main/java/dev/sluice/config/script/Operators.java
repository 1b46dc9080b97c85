package dev.sluice.config.script;

import dev.sluice.config.script.Datum.Element;
import dev.sluice.config.script.Datum.Ip;
import dev.sluice.config.script.Datum.Time;
import dev.sluice.config.script.Datum.Truth;
import dev.sluice.config.script.Datum.Whole;
import java.util.ArrayList;
import java.util.List;

/** What operators make of values. Stateless. */
final class Operators {
  private Operators() {}

  static Datum unary(String operator, Datum value) {
    return switch (operator) {
      case "!" -> Datum.of(!truth(value));
      case "-" -> {
        Datum typed = typed(value);
        if (typed instanceof Time time) {
          yield new Time(-time.nanos());
        }
        yield Datum.of(-whole(typed));
      }
      case "~" -> {
        Datum typed = typed(value);
        if (typed instanceof Ip ip && !ip.six()) {
          yield new Ip(Literals.dotted(~Literals.bits(ip.text())), false, false);
        }
        yield Datum.of(~whole(typed));
      }
      default -> value;
    };
  }

  static Datum binary(String operator, Datum left, Datum right) {
    return switch (operator) {
      case "." -> Datum.of(left.text() + right.text());
      case "," -> joined(left, right);
      case "->" -> element(left, right);
      case "=" -> Datum.of(equal(left, right));
      case "!=" -> Datum.of(!equal(left, right));
      case "<" -> Datum.of(compare(left, right) < 0);
      case ">" -> Datum.of(compare(left, right) > 0);
      case "<=" -> Datum.of(compare(left, right) <= 0);
      case ">=" -> Datum.of(compare(left, right) >= 0);
      case "~" -> Datum.of(Search.finds(right.text(), left.text()));
      case "in" -> Datum.of(in(typed(left), typed(right)));
      default -> arithmetic(operator, typed(left), typed(right));
    };
  }

  static boolean truth(Datum value) {
    Datum typed = typed(value);
    return switch (typed) {
      case Truth truth -> truth.value();
      case Whole whole -> whole.value() != 0;
      case Datum.Nothing nothing -> false;
      default -> throw ScriptError.of("conditional not boolean");
    };
  }

  static Datum typed(Datum value) {
    return value instanceof Datum.Text text ? Literals.of(text.text()) : value;
  }

  static long whole(Datum value) {
    return switch (typed(value)) {
      case Whole whole -> whole.value();
      case Truth truth -> truth.value() ? 1 : 0;
      case Datum.Id id -> id.value();
      case Ip ip when !ip.six() -> Literals.bits(ip.text());
      default -> throw ScriptError.of("cannot compute with " + value.type());
    };
  }

  static boolean equal(Datum left, Datum right) {
    if (left instanceof Datum.Array a && right instanceof Datum.Array b) {
      return a.elements().equals(b.elements());
    }
    if (left.text().equals(right.text())) {
      return true;
    }
    Datum a = typed(left);
    Datum b = typed(right);
    if (a instanceof Time || b instanceof Time) {
      return (a instanceof Time || a instanceof Whole)
          && (b instanceof Time || b instanceof Whole)
          && nanos(a) == nanos(b);
    }
    return a.getClass() == b.getClass() && a.equals(b);
  }

  static int compare(Datum left, Datum right) {
    Datum a = typed(left);
    Datum b = typed(right);
    if (a instanceof Datum.Nothing || b instanceof Datum.Nothing) {
      return a.text().compareTo(b.text());
    }
    if (a instanceof Time || b instanceof Time) {
      boolean comparable =
          (a instanceof Time || a instanceof Whole) && (b instanceof Time || b instanceof Whole);
      return comparable ? Long.compare(nanos(a), nanos(b)) : a.text().compareTo(b.text());
    }
    boolean numbers = numeric(a) && numeric(b);
    return numbers ? Long.compare(whole(a), whole(b)) : left.text().compareTo(right.text());
  }

  private static boolean numeric(Datum value) {
    return value instanceof Whole
        || value instanceof Truth
        || value instanceof Datum.Id
        || value instanceof Ip ip && !ip.six() && !ip.prefix();
  }

  private static long nanos(Datum value) {
    return value instanceof Time time ? time.nanos() : whole(value) * 1_000_000_000L;
  }

  private static Datum arithmetic(String operator, Datum left, Datum right) {
    if (left instanceof Time || right instanceof Time) {
      return times(operator, left, right);
    }
    if (left instanceof Ip a && !a.six()) {
      return addresses(operator, a, right);
    }
    long a = whole(left);
    long b = whole(right);
    return Datum.of(
        switch (operator) {
          case "+" -> a + b;
          case "-" -> a - b;
          case "*" -> a * b;
          case "/" -> b == 0 ? zero() : a / b;
          case "%" -> b == 0 ? zero() : a % b;
          case "&" -> a & b;
          case "|" -> a | b;
          case "^" -> a ^ b;
          case "<<" -> a << b;
          case ">>" -> a >> b;
          default -> throw ScriptError.of("unknown operator " + operator);
        });
  }

  private static long zero() {
    throw ScriptError.of("division by zero");
  }

  private static Datum times(String operator, Datum left, Datum right) {
    return switch (operator) {
      case "+" -> new Time(nanos(left) + nanos(right));
      case "-" -> new Time(nanos(left) - nanos(right));
      case "*" ->
          left instanceof Time time
              ? new Time(time.nanos() * whole(right))
              : new Time(whole(left) * nanos(right));
      case "/" -> {
        if (right instanceof Time time) {
          yield time.nanos() == 0 ? Datum.of(zero()) : Datum.of(nanos(left) / time.nanos());
        }
        long by = whole(right);
        yield by == 0 ? Datum.of(zero()) : new Time(nanos(left) / by);
      }
      default -> throw ScriptError.of("cannot compute with time");
    };
  }

  private static Datum addresses(String operator, Ip left, Datum right) {
    long a = Literals.bits(left.text());
    long b = whole(right);
    if (operator.equals("-") && right instanceof Ip) {
      return Datum.of(a - b);
    }
    long value =
        switch (operator) {
          case "+" -> a + b;
          case "-" -> a - b;
          case "&" -> a & b;
          case "|" -> a | b;
          case "^" -> a ^ b;
          case "<<" -> a << b;
          case ">>" -> a >> b;
          default -> throw ScriptError.of("cannot compute with ip");
        };
    return new Ip(Literals.dotted(value), false, false);
  }

  private static boolean in(Datum left, Datum right) {
    if (right instanceof Datum.Array array) {
      return array.elements().stream().anyMatch(element -> equal(left, element.value()));
    }
    if (left instanceof Ip address && right instanceof Ip prefix && !address.six()) {
      int slash = prefix.text().indexOf('/');
      int length = slash < 0 ? 32 : Integer.parseInt(prefix.text().substring(slash + 1));
      long mask = length == 0 ? 0 : -1L << 32 - length;
      return !prefix.six()
          && (Literals.bits(address.text()) & mask & 0xFFFFFFFFL)
              == (Literals.bits(prefix.text()) & mask & 0xFFFFFFFFL);
    }
    return equal(left, right);
  }

  private static Datum joined(Datum left, Datum right) {
    List<Element> all = new ArrayList<>(elements(left));
    all.addAll(elements(right));
    return new Datum.Array(all);
  }

  static List<Element> elements(Datum value) {
    return switch (value) {
      case Datum.Array array -> array.elements();
      case Datum.Nothing nothing -> List.of();
      default -> List.of(new Element(null, value));
    };
  }

  /** {@code ($array->"key")}, {@code ($array->0)}. */
  static Datum element(Datum value, Datum key) {
    if (!(value instanceof Datum.Array array)) {
      return Datum.NOTHING;
    }
    if (key instanceof Whole at) {
      long index = at.value();
      return index >= 0 && index < array.elements().size()
          ? array.elements().get((int) index).value()
          : Datum.NOTHING;
    }
    String name = key.text();
    for (Element element : array.elements()) {
      if (name.equals(element.key())) {
        return element.value();
      }
    }
    return Datum.NOTHING;
  }

  /** The same array with one element set. */
  static Datum with(Datum value, Datum key, Datum changed) {
    List<Element> all = new ArrayList<>(elements(value));
    if (key instanceof Whole at && at.value() >= 0 && at.value() < all.size()) {
      int index = (int) at.value();
      all.set(index, new Element(all.get(index).key(), changed));
      return new Datum.Array(all);
    }
    String name = key.text();
    for (int i = 0; i < all.size(); i++) {
      if (name.equals(all.get(i).key())) {
        all.set(i, new Element(name, changed));
        return new Datum.Array(all);
      }
    }
    all.add(new Element(name, changed));
    return new Datum.Array(all);
  }
}
