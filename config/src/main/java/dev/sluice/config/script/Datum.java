package dev.sluice.config.script;

import dev.sluice.config.syntax.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A value of the script language. Immutable. Text is one character a byte. */
// An interface is initialised only when one of these constants is asked for: no cycle of waits.
@SuppressWarnings("ClassInitializationDeadlock")
public sealed interface Datum {
  Datum NOTHING = new Nothing();
  Datum TRUE = new Truth(true);
  Datum FALSE = new Truth(false);
  Array EMPTY = new Array(List.of());

  /** What a command without a result gives, and a variable that was never set. */
  record Nothing() implements Datum {}

  /** Any characters. */
  record Text(String text) implements Datum {}

  /** A whole number of 64 bits. */
  record Whole(long value) implements Datum {}

  /** true or false. */
  record Truth(boolean value) implements Datum {}

  /** A length of time in nanoseconds. */
  record Time(long nanos) implements Datum {}

  /** An address or prefix of either family, as RouterOS writes it. */
  record Ip(String text, boolean six, boolean prefix) implements Datum {}

  /** The internal number of an item. */
  record Id(long value) implements Datum {}

  /** Elements with or without keys. */
  record Array(List<Element> elements) implements Datum {
    public Array {
      elements = ordered(elements);
    }

    /** RouterOS: elements with keys come after the others, in the order of their keys. */
    private static List<Element> ordered(List<Element> given) {
      String last = null;
      boolean sorted = true;
      for (Element element : given) {
        String key = element.key;
        sorted &= last == null || key != null && last.compareTo(key) <= 0;
        last = key == null ? last : key;
      }
      if (sorted) {
        return List.copyOf(given);
      }
      Comparator<String> keys = Comparator.nullsFirst(Comparator.naturalOrder());
      return given.stream().sorted(Comparator.comparing(Element::key, keys)).toList();
    }
  }

  /** One element of an array. */
  record Element(@Nullable String key, Datum value) {}

  /** Statements that can be called. */
  record Code(List<Statement> body) implements Datum {
    public Code {
      body = List.copyOf(body);
    }
  }

  static Datum of(boolean value) {
    return value ? TRUE : FALSE;
  }

  static Datum of(long value) {
    return new Whole(value);
  }

  static Datum of(String text) {
    return new Text(text);
  }

  static Array list(List<? extends Datum> values) {
    List<Element> elements = new ArrayList<>(values.size());
    values.forEach(value -> elements.add(new Element(null, value)));
    return new Array(elements);
  }

  /** As {@code :put} shows it and {@code .} joins it. */
  default String text() {
    return switch (this) {
      case Nothing nothing -> "";
      case Text text -> text.text;
      case Whole whole -> Long.toString(whole.value);
      case Truth truth -> truth.value ? "true" : "false";
      case Time time -> Literals.clock(time.nanos);
      case Ip ip -> ip.text;
      case Id id -> "*" + Long.toHexString(id.value).toUpperCase(Locale.ROOT);
      case Array array -> joined(array, ";");
      case Code code -> "(code)";
    };
  }

  /** As the value of a property. */
  default String argument() {
    return switch (this) {
      case Truth truth -> truth.value ? "yes" : "no";
      case Array array -> joined(array, ",");
      default -> text();
    };
  }

  /** As {@code :typeof} names it. */
  default String type() {
    return switch (this) {
      case Nothing nothing -> "nothing";
      case Text text -> "str";
      case Whole whole -> "num";
      case Truth truth -> "bool";
      case Time time -> "time";
      case Ip ip -> (ip.six ? "ip6" : "ip") + (ip.prefix ? "-prefix" : "");
      case Id id -> "id";
      case Array array -> "array";
      case Code code -> "code";
    };
  }

  private static String joined(Array array, String separator) {
    StringBuilder joined = new StringBuilder();
    for (Element element : array.elements) {
      if (!joined.isEmpty()) {
        joined.append(separator);
      }
      if (element.key != null) {
        joined.append(element.key).append('=');
      }
      joined.append(element.value.text());
    }
    return joined.toString();
  }
}
