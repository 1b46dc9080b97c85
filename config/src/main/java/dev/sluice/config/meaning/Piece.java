package dev.sluice.config.meaning;

import dev.sluice.config.model.Value;
import dev.sluice.policy.IntRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a value that is being read, which knows where it stands and how to complain. A
 * method that answers null or nothing has complained. Immutable.
 */
record Piece(String property, String form, Value value, String text, int from, Faults faults) {

  static Piece of(String property, String form, Value value, Faults faults) {
    return new Piece(property, form, value, value.text(), 0, faults);
  }

  Piece cut(int start, int end) {
    return new Piece(property, form, value, text.substring(start, end), from + start, faults);
  }

  Piece after(int start) {
    return cut(start, text.length());
  }

  boolean negated() {
    return text.startsWith("!");
  }

  Piece positive() {
    return negated() ? after(1) : this;
  }

  List<Piece> split(char separator) {
    List<Piece> pieces = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == separator) {
        pieces.add(cut(start, i));
        start = i + 1;
      }
    }
    return pieces;
  }

  /** RouterOS: invalid value for argument. */
  void invalid() {
    String help = form.isEmpty() ? "" : property + " is " + form;
    fault("invalid-value", "invalid value for argument " + property, help);
  }

  void fault(String code, String message, String help) {
    int end = from + Math.max(1, text.length());
    faults.error(value, from, end, code, message, help);
  }

  void outOfRange(String range) {
    fault("out-of-range", "value of " + property + " out of range (" + range + ")", "");
  }

  @Nullable Long number(long least, long most) {
    OptionalLong number = Quantities.number(text);
    if (number.isEmpty()) {
      invalid();
      return null;
    }
    long read = number.getAsLong();
    if (read < least || read > most) {
      outOfRange(least + ".." + most);
      return null;
    }
    return read;
  }

  @Nullable Integer integer(int least, int most) {
    Long read = number(least, most);
    return read == null ? null : read.intValue();
  }

  /** A number with k, M or G behind it. */
  @Nullable Long quantity() {
    OptionalLong number = Quantities.quantity(text);
    if (number.isEmpty()) {
      invalid();
      return null;
    }
    return number.getAsLong();
  }

  @Nullable IntRange range(int least, int most) {
    int dash = text.indexOf('-');
    Integer first = (dash < 0 ? this : cut(0, dash)).integer(least, most);
    Integer last = dash < 0 ? first : after(dash + 1).integer(least, most);
    if (first == null || last == null) {
      return null;
    }
    if (first > last) {
      invalid();
      return null;
    }
    return new IntRange(first, last);
  }

  /** Nanoseconds. */
  @Nullable Long time() {
    OptionalLong time = Durations.parse(text);
    if (time.isEmpty()) {
      invalid();
      return null;
    }
    return time.getAsLong();
  }

  @Nullable Long seconds() {
    Long nanos = time();
    return nanos == null ? null : nanos / Durations.SECOND;
  }

  /** One of the words; a beginning that only one of them has will do. */
  @Nullable String word(List<String> words) {
    if (words.contains(text)) {
      return text;
    }
    String found = null;
    for (String word : words) {
      if (!text.isEmpty() && word.startsWith(text)) {
        if (found != null) {
          fault(
              "ambiguous-value",
              "ambiguous value of " + property + ", more than one possible value matches input",
              Suggestion.help("", words));
          return null;
        }
        found = word;
      }
    }
    if (found == null) {
      fault(
          "unknown-value",
          "input does not match any value of " + property,
          Suggestion.help(text, words));
    }
    return found;
  }

  <E extends Enum<E>> @Nullable E constant(E[] constants) {
    String word = word(names(constants));
    return word == null ? null : named(constants, word);
  }

  static <E extends Enum<E>> E named(E[] constants, String word) {
    return constants[names(constants).indexOf(word)];
  }

  static <E extends Enum<E>> List<String> names(E[] constants) {
    return Arrays.stream(constants).map(Piece::name).toList();
  }

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  @Nullable Boolean yes() {
    if (text.equals("yes") || text.equals("no")) {
      return text.equals("yes");
    }
    fault("syntax", "syntax error", property + " is yes or no");
    return null;
  }
}
