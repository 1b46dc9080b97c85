package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The automaton of a whole set, without empty moves. Immutable and shared by scanners.
 *
 * <p>Id 0 says "no byte was taken yet". Each pattern then has a run of ids from {@link #base}: its
 * places, its <em>finish</em> mark and its <em>matched</em> mark (see {@link Positions}). What
 * holds for a stream is a sorted set of ids, with two rules that keep such sets small: a pattern
 * whose matched mark is in the set has no other id there, and places that hold after each byte
 * because the search starts anew ({@link #implied}) are left out, unless id 0 is there.
 */
final class Nfa {
  static final int BEGIN = 0;

  /** What {@link #setOf} answers for a finish mark. */
  static final int FINISH = -1;

  /** What {@link #setOf} answers for a matched mark. */
  static final int MATCHED = -2;

  private final int patterns;
  private final int[] base;
  private final int[] owner;
  private final int[] setOf;
  private final int[] starts;
  private final int[] follow;
  private final boolean[] implied;
  private final int[][] restart;
  private final int[] first;
  private final byte[] classOf;
  private final int classes;
  private final long[] classesOfSet;
  private final boolean skipsNul;

  Nfa(List<@Nullable Positions> parts, boolean skipsNul) {
    this.patterns = parts.size();
    this.skipsNul = skipsNul;
    this.base = new int[patterns];
    int ids = 1;
    int steps = 0;
    int held = 1;
    for (int p = 0; p < patterns; p++) {
      Positions part = parts.get(p);
      base[p] = part == null ? -1 : ids;
      ids += part == null ? 0 : part.count() + 2;
      steps += part == null ? 0 : part.follow().length;
      held += part == null ? 0 : part.first().length;
    }
    this.owner = new int[ids];
    this.setOf = new int[ids];
    this.starts = new int[ids + 1];
    this.follow = new int[steps];
    this.implied = new boolean[ids];
    this.restart = new int[patterns][];
    int[] begin = new int[held];
    int beginSize = 1;
    owner[BEGIN] = -1;
    setOf[BEGIN] = FINISH - 2;
    Map<ByteSet, Integer> sets = new HashMap<>();
    for (int p = 0; p < patterns; p++) {
      Positions part = parts.get(p);
      restart[p] = part == null ? new int[0] : shifted(part.restart(), base[p]);
      if (part != null) {
        lay(p, part, sets);
        beginSize = layFirst(part, base[p], begin, beginSize);
      }
    }
    starts[ids] = steps;
    this.first = Arrays.copyOf(begin, beginSize);
    Arrays.sort(first);
    ByteClasses byteClasses = ByteClasses.of(sets.keySet(), skipsNul);
    this.classOf = byteClasses.classOf();
    this.classes = byteClasses.count();
    this.classesOfSet = new long[4 * sets.size()];
    sets.forEach((set, at) -> byteClasses.of(set, classesOfSet, 4 * at));
  }

  private static int[] shifted(int[] ids, int by) {
    int[] shifted = ids.clone();
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] += by;
    }
    return shifted;
  }

  private void lay(int p, Positions part, Map<ByteSet, Integer> sets) {
    int from = base[p];
    for (int i = 0; i < part.count() + 2; i++) {
      owner[from + i] = p;
      starts[from + i + 1] = starts[from + i];
      if (i < part.count()) {
        Integer known = sets.putIfAbsent(part.sets()[i], sets.size());
        setOf[from + i] = known == null ? sets.size() - 1 : known;
        int begin = starts[from + i];
        int length = part.starts()[i + 1] - part.starts()[i];
        for (int k = 0; k < length; k++) {
          follow[begin + k] = part.follow()[part.starts()[i] + k] + from;
        }
        starts[from + i + 1] = begin + length;
      }
    }
    setOf[from + part.finish()] = FINISH;
    setOf[from + part.matched()] = MATCHED;
    for (int id : restart[p]) {
      implied[id] = setOf[id] >= 0;
    }
  }

  private static int layFirst(Positions part, int from, int[] begin, int size) {
    boolean matches = Arrays.stream(part.first()).anyMatch(id -> id == part.matched());
    int end = size;
    for (int id : part.first()) {
      if (!matches || id == part.matched()) {
        begin[end++] = id + from;
      }
    }
    return end;
  }

  int patterns() {
    return patterns;
  }

  /** How many ids there are. */
  int size() {
    return owner.length;
  }

  /** The first id of a pattern, or -1 if it was refused. */
  int base(int pattern) {
    return base[pattern];
  }

  /** The matched mark of a pattern. */
  int matched(int pattern) {
    int id = base[pattern];
    while (setOf[id] != MATCHED) {
      id++;
    }
    return id;
  }

  /** The pattern of an id; -1 for {@link #BEGIN}. */
  int owner(int id) {
    return owner[id];
  }

  /** Which set of bytes a place takes; negative for marks. */
  int setOf(int id) {
    return setOf[id];
  }

  /** Whether a place takes the bytes of a class. */
  boolean takes(int id, int byteClass) {
    int set = setOf[id];
    return set >= 0 && (classesOfSet[4 * set + (byteClass >> 6)] >>> byteClass & 1) != 0;
  }

  /** Adds the classes that a place takes to a bit set of them. */
  void addTaken(int id, long[] classes) {
    for (int w = 0; w < 4 && setOf[id] >= 0; w++) {
      classes[w] |= classesOfSet[4 * setOf[id] + w];
    }
  }

  int followStart(int id) {
    return starts[id];
  }

  int followEnd(int id) {
    return starts[id + 1];
  }

  int follow(int at) {
    return follow[at];
  }

  /** Whether the place holds after each byte and is therefore left out of sets of ids. */
  boolean implied(int id) {
    return implied[id];
  }

  /** What holds of a pattern after each byte: places and marks. */
  int[] restart(int pattern) {
    return restart[pattern];
  }

  /** What holds of all patterns before the first byte, {@link #BEGIN} included. */
  int[] first() {
    return first;
  }

  byte[] classOf() {
    return classOf;
  }

  int classes() {
    return classes;
  }

  /** The classes that only some patterns need: each is made of classes of the whole set. */
  ByteClasses classesOf(boolean[] mine) {
    Set<Integer> sets = new TreeSet<>();
    for (int id = 1; id < owner.length; id++) {
      if (mine[owner[id]] && setOf[id] >= 0) {
        sets.add(setOf[id]);
      }
    }
    List<ByteSet> used = new ArrayList<>();
    for (int set : sets) {
      ByteSet bytes = ByteSet.NONE;
      for (int value = 0; value < 256; value++) {
        int c = classOf[value] & 0xff;
        if ((classesOfSet[4 * set + (c >> 6)] >>> c & 1) != 0) {
          bytes = bytes.or(ByteSet.of(value));
        }
      }
      used.add(bytes);
    }
    return ByteClasses.of(used, skipsNul);
  }

  /** Whether NUL bytes of the data are passed over. */
  boolean skipsNul() {
    return skipsNul;
  }
}
