package dev.sluice.engine.rules;

/** RouterOS: nth. Counts the packets that get here; not threadsafe. */
final class NthCounter implements RuleState {
  private final int every;
  private final int packet;
  private int next;

  NthCounter(int every, int packet) {
    this.every = every;
    this.packet = packet - 1;
  }

  @Override
  public boolean test(Context context) {
    boolean matched = next == packet;
    next++;
    if (next == every) {
      next = 0;
    }
    return matched;
  }
}
