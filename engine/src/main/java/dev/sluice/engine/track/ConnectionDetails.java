package dev.sluice.engine.track;

/**
 * What is kept of connections beside their slots: words that others keep with a connection, and
 * counters that not every run needs. Each group is allocated when first used. Not threadsafe.
 */
final class ConnectionDetails {
  private static final long SECOND = 1_000_000_000L;
  private static final long LOW = 0xFFFF_FFFFL;

  private final ConnectionStore store;
  final SideWords born = new SideWords(1);
  final SideWords layer7 = new SideWords(3);
  final SideWords sequence = new SideWords(2);

  /** PERF: a word that most connections never write: errors about it 32 | dropped packets 32. */
  private final SideWords verdicts = new SideWords(1);

  final SideWords fasttrack = new SideWords(3);

  /** A direction: bytes of the previous second 32 | of this one 32, and when this one is over. */
  final SideWords rates = new SideWords(4);

  /** Master slot + 1 32 | its generation 32; helper + 1 32 | own generation 32. */
  final SideWords relations = new SideWords(2);

  /** What a helper remembers: its number in the top four bits of word 0, the rest is its own. */
  final SideWords control = new SideWords(3);

  ConnectionDetails(ConnectionStore store) {
    this.store = store;
  }

  void begin(int slot, long now) {
    if (born.kept()) {
      born.set(slot, 0, now, store.capacity());
    }
    layer7.clear(slot);
    sequence.clear(slot);
    verdicts.clear(slot);
    fasttrack.clear(slot);
    rates.clear(slot);
    control.clear(slot);
  }

  void end(int slot) {
    if (relations.kept()) {
      int capacity = store.capacity();
      relations.set(slot, 0, 0, capacity);
      relations.set(slot, 1, (relations.get(slot, 1) + 1) & LOW, capacity);
    }
  }

  void grow(int capacity) {
    born.grow(capacity);
    layer7.grow(capacity);
    sequence.grow(capacity);
    verdicts.grow(capacity);
    fasttrack.grow(capacity);
    rates.grow(capacity);
    relations.grow(capacity);
    control.grow(capacity);
  }

  long allocatedBytes() {
    return born.allocatedBytes()
        + layer7.allocatedBytes()
        + sequence.allocatedBytes()
        + verdicts.allocatedBytes()
        + fasttrack.allocatedBytes()
        + rates.allocatedBytes()
        + relations.allocatedBytes()
        + control.allocatedBytes();
  }

  /** RouterOS: a window of a second that starts with a packet, not with the clock. */
  void countRate(int slot, int direction, int bytes, long now) {
    int capacity = store.capacity();
    int word = direction * 2;
    long counted = rates.get(slot, word);
    long over = rates.get(slot, word + 1);
    if (over == 0) {
      over = now + SECOND;
      rates.set(slot, word + 1, over, capacity);
    } else if (now > over) {
      counted = counted << 32;
      rates.set(slot, word + 1, now + SECOND, capacity);
    }
    long sum = Math.min(LOW, (counted & LOW) + bytes);
    rates.set(slot, word, counted & ~LOW | sum, capacity);
  }

  /** Bytes of the previous second, 0 if the direction has been idle for one. */
  long rate(int slot, int direction, long now) {
    int word = direction * 2;
    return now >= rates.get(slot, word + 1) + SECOND ? 0 : rates.get(slot, word) >>> 32;
  }

  void relate(int slot, int master, int helper) {
    int capacity = store.capacity();
    long generation = relations.get(slot, 1) & LOW;
    relations.set(slot, 1, (long) (helper + 1) << 32 | generation, capacity);
    long word = 0;
    if (master >= 0) {
      word = (long) (master + 1) << 32 | relations.get(master, 1) & LOW;
    }
    relations.set(slot, 0, word, capacity);
  }

  int master(int slot) {
    long word = relations.get(slot, 0);
    int master = (int) (word >>> 32) - 1;
    boolean same = master >= 0 && (relations.get(master, 1) & LOW) == (word & LOW);
    return same && store.live(master) ? master : ConnectionTable.NONE;
  }

  int helper(int slot) {
    return (int) (relations.get(slot, 1) >>> 32) - 1;
  }

  /** Tells connections that have had the same slot apart. */
  int generation(int slot) {
    return (int) relations.get(slot, 1);
  }

  /** An error about the connection: it is not one of its packets, and has a verdict like them. */
  void error(int slot) {
    count(verdicts, slot, 0, true);
  }

  long errors(int slot) {
    return half(verdicts.get(slot, 0), true);
  }

  void drop(int slot) {
    count(verdicts, slot, 0, false);
  }

  long dropped(int slot) {
    return half(verdicts.get(slot, 0), false);
  }

  void count(SideWords words, int slot, int word, boolean high) {
    long counted = words.get(slot, word);
    long half = high ? counted >>> 32 : counted & LOW;
    if (half != LOW) {
      words.set(slot, word, counted + (high ? 1L << 32 : 1), store.capacity());
    }
  }

  static long half(long word, boolean high) {
    return high ? word >>> 32 : word & LOW;
  }
}
