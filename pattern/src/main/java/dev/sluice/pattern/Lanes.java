package dev.sluice.pattern;

/**
 * The loops that follow rows of a table as long as each step is worked out and nothing is to be
 * said of it: such cells are not negative. A row of zeros at 0 keeps a lane that is not wanted any
 * more.
 *
 * <p>PERF: a step waits for the one before, five cycles and more; four lanes in four parts of a
 * packet wait at the same time. See docs/decisions/0002-streams-and-states.md. Not threadsafe.
 */
final class Lanes {
  static final int COUNT = 4;

  /** The rows of the lanes, in and out. */
  final int[] states = new int[COUNT];

  /**
   * Takes lane {@code k} over the bytes from {@code first + k * apart + from} on until {@code to}
   * bytes are taken or a lane meets a cell below zero. Answers how many bytes each lane has taken.
   */
  int run(
      short[] cells, int shift, byte[] map, byte[] bytes, int first, int apart, int from, int to) {
    int a = states[0];
    int b = states[1];
    int c = states[2];
    int d = states[3];
    int second = first + apart;
    int third = second + apart;
    int fourth = third + apart;
    int at = from;
    for (; at < to; at++) {
      int e = cells[(a << shift) + (map[bytes[first + at] & 0xff] & 0xff)];
      int f = cells[(b << shift) + (map[bytes[second + at] & 0xff] & 0xff)];
      int g = cells[(c << shift) + (map[bytes[third + at] & 0xff] & 0xff)];
      int h = cells[(d << shift) + (map[bytes[fourth + at] & 0xff] & 0xff)];
      if ((e | f | g | h) < 0) {
        break;
      }
      a = e;
      b = f;
      c = g;
      d = h;
    }
    states[0] = a;
    states[1] = b;
    states[2] = c;
    states[3] = d;
    return at;
  }

  /** Takes one lane over bytes. Answers where it stopped (high half) and the row (low half). */
  static long run(short[] cells, int shift, byte[] map, int row, byte[] bytes, int from, int to) {
    int state = row;
    int at = from;
    for (; at < to; at++) {
      int next = cells[(state << shift) + (map[bytes[at] & 0xff] & 0xff)];
      if (next < 0) {
        break;
      }
      state = next;
    }
    return (long) at << 32 | state;
  }

  /** The same, but it stops at a row that is marked above zero in {@code stops}, too. */
  static long run(
      short[] cells, int shift, byte[] map, int row, byte[] bytes, int from, int to, byte[] stops) {
    int state = row;
    int at = from;
    while (at < to) {
      int next = cells[(state << shift) + (map[bytes[at] & 0xff] & 0xff)];
      if (next < 0) {
        break;
      }
      state = next;
      at++;
      if (stops[next] > 0) {
        break;
      }
    }
    return (long) at << 32 | state;
  }
}
