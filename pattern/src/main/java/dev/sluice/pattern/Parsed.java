package dev.sluice.pattern;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read from one pattern's text: the tree, unless an error is among the problems.
 * Immutable.
 */
record Parsed(@Nullable Tree tree, List<PatternProblem> problems) {
  /** Reads a text. Never fails: what is wrong is among the problems. */
  static Parsed of(int pattern, String text, Dialect dialect, Limits limits) {
    Findings findings = new Findings(pattern);
    Tree tree = null;
    try {
      checkText(text, limits, findings);
      tree =
          dialect == Dialect.L7_FILTER
              ? new V8Parser(text, limits, findings).parse()
              : new PosixParser(text, limits, findings).parse();
    } catch (Findings.Refused refused) {
      return new Parsed(null, findings.list());
    }
    return new Parsed(tree, findings.list());
  }

  private static void checkText(String text, Limits limits, Findings findings)
      throws Findings.Refused {
    if (text.length() > limits.patternLength()) {
      throw findings.limit(
          limits.patternLength(),
          text.length(),
          "pattern-length",
          text.length(),
          limits.patternLength(),
          "bytes");
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff) {
        throw findings.error(
            i,
            i + 1,
            "not-a-byte",
            "this character is not a byte",
            "write the bytes of its encoding as \\xHH");
      }
    }
  }
}
