package dev.sluice.pattern;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sieves of the rows of one automaton. A row gets one when it was met often, and not more often
 * than once in so many bytes; a sieve that lets too little pass is given up. All are forgotten with
 * the rows. Which rows have one changes what a scan costs, never what it finds. Not threadsafe.
 */
final class Sieves {
  /** How many sieves there may be: they are asked in turn, and are to stay in a near cache. */
  private static final int MOST = 120;

  /** How often a row is met before it gets a sieve. */
  private static final int OFTEN = 16;

  /**
   * The bytes that must have been scanned for each row that is looked at: twice as many each time
   * that the rows were forgotten, because then they will be again.
   */
  private static final int BYTES_A_ROW = 4096;

  private static final int MOST_BYTES_A_ROW = 1 << 20;

  /** The uses after which a sieve is judged, and the bytes that each must have passed over. */
  private static final int USES = 1024;

  private static final int WORTH = 24;

  /** Of a row whose set does not last. */
  private static final byte NEVER = Byte.MIN_VALUE;

  private static final byte GIVEN_UP = NEVER + 1;

  private final LazyDfa dfa;
  private final Nfa nfa;
  private final boolean[] mine;
  private final int maxBytes;
  private @Nullable SieveMaker maker;

  /**
   * Of each row the number of its sieve, from 1, or minus the times it was met, or that it gets
   * none.
   */
  private byte[] numbers = new byte[64];

  private final @Nullable Sieve[] sieves = new Sieve[MOST + 1];
  private final int[] uses = new int[MOST + 1];
  private final int[] passed = new int[MOST + 1];
  private int count;
  private int credit;
  private int price = BYTES_A_ROW;

  /**
   * @param maxBytes what all sieves together may take
   */
  Sieves(LazyDfa dfa, Nfa nfa, boolean[] mine, int maxBytes) {
    this.dfa = dfa;
    this.nfa = nfa;
    this.mine = mine;
    // A NUL that is not there for the patterns would move the places at which bytes are asked.
    this.maxBytes = nfa.skipsNul() ? 0 : maxBytes;
  }

  /** How many rows have a sieve. */
  int count() {
    return count;
  }

  long bytes() {
    long shared = maker == null ? 0 : maker.bytes();
    return shared + numbers.length;
  }

  /** Of each row a number above zero if it has a sieve. */
  byte[] numbers() {
    return numbers;
  }

  /** Whether a row's sieve let too little pass. */
  boolean givenUp(int row) {
    return numbers[row] == GIVEN_UP;
  }

  /** Makes room for a row. */
  void room(int row) {
    if (row >= numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.max(row + 1, numbers.length * 2));
    }
  }

  /** Forgets all sieves. */
  void clear() {
    Arrays.fill(numbers, (byte) 0);
    Arrays.fill(sieves, null);
    if (maker != null) {
      maker.clear();
    }
    Arrays.fill(uses, 0);
    Arrays.fill(passed, 0);
    price = count == 0 ? price : Math.min(2 * price, MOST_BYTES_A_ROW);
    count = 0;
  }

  /** Says that so many bytes are to be scanned. */
  void earn(int bytes) {
    credit = Math.min(credit + bytes, MOST * price);
  }

  /** Whether the row has a sieve, which it may get now. */
  boolean has(int row) {
    int number = numbers[row];
    if (number > 0) {
      return true;
    }
    if (number <= GIVEN_UP || count == MOST || maxBytes < SieveCells.SIZE) {
      return false;
    }
    if (number > -OFTEN) {
      numbers[row]--;
      return false;
    }
    if (credit < price) {
      return false;
    }
    credit -= price;
    SieveMaker making = maker == null ? new SieveMaker(nfa, mine) : maker;
    maker = making;
    Sieve sieve = making.make(dfa, row, maxBytes - bytes());
    if (sieve == null) {
      numbers[row] = NEVER;
      return false;
    }
    numbers[row] = (byte) ++count;
    sieves[count] = sieve;
    return true;
  }

  /** From where on a row that has a sieve must be followed. */
  int pass(int row, byte[] bytes, int from, int to) {
    int number = numbers[row];
    Sieve sieve = sieves[number];
    int next = sieve == null ? from : sieve.pass(bytes, from, to);
    passed[number] += next - from;
    if (++uses[number] == USES) {
      if (passed[number] < USES * WORTH) {
        numbers[row] = GIVEN_UP;
      }
      uses[number] = 0;
      passed[number] = 0;
    }
    return next;
  }
}
