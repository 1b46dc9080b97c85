package dev.sluice.engine.track;

/**
 * SipHash-1-3 over two or five words, as the kernel hashes tuples: whoever chooses the addresses
 * but does not know the key cannot make many connections fall onto one place.
 *
 * <p>Immutable.
 */
final class KeyedHash {
  private static final long C0 = 0x736f6d6570736575L;
  private static final long C1 = 0x646f72616e646f6dL;
  private static final long C2 = 0x6c7967656e657261L;
  private static final long C3 = 0x7465646279746573L;

  private final long v0;
  private final long v1;
  private final long v2;
  private final long v3;

  KeyedHash(long seed) {
    long k0 = spread(seed);
    long k1 = spread(k0 ^ C2);
    v0 = k0 ^ C0;
    v1 = k1 ^ C1;
    v2 = k0 ^ C2;
    v3 = k1 ^ C3;
  }

  /** Makes two unlike keys of one seed; the finalizer of SplitMix64. */
  private static long spread(long seed) {
    long z = seed + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  long of(long first, long second) {
    return finish(v0, v1, v2, v3, 0, 0, 0, first, second, 16, false);
  }

  long of(long first, long second, long third, long fourth, long fifth) {
    return finish(v0, v1, v2, v3, first, second, third, fourth, fifth, 40, true);
  }

  private static long finish(
      long start0,
      long start1,
      long start2,
      long start3,
      long w0,
      long w1,
      long w2,
      long w3,
      long w4,
      long length,
      boolean five) {
    long a = start0;
    long b = start1;
    long c = start2;
    long d = start3;
    int from = five ? 0 : 3;
    for (int i = from; i < 9; i++) {
      long word =
          switch (i) {
            case 0 -> w0;
            case 1 -> w1;
            case 2 -> w2;
            case 3 -> w3;
            case 4 -> w4;
            case 5 -> length << 56;
            default -> 0;
          };
      if (i == 6) {
        c ^= 0xFF;
      }
      d ^= word;
      a += b;
      c += d;
      b = Long.rotateLeft(b, 13) ^ a;
      d = Long.rotateLeft(d, 16) ^ c;
      a = Long.rotateLeft(a, 32);
      c += b;
      a += d;
      b = Long.rotateLeft(b, 17) ^ c;
      d = Long.rotateLeft(d, 21) ^ a;
      c = Long.rotateLeft(c, 32);
      a ^= word;
    }
    return a ^ b ^ c ^ d;
  }
}
