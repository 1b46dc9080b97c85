package dev.sluice.engine.track;

/**
 * The addresses that one H.323 message names, kept until the whole of it has been understood: one
 * that goes wrong at its end has announced nothing. Those beyond the first {@value #MOST} are left
 * out. Reused. Not threadsafe.
 */
final class H323Found {
  /** Of H.245's connection. */
  static final int CONTROL = 0;

  /** Of RTP or RTCP. */
  static final int MEDIA = 1;

  /** Of T.120's connections. */
  static final int DATA = 2;

  private static final int MOST = 32;

  private final int[] kinds = new int[MOST];
  private final boolean[] sixes = new boolean[MOST];
  private final long[] highs = new long[MOST];
  private final long[] lows = new long[MOST];
  private final int[] ports = new int[MOST];
  private int count;

  int count() {
    return count;
  }

  int kind(int i) {
    return kinds[i];
  }

  boolean six(int i) {
    return sixes[i];
  }

  long high(int i) {
    return highs[i];
  }

  long low(int i) {
    return lows[i];
  }

  int port(int i) {
    return ports[i];
  }

  /** Forgets what came after so many. */
  void cut(int to) {
    count = to;
  }

  void add(int kind, H323Address address) {
    if (address.known && count < MOST) {
      kinds[count] = kind;
      sixes[count] = address.six;
      highs[count] = address.high;
      lows[count] = address.low;
      ports[count++] = address.port;
    }
  }
}
