package dev.sluice.replay.diff;

import dev.sluice.engine.rules.Marks;
import dev.sluice.pattern.PatternSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The small numbers that two engines give the same names, so that a packet's marks and patterns are
 * compared without text. Read-only once made.
 */
final class MarkNumbers {
  private static final int WORD = 64;

  private final int[] marks;
  private final int[] patterns;
  private final int newPatterns;
  private final boolean samePatterns;

  MarkNumbers(Side before, Side after) {
    Marks old = before.context().marks();
    Marks now = after.context().marks();
    marks = new int[old.size()];
    for (int i = 0; i < marks.length; i++) {
      marks[i] = find(now, old.name(i));
    }
    PatternSet oldPatterns = before.lane().datapath().inspection().patterns();
    PatternSet nowPatterns = after.lane().datapath().inspection().patterns();
    patterns = new int[oldPatterns.size()];
    newPatterns = nowPatterns.size();
    boolean same = patterns.length == newPatterns && newPatterns <= WORD;
    for (int i = 0; i < patterns.length; i++) {
      patterns[i] = find(nowPatterns, oldPatterns.name(i));
      same &= patterns[i] == i;
    }
    samePatterns = same;
  }

  private static int find(Marks marks, String name) {
    for (int i = 0; i < marks.size(); i++) {
      if (marks.name(i).equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static int find(PatternSet patterns, String name) {
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.name(i).equals(name)) {
        return i;
      }
    }
    return -1;
  }

  boolean sameMark(int old, int now) {
    return marks[old] == now;
  }

  /** Whether both have recognised the same in the connection of their present packet. */
  boolean samePatterns(Side before, Side after) {
    int old = before.context().connection();
    int now = after.context().connection();
    long oldBits = before.lane().datapath().connections().layer7Matched(old);
    long newBits = after.lane().datapath().connections().layer7Matched(now);
    if (samePatterns) {
      return oldBits == newBits;
    }
    if (patterns.length <= WORD && newPatterns <= WORD) {
      return translated(oldBits) == newBits;
    }
    return names(before, old).equals(names(after, now));
  }

  private long translated(long bits) {
    long result = 0;
    for (long left = bits; left != 0; left &= left - 1) {
      int to = patterns[Long.numberOfTrailingZeros(left)];
      if (to < 0) {
        return -1;
      }
      result |= 1L << to;
    }
    return result;
  }

  private static Set<String> names(Side side, int connection) {
    return new TreeSet<>(
        side.lane()
            .datapath()
            .inspection()
            .applications(side.lane().datapath().connections(), connection));
  }
}
