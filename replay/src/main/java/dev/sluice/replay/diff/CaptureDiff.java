package dev.sluice.replay.diff;

import dev.sluice.engine.rules.Context;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.policy.Address;
import dev.sluice.policy.Policy;
import dev.sluice.replay.Packets;
import dev.sluice.replay.Progress;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.Report.End;
import dev.sluice.replay.Source;
import dev.sluice.replay.diff.DiffReport.Group;
import dev.sluice.replay.diff.Difference.Part;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Shows every packet to two policies, one engine each, in one pass over the captures, and keeps the
 * connections at which they part. Used once, by one thread.
 */
public final class CaptureDiff {
  /** So many connections that differ are kept; further ones are counted. */
  public static final int MOST = 100_000;

  private final Side before;
  private final Side after;
  private final Comparison comparison;
  private final Blame blame;
  private final Map<Key, Parting> partings = new LinkedHashMap<>();
  private final List<int[]> interfaces = new CopyOnWriteArrayList<>();
  private long packets;
  private long unlisted;

  /** A conversation, whichever of its ends spoke first. */
  private record Key(int protocol, End one, End other) {
    static Key of(int protocol, End source, End destination) {
      int order = source.address().compareTo(destination.address());
      boolean turned = order > 0 || (order == 0 && source.port() > destination.port());
      return turned
          ? new Key(protocol, destination, source)
          : new Key(protocol, source, destination);
    }
  }

  /** A connection that differs, as far as it has been seen. */
  private static final class Parting {
    final int protocol;
    final End source;
    final End destination;
    final long packet;
    final long time;
    final Cause cause;
    final Map<Kind, Part> parts = new EnumMap<>(Kind.class);
    long packets;

    Parting(int protocol, End source, End destination, long packet, long time, Cause cause) {
      this.protocol = protocol;
      this.source = source;
      this.destination = destination;
      this.packet = packet;
      this.time = time;
      this.cause = cause;
    }

    Difference difference() {
      return new Difference(
          protocol, source, destination, packet, time, packets, List.copyOf(parts.values()));
    }
  }

  private CaptureDiff(Policy old, Policy now, ReplaySettings settings) {
    before = new Side(old, settings);
    after = new Side(now, settings);
    comparison = new Comparison(before, after);
    blame = new Blame(before.lane().policy(), after.lane().policy());
  }

  /**
   * Compares two policies over captures, and closes these.
   *
   * @throws IOException if a capture cannot be read further
   */
  public static DiffReport run(
      Policy old, Policy now, ReplaySettings settings, List<Source> sources, Progress progress)
      throws IOException {
    return new CaptureDiff(old, now, settings).run(settings, sources, progress);
  }

  private DiffReport run(ReplaySettings settings, List<Source> sources, Progress progress)
      throws IOException {
    Packets.read(sources, settings.workers(), this::interfaceNumber, progress, this::packet);
    if (packets > 0) {
      before.lane().datapath().finish(before.lane().now());
      after.lane().datapath().finish(after.lane().now());
    }
    Map<Cause, List<Difference>> groups = new LinkedHashMap<>();
    for (Parting parting : partings.values()) {
      groups.computeIfAbsent(parting.cause, cause -> new ArrayList<>()).add(parting.difference());
    }
    List<Group> list = new ArrayList<>();
    groups.forEach((cause, connections) -> list.add(new Group(cause, connections)));
    List<String> problems = new ArrayList<>();
    for (Source source : sources) {
      source.reader().problem().ifPresent(said -> problems.add(source.name() + ": " + said));
    }
    return new DiffReport(packets, before.connections(), unlisted, list, assumptions(), problems);
  }

  private List<String> assumptions() {
    List<String> said = new ArrayList<>(before.lane().assumptions());
    for (String sentence : after.lane().assumptions()) {
      if (!said.contains(sentence)) {
        said.add("new policy: " + sentence);
      }
    }
    return said;
  }

  /** Both policies number their interfaces; a capture's interface is a pair of numbers. */
  private int interfaceNumber(String name) {
    int old = before.lane().interfaceIndex(name);
    int now = after.lane().interfaceIndex(name);
    if (old < 0 && now < 0) {
      return -1;
    }
    interfaces.add(new int[] {old, now});
    return interfaces.size() - 1;
  }

  private boolean packet(Packets.Packet packet) {
    packets = packet.number();
    if (packet.status() != PacketView.Status.OK) {
      before.skip(packet.timestamp());
      after.skip(packet.timestamp());
      return true;
    }
    int at = packet.capturedAt();
    before.show(packet.view(), at < 0 ? -1 : interfaces.get(at)[0], packet.timestamp());
    after.show(packet.view(), at < 0 ? -1 : interfaces.get(at)[1], packet.timestamp());
    if (!comparison.same()) {
      part(packet);
    }
    return true;
  }

  private void part(Packets.Packet packet) {
    Ends ends = ends(packet.view());
    Key key = Key.of(packet.view().protocol(), ends.source, ends.destination);
    Parting parting = partings.get(key);
    if (parting == null) {
      if (partings.size() == MOST) {
        unlisted++;
        return;
      }
      parting =
          new Parting(
              packet.view().protocol(),
              ends.source,
              ends.destination,
              packet.number(),
              packet.timestamp(),
              blame.of(before, after));
      partings.put(key, parting);
    }
    parting.packets++;
    for (Part part : comparison.parts(packet.number())) {
      parting.parts.putIfAbsent(part.kind(), part);
    }
  }

  private record Ends(End source, End destination) {}

  /** As the side sees it that knows the packet for an answer, else that has a connection at all. */
  private Ends ends(PacketView view) {
    Side side = known(before) && before.context().reply() ? before : after;
    if (!known(side)) {
      side = before;
    }
    if (!known(side)) {
      boolean ports = view.hasPorts();
      return new Ends(
          end(view.six(), view.sourceHigh(), view.sourceLow(), ports ? view.sourcePort() : -1),
          end(
              view.six(),
              view.destinationHigh(),
              view.destinationLow(),
              ports ? view.destinationPort() : -1));
    }
    ConnectionTable table = side.lane().datapath().connections();
    int c = side.context().connection();
    boolean ports = view.hasPorts();
    return new Ends(
        end(
            table.six(c),
            table.sourceHigh(c, false),
            table.sourceLow(c, false),
            ports ? table.sourcePort(c, false) : -1),
        end(
            table.six(c),
            table.destinationHigh(c, false),
            table.destinationLow(c, false),
            ports ? table.destinationPort(c, false) : -1));
  }

  private static boolean known(Side side) {
    Context context = side.context();
    return context.connection() != ConnectionTable.NONE;
  }

  static End end(boolean six, long high, long low, int port) {
    Address address = six ? Address.ipv6(high, low) : Address.ipv4((int) low);
    return new End(address, port);
  }
}
