package dev.sluice.engine.track;

import dev.sluice.wire.Checksum;
import dev.sluice.wire.PacketView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts datagrams together from their fragments, IPv4 (RFC 791) and IPv6 (RFC 8200 section 4.5).
 *
 * <p>A fragment that repeats bytes already there is passed over if they are the same; any other
 * overlap drops the whole datagram and what comes of it later (RFC 5722, and for IPv4 as Linux
 * does). There is no choice between first and last data that someone could not use to hide
 * something. The whole datagram has the headers of the first fragment, its link header included,
 * and lengths and checksum of one that was never cut. Where a fragment was cut by the snap length,
 * the datagram counts as captured up to there.
 *
 * <p>When there are too many datagrams or bytes, those that began first are given up. A fragment is
 * held, released with its datagram, or dropped for a counted reason. Not threadsafe.
 */
public final class Defragmenter {
  public static final int DATAGRAMS = 4096;
  public static final long BYTES = 4L << 20;
  public static final int FRAGMENTS = 512;

  /** Linux ipfrag_time and RFC 8200 section 4.5. */
  static final long TIMEOUT_FOUR = 30_000_000_000L;

  static final long TIMEOUT_SIX = 60_000_000_000L;

  private static final int NONE = Datagram.NONE;
  private static final int LONGEST = 65_535;
  private static final int LONGEST_HEADER = 1 << 12;
  private static final int FRAGMENT_HEADER = 8;
  private static final int SIX_HEADER = 40;

  private final Datagrams datagrams;
  private final FragmentStore store;
  private final int mostFragments;
  private final MemorySegment output = Arena.ofAuto().allocate(LONGEST_HEADER + LONGEST + 1);
  private final PacketView whole = new PacketView();
  private final long[] dropped = new long[FragmentDrop.values().length];

  /** Pieces: offset, length, captured length, first block, next piece. */
  private int[] pieces = new int[0];

  private static final int PIECE = 5;
  private int freePiece = NONE;
  private int waiting;
  private boolean held;
  private int released;

  public Defragmenter() {
    this(DATAGRAMS, BYTES, FRAGMENTS);
  }

  /**
   * @param mostDatagrams how many may be incomplete at a time
   * @param mostBytes how much their fragments may take
   * @param mostFragments how many fragments one may have
   */
  public Defragmenter(int mostDatagrams, long mostBytes, int mostFragments) {
    datagrams = new Datagrams(mostDatagrams, mostBytes * 31 + mostDatagrams);
    store = new FragmentStore(mostBytes);
    this.mostFragments = mostFragments;
  }

  /**
   * The whole datagram, whose view is good until the next call, or null while it is held or where
   * it was dropped; see {@link #held}.
   */
  public @Nullable PacketView offer(PacketView p, long now) {
    expire(now);
    held = false;
    released = 0;
    if (!p.fragment()) {
      released = 1;
      return p;
    }
    int i = datagrams.find(p);
    if (i == NONE) {
      while (datagrams.full()) {
        giveUpOldest(FragmentDrop.FULL);
      }
      i = datagrams.add(p, now);
    }
    Datagram d = datagrams.get(i);
    if (d.dead) {
      dropped[d.why.ordinal()]++;
      return null;
    }
    d.fragments++;
    waiting++;
    FragmentDrop problem = put(p, i, d);
    if (problem != null) {
      drop(i, problem);
      return null;
    }
    if (d.end < 0 || d.received < d.end || d.header == NONE) {
      held = true;
      return null;
    }
    return release(i, d);
  }

  /** Where the data of a fragment begins. */
  private static long dataAt(PacketView p) {
    return p.six() ? p.fragmentHeaderOffset() + FRAGMENT_HEADER : p.transportOffset();
  }

  private @Nullable FragmentDrop put(PacketView p, int i, Datagram d) {
    long at = dataAt(p);
    int length = (int) (p.ipOffset() + p.totalLength() - at);
    int captured = (int) Math.max(0, Math.min(length, p.ipOffset() + p.captured() - at));
    int offset = p.fragmentOffset();
    int end = offset + length;
    if (length <= 0 || p.moreFragments() && (length & 7) != 0) {
      return FragmentDrop.BAD_LENGTH;
    }
    if (end + (at - p.ipOffset()) - (p.six() ? SIX_HEADER + FRAGMENT_HEADER : 0) > LONGEST) {
      return FragmentDrop.TOO_LONG;
    }
    if (d.fragments > mostFragments) {
      return FragmentDrop.TOO_MANY;
    }
    if (!p.moreFragments()) {
      if (d.end >= 0 && d.end != end) {
        return FragmentDrop.INCONSISTENT;
      }
      d.end = end;
    }
    if (d.end >= 0 && end > d.end || d.end >= 0 && beyond(d)) {
      return FragmentDrop.INCONSISTENT;
    }
    return insert(p, i, d, at, offset, length, captured);
  }

