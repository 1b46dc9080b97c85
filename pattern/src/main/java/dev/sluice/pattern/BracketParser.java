package dev.sluice.pattern;

/**
 * Reads one POSIX bracket expression. A backslash stands for itself there, except in {@code \xHH}.
 * Not threadsafe.
 */
final class BracketParser {
  private static final int NOTHING = -1;

  private final String text;
  private final int open;
  private final Findings findings;
  private int at;
  private ByteSet set = ByteSet.NONE;

  BracketParser(String text, int open, Findings findings) {
    this.text = text;
    this.open = open;
    this.findings = findings;
    this.at = open + 1;
  }

  ByteSet set() throws Findings.Refused {
    boolean negated = at < text.length() && text.charAt(at) == '^';
    if (negated) {
      at++;
    }
    boolean first = true;
    while (first || at >= text.length() || text.charAt(at) != ']') {
      item();
      first = false;
    }
    at++;
    ByteSet folded = set.bothCases();
    return negated ? folded.not() : folded;
  }

  /** The char after the closing bracket. */
  int end() {
    return at;
  }

  private void item() throws Findings.Refused {
    int start = at;
    int low = element();
    if (low == NOTHING) {
      return;
    }
    boolean range = at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']';
    if (!range) {
      set = set.or(ByteSet.of(low));
      return;
    }
    at++;
    int high = element();
    if (high < low) {
      throw findings.error(
          start,
          at,
          "invalid-range",
          "this range is empty: its end comes before its start",
          "put the smaller byte first, or - last for the byte");
    }
    set = set.or(ByteSet.range(low, high));
  }

  private int element() throws Findings.Refused {
    if (at >= text.length()) {
      throw findings.error(
          open,
          open + 1,
          "unmatched-bracket",
          "this [ is never closed",
          "close it with ], or write \\[ for the byte");
    }
    int value = PosixParser.hex(text, at);
    if (value >= 0) {
      at += 4;
      return value;
    }
    char sign = text.charAt(at);
    if (sign == '[' && at + 1 < text.length() && ".:=".indexOf(text.charAt(at + 1)) >= 0) {
      named();
      return NOTHING;
    }
    at++;
    if (sign == '\\' && !(at < text.length() && text.charAt(at) == '\\')) {
      backslash();
    }
    return sign;
  }

  private void backslash() {
    if (at < text.length() && text.charAt(at - 2) != '\\') {
      findings.warn(
          at - 1,
          at + 1,
          "backslash-in-brackets",
          "a \\ in brackets is the byte \\ itself",
          "leave it out; put ] first and - last to mean these bytes");
    }
  }

  private void named() throws Findings.Refused {
    char kind = text.charAt(at + 1);
    int close = text.indexOf(kind + "]", at + 2);
    if (close < 0) {
      throw findings.error(
          at,
          at + 2,
          "unmatched-bracket",
          "this [%c is never closed".formatted(kind),
          "close it with %c]".formatted(kind));
    }
    String name = text.substring(at + 2, close);
    if (kind != ':') {
      throw findings.error(
          at,
          close + 2,
          "collating-element",
          "collating elements and equivalence classes are not supported",
          "write the bytes themselves");
    }
    ByteSet named = posix(name);
    if (named.isEmpty()) {
      throw findings.error(
          at,
          close + 2,
          "unknown-class",
          "there is no character class %s".formatted(name),
          "the classes are alnum alpha blank cntrl digit graph lower print punct space upper"
              + " xdigit");
    }
    set = set.or(named);
    at = close + 2;
  }

  /** The class in the POSIX locale; empty if there is none of that name. */
  private static ByteSet posix(String name) {
    ByteSet digit = ByteSet.range('0', '9');
    ByteSet alpha = ByteSet.range('a', 'z').bothCases();
    ByteSet graph = ByteSet.range('!', '~');
    return switch (name) {
      case "alnum" -> alpha.or(digit);
      case "alpha", "lower", "upper" -> alpha;
      case "blank" -> ByteSet.of(' ').or(ByteSet.of('\t'));
      case "cntrl" -> ByteSet.range(0, 31).or(ByteSet.of(127));
      case "digit" -> digit;
      case "graph" -> graph;
      case "print" -> ByteSet.range(' ', '~');
      case "punct" -> graph.and(alpha.or(digit).not());
      case "space" -> ByteSet.range('\t', '\r').or(ByteSet.of(' '));
      case "xdigit" -> digit.or(ByteSet.range('a', 'f').bothCases());
      default -> ByteSet.NONE;
    };
  }
}
