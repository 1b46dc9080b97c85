package dev.sluice.engine.track;

import static dev.sluice.engine.track.ConnectionLayout.*;

import dev.sluice.policy.TrackingSettings;
import dev.sluice.policy.TrackingState;
import dev.sluice.wire.PacketView;

/**
 * The road of one packet through tracking: its tuple, its connection, what its protocol says, its
 * state. {@link ConnectionTable} is the door to it.
 *
 * <p>Invariant: at most one connection is not confirmed, that of the last packet; at most one is
 * dying. Both are gone before the next packet is looked at. Not threadsafe.
 */
final class Tracker {
  private static final int NONE = ConnectionTable.NONE;

  /** How many places of the index are searched for a connection to evict. */
  static final int EVICTION_TRIES = 64;

  private static final int NEW = TrackingState.NEW.ordinal();
  private static final int ESTABLISHED = TrackingState.ESTABLISHED.ordinal();
  private static final int RELATED = TrackingState.RELATED.ordinal();
  private static final int INVALID = TrackingState.INVALID.ordinal();
  private static final int UNTRACKED = TrackingState.UNTRACKED.ordinal();

  private final ConnectionStore store;
  private final TupleIndex index;
  private final TimerWheel wheel;
  private final ConnectionDetails details;
  private final ProtocolTrackers protocols;
  private final Ends ends = new Ends();
  final Expectations expectations;
  final Helpers helpers;
  final Approaching approaching;

  private final Tuple tuple = new Tuple();
  private final Tuple inverse = new Tuple();
  private final PacketView quoted = new PacketView();
  private boolean checksums;

  /** When the last packet was tracked. */
  private long time;

  private int pending = NONE;
  private int dying = NONE;

  int state = INVALID;
  boolean reply;
  boolean fresh;
  boolean restored;

  /** Whether there has been a translated connection. */
  boolean translates;

  InvalidReason reason = InvalidReason.NONE;

  private final long[] invalid = new long[InvalidReason.values().length];
  private long evicted;
  private long refused;

  Tracker(TrackingSettings settings, Profile profile, ConnectionStore store, long seed) {
    this.store = store;
    index = new TupleIndex(store, new KeyedHash(seed));
    wheel = new TimerWheel(store.capacity());
    details = new ConnectionDetails(store);
    protocols = new ProtocolTrackers(settings, profile);
    expectations = new Expectations();
    helpers = new Helpers(store, details, expectations, wheel);
    approaching = new Approaching(store, index);
  }

  ConnectionDetails details() {
    return details;
  }

  TupleIndex index() {
    return index;
  }

  Ends ends() {
    return ends;
  }

  long evicted() {
    return evicted;
  }

  long refused() {
    return refused;
  }

  long invalid(InvalidReason kind) {
    return invalid[kind.ordinal()];
  }

  void checkChecksums(boolean on) {
    checksums = on;
  }

  int track(PacketView p, long now) {
    time = now;
    settle(now);
    state = INVALID;
    reply = false;
    fresh = false;
    restored = false;
    reason = InvalidReason.NONE;
    InvalidReason problem = protocols.wellFormed(p, checksums);
    if (problem != InvalidReason.NONE) {
      return refuse(problem);
    }
    int protocol = p.protocol();
    if (protocol == Protocols.ICMP || protocol == Protocols.ICMPV6) {
      if (IcmpTypes.untracked(p.six(), p.icmpType())) {
        state = UNTRACKED;
        return NONE;
      }
      if (IcmpTypes.error(p.six(), p.icmpType())) {
        return error(p, now);
      }
    }
    if (!tuple.read(p)) {
      return refuse(InvalidReason.TRUNCATED);
    }
    int connection = attach(p, now);
    // A closed connection has made room for a new one of the same tuple.
    return connection == REOPENED ? attach(p, now) : connection;
  }

  private static final int REOPENED = -2;

  private int refuse(InvalidReason why) {
    state = INVALID;
    reason = why;
    invalid[why.ordinal()]++;
    return NONE;
  }

  private int attach(PacketView p, long now) {
    int handle = approaching.find(p, tuple);
    if (handle >= 0 && store.expired(handle >>> 1, now)) {
      end(handle >>> 1, EndReason.TIMEOUT, now);
      handle = -1;
    }
    if (handle < 0) {
      handle = mirrored(tuple, now);
      restored = handle >= 0;
    }
    return handle < 0 ? begin(p, now) : carry(p, handle >>> 1, handle & 1, now);
  }

  /**
   * A capture on the inner side of a translation holds answers as they are when it has been undone:
   * they mirror the original tuple. The handle of the reply, or -1 if this is none.
   */
  int mirrored(Tuple answer, long now) {
    if (!translates) {
      return -1;
    }
    inverse.copy(answer);
    int handle = inverse.invert() ? index.find(inverse) : -1;
    boolean original = handle >= 0 && (handle & 1) == 0;
    return original
            && !store.expired(handle >>> 1, now)
            && store.is(handle >>> 1, SOURCE_NAT | DESTINATION_NAT)
        ? handle | 1
        : -1;
  }

