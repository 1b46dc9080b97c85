package dev.sluice.engine.rules;

/** RouterOS: random. A seeded sequence of its own for each rule; not threadsafe. */
final class Lots implements RuleState {
  private static final long GAMMA = 0x9E37_79B9_7F4A_7C15L;

  private final int percent;
  private long state;

  Lots(int percent, long seed) {
    this.percent = percent;
    state = seed;
  }

  @Override
  public boolean test(Context context) {
    state += GAMMA;
    return Long.remainderUnsigned(Mix.of(state, GAMMA), 100) < percent;
  }
}
