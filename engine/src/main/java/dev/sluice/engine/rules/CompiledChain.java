package dev.sluice.engine.rules;

/** Answers which rule of a chain matches next. Says nothing of what that rule then does. */
sealed interface CompiledChain permits Explainer, ChainProgram, MaskedChain, IndexedChain {
  /** No rule matches: the chain ends. */
  int NONE = -1;

  /** A matcher dropped the packet; {@link Context#hotDrop} says why. */
  int DROP = -2;

  /**
   * The first rule at or after {@code from}, counted over the chain's active rules, that matches
   * the packet as it is now.
   */
  int firstMatch(Context context, int from);
}
