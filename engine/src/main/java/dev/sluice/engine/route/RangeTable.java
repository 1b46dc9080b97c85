package dev.sluice.engine.route;

import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Family;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntBinaryOperator;

/**
 * Ranges of addresses with a number each, flattened so that a lookup is one binary search: the
 * narrowest range that holds the address decides, of equal ones the first that was put in. For
 * prefixes that is the longest match. Immutable once built.
 */
final class RangeTable {
  /** The answer for an address that no range holds. */
  static final int NONE = Integer.MIN_VALUE;

  private final long[] starts4;
  private final int[] values4;
  private final long[] starts6; // high, low, high, low …
  private final int[] values6;

  private RangeTable(long[] starts4, int[] values4, long[] starts6, int[] values6) {
    this.starts4 = starts4;
    this.values4 = values4;
    this.starts6 = starts6;
    this.values6 = values6;
  }

  /** One table that answers for two: what {@code joined} makes of what they would answer. */
  static RangeTable of(RangeTable one, RangeTable other, IntBinaryOperator joined) {
    Set<Address> cuts = new TreeSet<>();
    one.cuts(cuts);
    other.cuts(cuts);
    List<Piece> four = new ArrayList<>();
    List<Piece> six = new ArrayList<>();
    for (Address start : cuts) {
      boolean inSix = start.family() == Family.IPV6;
      int value =
          joined.applyAsInt(
              one.find(start.high(), start.low(), inSix),
              other.find(start.high(), start.low(), inSix));
      (inSix ? six : four).add(new Piece(start, value));
    }
    return of(four, six);
  }

  private void cuts(Set<Address> cuts) {
    for (long start : starts4) {
      cuts.add(new Address(Family.IPV4, 0, start));
    }
    for (int i = 0; i < starts6.length; i += 2) {
      cuts.add(Address.ipv6(starts6[i], starts6[i + 1]));
    }
  }

  private static RangeTable of(List<Piece> four, List<Piece> six) {
    long[] starts4 = new long[four.size()];
    for (int i = 0; i < starts4.length; i++) {
      starts4[i] = four.get(i).start.low();
    }
    long[] starts6 = new long[six.size() * 2];
    for (int i = 0; i < six.size(); i++) {
      starts6[2 * i] = six.get(i).start.high();
      starts6[2 * i + 1] = six.get(i).start.low();
    }
    return new RangeTable(starts4, values(four), starts6, values(six));
  }

  private static int[] values(List<Piece> pieces) {
    int[] values = new int[pieces.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = pieces.get(i).value;
    }
    return values;
  }

  /** Collects ranges. */
  static final class Builder {
    private final List<Entry> entries = new ArrayList<>();

    Builder put(AddressRange range, int value) {
      entries.add(new Entry(range, value, entries.size()));
      return this;
    }

    RangeTable build() {
      return of(flatten(Family.IPV4), flatten(Family.IPV6));
    }

    private List<Piece> flatten(Family family) {
      List<Entry> ranges = new ArrayList<>();
      List<Address> edges = new ArrayList<>();
      edges.add(new Address(family, 0, 0));
      for (Entry entry : entries) {
        if (entry.range.family() == family) {
          ranges.add(entry);
          edges.add(entry.range.first());
          Address after = successor(entry.range.last());
          if (after.compareTo(entry.range.last()) > 0) {
            edges.add(after);
          }
        }
      }
      ranges.sort((a, b) -> a.range.first().compareTo(b.range.first()));
      Collections.sort(edges);
      return sweep(edges, ranges);
    }

    private static List<Piece> sweep(List<Address> edges, List<Entry> ranges) {
      PriorityQueue<Entry> open = new PriorityQueue<>();
      List<Piece> pieces = new ArrayList<>();
      int next = 0;
      for (Address edge : edges) {
        while (next < ranges.size() && ranges.get(next).range.first().compareTo(edge) <= 0) {
          open.add(ranges.get(next++));
        }
        Entry best = open.peek();
        while (best != null && best.range.last().compareTo(edge) < 0) {
          open.poll();
          best = open.peek();
        }
        int value = best == null ? NONE : best.value;
        if (pieces.isEmpty() || pieces.getLast().value != value) {
          pieces.add(new Piece(edge, value));
        }
      }
      return pieces;
    }

    private static Address successor(Address address) {
      if (address.family() == Family.IPV4) {
        return new Address(Family.IPV4, 0, address.low() + 1 & 0xFFFF_FFFFL);
      }
      long low = address.low() + 1;
      return Address.ipv6(low == 0 ? address.high() + 1 : address.high(), low);
    }
  }

  private record Piece(Address start, int value) {}

  private record Entry(AddressRange range, int value, int order) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int narrower = Long.compareUnsigned(spanHigh(), other.spanHigh());
      if (narrower == 0) {
        narrower = Long.compareUnsigned(spanLow(), other.spanLow());
      }
      return narrower != 0 ? narrower : Integer.compare(order, other.order);
    }

    private long spanLow() {
      return range.last().low() - range.first().low();
    }

    private long spanHigh() {
      long borrow = Long.compareUnsigned(range.last().low(), range.first().low()) < 0 ? 1 : 0;
      return range.last().high() - range.first().high() - borrow;
    }
  }

  int find(long high, long low, boolean six) {
    return six ? find6(high, low) : find4(low);
  }

  private int find4(long address) {
    int from = 0;
    int to = values4.length - 1;
    while (from < to) {
      int middle = from + to + 1 >>> 1;
      if (starts4[middle] <= address) {
        from = middle;
      } else {
        to = middle - 1;
      }
    }
    return values4[from];
  }

  private int find6(long high, long low) {
    int from = 0;
    int to = values6.length - 1;
    while (from < to) {
      int middle = from + to + 1 >>> 1;
      int order = Long.compareUnsigned(starts6[2 * middle], high);
      if (order < 0 || order == 0 && Long.compareUnsigned(starts6[2 * middle + 1], low) <= 0) {
        from = middle;
      } else {
        to = middle - 1;
      }
    }
    return values6[from];
  }
}
