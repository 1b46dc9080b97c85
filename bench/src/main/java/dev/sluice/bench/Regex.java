package dev.sluice.bench;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A pattern of the RouterOS dialect as a tree, read a second time here so that every peer gets the
 * same meaning in its own syntax. Only for patterns that Sluice has accepted: what it would refuse
 * is not looked for.
 */
sealed interface Regex {
  /** One byte of a set; the set is closed under case. */
  record Bytes(BitSet set) implements Regex {}

  record Sequence(List<Regex> parts) implements Regex {}

  record Choice(List<Regex> branches) implements Regex {}

  /** {@code most} below zero is unbounded. */
  record Repeat(Regex inner, int least, int most) implements Regex {}

  record Begin() implements Regex {}

  record End() implements Regex {}

  static Regex parse(String text) {
    Parser parser = new Parser(text);
    return parser.choice();
  }

  /** Whether this is {@code .*} or {@code .+}. */
  default boolean anything(int least) {
    return this instanceof Repeat repeat
        && repeat.least() <= least
        && repeat.most() < 0
        && repeat.inner() instanceof Bytes bytes
        && bytes.set().cardinality() == 256;
  }

  /** Recursive descent over the text. */
  final class Parser {
    private final String text;
    private int at;

    private Parser(String text) {
      this.text = text;
    }

    private int peek() {
      return at < text.length() ? text.charAt(at) : -1;
    }

    private Regex choice() {
      List<Regex> branches = new ArrayList<>(List.of(branch()));
      while (peek() == '|') {
        at++;
        branches.add(branch());
      }
      return branches.size() == 1 ? branches.getFirst() : new Choice(branches);
    }

    private Regex branch() {
      List<Regex> parts = new ArrayList<>();
      while (peek() >= 0 && peek() != '|' && peek() != ')') {
        Regex part = atom();
        while (peek() == '*' || peek() == '+' || peek() == '?' || peek() == '{') {
          part = repeat(part);
        }
        parts.add(part);
      }
      return new Sequence(parts);
    }

    private Regex repeat(Regex inner) {
      char sign = text.charAt(at++);
      if (sign != '{') {
        return new Repeat(inner, sign == '+' ? 1 : 0, sign == '?' ? 1 : -1);
      }
      int close = text.indexOf('}', at);
      String[] bounds = text.substring(at, close).split(",", -1);
      at = close + 1;
      int least = bounds[0].isEmpty() ? 0 : Integer.parseInt(bounds[0]);
      if (bounds.length == 1) {
        return new Repeat(inner, least, least);
      }
      return new Repeat(inner, least, bounds[1].isEmpty() ? -1 : Integer.parseInt(bounds[1]));
    }

    private Regex atom() {
      char sign = text.charAt(at++);
      return switch (sign) {
        case '^' -> new Begin();
        case '$' -> new End();
        case '.' -> {
          BitSet all = new BitSet(256);
          all.set(0, 256);
          yield new Bytes(all);
        }
        case '(' -> {
          Regex inner = choice();
          at++;
          yield inner;
        }
        case '[' -> new Bytes(brackets());
        default -> {
          at--;
          BitSet one = new BitSet(256);
          one.set(element());
          yield new Bytes(folded(one));
        }
      };
    }

    /** One byte outside brackets, escaped or not. */
    private int element() {
      if (peek() == '\\') {
        int value = hex();
        if (value >= 0) {
          return value;
        }
        at++;
      }
      return text.charAt(at++) & 0xff;
    }

    private int hex() {
      if (at + 3 < text.length() && text.startsWith("\\x", at)) {
        String digits = text.substring(at + 2, at + 4);
        if (digits.matches("[0-9A-Fa-f]{2}")) {
          at += 4;
          return Integer.parseInt(digits, 16);
        }
      }
      return -1;
    }

    private BitSet brackets() {
      boolean negated = peek() == '^';
      if (negated) {
        at++;
      }
      BitSet set = new BitSet(256);
      boolean first = true;
      while (first || peek() != ']') {
        first = false;
        if (text.startsWith("[:", at)) {
          int close = text.indexOf(":]", at);
          named(text.substring(at + 2, close), set);
          at = close + 2;
          continue;
        }
        int low = inBrackets();
        int high = low;
        if (peek() == '-' && at + 1 < text.length() && text.charAt(at + 1) != ']') {
          at++;
          high = inBrackets();
        }
        set.set(low, high + 1);
      }
      at++;
      BitSet out = folded(set);
      if (negated) {
        out.flip(0, 256);
      }
      return out;
    }

    private int inBrackets() {
      int value = hex();
      return value >= 0 ? value : text.charAt(at++) & 0xff;
    }

    private static void named(String name, BitSet set) {
      for (int c = 0; c < 128; c++) {
        boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
        boolean digit = c >= '0' && c <= '9';
        boolean in =
            switch (name) {
              case "alnum" -> letter || digit;
              case "alpha", "lower", "upper" -> letter;
              case "digit" -> digit;
              case "xdigit" -> Character.digit(c, 16) >= 0;
              case "blank" -> c == ' ' || c == '\t';
              case "space" -> c == ' ' || c >= 9 && c <= 13;
              case "cntrl" -> c < 32 || c == 127;
              case "graph" -> c > 32 && c < 127;
              case "print" -> c >= 32 && c < 127;
              case "punct" -> c > 32 && c < 127 && !letter && !digit;
              default -> throw new IllegalArgumentException("no class " + name);
            };
        if (in) {
          set.set(c);
        }
      }
    }

    private static BitSet folded(BitSet set) {
      BitSet out = (BitSet) set.clone();
      for (int c = 'a'; c <= 'z'; c++) {
        int upper = c - 32;
        if (set.get(c) || set.get(upper)) {
          out.set(c);
          out.set(upper);
        }
      }
      return out;
    }
  }
}