  private int begin(PacketView p, long now) {
    inverse.copy(tuple);
    boolean answerable = inverse.invert();
    InvalidReason problem = protocols.begin(p, answerable);
    if (problem != InvalidReason.NONE) {
      return refuse(problem);
    }
    if (store.full() && !evict(now)) {
      refused++;
      return refuse(InvalidReason.TABLE_FULL);
    }
    if (store.exhausted()) {
      grow();
    }
    int c = store.add(tuple, inverse, now);
    index.add(tuple, c, 0);
    details.begin(c, now);
    pending = c;
    fresh = true;
    int at = c * SLOT;
    protocols.create(p, store.words, at, now);
    expectations.meet(this, tuple, c, now);
    helpers.attach(c, tuple);
    return carry(p, c, 0, now);
  }

  private int carry(PacketView p, int c, int direction, long now) {
    long[] words = store.words;
    int at = c * SLOT;
    long status = words[at + STATUS];
    int outcome = protocols.packet(p, words, at, direction, left(c, now), now);
    switch (outcome) {
      case Outcome.INVALID -> {
        return rejected(p, c, now);
      }
      case Outcome.REOPENS -> {
        end(c, EndReason.REOPENED, now);
        return REOPENED;
      }
      case Outcome.ENDS -> {
        words[at + STATUS] |= DYING;
        dying = c;
      }
      case Outcome.ACCEPTED -> accepted(p, c, at, now);
      default -> {}
    }
    count(p, c, at, direction, now);
    reply = direction != 0;
    if (reply) {
      words[at + STATUS] |= SEEN_REPLY;
      state = ESTABLISHED;
    } else if ((status & SEEN_REPLY) != 0) {
      state = ESTABLISHED;
    } else {
      state = (status & EXPECTED) != 0 ? RELATED : NEW;
    }
    if ((status & HELPED) != 0 && !helpers.inspect(p, c, direction, now)) {
      details.drop(c);
      return refuse(InvalidReason.HELPER);
    }
    return c;
  }

  private long left(int c, long now) {
    return (store.timeoutAt(c) - now) / 1_000_000_000L;
  }

  private int rejected(PacketView p, int c, long now) {
    InvalidReason why = protocols.reason(p.protocol());
    if (fresh) {
      fresh = false;
      pending = NONE;
      end(c, EndReason.DISCARDED, now);
    } else if (p.protocol() == Protocols.TCP && protocols.shrinks()) {
      long seen = store.words[c * SLOT + SEEN];
      store.refresh(c, protocols.timeout(Protocols.TCP), now);
      wheel.arm(c >>> TimerWheel.BLOCK_SHIFT, store.timeoutAt(c), Math.min(seen, now));
    }
    return refuse(why);
  }

  private void accepted(PacketView p, int c, int at, long now) {
    int protocol = p.protocol();
    if (protocols.assures(protocol)) {
      store.words[at + STATUS] |= ASSURED;
    }
    refresh(c, protocols.timeout(protocol), now);
  }

  void refresh(int c, long seconds, long now) {
    if (store.refresh(c, seconds, now)) {
      wheel.arm(c >>> TimerWheel.BLOCK_SHIFT, store.timeoutAt(c), now);
    }
  }

  private void count(PacketView p, int c, int at, int direction, long now) {
    long[] words = store.words;
    int bytes = p.totalLength();
    words[at + ORIGINAL_BYTES + direction] += (long) bytes << 16;
    long packets = words[at + PACKETS];
    long one = direction == 0 ? 1L << 32 : 1;
    long full = direction == 0 ? ~LOW : LOW;
    if ((packets & full) != full) {
      words[at + PACKETS] = packets + one;
    }
    if (details.rates.kept()) {
      details.countRate(c, direction, bytes, now);
    }
  }

  /** RFC 792, RFC 4443: an error quotes the packet that it is about. */
  private int error(PacketView p, long now) {
    PacketView.Status status =
        quoted.wrapQuoted(p.bytes(), p.transportOffset() + 8, p.transportCaptured() - 8);
    if (status != PacketView.Status.OK
        || quoted.six() != p.six()
        || quoted.laterFragment()
        || !tuple.read(quoted)
        || !tuple.invert()) {
      return refuse(InvalidReason.ICMP_ERROR_TRUNCATED);
    }
    int handle = index.find(tuple);
    if (handle < 0) {
      handle = mirrored(tuple, now);
      restored = handle >= 0;
    }
    if (handle < 0 || store.expired(handle >>> 1, now)) {
      return refuse(InvalidReason.ICMP_ERROR_UNKNOWN);
    }
    // The error travels with the answers to what it quotes, so it goes where they go.
    if (p.destinationLow() != tuple.destinationLow
        || p.destinationHigh() != tuple.destinationHigh) {
      return refuse(InvalidReason.ICMP_ERROR_ADDRESS);
    }
    state = RELATED;
    reply = (handle & 1) != 0;
    details.error(handle >>> 1);
    return handle >>> 1;
  }

