package dev.sluice.engine.rules;

import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Ranges of addresses of one family, as sorted arrays of disjoint ranges. Immutable.
 *
 * <p>Large IPv4 sets have a table over the upper 16 bits that says where to search, so that a set
 * of 100,000 ranges is asked in a few steps.
 */
final class AddressSet {
  private static final int NARROW_FROM = 32;

  private final boolean six;
  private final long[] firstHigh;
  private final long[] firstLow;
  private final long[] lastHigh;
  private final long[] lastLow;

  /** IPv4, large: the first range that ends at or after the block, for each block and the end. */
  private final int[] blocks;

  private AddressSet(boolean six, List<AddressRange> ranges) {
    this.six = six;
    int size = ranges.size();
    firstHigh = new long[six ? size : 0];
    lastHigh = new long[six ? size : 0];
    firstLow = new long[size];
    lastLow = new long[size];
    for (int i = 0; i < size; i++) {
      AddressRange range = ranges.get(i);
      firstLow[i] = range.first().low();
      lastLow[i] = range.last().low();
      if (six) {
        firstHigh[i] = range.first().high();
        lastHigh[i] = range.last().high();
      }
    }
    blocks = !six && size > NARROW_FROM ? blocks() : new int[0];
  }

  /** Of any ranges, in any order, overlapping or not. */
  static AddressSet of(boolean six, List<AddressRange> ranges) {
    List<AddressRange> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparing(AddressRange::first));
    List<AddressRange> disjoint = new ArrayList<>();
    for (AddressRange range : sorted) {
      int end = disjoint.size() - 1;
      if (end >= 0 && disjoint.get(end).last().compareTo(range.first()) >= 0) {
        AddressRange before = disjoint.get(end);
        Address last = before.last().compareTo(range.last()) >= 0 ? before.last() : range.last();
        disjoint.set(end, new AddressRange(before.first(), last));
      } else {
        disjoint.add(range);
      }
    }
    return new AddressSet(six, disjoint);
  }

  private int[] blocks() {
    int[] starts = new int[65_537];
    int at = 0;
    for (int block = 0; block <= 65_536; block++) {
      while (at < lastLow.length && lastLow[at] < (long) block << 16) {
        at++;
      }
      starts[block] = at;
    }
    return starts;
  }

  boolean isEmpty() {
    return firstLow.length == 0;
  }

  boolean contains(long high, long low) {
    return six ? contains6(high, low) : contains4(low);
  }

  private boolean contains4(long address) {
    int from = 0;
    int to = lastLow.length - 1;
    if (blocks.length != 0) {
      int block = (int) (address >>> 16);
      from = blocks[block];
      to = Math.min(to, blocks[block + 1]);
    }
    while (from <= to) {
      int middle = (from + to) >>> 1;
      if (lastLow[middle] < address) {
        from = middle + 1;
      } else if (firstLow[middle] > address) {
        to = middle - 1;
      } else {
        return true;
      }
    }
    return false;
  }

  private boolean contains6(long high, long low) {
    int from = 0;
    int to = lastLow.length - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      if (compare(lastHigh[middle], lastLow[middle], high, low) < 0) {
        from = middle + 1;
      } else if (compare(firstHigh[middle], firstLow[middle], high, low) > 0) {
        to = middle - 1;
      } else {
        return true;
      }
    }
    return false;
  }

  /** As unsigned 128 bit numbers. */
  static int compare(long high, long low, long otherHigh, long otherLow) {
    int order = Long.compareUnsigned(high, otherHigh);
    return order != 0 ? order : Long.compareUnsigned(low, otherLow);
  }
}
