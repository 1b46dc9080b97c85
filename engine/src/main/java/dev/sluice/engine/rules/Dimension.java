package dev.sluice.engine.rules;

/**
 * For each class of a fact the rules it allows: as bits, in blocks of 64 words of 64. A rule that
 * does not ask for the fact is a wild bit; the others are kept sparsely, a word only where it is
 * not zero.
 *
 * <p>Immutable, so that its bits can be shared; not bound to a thread.
 */
final class Dimension {
  final FactClasses facts;
  private final int classes;

  /** By block and class: which words have rules that ask for the fact and allow the class. */
  private final long[] summaries;

  /** Where the first of those words is. */
  private final int[] offsets;

  private final long[] words;

  /** By block: which words have wild rules; and by word, which rules. */
  private final long[] wildSummaries;

  private final long[] wild;

  /** Everything the compiler made. */
  static final class Bits {
    final long[] summaries;
    final int[] offsets;
    final long[] wildSummaries;
    final long[] wild;
    long[] words = new long[1024];

    Bits(int blocks, int classes) {
      summaries = new long[blocks * classes];
      offsets = new int[blocks * classes];
      wildSummaries = new long[blocks];
      wild = new long[blocks << 6];
    }
  }

  Dimension(FactClasses facts, Bits bits) {
    this.facts = facts;
    classes = facts.classes;
    summaries = bits.summaries;
    offsets = bits.offsets;
    words = bits.words;
    wildSummaries = bits.wildSummaries;
    wild = bits.wild;
  }

  /** Which words of the block may have a rule for this class. */
  long summary(int block, int ofClass) {
    return wildSummaries[block] | summaries[block * classes + ofClass];
  }

  /** The rules of one word that allow this class. */
  long word(int block, int ofClass, int word) {
    int row = block * classes + ofClass;
    long summary = summaries[row];
    long bits = wild[block << 6 | word];
    if ((summary >>> word & 1) != 0) {
      bits |= words[offsets[row] + Long.bitCount(summary & ((1L << word) - 1))];
    }
    return bits;
  }
}
