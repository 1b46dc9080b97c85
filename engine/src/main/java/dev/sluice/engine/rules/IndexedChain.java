package dev.sluice.engine.rules;

final class IndexedChain implements CompiledChain {
  static final int WORTH_IT = 12;

  @Override
  public int firstMatch(Context c, int from) {
    return NONE;
  }
}
