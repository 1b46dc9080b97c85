package dev.sluice.engine.track;

import static dev.sluice.engine.track.ConnectionLayout.*;

import dev.sluice.policy.Helper;
import dev.sluice.policy.ServicePort;
import dev.sluice.policy.TrackingSettings;
import dev.sluice.wire.PacketView;
import java.util.List;

/**
 * All connections of one worker, IPv4 and IPv6, in arrays of longs. A connection is an {@code int}
 * that stays the same while it lives.
 *
 * <pre>{@code
 * int connection = table.track(packet, now);       // and state(), reply(), fresh()
 * ... the packet goes through the rules ...
 * if (dropped) table.discard(connection); else table.confirm(connection, now);
 * table.expire(now, 64);
 * }</pre>
 *
 * <p>A fresh connection that is neither confirmed nor discarded is discarded by the next packet. An
 * invalid packet has no connection; {@link #invalidReason} says why, and {@link
 * InvalidReason#fatal} whether it must be dropped whatever the rules say. Every packet that belongs
 * to a connection is counted in it, errors of ICMP about it are not.
 *
 * <p>When the table is full, a connection that is not assured makes room, or one of TCP that is
 * closing; if there is none near, the packet is refused. After a growth phase nothing allocates.
 * Accessors read a live connection. Not threadsafe.
 */
public final class ConnectionTable {
  public static final int NONE = -1;

  /** More connections than a handle in the index can name. */
  public static final int MOST_CONNECTIONS = 1 << 24;

  /** Packets that can be announced at a time; with twice as many nothing was gained. */
  public static final int MOST_ANNOUNCED = 16;

  private final ConnectionStore store;
  private final Tracker tracker;
  private final ConnectionDetails details;
  private final Tuple tuple = new Tuple();

  /**
   * @param maxConnections how many may live at a time; memory grows as they come
   * @param hashSeed whoever does not know it cannot make connections collide
   */
  public ConnectionTable(
      TrackingSettings settings, Profile profile, int maxConnections, long hashSeed) {
    store = new ConnectionStore(Math.clamp(maxConnections, 1, MOST_CONNECTIONS));
    tracker = new Tracker(settings, profile, store, hashSeed);
    tracker.ends().of(this);
    details = tracker.details();
    details.born.keep(store.capacity());
  }

  /** Forgets when TCP connections began, which saves eight bytes a connection. */
  public ConnectionTable lean() {
    details.born.drop();
    return this;
  }

  /** Allocates now what this many connections need, so that they come without a pause. */
  public void reserve(int connections) {
    tracker.reserve(connections);
  }

  /** Watches the control connections of these services, and no others. */
  public void helpers(List<ServicePort> services) {
    tracker.helpers.watch(services);
  }

  /** Connections that were announced and have not come yet. */
  public int expectations() {
    return tracker.expectations.count();
  }

  /** Whether bad checksums make packets invalid; captures on a sender have only bad ones. */
  public void checkChecksums(boolean on) {
    tracker.checkChecksums(on);
  }

  /** A hint that changes nothing: these packets will be tracked next, and stay what they are. */
  public void announce(PacketView[] packets, int count) {
    tracker.approaching.announce(packets, count);
  }

  /** The packet's connection, or {@link #NONE} if it is invalid or not to be tracked. */
  public int track(PacketView packet, long now) {
    return tracker.track(packet, now);
  }

  /** Ordinal of the {@link dev.sluice.policy.TrackingState} of the packet just tracked. */
  public int state() {
    return tracker.state;
  }

  public boolean reply() {
    return tracker.reply;
  }

  /** Whether the packet just tracked made its connection, which is not confirmed yet. */
  public boolean fresh() {
    return tracker.fresh;
  }

  /** Whether the packet just tracked is an answer as it is behind its translation, undone. */
  public boolean restored() {
    return tracker.restored;
  }

  /** The connection that this packet answers as a {@link #restored} one, or {@link #NONE}. */
  public int restoredBy(PacketView packet, long now) {
    if (!tracker.translates || !tuple.read(packet) || tracker.index().find(tuple) >= 0) {
      return NONE;
    }
    int handle = tracker.mirrored(tuple, now);
    return handle < 0 ? NONE : handle >>> 1;
  }

  public InvalidReason invalidReason() {
    return tracker.reason;
  }

  /** Keeps a fresh connection. False: its reply tuple is another's; it and the packet are gone. */
  public boolean confirm(int connection, long now) {
    return tracker.confirm(connection, now);
  }

  /** The packet is dropped: a fresh connection goes with it, an older one stays. */
  public void discard(int connection) {
    tracker.discard(connection);
  }

  /** Ends a connection by request. */
  public void remove(int connection, long now) {
    tracker.settle(now);
    if (store.live(connection)) {
      tracker.end(connection, EndReason.REMOVED, now);
    }
  }

  public boolean live(int c) {
    return store.live(c);
  }

  public int protocol(int c) {
    return store.protocol(c);
  }

  public boolean six(int c) {
    return store.six(c);
  }

