package dev.sluice.replay.explain;

import dev.sluice.replay.Names;
import dev.sluice.wire.PacketView;
import java.util.ArrayList;
import java.util.List;

/** A packet in a line, in the words of the packet-spec of docs/cli.md. */
public final class PacketLine {
  private static final List<String> FLAGS =
      List.of("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr");
  private static final int TCP = 6;
  private static final int DEFAULT_TTL = 64;

  private PacketLine() {}

  /** Such as {@code tcp 192.168.1.101:40000 > 192.0.2.80:443 syn len=60}. */
  public static String of(PacketView view) {
    StringBuilder line = new StringBuilder(Names.protocol(view.protocol()));
    int from = view.hasPorts() ? view.sourcePort() : -1;
    int to = view.hasPorts() ? view.destinationPort() : -1;
    line.append(' ').append(Facts.end(view.six(), view.sourceHigh(), view.sourceLow(), from));
    line.append(" > ");
    line.append(Facts.end(view.six(), view.destinationHigh(), view.destinationLow(), to));
    if (view.protocol() == TCP && view.transport()) {
      line.append(' ').append(flags(view.tcpFlags()));
    }
    if ((view.protocol() == 1 || view.protocol() == 58) && view.transport()) {
      line.append(" type=").append(view.icmpType()).append(" code=").append(view.icmpCode());
    }
    line.append(" len=").append(view.totalLength());
    if (view.ttl() != DEFAULT_TTL) {
      line.append(" ttl=").append(view.ttl());
    }
    if (view.dscp() != 0) {
      line.append(" dscp=").append(view.dscp());
    }
    if (view.fragment()) {
      line.append(" fragment=").append(view.fragmentOffset());
    }
    return line.toString();
  }

  /** The names of the set flags, {@code none} without any. */
  public static String flags(int flags) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < FLAGS.size(); i++) {
      if ((flags >> i & 1) != 0) {
        names.add(FLAGS.get(i));
      }
    }
    return names.isEmpty() ? "none" : String.join(",", names);
  }
}
