package dev.sluice.pattern;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Questions about one language or two, each answered with a witness. */
final class Relation {
  /** What a path through two automata has to end in. */
  private interface Goal {
    boolean reached(int a, int b);
  }

  private record Pair(int a, int b) {}

  private record Way(Pair from, int value) {}

  private Relation() {}

  /** The shortest data that {@code one} matches, one char a byte, or empty if there are none. */
  static Optional<String> shortest(Language one) {
    return search(one, one, (a, b) -> one.accepts(a), false);
  }

  /** The shortest data without a zero byte that it matches. */
  static Optional<String> shortestWithoutNul(Language one) {
    return search(one, one, (a, b) -> one.accepts(a), true);
  }

  /** Data that both match. */
  static Optional<String> both(Language one, Language other) {
    return search(one, other, (a, b) -> one.accepts(a) && other.accepts(b), false);
  }

  /** Data that {@code one} matches and {@code other} does not; empty means inclusion. */
  static Optional<String> onlyFirst(Language one, Language other) {
    return search(one, other, (a, b) -> one.accepts(a) && !other.accepts(b), false);
  }

  static boolean equal(Language one, Language other) {
    return onlyFirst(one, other).isEmpty() && onlyFirst(other, one).isEmpty();
  }

  /**
   * How likely it is that so many random bytes match.
   *
   * @return between 0 and 1
   */
  static double chance(Language one, int bytes) {
    Alphabet alphabet = one.alphabet();
    double[] now = new double[one.states()];
    now[one.start()] = 1;
    for (int i = 0; i < bytes; i++) {
      double[] then = new double[one.states()];
      for (int state = 0; state < now.length; state++) {
        if (now[state] > 0) {
          for (int c = 0; c < alphabet.count(); c++) {
            then[one.next(state, c)] += now[state] * alphabet.size(c) / 256.0;
          }
        }
      }
      now = then;
    }
    double sum = 0;
    for (int state = 0; state < now.length; state++) {
      sum += one.accepts(state) ? now[state] : 0;
    }
    return sum;
  }

  /** Breadth first, so that the witness is as short as can be; bytes in order, so it is stable. */
  private static Optional<String> search(
      Language one, Language other, Goal goal, boolean withoutNul) {
    int[] values = one == other ? samples(one.alphabet()) : joint(one.alphabet(), other.alphabet());
    Pair start = new Pair(one.start(), other.start());
    Map<Pair, Way> ways = new HashMap<>();
    ArrayDeque<Pair> open = new ArrayDeque<>();
    open.add(start);
    ways.put(start, new Way(start, -1));
    if (goal.reached(start.a, start.b)) {
      return Optional.of("");
    }
    while (!open.isEmpty()) {
      Pair at = open.remove();
      for (int value : values) {
        if (withoutNul && value == 0) {
          continue;
        }
        Pair to = new Pair(one.after(at.a, value), other.after(at.b, value));
        if (to.a != Language.DEAD && ways.putIfAbsent(to, new Way(at, value)) == null) {
          if (goal.reached(to.a, to.b)) {
            return Optional.of(text(ways, start, to));
          }
          open.add(to);
        }
      }
    }
    return Optional.empty();
  }

  private static int[] samples(Alphabet alphabet) {
    return alphabet.samples().stream().mapToInt(Integer::intValue).toArray();
  }

  /** One byte of each class that the two alphabets have when laid over each other. */
  private static int[] joint(Alphabet one, Alphabet other) {
    Map<Integer, Integer> samples = new LinkedHashMap<>();
    for (int i = 0; i < 256; i++) {
      // Small letters first, so that they stand for their class in a witness.
      int value = (i + 'a') & 255;
      samples.putIfAbsent(one.classOf().get(value) << 8 | other.classOf().get(value), value);
    }
    return samples.values().stream().mapToInt(Integer::intValue).toArray();
  }

  private static String text(Map<Pair, Way> ways, Pair start, Pair end) {
    StringBuilder reversed = new StringBuilder();
    Pair at = end;
    do {
      Way way = ways.get(at);
      if (way == null) {
        throw new IllegalStateException("no way to " + at);
      }
      reversed.append((char) way.value);
      at = way.from;
    } while (!at.equals(start));
    return reversed.reverse().toString();
  }
}
