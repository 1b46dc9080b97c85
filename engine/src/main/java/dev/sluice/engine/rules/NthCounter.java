package dev.sluice.engine.rules;

/** RouterOS: nth. Counts the packets that get here; not threadsafe. */
final class NthCounter implements RuleState {
  private final int every;
  private final int packet;
  private int seen;

  NthCounter(int every, int packet) {
    this.every = every;
    this.packet = packet - 1;
  }

  @Override
  public boolean test(Context context) {
    return next();
  }

  /** Counts one packet. */
  boolean next() {
    boolean matched = seen == packet;
    seen++;
    if (seen == every) {
      seen = 0;
    }
    return matched;
  }
}
