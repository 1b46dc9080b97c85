package dev.sluice.engine.rules;

import java.util.Arrays;

/**
 * Asks only those rules of a {@link ChainProgram} that the packet's plain facts allow. For each
 * fact a table gives the rules it allows as bits; what is in all of them is a candidate, and only
 * candidates are asked, in the order of the chain. Summaries over words of 64 rules leave out most
 * words unseen; within a block of 4,096 rules bits lie in an order that keeps alike rules together,
 * so that most words share their fate. Not threadsafe.
 */
final class IndexedChain implements CompiledChain {
  /** PERF: for shorter chains {@link MaskedChain} is enough. */
  static final int WORTH_IT = 12;

  static final int BLOCK_SHIFT = 12;
  static final int BLOCK = 1 << BLOCK_SHIFT;
  private static final int SORTED_BY_HAND = 24;

  private final ChainProgram program;
  private final Dimension[] dimensions;

  /** By place of a bit: the rule. */
  private final int[] ruleAt;

  private final int rules;
  private final boolean asksMarks;
  private final int[] classes;
  private final int[] candidates;
  private int count;
  private int cursor;
  private int block = -1;
  private int lastFrom;
  private int seenChanges = -1;
  private int seenMarks = -1;

  IndexedChain(ChainProgram program, Dimension[] dimensions, int[] ruleAt) {
    this.program = program;
    this.dimensions = dimensions;
    this.ruleAt = ruleAt;
    rules = program.rules();
    classes = new int[dimensions.length];
    candidates = new int[Math.min(rules, BLOCK)];
    boolean marks = false;
    for (Dimension dimension : dimensions) {
      marks |= dimension.facts.fact.changes();
    }
    asksMarks = marks;
  }

  @Override
  public int firstMatch(Context c, int from) {
    // A broken header makes matchers drop: every rule before the one that does must be asked.
    if (c.broken() || c.laterFragment()) {
      return program.firstMatch(c, from);
    }
    if (c.changes() != seenChanges || (asksMarks && c.markChanges() != seenMarks)) {
      classify(c);
    } else if (from <= lastFrom) {
      // A second walk: the chain is jumped to again.
      cursor = 0;
    }
    lastFrom = from;
    for (int b = from >> BLOCK_SHIFT; b << BLOCK_SHIFT < rules; b++) {
      if (b != block) {
        collect(b);
      }
      while (cursor < count && candidates[cursor] < from) {
        cursor++;
      }
      for (; cursor < count; cursor++) {
        int answer = program.test(c, candidates[cursor]);
        if (answer != ChainProgram.MISS) {
          return answer == ChainProgram.MATCH ? candidates[cursor] : DROP;
        }
      }
    }
    return NONE;
  }

  private void classify(Context c) {
    seenChanges = c.changes();
    seenMarks = c.markChanges();
    block = -1;
    for (int i = 0; i < dimensions.length; i++) {
      classes[i] = dimensions[i].facts.of(c);
    }
  }

  private void collect(int next) {
    block = next;
    count = 0;
    cursor = 0;
    long summary = -1;
    for (int i = 0; i < dimensions.length && summary != 0; i++) {
      summary &= dimensions[i].summary(next, classes[i]);
    }
    int left = rules - (next << BLOCK_SHIFT);
    while (summary != 0) {
      int word = Long.numberOfTrailingZeros(summary);
      summary &= summary - 1;
      int inWord = left - (word << 6);
      if (inWord <= 0) {
        break;
      }
      long bits = inWord >= 64 ? -1 : (1L << inWord) - 1;
      for (int i = 0; i < dimensions.length && bits != 0; i++) {
        bits &= dimensions[i].word(next, classes[i], word);
      }
      int first = next << BLOCK_SHIFT | word << 6;
      while (bits != 0) {
        candidates[count++] = ruleAt[first | Long.numberOfTrailingZeros(bits)];
        bits &= bits - 1;
      }
    }
    sort();
  }

  private void sort() {
    if (count > SORTED_BY_HAND) {
      Arrays.sort(candidates, 0, count);
      return;
    }
    for (int i = 1; i < count; i++) {
      int rule = candidates[i];
      int at = i;
      while (at > 0 && candidates[at - 1] > rule) {
        candidates[at] = candidates[at - 1];
        at--;
      }
      candidates[at] = rule;
    }
  }
}
