package dev.sluice.engine.track;

import java.lang.foreign.MemorySegment;

/** Reads a control message byte by byte, never past its end. Reused. Not threadsafe. */
final class TextCursor {
  private MemorySegment bytes = MemorySegment.NULL;
  private long start;
  private long at;
  private long end;
  private final int[] groups = new int[8];
  long addressHigh;
  long addressLow;

  void of(MemorySegment segment, long from, int length) {
    bytes = segment;
    start = from;
    at = from;
    end = from + length;
  }

  boolean atEnd() {
    return at >= end;
  }

  int position() {
    return (int) (at - start);
  }

  void moveTo(int position) {
    at = start + position;
  }

  void narrow(int to) {
    end = start + to;
  }

  /** The byte here, -1 at the end. */
  int peek() {
    return at < end ? Octets.int8(bytes, at) : -1;
  }

  void skip() {
    at++;
  }

  int last() {
    return end > start ? Octets.int8(bytes, end - 1) : -1;
  }

  boolean take(int wanted) {
    if (peek() != wanted) {
      return false;
    }
    at++;
    return true;
  }

  /** Takes a word whatever its case; nothing if it does not stand here. */
  boolean word(String upper) {
    if (same(upper) < upper.length()) {
      return false;
    }
    at += upper.length();
    return true;
  }

  /** Whether the text ends in the middle of this word. */
  boolean partOf(String upper) {
    return end - at < upper.length() && same(upper) == end - at;
  }

  private int same(String upper) {
    int i = 0;
    while (i < upper.length() && at + i < end) {
      int c = Octets.int8(bytes, at + i);
      if (c >= 'a' && c <= 'z') {
        c -= 32;
      }
      if (c != upper.charAt(i)) {
        break;
      }
      i++;
    }
    return i;
  }

  /** Goes behind the next occurrence of this byte; false at the end. */
  boolean past(int wanted) {
    while (at < end) {
      if (Octets.int8(bytes, at++) == wanted) {
        return true;
      }
    }
    return false;
  }

  void spaces() {
    while (peek() == ' ' || peek() == '\t') {
      at++;
    }
  }

  /** A decimal number of at most this size, -1 if there is none. */
  long number(long most) {
    long value = 0;
    long from = at;
    while (peek() >= '0' && peek() <= '9') {
      value = value * 10 + peek() - '0';
      if (value > most) {
        return -1;
      }
      at++;
    }
    return at == from ? -1 : value;
  }

  /** Four numbers with a separator between them into {@link #addressLow}. */
  boolean address4(int separator) {
    long value = 0;
    for (int i = 0; i < 4; i++) {
      long part = i > 0 && !take(separator) ? -1 : number(255);
      if (part < 0) {
        return false;
      }
      value = value << 8 | part;
    }
    addressHigh = 0;
    addressLow = value;
    return true;
  }

  /** An IPv6 address (RFC 4291 section 2.2, without a dotted tail). */
  boolean address6() {
    int count = 0;
    int gap = word("::") ? 0 : -1;
    while (count < 8) {
      int group = hex();
      if (group < 0) {
        break;
      }
      groups[count++] = group;
      if (gap < 0 && word("::")) {
        gap = count;
      } else if (!take(':')) {
        break;
      }
    }
    if (gap < 0 ? count != 8 : count == 8) {
      return false;
    }
    addressHigh = 0;
    addressLow = 0;
    for (int i = 0; i < count; i++) {
      int place = gap < 0 || i < gap ? i : i + 8 - count;
      long value = (long) groups[i] << 48 - (place & 3) * 16;
      if (place < 4) {
        addressHigh |= value;
      } else {
        addressLow |= value;
      }
    }
    return true;
  }

  private int hex() {
    int value = 0;
    int digits = 0;
    while (digits < 4 && Character.digit(peek(), 16) >= 0) {
      value = value << 4 | Character.digit(peek(), 16);
      at++;
      digits++;
    }
    return digits == 0 ? -1 : value;
  }
}
