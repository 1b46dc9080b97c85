package dev.sluice.engine.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.TrackingSettings;
import dev.sluice.policy.TrackingState;
import dev.sluice.testkit.Frames;
import dev.sluice.wire.PacketView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A table with packets put on its line one after the other; time moves only when told to. */
final class TrackedLine {
  static final long SECOND = 1_000_000_000L;
  static final long START = 1_700_000_000L * SECOND;

  final ConnectionTable table;
  final PacketView view = new PacketView();
  private final MemorySegment buffer = Arena.ofAuto().allocate(70_000);
  long now = START;
  int last = ConnectionTable.NONE;
  boolean drops;

  TrackedLine(Profile profile) {
    this(TrackingSettings.DEFAULT, profile, 100_000);
  }

  TrackedLine(TrackingSettings settings, Profile profile, int most) {
    table = new ConnectionTable(settings, profile, most, 42);
  }

  static TrackedLine routeros() {
    return new TrackedLine(Profile.ROUTEROS);
  }

  static TrackedLine linux() {
    return new TrackedLine(Profile.LINUX);
  }

  PacketView wrap(byte[] packet) {
    MemorySegment.copy(MemorySegment.ofArray(packet), 0, buffer, 0, packet.length);
    view.wrapIp(buffer, 0, packet.length, packet.length);
    return view;
  }

  /** The packet's state in RouterOS's words. */
  String send(Frames packet) {
    return send(packet.packet());
  }

  String send(byte[] packet) {
    return send(wrap(packet));
  }

  String send(PacketView packet) {
    assertThat(packet.status()).isEqualTo(PacketView.Status.OK);
    last = table.track(packet, now);
    if (drops) {
      table.discard(last);
    } else if (last >= 0) {
      table.confirm(last, now);
    }
    return TrackingState.values()[table.state()].name().toLowerCase(java.util.Locale.ROOT);
  }

  void pass(double seconds) {
    now += (long) (seconds * SECOND);
  }

  String tcp() {
    return TcpState.name(table.tcpState(last));
  }

  double timeout() {
    return (table.timeoutAt(last) - now) / (double) SECOND;
  }
}
