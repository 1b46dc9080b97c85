package dev.sluice.engine.rules;

/** A seeded mixing of numbers, good enough that traffic cannot choose its place in a table. */
final class Mix {
  private Mix() {}

  static long of(long first, long second) {
    long x = first * 0x9E37_79B9_7F4A_7C15L + second;
    x = (x ^ x >>> 32) * 0xD6E8_FEB8_6659_FD93L;
    x = (x ^ x >>> 32) * 0xD6E8_FEB8_6659_FD93L;
    return x ^ x >>> 32;
  }
}
