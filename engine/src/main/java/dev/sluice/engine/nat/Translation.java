package dev.sluice.engine.nat;

import dev.sluice.engine.EngineSettings;
import dev.sluice.engine.route.Routes;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.policy.Action;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.IntRange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Binds fresh connections to what the nat table says, once for each side, and says which addresses
 * a packet has behind each hook. A binding is the connection's reply tuple, which is unique in the
 * table. One a worker; not threadsafe.
 *
 * <p>Where facts end: an address of a range is chosen by a seeded hash of source and destination,
 * so it is the same for the same pair; a port by trying at most {@value #MOST_TRIES} of its class,
 * from a place that the hash of the connection says.
 */
public final class Translation {
  /** Linux gives up after as many. */
  static final int MOST_TRIES = 128;

  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int DCCP = 33;
  private static final int ICMPV6 = 58;
  private static final int SCTP = 132;
  private static final int UDP_LITE = 136;
  private static final IntRange ANY_PORT = new IntRange(0, 65_535);
  private static final IntRange LOWEST = new IntRange(1, 511);
  private static final IntRange RESERVED = new IntRange(600, 1_023);
  private static final IntRange FREE = new IntRange(1_024, 65_535);

  private final Routes routes;
  private final long seed;
  private final Endpoints endpoints = new Endpoints();
  private long exhausted;
  private long unknownAddresses;

  // The connection being bound: its destination and source as they are seen so far.
  private long destinationHigh;
  private long destinationLow;
  private int destinationPort;
  private long sourceHigh;
  private long sourceLow;
  private int sourcePort;

  public Translation(Routes routes, EngineSettings settings) {
    this.routes = routes;
    seed = settings.seed();
  }

  /** Connections that found no free port or address. */
  public long exhausted() {
    return exhausted;
  }

  /** Connections that stayed as they are because the interface's own address is not known. */
  public long unknownAddresses() {
    return unknownAddresses;
  }

  /** Whether the connection was bound by endpoint-independent-nat. */
  public boolean endpointIndependent(int connection) {
    return endpoints.bound(connection);
  }

  /**
   * Binds the destination of a fresh connection: chains dstnat and output.
   *
   * @param action the matching rule's, or null where no rule matched
   * @param inInterface the interface of arrival, or -1 for the router's own packets
   */
  public Binding bindDestination(
      @Nullable Action action, ConnectionTable table, int connection, int inInterface, long now) {
    load(table, connection);
    boolean six = table.six(connection);
    Optional<IntRange> ports = Optional.empty();
    boolean random = false;
    boolean known = true;
    switch (action) {
      case Action.DestinationNat nat -> {
        nat.to().ifPresent(this::pickDestination);
        ports = nat.ports();
        random = nat.randomisePorts();
      }
      case Action.Redirect redirect -> {
        known = redirect(inInterface, six);
        ports = redirect.ports();
        random = redirect.randomisePorts();
      }
      case Action.Netmap netmap -> {
        destinationHigh = mapped(netmap.to(), destinationHigh, true);
        destinationLow = mapped(netmap.to(), destinationLow, false);
        ports = netmap.ports();
      }
      case Action.EndpointIndependentNat ignored -> {
        return inward(table, connection, now);
      }
      case null, default -> {
        return Binding.UNCHANGED;
      }
    }
    if (!known) {
      unknownAddresses++;
    }
    Binding binding = destination(table, connection, ports, random);
    if (binding != Binding.EXHAUSTED && changedDestination(table, connection)) {
      table.setDestinationNat(connection);
    }
    return binding;
  }

  /**
   * Binds the source of a fresh connection: chains srcnat and input. Without an action the source
   * port still changes if another connection has the same reply tuple.
   */
  public Binding bindSource(
      @Nullable Action action, ConnectionTable table, int connection, int outInterface, long now) {
    load(table, connection);
    boolean six = table.six(connection);
    Optional<IntRange> ports = Optional.empty();
    boolean random = false;
    boolean known = true;
    switch (action) {
      case Action.SourceNat nat -> {
        nat.to().ifPresent(this::pickSource);
        ports = nat.ports();
        random = nat.randomisePorts();
      }
      case Action.Masquerade masquerade -> {
        known = ownSource(outInterface, six);
        ports = masquerade.ports();
        random = masquerade.randomisePorts();
      }
      case Action.Netmap netmap -> {
        sourceHigh = mapped(netmap.to(), sourceHigh, true);
        sourceLow = mapped(netmap.to(), sourceLow, false);
        ports = netmap.ports();
      }
      case Action.Same same -> {
        long sum = sourceLow + (same.notByDestination() ? 0 : destinationLow);
        takeSource(same.to(), sum);
        ports = same.ports();
      }
      case Action.EndpointIndependentNat nat -> {
        return outward(nat, table, connection, outInterface, now);
      }
      case null, default -> {}
    }
    if (!known) {
      // It would be translated, only the address is not known: the flag tells the rules so.
      unknownAddresses++;
      table.setSourceNat(connection);
    }
    Binding binding = source(table, connection, ports, random);
    if (binding == Binding.TRANSLATED) {
      table.setSourceNat(connection);
    }
    return binding;
  }

  /**
   * Binds both sides of a connection that another one announced as that one was: no rule is asked.
   * Linux: only where the announcing connection was translated.
   *
   * @return whether it was bound
   */
  public boolean follow(ConnectionTable table, int connection) {
    if (!table.expected(connection)) {
      return false;
    }
    int master = table.master(connection);
    if (!table.live(master) || !table.sourceNat(master) && !table.destinationNat(master)) {
      return false;
    }
    load(table, connection);
    // From the side that began, or back to it: its tuple shows the addresses as they come.
    boolean back = !isDestination(table, master, false) && isDestination(table, master, true);
    if (isDestination(table, master, back)) {
      destinationHigh = table.sourceHigh(master, !back);
      destinationLow = table.sourceLow(master, !back);
    }
    if (sourceHigh == table.sourceHigh(master, back)
        && sourceLow == table.sourceLow(master, back)) {
      sourceHigh = table.destinationHigh(master, !back);
      sourceLow = table.destinationLow(master, !back);
    }
    source(table, connection, Optional.empty(), false);
    if (changedDestination(table, connection)) {
      table.setDestinationNat(connection);
    }
    if (changedSource(table, connection)) {
      table.setSourceNat(connection);
    }
    return true;
  }

  private boolean isDestination(ConnectionTable table, int master, boolean reply) {
    return destinationHigh == table.destinationHigh(master, reply)
        && destinationLow == table.destinationLow(master, reply);
  }

  private void load(ConnectionTable table, int connection) {
    destinationHigh = table.sourceHigh(connection, true);
    destinationLow = table.sourceLow(connection, true);
    sourceHigh = table.destinationHigh(connection, true);
    sourceLow = table.destinationLow(connection, true);
    int protocol = table.protocol(connection);
    if (protocol == ICMP || protocol == ICMPV6) {
      // The identifier takes the part of the source port; type and code stay.
      sourcePort = table.sourcePort(connection, true);
      destinationPort = table.destinationPort(connection, true);
    } else {
      destinationPort = table.sourcePort(connection, true);
      sourcePort = table.destinationPort(connection, true);
    }
  }

  private boolean store(ConnectionTable table, int connection) {
    int protocol = table.protocol(connection);
    boolean icmp = protocol == ICMP || protocol == ICMPV6;
    return table.setReplyTuple(
        connection,
        /* sourceHigh= */ destinationHigh,
        /* sourceLow= */ destinationLow,
        icmp ? sourcePort : destinationPort,
        /* destinationHigh= */ sourceHigh,
        /* destinationLow= */ sourceLow,
        icmp ? destinationPort : sourcePort);
  }

  private Binding destination(
      ConnectionTable table, int connection, Optional<IntRange> ports, boolean random) {
    if (ports.isPresent() && hasPorts(table.protocol(connection))) {
      IntRange range = ports.get();
      if (!random && range.contains(destinationPort) && store(table, connection)) {
        return Binding.TRANSLATED;
      }
      int size = range.last() - range.first() + 1;
      int start = (int) Long.remainderUnsigned(hash(table, connection), size);
      for (int i = 0; i < Math.min(size, MOST_TRIES); i++) {
        destinationPort = range.first() + (start + i) % size;
        if (store(table, connection)) {
          return Binding.TRANSLATED;
        }
      }
    }
    // Two destinations became one: what tells the connections apart is then the source port.
    Binding source = source(table, connection, Optional.empty(), false);
    return source == Binding.EXHAUSTED ? source : Binding.TRANSLATED;
  }

  private boolean changedDestination(ConnectionTable table, int connection) {
    return destinationHigh != table.destinationHigh(connection, false)
        || destinationLow != table.destinationLow(connection, false)
        || hasPorts(table.protocol(connection))
            && destinationPort != table.destinationPort(connection, false);
  }

  private Binding source(
      ConnectionTable table, int connection, Optional<IntRange> ports, boolean random) {
    int protocol = table.protocol(connection);
    boolean icmp = protocol == ICMP || protocol == ICMPV6;
    IntRange range = icmp ? ANY_PORT : ports.orElseGet(() -> portClass(sourcePort));
    boolean mayKeep = !random && (ports.isEmpty() || icmp || range.contains(sourcePort));
    if ((mayKeep || !hasPorts(protocol) && !icmp) && store(table, connection)) {
      return changedSource(table, connection) ? Binding.TRANSLATED : Binding.UNCHANGED;
    }
    if (hasPorts(protocol) || icmp) {
      int size = range.last() - range.first() + 1;
      int start = (int) Long.remainderUnsigned(hash(table, connection), size);
      for (int i = 0; i < Math.min(size, MOST_TRIES); i++) {
        sourcePort = range.first() + (start + i) % size;
        if (store(table, connection)) {
          return Binding.TRANSLATED;
        }
      }
    }
    exhausted++;
    return Binding.EXHAUSTED;
  }

  private boolean changedSource(ConnectionTable table, int connection) {
    return sourceHigh != table.sourceHigh(connection, false)
        || sourceLow != table.sourceLow(connection, false)
        || sourcePort != table.sourcePort(connection, false);
  }

  /** Linux: a port that has to change stays in its class. */
  private static IntRange portClass(int port) {
    return port < 512 ? LOWEST : port < 1_024 ? RESERVED : FREE;
  }

  private static boolean hasPorts(int protocol) {
    return protocol == TCP
        || protocol == UDP
        || protocol == UDP_LITE
        || protocol == SCTP
        || protocol == DCCP;
  }

  private void pickDestination(AddressRange range) {
    long hash = pairHash();
    destinationHigh = range.first().high();
    destinationLow = nth(range, hash);
  }

  private void pickSource(AddressRange range) {
    takeSource(range, pairHash());
  }

  private void takeSource(AddressRange range, long number) {
    sourceHigh = range.first().high();
    sourceLow = nth(range, number);
  }

  /** The lower half of the address at {@code number} modulo the size of the range. */
  private static long nth(AddressRange range, long number) {
    long span = range.last().low() - range.first().low();
    if (range.last().high() != range.first().high() || span == -1) {
      return range.first().low() + number;
    }
    return range.first().low() + Long.remainderUnsigned(number, span + 1);
  }

  /** RouterOS: the host bits stay; the mask is what first and last address agree in. */
  private static long mapped(AddressRange to, long half, boolean upper) {
    long first = upper ? to.first().high() : to.first().low();
    long last = upper ? to.last().high() : to.last().low();
    long differs = first ^ last;
    long host = differs == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(differs);
    if (!upper && to.first().high() != to.last().high()) {
      host = -1;
    }
    return first & ~host | half & host;
  }

  private boolean redirect(int inInterface, boolean six) {
    if (inInterface < 0) {
      destinationHigh = 0;
      destinationLow = six ? 1 : 0x7F00_0001L;
      return true;
    }
    long high = routes.primaryHigh(inInterface, six);
    long low = routes.primaryLow(inInterface, six);
    if (high == 0 && low == 0) {
      return false;
    }
    destinationHigh = high;
    destinationLow = low;
    return true;
  }

  private boolean ownSource(int outInterface, boolean six) {
    long high = routes.primaryHigh(outInterface, six);
    long low = routes.primaryLow(outInterface, six);
    if (high == 0 && low == 0) {
      return false;
    }
    sourceHigh = high;
    sourceLow = low;
    return true;
  }

  private Binding inward(ConnectionTable table, int connection, long now) {
    if (table.protocol(connection) != UDP) {
      return Binding.UNCHANGED;
    }
    Endpoints.Endpoint inner =
        endpoints.inner(
            new Endpoints.Endpoint(
                destinationHigh, destinationLow, destinationPort, table.six(connection)),
            now);
    if (inner == null) {
      return Binding.UNCHANGED;
    }
    destinationHigh = inner.high();
    destinationLow = inner.low();
    destinationPort = inner.port();
    Binding binding = destination(table, connection, Optional.empty(), false);
    if (binding == Binding.TRANSLATED) {
      table.setDestinationNat(connection);
      table.setEndpointIndependent(connection);
      endpoints.use(inner, table, connection, now);
    }
    return binding;
  }

  private Binding outward(
      Action.EndpointIndependentNat nat,
      ConnectionTable table,
      int connection,
      int outInterface,
      long now) {
    boolean six = table.six(connection);
    if (table.protocol(connection) != UDP) {
      return source(table, connection, Optional.empty(), false);
    }
    Endpoints.Endpoint inner = new Endpoints.Endpoint(sourceHigh, sourceLow, sourcePort, six);
    if (nat.to().isPresent()) {
      // All connections of one inner endpoint share the outer one, so the remote side is left out.
      takeSource(nat.to().get(), mix(seed ^ sourceLow) ^ sourceHigh);
    } else if (!ownSource(outInterface, six)) {
      unknownAddresses++;
    }
    IntRange range = nat.ports().orElse(portClass(sourcePort));
    boolean keep = !nat.randomisePorts() && range.contains(sourcePort);
    int start = keep ? sourcePort : (int) (mix(seed + sourceLow * 31 + sourcePort) >>> 33);
    Endpoints.Endpoint outer =
        endpoints.outer(
            inner, new Endpoints.Endpoint(sourceHigh, sourceLow, start, six), range, now);
    if (outer == null) {
      exhausted++;
      return Binding.EXHAUSTED;
    }
    sourceHigh = outer.high();
    sourceLow = outer.low();
    sourcePort = outer.port();
    if (!store(table, connection)) {
      exhausted++;
      return Binding.EXHAUSTED;
    }
    table.setSourceNat(connection);
    table.setEndpointIndependent(connection);
    endpoints.use(inner, table, connection, now);
    return Binding.TRANSLATED;
  }

  private long pairHash() {
    return mix(seed ^ mix(sourceLow ^ sourceHigh) + 31 * mix(destinationLow ^ destinationHigh));
  }

  /** Of the connection as it came: behind one address all would begin at the same port. */
  private long hash(ConnectionTable table, int connection) {
    long ports =
        (long) table.sourcePort(connection, false) << 16
            | table.destinationPort(connection, false) & 0xFFFF;
    long source = table.sourceHigh(connection, false) ^ table.sourceLow(connection, false);
    return mix(pairHash() + mix(seed + source) + 31 * ports + table.protocol(connection));
  }

  /** SplitMix64's finisher: spreads every bit over all. */
  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /**
   * The destination that a packet has behind the destination hook (dstnat, output): translated for
   * the original direction, restored for replies.
   */
  public static long destinationHigh(ConnectionTable table, int connection, boolean reply) {
    return table.sourceHigh(connection, !reply);
  }

  public static long destinationLow(ConnectionTable table, int connection, boolean reply) {
    return table.sourceLow(connection, !reply);
  }

  /** For protocols with ports. */
  public static int destinationPort(ConnectionTable table, int connection, boolean reply) {
    return table.sourcePort(connection, !reply);
  }

  /** The source that a packet has behind the source hook (srcnat, input). */
  public static long sourceHigh(ConnectionTable table, int connection, boolean reply) {
    return table.destinationHigh(connection, !reply);
  }

  public static long sourceLow(ConnectionTable table, int connection, boolean reply) {
    return table.destinationLow(connection, !reply);
  }

  /** For protocols with ports. */
  public static int sourcePort(ConnectionTable table, int connection, boolean reply) {
    return table.destinationPort(connection, !reply);
  }
}
