package dev.sluice.engine.track;

import java.util.Arrays;

/**
 * What not every table needs to know of its connections: some words for each slot, allocated when
 * the first is written. Not threadsafe.
 */
final class SideWords {
  private final int width;
  private long[] words = new long[0];

  SideWords(int width) {
    this.width = width;
  }

  boolean kept() {
    return words.length != 0;
  }

  void keep(int capacity) {
    if (words.length == 0) {
      words = new long[capacity * width];
    }
  }

  void drop() {
    words = new long[0];
  }

  void grow(int capacity) {
    if (words.length != 0) {
      words = Arrays.copyOf(words, capacity * width);
    }
  }

  void clear(int slot) {
    if (words.length != 0) {
      Arrays.fill(words, slot * width, (slot + 1) * width, 0);
    }
  }

  long get(int slot, int word) {
    return words.length == 0 ? 0 : words[slot * width + word];
  }

  void set(int slot, int word, long value, int capacity) {
    keep(capacity);
    words[slot * width + word] = value;
  }

  long allocatedBytes() {
    return 8L * words.length;
  }
}
