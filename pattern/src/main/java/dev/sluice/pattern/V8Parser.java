package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the dialect of Henry Spencer's V8 library as l7-filter uses it. The text is first decoded
 * ({@code \xHH}) and lowered as a whole, then parsed; {@code from} leads back to the chars that
 * were written. Not threadsafe.
 */
final class V8Parser {
  private static final int MAX_GROUPS = 9;
  private static final String META = "^$.[()|?+*\\";

  private final Limits limits;
  private final Findings findings;
  private final char[] text;
  private final int[] from;
  private int at;
  private int groups;
  private int depth;

  /** Whether what was read last must take a byte: V8 repeats nothing else. */
  private boolean width;

  V8Parser(String written, Limits limits, Findings findings) {
    this.limits = limits;
    this.findings = findings;
    char[] decoded = new char[written.length()];
    int[] origin = new int[written.length() + 1];
    int length = 0;
    int next = 0;
    while (next < written.length()) {
      int value = PosixParser.hex(written, next);
      origin[length] = next;
      if (value == 0) {
        findings.warn(
            next,
            written.length(),
            "nul-cuts-pattern",
            "\\x00 ends the pattern here: what follows it is not looked at",
            "leave the NUL bytes out: they are removed from the data, too");
        break;
      }
      if (value >= 0 && META.indexOf(value) >= 0) {
        findings.warn(
            next,
            next + 4,
            "hex-operator",
            "%s is the operator %c here".formatted(written.substring(next, next + 4), value),
            "put it in brackets, as in [%c], to mean the byte".formatted(value));
      }
      decoded[length++] = (char) lower(value >= 0 ? value : written.charAt(next));
      next += value >= 0 ? 4 : 1;
    }
    origin[length] = next;
    this.text = Arrays.copyOf(decoded, length);
    this.from = Arrays.copyOf(origin, length + 1);
  }

  private static int lower(int value) {
    return value >= 'A' && value <= 'Z' ? value + 32 : value;
  }

  Tree parse() throws Findings.Refused {
    Tree tree = choice();
    if (at < text.length) {
      throw fail(at, at + 1, "unmatched-parenthesis", "unmatched ()", "write \\) for the byte");
    }
    return tree;
  }

  private Tree choice() throws Findings.Refused {
    int start = at;
    List<Tree> branches = new ArrayList<>();
    branches.add(branch());
    boolean all = width;
    while (at < text.length && text[at] == '|') {
      at++;
      branches.add(branch());
      all &= width;
    }
    width = all;
    return branches.size() == 1
        ? branches.getFirst()
        : new Tree.Choice(List.copyOf(branches), from[start], from[at]);
  }

  private Tree branch() throws Findings.Refused {
    int start = at;
    boolean any = false;
    List<Tree> parts = new ArrayList<>();
    while (at < text.length && text[at] != '|' && text[at] != ')') {
      parts.add(piece());
      any |= width;
    }
    width = any;
    return switch (parts.size()) {
      case 0 -> new Tree.Empty(from[start], from[at]);
      case 1 -> parts.getFirst();
      default -> new Tree.Sequence(List.copyOf(parts), from[start], from[at]);
    };
  }

  private Tree piece() throws Findings.Refused {
    int start = at;
    Tree atom = atom();
    if (at == text.length || !repeats(text[at])) {
      return atom;
    }
    char sign = text[at];
    if (!width && sign != '?') {
      throw fail(
          start,
          at + 1,
          "empty-operand",
          "*+ operand could be empty",
          "repeat something that takes a byte each time");
    }
    at++;
    if (at < text.length && repeats(text[at])) {
      throw fail(at - 1, at + 1, "nested-quantifier", "nested *?+", "leave one of them out");
    }
    width = sign == '+';
    return new Tree.Repeat(
        atom, sign == '+' ? 1 : 0, sign == '?' ? 1 : Tree.Repeat.UNBOUNDED, from[start], from[at]);
  }

  private static boolean repeats(char sign) {
    return sign == '*' || sign == '+' || sign == '?';
  }

  private Tree atom() throws Findings.Refused {
    int start = at;
    char sign = text[at++];
    width = sign != '^' && sign != '$';
    return switch (sign) {
      case '^' -> new Tree.Begin(from[start], from[at]);
      case '$' -> new Tree.Finish(from[start], from[at]);
      case '.' -> new Tree.Bytes(ByteSet.ALL, from[start], from[at]);
      case '[' -> brackets(start);
      case '(' -> group(start);
      case '*', '+', '?' ->
          throw fail(
              start,
              at,
              "nothing-to-repeat",
              "?+* follows nothing",
              "write \\%c for the byte".formatted(sign));
      case '\\' -> escape(start);
      default -> one(sign, start);
    };
  }

  private Tree escape(int start) throws Findings.Refused {
    if (at == text.length) {
      throw fail(start, at, "trailing-backslash", "trailing \\", "write \\\\ for the byte");
    }
    return one(text[at++], start);
  }

  private Tree one(int value, int start) {
    return new Tree.Bytes(ByteSet.of(value).ofLowered(), from[start], from[at]);
  }

  private Tree group(int start) throws Findings.Refused {
    if (++groups > MAX_GROUPS) {
      throw fail(start, at, "too-many-groups", "too many ()", "this dialect has nine groups");
    }
    if (++depth > limits.nesting()) {
      throw findings.limit(
          from[start], from[at], "nesting", depth, limits.nesting(), "groups in one another");
    }
    Tree inner = choice();
    if (at == text.length) {
      throw fail(start, start + 1, "unmatched-parenthesis", "unmatched ()", "close the group");
    }
    at++;
    depth--;
    return new Tree.Group(inner, from[start], from[at]);
  }

  private Tree brackets(int start) throws Findings.Refused {
    boolean negated = at < text.length && text[at] == '^';
    if (negated) {
      at++;
    }
    ByteSet set = ByteSet.NONE;
    if (at < text.length && (text[at] == ']' || text[at] == '-')) {
      set = ByteSet.of(text[at++]);
    }
    while (at < text.length && text[at] != ']') {
      char value = text[at++];
      if (value != '-' || at == text.length || text[at] == ']') {
        set = set.or(ByteSet.of(value));
        continue;
      }
      int first = text[at - 2] + 1;
      int last = text[at++];
      if (first > last + 1) {
        throw fail(at - 3, at, "invalid-range", "invalid [] range", "put the smaller byte first");
      }
      set = set.or(ByteSet.range(first, last));
    }
    if (at == text.length) {
      throw fail(start, start + 1, "unmatched-bracket", "unmatched []", "close the bracket");
    }
    at++;
    width = true;
    return new Tree.Bytes((negated ? set.not() : set).ofLowered(), from[start], from[at]);
  }

  private Findings.Refused fail(int start, int end, String code, String message, String help) {
    return findings.error(from[start], from[end], code, message, help);
  }
}
