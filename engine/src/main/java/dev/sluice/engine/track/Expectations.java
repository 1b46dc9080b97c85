package dev.sluice.engine.track;

import java.util.Arrays;

/**
 * The connections that control connections have announced: a few, found by where they go, or by
 * whose they are. A packet of a known connection never comes here; a table without expectations
 * costs one comparison.
 *
 * <p>Invariant: no more than {@link #LIMIT}, none of a master that has ended.
 *
 * <p>PERF: one answer of a game's master server may announce two hundred, so that making one, and
 * the end of a connection, must not look at all there are. Not threadsafe.
 */
final class Expectations {
  static final int LIMIT = 4096;
  private static final int BUCKETS = 512;
  private static final int NONE = -1;

  private final int[] buckets = new int[BUCKETS];

  /** By master, the newest first, and how many. */
  private final int[] masters = new int[BUCKETS];

  private final int[] owned = new int[BUCKETS];

  private Expectation[] pool = new Expectation[0];
  private int free = NONE;
  private int count;
  private long refused;
  private long earliest = Long.MAX_VALUE;

  Expectations() {
    Arrays.fill(buckets, NONE);
    Arrays.fill(masters, NONE);
  }

  int count() {
    return count;
  }

  /** Expectations not made because there were too many. */
  long refused() {
    return refused;
  }

  /** Makes or renews an expectation; beyond {@code most} of one master the oldest goes. */
  boolean add(Expectation wanted, int most) {
    int bucket = bucket(wanted.tuple);
    for (int i = buckets[bucket]; i != NONE; i = pool[i].next) {
      if (pool[i].same(wanted) && pool[i].master == wanted.master) {
        pool[i].until = wanted.until;
        return true;
      }
    }
    makeRoom(wanted.master, most);
    if (free == NONE && !enlarge()) {
      refused++;
      return false;
    }
    int i = free;
    Expectation e = pool[i];
    free = e.next;
    e.copy(wanted);
    e.next = buckets[bucket];
    buckets[bucket] = i;
    int owner = owner(e.master);
    e.newer = NONE;
    e.older = masters[owner];
    if (e.older != NONE) {
      pool[e.older].newer = i;
    }
    masters[owner] = i;
    owned[owner]++;
    count++;
    earliest = Math.min(earliest, e.until);
    return true;
  }

  /**
   * Beyond {@code most} of one master those go that would end first: one, or up to a sixteenth of
   * many that came together, since each search for them looks at all of that master's.
   */
  private void makeRoom(int master, int most) {
    int owner = owner(master);
    if (owned[owner] < most) {
      return;
    }
    int own = 0;
    int first = 0;
    long until = Long.MAX_VALUE;
    for (int i = masters[owner]; i != NONE; i = pool[i].older) {
      if (pool[i].master == master) {
        own++;
        first = pool[i].until < until ? 1 : pool[i].until == until ? first + 1 : first;
        until = Math.min(until, pool[i].until);
      }
    }
    if (own < most) {
      return;
    }
    // The newest are met first.
    int stay = first - Math.max(1, most / 16);
    int i = masters[owner];
    while (i != NONE) {
      int next = pool[i].older;
      if (pool[i].master == master && pool[i].until == until && stay-- <= 0) {
        remove(i);
      }
      i = next;
    }
  }

  private boolean enlarge() {
    int from = pool.length;
    int to = Math.min(LIMIT, Math.max(16, from * 2));
    if (to == from) {
      return false;
    }
    pool = Arrays.copyOf(pool, to);
    for (int i = to - 1; i >= from; i--) {
      pool[i] = new Expectation();
      pool[i].next = free;
      free = i;
    }
    return true;
  }

  /** Makes a fresh connection what it was expected to be, if it was. */
  void meet(Tracker tracker, Tuple tuple, int connection, long now) {
    if (count == 0) {
      return;
    }
    int bucket = bucket(tuple);
    for (int i = buckets[bucket]; i != NONE; i = pool[i].next) {
      Expectation e = pool[i];
      if (e.until > now && e.announces(tuple)) {
        tracker.expected(connection, e);
        if (!e.permanent) {
          remove(i);
        }
        return;
      }
    }
  }

  /** A master has ended: nothing more is expected of it. */
  void forget(int master) {
    forget(master, false);
  }

  /** What stays expected however often it comes is expected no more. */
  void forgetPermanent(int master) {
    forget(master, true);
  }

  private void forget(int master, boolean permanentOnly) {
    int i = count == 0 ? NONE : masters[owner(master)];
    while (i != NONE) {
      int next = pool[i].older;
      if (pool[i].master == master && (pool[i].permanent || !permanentOnly)) {
        remove(i);
      }
      i = next;
    }
  }

  void expire(long now) {
    if (count == 0 || now < earliest) {
      return;
    }
    earliest = Long.MAX_VALUE;
    for (int owner = 0; owner < BUCKETS; owner++) {
      int i = masters[owner];
      while (i != NONE) {
        int next = pool[i].older;
        if (pool[i].until <= now) {
          remove(i);
        } else {
          earliest = Math.min(earliest, pool[i].until);
        }
        i = next;
      }
    }
  }

  private void remove(int gone) {
    int bucket = bucket(pool[gone].tuple);
    int i = buckets[bucket];
    if (i == gone) {
      buckets[bucket] = pool[gone].next;
    } else {
      while (pool[i].next != gone) {
        i = pool[i].next;
      }
      pool[i].next = pool[gone].next;
    }
    disown(pool[gone]);
    pool[gone].next = free;
    free = gone;
    count--;
  }

  private void disown(Expectation e) {
    int owner = owner(e.master);
    if (e.newer == NONE) {
      masters[owner] = e.older;
    } else {
      pool[e.newer].older = e.older;
    }
    if (e.older != NONE) {
      pool[e.older].newer = e.newer;
    }
    owned[owner]--;
  }

  private static int owner(int master) {
    return (int) (master * 0x9E3779B97F4A7C15L >>> 55);
  }

  private static int bucket(Tuple t) {
    long mixed =
        (t.destinationLow ^ Long.rotateLeft(t.destinationHigh, 29) ^ (long) t.destinationPort << 40)
            * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 55);
  }
}
