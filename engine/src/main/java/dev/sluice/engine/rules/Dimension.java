package dev.sluice.engine.rules;

import dev.sluice.engine.track.ConnectionTable;
import org.jspecify.annotations.Nullable;

/**
 * One fact about packets, its values gathered in classes that no rule of the chain tells apart, and
 * for each class the rules it allows: as bits, in blocks of 64 words of 64. A rule that does not
 * ask for the fact is a wild bit; the others are kept sparsely, a word only where it is not zero.
 *
 * <p>Immutable, so that its bits can be shared; not bound to a thread.
 */
final class Dimension {
  /** The facts, and what a value is. */
  enum Fact {
    PROTOCOL,
    /** Port plus one, 0 for none. */
    SOURCE_PORT,
    DESTINATION_PORT,
    SOURCE,
    DESTINATION,
    /** Index plus one, 0 for none. */
    IN_INTERFACE,
    OUT_INTERFACE,
    STATE,
    /** Mark plus one, 0 without a connection, cut off at the marks known. */
    CONNECTION_MARK,
    PACKET_MARK,
    /** Flags plus one, 0 without. */
    TCP_FLAGS
  }

  final Fact fact;
  private final int classes;
  private final char[] classOf;
  private final @Nullable AddressClasses addresses;

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

  Dimension(Fact fact, int classes, char[] classOf, @Nullable AddressClasses addresses, Bits bits) {
    this.fact = fact;
    this.classes = classes;
    this.classOf = classOf;
    this.addresses = addresses;
    summaries = bits.summaries;
    offsets = bits.offsets;
    words = bits.words;
    wildSummaries = bits.wildSummaries;
    wild = bits.wild;
  }

  /** Whether a rule that matches may change it while the chain is being walked. */
  boolean changes() {
    return fact == Fact.CONNECTION_MARK || fact == Fact.PACKET_MARK;
  }

  /** The class of the packet on the road. */
  int classOf(Context c) {
    return switch (fact) {
      case PROTOCOL -> classOf[c.protocol()];
      case SOURCE_PORT -> classOf[c.sourcePort() + 1];
      case DESTINATION_PORT -> classOf[c.destinationPort() + 1];
      case SOURCE -> interval(c.sourceHigh(), c.sourceLow());
      case DESTINATION -> interval(c.destinationHigh(), c.destinationLow());
      case IN_INTERFACE -> classOf[c.inInterface() + 1];
      case OUT_INTERFACE -> classOf[c.outInterface() + 1];
      case STATE -> classOf[c.state()];
      case CONNECTION_MARK ->
          c.connection() == ConnectionTable.NONE
              ? classOf[0]
              : classOf[Math.min(c.connectionMark() + 1, classOf.length - 1)];
      case PACKET_MARK -> classOf[Math.min(c.packetMark() + 1, classOf.length - 1)];
      case TCP_FLAGS -> classOf[c.tcpFlags() + 1];
    };
  }

  private int interval(long high, long low) {
    if (addresses == null) {
      throw new IllegalStateException("no addresses in dimension " + fact);
    }
    return addresses.of(high, low);
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