  /** {@code reply} false: of the original tuple, true: of the reply tuple; likewise below. */
  public long sourceHigh(int c, boolean reply) {
    return store.address(c, reply ? 1 : 0, 0);
  }

  public long sourceLow(int c, boolean reply) {
    return store.address(c, reply ? 1 : 0, 1);
  }

  public long destinationHigh(int c, boolean reply) {
    return store.address(c, reply ? 1 : 0, 2);
  }

  public long destinationLow(int c, boolean reply) {
    return store.address(c, reply ? 1 : 0, 3);
  }

  /** 0 for protocols without ports; the identifier of an ICMP query. */
  public int sourcePort(int c, boolean reply) {
    return store.port(c, reply ? 1 : 0, 48);
  }

  /** 0 for protocols without ports; type 8 | code 8 of an ICMP query; the call of PPTP's GRE. */
  public int destinationPort(int c, boolean reply) {
    return store.port(c, reply ? 1 : 0, 32);
  }

  public int mark(int c) {
    return (int) store.words[c * SLOT + REPLY_PORTS];
  }

  public void setMark(int c, int mark) {
    int at = c * SLOT + REPLY_PORTS;
    store.words[at] = store.words[at] & ~LOW | mark & LOW;
  }

  public long packets(int c, boolean reply) {
    return ConnectionDetails.half(store.words[c * SLOT + PACKETS], !reply);
  }

  /** IP lengths, headers included. */
  public long bytes(int c, boolean reply) {
    return store.words[c * SLOT + (reply ? REPLY_BYTES : ORIGINAL_BYTES)] >>> 16;
  }

  /** In a {@link #lean} table the time of its last packet, for TCP. */
  public long firstSeen(int c) {
    return details.born.kept() ? details.born.get(c, 0) : lastSeen(c);
  }

  /** The last packet that kept it alive. */
  public long lastSeen(int c) {
    return store.words[c * SLOT + SEEN];
  }

  /** It lives as long as the time is before this. */
  public long timeoutAt(int c) {
    return store.timeoutAt(c);
  }

  /** A number of {@link TcpState}; the states of other protocols have their own numbers. */
  public int tcpState(int c) {
    return store.state(c);
  }

  /** Seen in both directions and long enough not to be evicted. */
  public boolean assured(int c) {
    return store.is(c, ASSURED);
  }

  public boolean seenReply(int c) {
    return store.is(c, SEEN_REPLY);
  }

  public boolean confirmed(int c) {
    return store.is(c, CONFIRMED);
  }

  public boolean dying(int c) {
    return store.is(c, DYING);
  }

  /** Announced by another connection, its {@link #master}. */
  public boolean expected(int c) {
    return store.is(c, EXPECTED);
  }

  /** Watched by a helper. */
  public boolean helped(int c) {
    return store.is(c, HELPED);
  }

  public boolean fasttracked(int c) {
    return store.is(c, FASTTRACKED);
  }

  public void setFasttracked(int c) {
    store.set(c, FASTTRACKED);
  }

  public boolean sourceNat(int c) {
    return store.is(c, SOURCE_NAT);
  }

  public void setSourceNat(int c) {
    tracker.translates = true;
    store.set(c, SOURCE_NAT);
  }

  public boolean destinationNat(int c) {
    return store.is(c, DESTINATION_NAT);
  }

  public void setDestinationNat(int c) {
    tracker.translates = true;
    store.set(c, DESTINATION_NAT);
  }

  /** Bound by endpoint-independent-nat; {@link #sourceNat} and the other say for which side. */
  public boolean endpointIndependent(int c) {
    return store.is(c, ENDPOINT_INDEPENDENT);
  }

  public void setEndpointIndependent(int c) {
    store.set(c, ENDPOINT_INDEPENDENT);
  }

  /** Whether translation has been decided, be it for none. */
  public boolean natBound(int c) {
    return store.is(c, NAT_BOUND);
  }

  public void setNatBound(int c) {
    store.set(c, NAT_BOUND);
  }

  /** The connection that announced this one, or {@link #NONE}; also when that one has ended. */
  public int master(int c) {
    return details.master(c);
  }

  /** Ordinal of the {@link Helper} that watches this connection or announced it, or -1. */
  public int helper(int c) {
    return details.helper(c);
  }

  public long layer7State(int c) {
    return details.layer7.get(c, 0);
  }

  public void setLayer7State(int c, long state) {
    details.layer7.set(c, 0, state, store.capacity());
  }

  public long layer7Matched(int c) {
    return store.is(c, RECOGNISED) ? details.layer7.get(c, 1) : 0;
  }

  public void setLayer7Matched(int c, long bits) {
    store.set(c, RECOGNISED);
    details.layer7.set(c, 1, bits, store.capacity());
  }

  /** Whether inspection is over. PERF: most packets come later, and this is where they look. */
  public boolean inspected(int c) {
    return store.is(c, INSPECTED);
  }

  public void setInspected(int c) {
    store.set(c, INSPECTED);
  }

  /** Whether inspection is over and has found nothing. */
  public boolean unrecognised(int c) {
    return store.is(c, INSPECTED) && !store.is(c, RECOGNISED);
  }

