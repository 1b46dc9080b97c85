package dev.sluice.pattern;

/**
 * How the text of a pattern is read and what the data looks like to it. Immutable.
 *
 * <p>Both ignore ASCII case in pattern and data and both let {@code .} stand for any byte.
 */
public enum Dialect {
  /**
   * POSIX extended syntax with {@code \xHH} (always a byte, never an operator), intervals and
   * classes.
   */
  ROUTEROS,

  /**
   * What l7-filter's kernel module accepts: Henry Spencer's V8 syntax, {@code \xHH} put in before
   * parsing (so {@code \x2a} is an operator and {@code \x00} cuts the pattern off), NUL bytes
   * removed from the data.
   */
  L7_FILTER
}
