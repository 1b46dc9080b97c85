package dev.sluice.app;

import dev.sluice.config.console.Live;
import dev.sluice.engine.queues.QueueTotals;
import dev.sluice.policy.Address;
import dev.sluice.replay.LogSpool;
import dev.sluice.replay.Names;
import dev.sluice.replay.Report;
import dev.sluice.replay.Tracking;
import dev.sluice.replay.Words;
import dev.sluice.wire.CaptureReader;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the console shows of a replay: read from its report once, up to limits, so that the report's
 * files can go. Immutable.
 */
record ReplayedTraffic(
    long now,
    long began,
    List<Count> counts,
    List<Queued> queues,
    List<Connection> connections,
    List<Listed> addressLists,
    List<Logged> log,
    List<Packet> packets)
    implements Live {
  /** Connections and log lines that the console lists. */
  static final int LISTED = 100_000;

  /** Packets that the sniffer lists. */
  static final int PACKETS = 10_000;

  ReplayedTraffic {
    counts = List.copyOf(counts);
    queues = List.copyOf(queues);
    connections = List.copyOf(connections);
    addressLists = List.copyOf(addressLists);
    log = List.copyOf(log);
    packets = List.copyOf(packets);
  }

  static ReplayedTraffic of(Report report, List<String> captures) throws IOException {
    long began = Long.MAX_VALUE;
    long now = 0;
    for (Report.Capture capture : report.captures()) {
      if (capture.packets() > 0) {
        began = Math.min(began, capture.first());
        now = Math.max(now, capture.last());
      }
    }
    List<Count> counts = new ArrayList<>();
    for (Report.RuleCount count : report.rules()) {
      int number = count.dynamic() ? Count.DUMMY : count.rule().number();
      counts.add(new Count(count.table().menu(), number, count.packets(), count.bytes()));
    }
    List<String> patterns = report.applications().stream().map(one -> one.name()).toList();
    List<Connection> connections = new ArrayList<>();
    report
        .connections()
        .forEach(one -> {
          if (connections.size() < LISTED) {
            connections.add(connection(one, patterns));
          }
        });
    List<Listed> lists = new ArrayList<>();
    for (Report.Entry entry : report.addressLists()) {
      if (entry.dynamic()) {
        boolean six = entry.address().first().bits() != 32;
        lists.add(new Listed(six, entry.list(), entry.address().toString(), entry.timeout()));
      }
    }
    List<Logged> log = new ArrayList<>();
    report
        .log()
        .forEach(line -> {
          if (log.size() < LISTED) {
            log.add(logged(line));
          }
        });
    return new ReplayedTraffic(
        now,
        began == Long.MAX_VALUE ? 0 : began,
        counts,
        report.queues().stream().map(ReplayedTraffic::queued).toList(),
        connections,
        lists,
        log,
        packets(captures));
  }

  private static Queued queued(QueueTotals one) {
    return new Queued(
        one.queue(), one.direction(), one.packets(), one.bytes(), one.droppedPackets());
  }

  private static Logged logged(LogSpool.Line line) {
    return new Logged(line.time(), line.topics(), line.message());
  }

  private static Connection connection(Report.Connection one, List<String> patterns) {
    Tracking tracking = one.tracking();
    return new Connection(
        one.source().address().bits() != 32,
        Names.protocol(one.protocol()),
        one.source().toString(),
        one.destination().toString(),
        one.replySource().toString(),
        one.replyDestination().toString(),
        one.mark(),
        one.applications(patterns),
        one.tcpState(),
        tracking.remaining() < 0 ? "" : Words.duration(tracking.remaining()),
        tracking.flags(),
        tracking.icmpId(),
        tracking.icmpMessage(),
        one.originalPackets(),
        one.originalBytes(),
        one.replyPackets(),
        one.replyBytes(),
        tracking.originalFastPackets(),
        tracking.originalFastBytes(),
        tracking.replyFastPackets(),
        tracking.replyFastBytes(),
        one.first(),
        one.last());
  }

  /** The first packets of each capture; standard input can be read only once, by the replay. */
  private static List<Packet> packets(List<String> captures) throws IOException {
    List<Packet> packets = new ArrayList<>();
    PacketView view = new PacketView();
    for (String capture : captures) {
      if (capture.equals(CaptureFiles.STANDARD_INPUT)) {
        continue;
      }
      try (CaptureReader reader = CaptureReader.open(Path.of(capture))) {
        while (packets.size() < PACKETS && reader.next()) {
          PacketView.Status status =
              view.wrap(
                  reader.bytes(),
                  reader.offset(),
                  reader.captured(),
                  reader.wireLength(),
                  reader.linkType());
          if (status == PacketView.Status.OK) {
            packets.add(packet(reader, view));
          }
        }
      }
    }
    return packets;
  }

  private static Packet packet(CaptureReader reader, PacketView view) {
    boolean six = view.six();
    Address source = address(six, view.sourceHigh(), view.sourceLow());
    Address destination = address(six, view.destinationHigh(), view.destinationLow());
    boolean ports = view.hasPorts();
    return new Packet(
        reader.timestamp(),
        reader.interfaceName(),
        view.hasMac() ? mac(view.sourceMac()) : "",
        view.hasMac() ? mac(view.destinationMac()) : "",
        new Report.End(source, ports ? view.sourcePort() : -1).toString(),
        new Report.End(destination, ports ? view.destinationPort() : -1).toString(),
        Names.protocol(view.protocol()),
        view.totalLength());
  }

  private static Address address(boolean six, long high, long low) {
    return six ? Address.ipv6(high, low) : Address.ipv4((int) low);
  }

  private static String mac(long mac) {
    StringBuilder text = new StringBuilder(17);
    for (int shift = 40; shift >= 0; shift -= 8) {
      text.append(text.isEmpty() ? "" : ":")
          .append(String.format(java.util.Locale.ROOT, "%02X", mac >> shift & 0xFF));
    }
    return text.toString();
  }
}
