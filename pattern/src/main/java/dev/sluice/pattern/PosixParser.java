package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads POSIX extended syntax with {@code \xHH}. Where POSIX leaves something undefined, what users
 * mistake for something else is a warning, and what has no meaning is refused. Not threadsafe.
 */
final class PosixParser {
  private final String text;
  private final Limits limits;
  private final Findings findings;
  private int at;
  private int depth;

  PosixParser(String text, Limits limits, Findings findings) {
    this.text = text;
    this.limits = limits;
    this.findings = findings;
  }

  /** The value of {@code \xHH} at the position, or -1. */
  static int hex(String text, int at) {
    if (at + 3 >= text.length() || text.charAt(at) != '\\' || text.charAt(at + 1) != 'x') {
      return -1;
    }
    int high = digit(text.charAt(at + 2));
    int low = digit(text.charAt(at + 3));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int digit(char sign) {
    return sign < 0x80 ? Character.digit(sign, 16) : -1;
  }

  Tree parse() throws Findings.Refused {
    Tree tree = choice();
    if (at < text.length()) {
      throw findings.error(
          at,
          at + 1,
          "unmatched-parenthesis",
          "this ) closes no group",
          "open the group before it, or write \\) for the byte");
    }
    return tree;
  }

  private Tree choice() throws Findings.Refused {
    int start = at;
    List<Tree> branches = new ArrayList<>();
    branches.add(branch());
    while (peek() == '|') {
      at++;
      branches.add(branch());
    }
    if (branches.size() == 1) {
      return branches.getFirst();
    }
    for (Tree branch : branches) {
      if (branch instanceof Tree.Empty) {
        boolean first = branch.start() == start;
        findings.warn(
            first ? start : branch.start() - 1,
            first ? start + 1 : branch.end(),
            "empty-branch",
            "an empty branch matches everything",
            "remove the | beside it");
      }
    }
    return new Tree.Choice(List.copyOf(branches), start, at);
  }

  private Tree branch() throws Findings.Refused {
    int start = at;
    List<Tree> parts = new ArrayList<>();
    while (at < text.length() && peek() != '|' && peek() != ')') {
      parts.add(piece());
    }
    return switch (parts.size()) {
      case 0 -> new Tree.Empty(start, at);
      case 1 -> parts.getFirst();
      default -> new Tree.Sequence(List.copyOf(parts), start, at);
    };
  }

  private int peek() {
    return at < text.length() ? text.charAt(at) : -1;
  }

  private Tree piece() throws Findings.Refused {
    int start = at;
    Tree atom = atom();
    if (!repeats(peek())) {
      return atom;
    }
    if (atom instanceof Tree.Begin || atom instanceof Tree.Finish) {
      throw nothingToRepeat();
    }
    Tree repeat = quantifier(atom, start);
    if (!repeats(peek())) {
      return repeat;
    }
    int second = at;
    if (peek() != '?' && peek() != '+') {
      throw nestedQuantifier(second);
    }
    findings.warn(
        second - 1,
        second + 1,
        peek() == '?' ? "lazy-quantifier" : "possessive-quantifier",
        peek() == '?'
            ? "this repetition is not lazy: the ? makes it optional"
            : "this repetition is not possessive: the + repeats it again",
        "leave the %c out: only whether there is a match is asked".formatted(peek()));
    repeat = quantifier(repeat, start);
    if (repeats(peek())) {
      throw nestedQuantifier(at);
    }
    return repeat;
  }

  private Findings.Refused nestedQuantifier(int second) {
    return findings.error(
        second - 1,
        second + 1,
        "nested-quantifier",
        "a repetition is repeated without parentheses",
        "leave one of the two out");
  }

  private Findings.Refused nothingToRepeat() {
    return findings.error(
        at,
        at + 1,
        "nothing-to-repeat",
        "there is nothing before this %c that could be repeated".formatted(peek()),
        "write \\%c for the byte".formatted(peek()));
  }

  private static boolean repeats(int sign) {
    return sign == '*' || sign == '+' || sign == '?' || sign == '{';
  }

  private Tree quantifier(Tree inner, int start) throws Findings.Refused {
    int least = peek() == '+' ? 1 : 0;
    int most = peek() == '?' ? 1 : Tree.Repeat.UNBOUNDED;
    if (peek() == '{') {
      return interval(inner, start);
    }
    at++;
    return new Tree.Repeat(inner, least, most, start, at);
  }

  private Tree interval(Tree inner, int start) throws Findings.Refused {
    int open = at++;
    int least = number(open);
    int most = least;
    if (peek() == ',') {
      at++;
      most = number(open);
      most = most < 0 ? Tree.Repeat.UNBOUNDED : most;
    }
    boolean counted = least >= 0 || (most >= 0 && most != Tree.Repeat.UNBOUNDED);
    if (peek() != '}' || !counted) {
      throw findings.error(
          open,
          Math.min(at + 1, text.length()),
          "bad-interval",
          "this is not {n}, {n,} or {n,m}",
          "write \\{ for the byte");
    }
    at++;
    least = Math.max(least, 0);
    if (least > most) {
      throw findings.error(
          open,
          at,
          "bad-interval",
          "at least %d and at most %d times is never".formatted(least, most),
          "put the smaller number first");
    }
    return new Tree.Repeat(inner, least, most, start, at);
  }

  /** A number, or -1 where there is none. */
  private int number(int open) throws Findings.Refused {
    int start = at;
    long value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = Math.min(value * 10 + (peek() - '0'), Integer.MAX_VALUE);
      at++;
    }
    if (value > limits.repeat()) {
      throw findings.limit(open, at, "repeat", value, limits.repeat(), "repetitions");
    }
    return at == start ? -1 : (int) value;
  }