  /** Whether there are bytes behind the end that the last fragment tells. */
  private boolean beyond(Datagram d) {
    for (int piece = d.firstPiece; piece != NONE; piece = pieces[piece + 4]) {
      if (pieces[piece] + pieces[piece + 1] > d.end) {
        return true;
      }
    }
    return false;
  }

  private @Nullable FragmentDrop insert(
      PacketView p, int i, Datagram d, long at, int offset, int length, int captured) {
    int before = NONE;
    int after = d.firstPiece;
    while (after != NONE && pieces[after] <= offset) {
      before = after;
      after = pieces[after + 4];
    }
    if (before != NONE && pieces[before] + pieces[before + 1] > offset) {
      return repeats(before, p, at, offset, length, captured) ? null : FragmentDrop.OVERLAP;
    }
    if (after != NONE && offset + length > pieces[after]) {
      return FragmentDrop.OVERLAP;
    }
    if (offset == 0) {
      FragmentDrop problem = keepHeader(p, i, d);
      if (problem != null) {
        return problem;
      }
    }
    int block = keep(p.bytes(), at, captured, i);
    if (block == NONE) {
      return FragmentDrop.FULL;
    }
    int piece = newPiece();
    pieces[piece] = offset;
    pieces[piece + 1] = length;
    pieces[piece + 2] = captured;
    pieces[piece + 3] = block;
    pieces[piece + 4] = after;
    if (before == NONE) {
      d.firstPiece = piece;
    } else {
      pieces[before + 4] = piece;
    }
    d.received += length;
    return null;
  }

  private boolean repeats(int piece, PacketView p, long at, int offset, int length, int captured) {
    int from = offset - pieces[piece];
    return from + length <= pieces[piece + 1]
        && from + captured <= pieces[piece + 2]
        && store.same(pieces[piece + 3], from, p.bytes(), at, captured);
  }

  private @Nullable FragmentDrop keepHeader(PacketView p, int i, Datagram d) {
    if (p.six() && p.transportProblem() == PacketView.TransportProblem.TRUNCATED) {
      // RFC 7112 section 5: the first fragment has all headers, or a filter sees none of them.
      return FragmentDrop.TINY;
    }
    long end = p.six() ? p.fragmentHeaderOffset() : p.transportOffset();
    long length = end - p.frameOffset();
    if (length > LONGEST_HEADER) {
      return FragmentDrop.TOO_LONG;
    }
    d.header = keep(p.bytes(), p.frameOffset(), (int) length, i);
    d.headerLength = (int) length;
    d.ipAt = (int) (p.ipOffset() - p.frameOffset());
    d.linkType = p.linkType();
    if (p.six()) {
      d.namedAt = (int) (p.fragmentHeaderNamedAt() - p.frameOffset());
      d.nextHeader = Octets.int8(p.bytes(), p.fragmentHeaderOffset());
    }
    return d.header == NONE ? FragmentDrop.FULL : null;
  }

  /** Keeps bytes for datagram {@code own}, giving up older ones if there is no room. */
  private int keep(MemorySegment bytes, long at, int length, int own) {
    int block = store.keep(bytes, at, length);
    while (block == NONE && giveUpOther(own)) {
      block = store.keep(bytes, at, length);
    }
    return block;
  }

  private boolean giveUpOther(int own) {
    int four = datagrams.oldest(false);
    int six = datagrams.oldest(true);
    int victim = older(four == own ? NONE : four, six == own ? NONE : six);
    if (victim == NONE) {
      return false;
    }
    giveUp(victim, FragmentDrop.FULL);
    return true;
  }

  private void giveUpOldest(FragmentDrop why) {
    giveUp(older(datagrams.oldest(false), datagrams.oldest(true)), why);
  }