  /** A word about the window of inspection, whose meaning is inspection's. */
  public long layer7Window(int c) {
    return details.layer7.get(c, 2);
  }

  public void setLayer7Window(int c, long word) {
    details.layer7.set(c, 2, word, store.capacity());
  }

  /** A word about a direction's bytes in order, whose meaning is inspection's. */
  public long inSequence(int c, boolean reply) {
    return details.sequence.get(c, reply ? 1 : 0);
  }

  public void setInSequence(int c, boolean reply, long word) {
    details.sequence.set(c, reply ? 1 : 0, word, store.capacity());
  }

  /** Its packets, and the errors about it, that were not dropped. */
  public long accepted(int c) {
    return packets(c, false) + packets(c, true) + details.errors(c) - details.dropped(c);
  }

  public long dropped(int c) {
    return details.dropped(c);
  }

  /** The packet just tracked, which goes with this connection, is dropped. */
  public void countDropped(int c) {
    details.drop(c);
  }

  public void countFasttrack(int c, boolean reply, int bytes) {
    details.count(details.fasttrack, c, 0, !reply);
    int word = reply ? 2 : 1;
    details.fasttrack.set(c, word, details.fasttrack.get(c, word) + bytes, store.capacity());
  }

  public long fasttrackPackets(int c, boolean reply) {
    return ConnectionDetails.half(details.fasttrack.get(c, 0), !reply);
  }

  public long fasttrackBytes(int c, boolean reply) {
    return details.fasttrack.get(c, reply ? 2 : 1);
  }

  /** Counts rates from now on; the first question for one does so too. */
  public void keepRates() {
    details.rates.keep(store.capacity());
  }

  /** Bytes of the previous second in both directions: RouterOS connection-rate, in bytes. */
  public long rate(int c, long now) {
    return rate(c, false, now) + rate(c, true, now);
  }

  public long rate(int c, boolean reply, long now) {
    keepRates();
    return details.rate(c, reply ? 1 : 0, now);
  }

  /** Translation: answers come with this tuple. False: it is another's, nothing changed. */
  public boolean setReplyTuple(
      int c,
      long sourceHigh,
      long sourceLow,
      int sourcePort,
      long destinationHigh,
      long destinationLow,
      int destinationPort) {
    fill(six(c), protocol(c), sourceHigh, sourceLow, sourcePort);
    fillDestination(destinationHigh, destinationLow, destinationPort);
    return tracker.setReply(c, tuple);
  }

  /** The connection one of whose tuples this is, restored or not, or {@link #NONE}. */
  public int find(
      boolean six,
      int protocol,
      long sourceHigh,
      long sourceLow,
      int sourcePort,
      long destinationHigh,
      long destinationLow,
      int destinationPort,
      long now) {
    fill(six, protocol, sourceHigh, sourceLow, sourcePort);
    fillDestination(destinationHigh, destinationLow, destinationPort);
    int handle = tracker.index().find(tuple);
    handle = handle < 0 ? tracker.mirrored(tuple, now) : handle;
    return handle < 0 || store.expired(handle >>> 1, now) ? NONE : handle >>> 1;
  }

  private void fill(boolean six, int protocol, long high, long low, int port) {
    tuple.six = six;
    tuple.protocol = protocol;
    tuple.sourceHigh = high;
    tuple.sourceLow = low;
    tuple.sourcePort = port;
  }

  private void fillDestination(long high, long low, int port) {
    tuple.destinationHigh = high;
    tuple.destinationLow = low;
    tuple.destinationPort = port;
  }

  /** Ends what has timed out, looking at no more than so many blocks of four; how many ended. */
  public int expire(long now, int atMost) {
    return tracker.expire(now, atMost);
  }

  /** Connections in the table, those included whose time is over but was not noticed yet. */
  public int size() {
    return store.live();
  }

  public int sizeSix() {
    return store.liveSix();
  }

  public int capacity() {
    return store.capacity();
  }

  /** Connections that made room for others in a full table. */
  public long evicted() {
    return tracker.evicted();
  }

  /** Packets that found a full table in which nothing could be evicted. */
  public long refused() {
    return tracker.refused();
  }

  /** Packets that were invalid for this reason. */
  public long invalid(InvalidReason reason) {
    return tracker.invalid(reason);
  }

  public void forEach(ConnectionVisitor visitor) {
    for (int c = 0; c < store.used(); c++) {
      if (store.live(c)) {
        visitor.visit(this, c);
      }
    }
  }

  /** Called for each confirmed connection that ends; there may be several listeners. */
  public void onEnd(ConnectionEnd listener) {
    tracker.ends().add(listener, true);
  }

  /** Called for each fresh connection that is discarded. */
  public void onDiscard(ConnectionEnd listener) {
    tracker.ends().add(listener, false);
  }

  /** The memory of all connections, of those too that could still come without growing. */
  public long allocatedBytes() {
    return tracker.allocatedBytes();
  }

  Tracker tracker() {
    return tracker;
  }
}
