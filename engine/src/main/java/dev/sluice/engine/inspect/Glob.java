package dev.sluice.engine.inspect;

import java.util.Locale;

/**
 * A pattern of {@code tls-host}: {@code *} any run of characters, {@code ?} one character, {@code
 * [a-z]} one of a set, {@code [!a]} one outside of it, a backslash before a character for itself.
 * It must fit the whole name; case is ignored. Immutable.
 */
final class Glob {
  /** A longer pattern fits no name. */
  static final int MOST_CHARACTERS = 1_024;

  private final String pattern;

  Glob(String text) {
    pattern = text.toLowerCase(Locale.ROOT);
  }

  /**
   * @param name in lower case
   */
  boolean fits(String name) {
    if (pattern.length() > MOST_CHARACTERS) {
      return false;
    }
    int at = 0;
    int in = 0;
    int starAt = -1;
    int starIn = 0;
    while (in < name.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        starAt = ++at;
        starIn = in;
      } else {
        int next = at < pattern.length() ? step(at, name.charAt(in)) : -1;
        if (next >= 0) {
          at = next;
          in++;
        } else if (starAt >= 0) {
          // Only the last star needs to be tried again: an earlier one has taken what it must.
          at = starAt;
          in = ++starIn;
        } else {
          return false;
        }
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }

  /** The place after the element at {@code at} if it takes {@code c}, else -1. */
  private int step(int at, char c) {
    char element = pattern.charAt(at);
    if (element == '?') {
      return at + 1;
    }
    if (element == '[') {
      int close = close(at);
      if (close > 0) {
        return set(at + 1, close, c) ? close + 1 : -1;
      }
    }
    if (element == '\\' && at + 1 < pattern.length()) {
      return pattern.charAt(at + 1) == c ? at + 2 : -1;
    }
    return element == c ? at + 1 : -1;
  }

  /** The bracket that ends a set, or -1: then the opening one stands for itself. */
  private int close(int open) {
    int from = open + 1;
    if (from < pattern.length() && negates(from)) {
      from++;
    }
    return pattern.indexOf(']', from + 1);
  }

  private boolean negates(int at) {
    return pattern.charAt(at) == '!' || pattern.charAt(at) == '^';
  }

  private boolean set(int from, int to, char c) {
    boolean negated = negates(from);
    boolean found = false;
    int at = negated ? from + 1 : from;
    while (at < to) {
      char first = pattern.charAt(at);
      char last = first;
      if (at + 2 < to && pattern.charAt(at + 1) == '-') {
        last = pattern.charAt(at + 2);
        at += 2;
      }
      found |= first <= c && c <= last;
      at++;
    }
    return found != negated;
  }
}