  private int older(int a, int b) {
    if (a == NONE || b == NONE) {
      return a == NONE ? b : a;
    }
    return datagrams.get(a).began <= datagrams.get(b).began ? a : b;
  }

  private int newPiece() {
    if (freePiece == NONE) {
      int from = pieces.length;
      pieces = Arrays.copyOf(pieces, Math.max(64 * PIECE, from * 2));
      for (int piece = from; piece < pieces.length; piece += PIECE) {
        pieces[piece + 4] = freePiece;
        freePiece = piece;
      }
    }
    int piece = freePiece;
    freePiece = pieces[piece + 4];
    return piece;
  }

  private PacketView release(int i, Datagram d) {
    store.copy(d.header, d.headerLength, output, 0);
    int whereCut = d.end;
    for (int piece = d.firstPiece; piece != NONE; piece = pieces[piece + 4]) {
      int offset = pieces[piece];
      store.copy(pieces[piece + 3], pieces[piece + 2], output, d.headerLength + (long) offset);
      if (pieces[piece + 2] < pieces[piece + 1]) {
        whereCut = Math.min(whereCut, offset + pieces[piece + 2]);
      }
    }
    int ipLength = d.headerLength - d.ipAt + d.end;
    if (d.six) {
      Octets.put16(output, d.ipAt + 4L, ipLength - SIX_HEADER);
      Octets.put8(output, d.namedAt, d.nextHeader);
    } else {
      Octets.put16(output, d.ipAt + 2L, ipLength);
      Octets.put16(output, d.ipAt + 6L, Octets.int16(output, d.ipAt + 6L) & 0x4000);
      Octets.put16(output, d.ipAt + 10L, 0);
      int headerBytes = d.headerLength - d.ipAt;
      Octets.put16(output, d.ipAt + 10L, Checksum.of(output, d.ipAt, headerBytes));
    }
    released = d.fragments;
    waiting -= d.fragments;
    int captured = d.headerLength + whereCut;
    int wire = d.headerLength + d.end;
    int linkType = d.linkType;
    clear(d);
    datagrams.remove(i);
    whole.wrap(output, 0, captured, wire, linkType);
    return whole;
  }

  private void clear(Datagram d) {
    if (d.header != NONE) {
      store.release(d.header);
      d.header = NONE;
    }
    while (d.firstPiece != NONE) {
      int piece = d.firstPiece;
      d.firstPiece = pieces[piece + 4];
      store.release(pieces[piece + 3]);
      pieces[piece + 4] = freePiece;
      freePiece = piece;
    }
  }

  /** Drops what there is of a datagram, and remembers it so that the rest goes the same way. */
  private void drop(int i, FragmentDrop why) {
    Datagram d = datagrams.get(i);
    count(d, why);
    clear(d);
    d.dead = true;
    d.why = why;
  }

  private void giveUp(int i, FragmentDrop why) {
    Datagram d = datagrams.get(i);
    count(d, why);
    clear(d);
    datagrams.remove(i);
  }

  private void count(Datagram d, FragmentDrop why) {
    dropped[why.ordinal()] += d.fragments;
    waiting -= d.fragments;
    d.fragments = 0;
  }

  /** Whether the fragment just offered waits for others; otherwise it was dropped or is whole. */
  public boolean held() {
    return held;
  }

  /** How many fragments made the datagram just returned. */
  public int released() {
    return released;
  }

  /** Gives up datagrams that began too long ago. */
  public void expire(long now) {
    expire(false, now, TIMEOUT_FOUR);
    expire(true, now, TIMEOUT_SIX);
  }

  private void expire(boolean six, long now, long timeout) {
    int i = datagrams.oldest(six);
    while (i != NONE && now - datagrams.get(i).began >= timeout) {
      giveUp(i, FragmentDrop.TIMEOUT);
      i = datagrams.oldest(six);
    }
  }

  /** The end of all input: what still waits never becomes a datagram. */
  public void finish() {
    while (datagrams.oldest(false) != NONE || datagrams.oldest(true) != NONE) {
      giveUpOldest(FragmentDrop.UNFINISHED);
    }
  }

  /** Fragments now waiting. */
  public int waiting() {
    return waiting;
  }

  /** Fragments that were dropped for this reason. */
  public long dropped(FragmentDrop reason) {
    return dropped[reason.ordinal()];
  }
}
