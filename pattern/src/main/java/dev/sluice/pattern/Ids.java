package dev.sluice.pattern;

/** Hashes of sets of ids, by which tables find them. */
final class Ids {
  private Ids() {}

  static int hash(int[] ids, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = (hash ^ ids[i]) * 0x9e3779b1 + (hash >>> 15);
    }
    return hash ^ hash >>> 16;
  }
}
