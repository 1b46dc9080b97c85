package dev.sluice.engine.inspect;

import dev.sluice.engine.EngineSettings;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.engine.track.Profile;
import dev.sluice.policy.Family;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Layer7Protocol;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Policy;
import dev.sluice.policy.TrackingSettings;
import dev.sluice.testkit.Frames;
import dev.sluice.wire.PacketView;
import java.lang.foreign.MemorySegment;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Tracking and inspection without the rest of the road: each packet is shown to every pattern. */
final class Road {
  final ConnectionTable table =
      new ConnectionTable(TrackingSettings.DEFAULT, Profile.ROUTEROS, 1 << 12, 1);
  final Inspection inspection;
  final PacketView packet = new PacketView();
  int connection;
  private long now = 1_000_000_000L;

  /**
   * @param patterns name=expression
   */
  Road(EngineSettings settings, String... patterns) {
    List<Layer7Protocol> entries = new ArrayList<>();
    for (String pattern : patterns) {
      int equals = pattern.indexOf('=');
      entries.add(
          new Layer7Protocol(
              pattern.substring(0, equals), pattern.substring(equals + 1), false, "", Origin.NONE));
    }
    inspection = new Inspection(policy(entries), settings);
  }

  static Policy policy(List<Layer7Protocol> entries) {
    return new Policy(
        Firewall.empty(Family.IPV4),
        Firewall.empty(Family.IPV6),
        entries,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        TrackingSettings.DEFAULT,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        ZoneOffset.UTC);
  }

  /** Tracks a packet that reaches no layer-7 rule. */
  Road pass(Frames frame) {
    byte[] bytes = frame.packet();
    packet.wrapIp(MemorySegment.ofArray(bytes), 0, bytes.length, bytes.length);
    now += 1_000_000;
    inspection.begin();
    connection = table.track(packet, now);
    if (connection >= 0) {
      table.confirm(connection, now);
    }
    return this;
  }

  /** Asks about one pattern for the last packet. */
  boolean ask(String pattern) {
    return inspection.matched(
        inspection.pattern(pattern), packet, table, connection, table.reply(), now);
  }

  /** Tracks a packet and asks about every pattern; the names of all that have matched. */
  List<String> see(Frames frame) {
    pass(frame);
    for (int i = 0; i < inspection.patterns().size(); i++) {
      inspection.matched(i, packet, table, connection, table.reply(), now);
    }
    return inspection.applications(table, connection);
  }
}
