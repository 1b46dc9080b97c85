package dev.sluice.replay;

import dev.sluice.engine.Datapath;
import dev.sluice.engine.EngineSettings;
import dev.sluice.engine.Observer;
import dev.sluice.engine.track.InvalidReason;
import dev.sluice.policy.Address;
import dev.sluice.replay.Report.End;
import dev.sluice.wire.CaptureReader;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** Why packets of a flow are in no connection, packet by packet. */
final class FlowReasons {
  private final Map<String, TreeSet<String>> found = new HashMap<>();

  static Map<String, String> of(Path capture) throws IOException {
    FlowReasons reasons = new FlowReasons();
    reasons.read(capture);
    Map<String, String> text = new HashMap<>();
    reasons.found.forEach((key, all) -> text.put(key, String.join(" + ", all)));
    return text;
  }

  private void read(Path capture) throws IOException {
    Interfaces interfaces = Interfaces.of(Policies.EMPTY, ReplaySettings.DEFAULT);
    Datapath datapath =
        new Datapath(
            interfaces.policy(), interfaces.topology(), EngineSettings.DEFAULT, new Observer() {});
    PacketView view = new PacketView();
    long now = Long.MIN_VALUE;
    try (CaptureReader reader = CaptureReader.open(capture)) {
      while (reader.next()) {
        now = Math.max(now, reader.timestamp());
        PacketView.Status status =
            view.wrap(
                reader.bytes(),
                reader.offset(),
                reader.captured(),
                reader.wireLength(),
                reader.linkType());
        if (status == PacketView.Status.OK) {
          datapath.process(view, -1, now);
          if (view.fragment()) {
            add(view, "fragments");
          } else if (datapath.connections().invalidReason() != InvalidReason.NONE) {
            add(view, datapath.connections().invalidReason().text());
          }
        }
      }
    }
  }

  private void add(PacketView view, String reason) {
    End source = end(view.six(), view.sourceHigh(), view.sourceLow(), view.sourcePort());
    End other =
        end(view.six(), view.destinationHigh(), view.destinationLow(), view.destinationPort());
    String key = Flows.key(view.protocol(), source, other);
    found.computeIfAbsent(key, flow -> new TreeSet<>()).add(reason);
  }

  private static End end(boolean six, long high, long low, int port) {
    return new End(six ? Address.ipv6(high, low) : Address.ipv4((int) low), port);
  }
}
