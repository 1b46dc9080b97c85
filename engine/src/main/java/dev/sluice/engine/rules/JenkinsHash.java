package dev.sluice.engine.rules;

/**
 * RouterOS: per-connection-classifier. Bob Jenkins's lookup3 as Linux's jhash computes it on a
 * little-endian machine, so that a live nftables rule and a replay put a flow into the same class.
 * The key's fields are padded to four bytes each, except a port that is the only field.
 */
final class JenkinsHash {
  private static final int INITIAL = 0xDEADBEEF;

  private int a;
  private int b;
  private int c;
  private int words;
  private int word0;
  private int word1;
  private int word2;

  /** Begins a key of so many bytes. */
  void begin(int bytes, int seed) {
    a = INITIAL + bytes + seed;
    b = a;
    c = a;
    words = 0;
  }

  /** Appends four bytes, given in network order. */
  void add(int networkOrder) {
    append(Integer.reverseBytes(networkOrder));
  }

  private void append(int littleEndian) {
    if (words == 3) {
      a += word0;
      b += word1;
      c += word2;
      mix();
      words = 0;
    }
    switch (words++) {
      case 0 -> word0 = littleEndian;
      case 1 -> word1 = littleEndian;
      default -> word2 = littleEndian;
    }
  }

  /** Appends a port that is followed by two zero bytes, or by nothing. */
  void addPort(int port) {
    append(Integer.reverseBytes(port << 16));
  }

  /** The hash of what was appended; a key of no bytes hashes to its beginning. */
  int end() {
    if (words == 0) {
      return c;
    }
    a += word0;
    if (words > 1) {
      b += word1;
    }
    if (words > 2) {
      c += word2;
    }
    c = (c ^ b) - Integer.rotateLeft(b, 14);
    a = (a ^ c) - Integer.rotateLeft(c, 11);
    b = (b ^ a) - Integer.rotateLeft(a, 25);
    c = (c ^ b) - Integer.rotateLeft(b, 16);
    a = (a ^ c) - Integer.rotateLeft(c, 4);
    b = (b ^ a) - Integer.rotateLeft(a, 14);
    c = (c ^ b) - Integer.rotateLeft(b, 24);
    return c;
  }

  private void mix() {
    a = (a - c) ^ Integer.rotateLeft(c, 4);
    c += b;
    b = (b - a) ^ Integer.rotateLeft(a, 6);
    a += c;
    c = (c - b) ^ Integer.rotateLeft(b, 8);
    b += a;
    a = (a - c) ^ Integer.rotateLeft(c, 16);
    c += b;
    b = (b - a) ^ Integer.rotateLeft(a, 19);
    a += c;
    c = (c - b) ^ Integer.rotateLeft(b, 4);
    b += a;
  }
}