  /** The packet of the last call is through: what was not confirmed never was. */
  void settle(long now) {
    if (pending != NONE) {
      int c = pending;
      pending = NONE;
      end(c, EndReason.DISCARDED, now);
    }
    if (dying != NONE) {
      int c = dying;
      dying = NONE;
      end(c, EndReason.RESET, now);
    }
  }

  boolean confirm(int c, long now) {
    if (c != pending || c == NONE) {
      return store.live(c);
    }
    pending = NONE;
    store.read(c, 1, inverse);
    int other = index.find(inverse);
    if (other >= 0 && !store.expired(other >>> 1, now)) {
      end(c, EndReason.DISCARDED, now);
      invalid[InvalidReason.TUPLE_CLASH.ordinal()]++;
      return false;
    }
    if (other >= 0) {
      end(other >>> 1, EndReason.TIMEOUT, now);
    }
    index.add(inverse, c, 1);
    store.set(c, CONFIRMED | REPLY_INDEXED);
    return true;
  }

  void discard(int c) {
    if (c == pending && c != NONE) {
      pending = NONE;
      end(c, EndReason.DISCARDED, time);
    }
  }

  void end(int c, EndReason why, long now) {
    boolean known = store.is(c, CONFIRMED);
    store.set(c, DYING);
    ends.tell(c, why, known, now);
    expectations.forget(c);
    if (dying == c) {
      dying = NONE;
    }
    if (store.is(c, REPLY_INDEXED)) {
      index.remove(c, 1);
    }
    index.remove(c, 0);
    details.end(c);
    store.remove(c);
  }

  /** False: another connection has this tuple. */
  boolean setReply(int c, Tuple changed) {
    long now = time;
    int other = index.find(changed);
    if (other >= 0 && other >>> 1 != c && !store.expired(other >>> 1, now)) {
      return false;
    }
    if (other >= 0 && other >>> 1 != c) {
      end(other >>> 1, EndReason.TIMEOUT, now);
    }
    boolean indexed = store.is(c, REPLY_INDEXED);
    if (indexed) {
      index.remove(c, 1);
    }
    store.setReply(c, changed);
    if (indexed) {
      index.add(changed, c, 1);
    }
    return true;
  }

  private boolean evict(long now) {
    int closing = NONE;
    for (int i = 0; i < EVICTION_TRIES; i++) {
      int c = index.neighbour(tuple, i);
      if (c == NONE) {
        continue;
      }
      if (store.expired(c, now)) {
        end(c, EndReason.TIMEOUT, now);
        return true;
      }
      if (!store.is(c, ASSURED)) {
        evicted++;
        end(c, EndReason.EVICTED, now);
        return true;
      }
      if (store.protocol(c) == Protocols.TCP && store.state(c) > TcpState.ESTABLISHED) {
        closing = c;
      }
    }
    if (closing == NONE) {
      return false;
    }
    evicted++;
    end(closing, EndReason.EVICTED, now);
    return true;
  }

  int expire(long now, int atMost) {
    settle(now);
    expectations.expire(now);
    int ended = 0;
    for (int looked = 0; looked < atMost; looked++) {
      int block = wheel.due(now);
      if (block < 0) {
        return ended;
      }
      ended += visit(block, now);
    }
    return ended;
  }

  private int visit(int block, long now) {
    int ended = 0;
    int from = block << TimerWheel.BLOCK_SHIFT;
    int to = Math.min(store.used(), from + (1 << TimerWheel.BLOCK_SHIFT));
    long earliest = Long.MAX_VALUE;
    for (int c = from; c < to; c++) {
      if (!store.live(c)) {
        continue;
      }
      if (store.expired(c, now)) {
        end(c, EndReason.TIMEOUT, now);
        ended++;
      } else {
        earliest = Math.min(earliest, store.timeoutAt(c));
      }
    }
    if (earliest != Long.MAX_VALUE) {
      wheel.arm(block, earliest, now);
    }
    return ended;
  }

  /** What {@link Expectations} found out about a fresh connection. */
  void expected(int c, Expectation e) {
    int at = c * SLOT;
    store.words[at + STATUS] |= EXPECTED;
    details.relate(c, e.master, e.helper);
    if (e.watched) {
      helpers.follow(c, e.helper, e.role);
    }
    long mark = store.words[e.master * SLOT + REPLY_PORTS] & LOW;
    store.words[at + REPLY_PORTS] = store.words[at + REPLY_PORTS] & ~LOW | mark;
    if (e.lives != 0) {
      store.words[at + WINDOWS] = e.lives;
    }
    if (e.answerPort >= 0) {
      store.read(c, 1, inverse);
      inverse.sourcePort = 0;
      inverse.destinationPort = e.answerPort;
      store.setReply(c, inverse);
    }
  }

  private void grow() {
    store.grow();
    index.grow();
    wheel.grow(store.capacity());
    details.grow(store.capacity());
  }

  /** Makes room at once for this many connections. */
  void reserve(int connections) {
    while (store.capacity() < Math.min(connections, store.limit)) {
      grow();
    }
  }

  long allocatedBytes() {
    return store.allocatedBytes()
        + index.allocatedBytes()
        + wheel.allocatedBytes()
        + details.allocatedBytes();
  }
}