  private Tree atom() throws Findings.Refused {
    return switch (peek()) {
      case '^' -> new Tree.Begin(at++, at);
      case '$' -> new Tree.Finish(at++, at);
      case '.' -> new Tree.Bytes(ByteSet.ALL, at++, at);
      case '[' -> brackets();
      case '(' -> group();
      case '*', '+', '?', '{' -> throw nothingToRepeat();
      case '\\' -> escape();
      default -> one(text.charAt(at), 1);
    };
  }

  private Tree brackets() throws Findings.Refused {
    int start = at;
    BracketParser brackets = new BracketParser(text, at, findings);
    ByteSet set = brackets.set();
    at = brackets.end();
    return new Tree.Bytes(set, start, at);
  }

  private Tree one(int value, int length) {
    int start = at;
    at += length;
    return new Tree.Bytes(ByteSet.of(value).bothCases(), start, at);
  }

  private Tree group() throws Findings.Refused {
    int start = at++;
    if (peek() == '?') {
      throw perlGroup(start);
    }
    if (++depth > limits.nesting()) {
      throw findings.limit(start, at, "nesting", depth, limits.nesting(), "groups in one another");
    }
    Tree inner = choice();
    if (peek() != ')') {
      throw findings.error(
          start,
          start + 1,
          "unmatched-parenthesis",
          "this ( is never closed",
          "close the group, or write \\( for the byte");
    }
    at++;
    depth--;
    if (inner instanceof Tree.Empty) {
      findings.warn(
          start, at, "empty-group", "an empty group matches everywhere", "remove the parentheses");
    }
    return new Tree.Group(inner, start, at);
  }

  private Findings.Refused perlGroup(int start) {
    int close = text.indexOf(')', start);
    boolean flag = text.startsWith("(?i)", start);
    return findings.error(
        start,
        flag ? close + 1 : start + 2,
        "perl-group",
        "(? is Perl's syntax: there is nothing before this ? that could be repeated",
        flag ? "leave (?i) out: case is always ignored" : "write plain parentheses");
  }

  private Tree escape() throws Findings.Refused {
    if (at + 1 == text.length()) {
      throw findings.error(
          at, at + 1, "trailing-backslash", "a \\ ends the pattern", "write \\\\ for the byte");
    }
    int value = hex(text, at);
    if (value >= 0) {
      return one(value, 4);
    }
    char sign = text.charAt(at + 1);
    if (sign >= '1' && sign <= '9') {
      throw findings.error(
          at,
          at + 2,
          "back-reference",
          "\\%c would be a back-reference, which one pass cannot follow".formatted(sign),
          "write out what the group may match");
    }
    if (sign == 'x') {
      findings.warn(
          at,
          at + 2,
          "bad-hex",
          "\\x without two hexadecimal digits is the letter x",
          "write two digits, as in \\x0a");
    } else if (sign < 0x80 && Character.isLetterOrDigit(sign)) {
      findings.warn(
          at,
          at + 2,
          "letter-escape",
          "\\%c is the letter %c here".formatted(sign, sign),
          meant(sign));
    }
    return one(sign, 2);
  }

  private static String meant(char letter) {
    return switch (letter) {
      case 's' -> "write [[:space:]] for white space";
      case 'd' -> "write [0-9] for a digit";
      case 'w' -> "write [[:alnum:]_] for a letter, digit or underscore";
      case 'n' -> "write \\x0a for a line feed";
      case 'r' -> "write \\x0d for a carriage return";
      case 't' -> "write \\x09 for a tab";
      case 'b' -> "there is no word boundary in this dialect";
      default -> "leave the \\ out";
    };
  }
}
