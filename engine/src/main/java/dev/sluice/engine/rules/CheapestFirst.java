package dev.sluice.engine.rules;

/**
 * Puts the instructions of each rule into the order in which they are cheapest to ask: a mark is
 * one comparison, an address list a search. An instruction that leaves a trace keeps its place, and
 * none moves past it, so that it is asked exactly as often as in the written order. Only for
 * packets whose headers are whole: where they are not, the first matcher that reads them decides.
 */
final class CheapestFirst {
  private static final int STAYS = -1;

  private CheapestFirst() {}

  /**
   * Orders a copy.
   *
   * @param starts where each rule's instructions begin, and the end
   */
  static int[] of(int[] written, int[] starts) {
    int[] code = written.clone();
    for (int rule = 0; rule + 1 < starts.length; rule++) {
      for (int at = starts[rule] + ChainProgram.CELLS; at < starts[rule + 1]; ) {
        sink(code, starts[rule], at);
        at += ChainProgram.CELLS;
      }
    }
    return code;
  }

  /** Moves one instruction forward until a cheaper one, or one that stays, is before it. */
  private static void sink(int[] code, int first, int from) {
    int cost = cost(code[from]);
    int at = from;
    while (cost != STAYS && at > first && cost(code[at - ChainProgram.CELLS]) > cost) {
      for (int i = at; i < at + ChainProgram.CELLS; i++) {
        int cell = code[i];
        code[i] = code[i - ChainProgram.CELLS];
        code[i - ChainProgram.CELLS] = cell;
      }
      at -= ChainProgram.CELLS;
    }
  }

  private static int cost(int op) {
    return switch (op) {
      case Op.LAYER7, Op.HOST, Op.RATE, Op.COUNTING, Op.COUNTING_CONNECTED, Op.COUNTING_PORT ->
          STAYS;
      case Op.SOURCE_LIST, Op.DESTINATION_LIST, Op.SOURCE_TYPE, Op.DESTINATION_TYPE -> 2;
      case Op.TIME, Op.CLASS, Op.CLASS_PORT -> 3;
      case Op.CONTENT, Op.P2P -> 4;
      default -> op < Op.FIRST_RARE ? 0 : 1;
    };
  }
}
