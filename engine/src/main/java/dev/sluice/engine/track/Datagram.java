package dev.sluice.engine.track;

/** One datagram of which fragments are missing. Mutable and reused. Not threadsafe. */
final class Datagram {
  static final int NONE = -1;

  boolean six;
  int protocol;
  int identification;
  long sourceHigh;
  long sourceLow;
  long destinationHigh;
  long destinationLow;

  long began;

  /** What is left of it was dropped; it stays to drop what comes late (RFC 5722 section 4). */
  boolean dead;

  FragmentDrop why = FragmentDrop.OVERLAP;

  /** Fragments received, duplicates included. */
  int fragments;

  /** Bytes received, duplicates not. */
  int received;

  /** Where its data ends, -1 as long as the last fragment is missing. */
  int end;

  /** The first fragment's bytes before its data: link, IP, headers before the fragment header. */
  int header;

  int headerLength;
  int ipAt;
  int namedAt;
  int nextHeader;
  int linkType;

  /** Pieces in order of their offset, {@link #NONE} ends them. */
  int firstPiece;

  int bucket;
  int nextInBucket;
  int older;
  int newer;

  void begin(long now) {
    began = now;
    dead = false;
    fragments = 0;
    received = 0;
    end = -1;
    header = NONE;
    firstPiece = NONE;
  }
}
