package dev.sluice.config.script;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The operator {@code ~}: a search with a regular expression, cut off when it takes too many steps.
 * Not for packets, whose patterns have an engine of their own. Stateless.
 */
final class Search {
  private static final int STEPS = 2_000_000;
  private static final int LONGEST = 4_000;

  private static final Map<String, String> CLASSES =
      Map.of(
          "[:alpha:]", "\\p{Alpha}",
          "[:digit:]", "0-9",
          "[:alnum:]", "\\p{Alnum}",
          "[:space:]", "\\s",
          "[:upper:]", "\\p{Upper}",
          "[:lower:]", "\\p{Lower}",
          "[:punct:]", "\\p{Punct}",
          "[:xdigit:]", "\\p{XDigit}",
          "[:print:]", "\\p{Print}",
          "[:blank:]", " \\t");

  /** The last one, because a condition asks the same of every item. */
  private static volatile Compiled last = new Compiled("", Pattern.compile(""));

  /** A pattern and what it was written as. */
  private record Compiled(String text, Pattern pattern) {}

  private Search() {}

  static boolean finds(String pattern, String text) {
    Compiled compiled = last;
    if (!compiled.text.equals(pattern)) {
      compiled = new Compiled(pattern, compile(pattern));
      last = compiled;
    }
    try {
      return compiled.pattern.matcher(new Metered(text)).find();
    } catch (StackOverflowError deep) {
      throw ScriptError.of("invalid regular expression");
    }
  }

  private static Pattern compile(String pattern) {
    if (pattern.length() > LONGEST) {
      throw ScriptError.of("regular expression is longer than " + LONGEST);
    }
    String java = pattern;
    for (Map.Entry<String, String> one : CLASSES.entrySet()) {
      java = java.replace(one.getKey(), one.getValue());
    }
    try {
      return Pattern.compile(java, Pattern.DOTALL);
    } catch (PatternSyntaxException | StackOverflowError unreadable) {
      throw ScriptError.of("invalid regular expression");
    }
  }

  /** Counts how often it is looked at. */
  private static final class Metered implements CharSequence {
    private final String text;
    private int steps;

    Metered(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++steps > STEPS) {
        throw ScriptError.of("regular expression takes too long");
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
