package dev.sluice.engine.rules;

/**
 * A short chain of which only those rules are asked that the packet's plain facts allow: one word
 * of bits for each class of each fact. Not threadsafe, because of what matchers remember.
 *
 * <p>PERF: in a policy of marks most rules ask for a mark that most packets do not have; see
 * docs/performance.md.
 */
final class MaskedChain implements CompiledChain {
  static final int MOST_RULES = 64;

  private final ChainProgram program;
  private final FactClasses[] facts;

  /** By fact and class: which rules allow it. */
  private final long[][] allowed;

  private final long all;

  MaskedChain(ChainProgram program, FactClasses[] facts, long[][] allowed) {
    this.program = program;
    this.facts = facts;
    this.allowed = allowed;
    all = -1L >>> MOST_RULES - program.rules();
  }

  @Override
  public int firstMatch(Context c, int from) {
    // A broken header makes matchers drop: every rule before the one that does must be asked.
    if (c.broken() || c.laterFragment()) {
      return program.firstMatch(c, from);
    }
    long left = from < MOST_RULES ? all & -1L << from : 0;
    for (int i = 0; i < facts.length && left != 0; i++) {
      left &= allowed[i][facts[i].of(c)];
    }
    while (left != 0) {
      int rule = Long.numberOfTrailingZeros(left);
      int answer = program.test(c, rule);
      if (answer != ChainProgram.MISS) {
        return answer == ChainProgram.MATCH ? rule : DROP;
      }
      left &= left - 1;
    }
    return NONE;
  }
}
