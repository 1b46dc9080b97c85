package dev.sluice.pattern;

import java.util.Arrays;

/**
 * Sets of patterns that have matched in some stream, numbered from 1; equal sets have one number,
 * and 1 is the empty one. Kept apart from the automata, so that these need no states for what has
 * matched already. Not threadsafe.
 */
final class MatchedSets {
  private static final int EMPTY = 1;

  private final int words;
  private long[] bits;
  private int count;
  private int clears;
  private int[] table = new int[16];
  private final long[] both;

  MatchedSets(int words) {
    this.words = words;
    this.bits = new long[0];
    this.both = new long[words];
    clear();
  }

  /** Forgets all sets but the empty one. */
  void clear() {
    table = new int[16];
    bits = new long[4 * words];
    count = 0;
    Arrays.fill(both, 0);
    find();
    clears++;
  }

  /** How often all sets were forgotten. */
  int clears() {
    return clears;
  }

  long bytes() {
    return 8L * bits.length + 4L * table.length;
  }

  /** The number of a set together with these patterns. */
  int with(int number, long[] found) {
    int from = (number - 1) * words;
    long news = 0;
    for (int w = 0; w < words; w++) {
      both[w] = bits[from + w] | found[w];
      news |= both[w] ^ bits[from + w];
    }
    return news == 0 ? number : find();
  }

  static int empty() {
    return EMPTY;
  }

  /** Sets the bits of a set. */
  void addTo(int number, long[] matched) {
    int from = (number - 1) * words;
    for (int w = 0; w < words; w++) {
      matched[w] |= bits[from + w];
    }
  }

  long word(int number, int w) {
    return bits[(number - 1) * words + w];
  }

  /** Whether a set has all of these patterns. */
  boolean covers(int number, long[] patterns) {
    int from = (number - 1) * words;
    for (int w = 0; w < words; w++) {
      if ((patterns[w] & ~bits[from + w]) != 0) {
        return false;
      }
    }
    return true;
  }

  private int find() {
    int slot = hash(both, 0) & (table.length - 1);
    while (table[slot] != 0) {
      int from = (table[slot] - 1) * words;
      if (Arrays.equals(bits, from, from + words, both, 0, words)) {
        return table[slot];
      }
      slot = (slot + 1) & (table.length - 1);
    }
    int from = count * words;
    if (from + words > bits.length) {
      bits = Arrays.copyOf(bits, Math.max(from + words, bits.length * 2));
    }
    System.arraycopy(both, 0, bits, from, words);
    table[slot] = ++count;
    if (count * 2 > table.length) {
      rehash();
    }
    return count;
  }

  private void rehash() {
    table = new int[table.length * 2];
    for (int number = 1; number <= count; number++) {
      int slot = hash(bits, (number - 1) * words) & (table.length - 1);
      while (table[slot] != 0) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = number;
    }
  }

  private int hash(long[] cells, int from) {
    long hash = 0;
    for (int w = 0; w < words; w++) {
      hash = (hash ^ cells[from + w]) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 32;
    }
    return (int) (hash ^ hash >>> 16);
  }
}
