package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.PacketView.Status;

/** What must hold of any packet after {@code wrap}, whatever its bytes. */
final class PacketFacts {
  private PacketFacts() {}

  /** Calls every accessor; plain comparisons keep it fast enough for millions of packets. */
  static void check(PacketView p) {
    Status status = p.status();
    hold(p, p.frameCaptured() >= 0 && p.frameWireLength() >= p.frameCaptured());
    hold(p, status.malformed() != (status == Status.OK || status == Status.NOT_IP));
    if (status != Status.OK) {
      return;
    }
    long end = p.frameOffset() + p.frameCaptured();
    hold(p, p.ipOffset() >= p.frameOffset());
    hold(p, p.transportOffset() >= p.ipOffset() + (p.six() ? 40 : 20));
    hold(p, p.transportOffset() <= end && p.transportCaptured() >= 0);
    hold(p, p.transportLength() >= p.transportCaptured());
    hold(p, p.payloadOffset() >= p.transportOffset());
    hold(p, p.payloadLength() >= p.payloadCaptured() && p.payloadCaptured() >= 0);
    hold(p, p.payloadCaptured() == 0 || p.payloadOffset() + p.payloadCaptured() <= end);
    hold(p, p.totalLength() >= (p.six() ? 40 : 20));
    hold(p, p.captured() <= p.totalLength() && p.captured() > 0);
    hold(p, p.tos() >>> 8 == 0 && p.ttl() >>> 8 == 0 && p.protocol() >>> 8 == 0);
    hold(p, p.dscp() < 64 && p.vlanId() < 4_096 && p.priorityCodePoint() < 8);
    hold(p, !p.laterFragment() || p.fragment() && !p.transport());
    hold(p, p.sourcePort() >= -1 && p.sourcePort() < 65_536);
    hold(p, p.destinationPort() >= -1 && p.destinationPort() < 65_536);
    hold(p, p.hasPorts() == p.sourcePort() >= 0);
    hold(p, p.icmpType() < 256 && p.icmpCode() < 256 && p.icmpId() >= 0);
    hold(p, p.tcpMss() < 65_536 && p.tcpWindowScale() < 15);
    hold(p, !p.tcpSackPermitted() || p.protocol() == 6);
    for (int i = 0; i < p.tcpSackCount(); i++) {
      hold(p, p.tcpSackLeft(i) != p.tcpSackRight(i) || p.protocol() == 6);
    }
    p.checksumsGood();
  }

  private static void hold(PacketView p, boolean fact) {
    if (!fact) {
      assertThat(fact).as("status %s, link type %d", p.status(), p.linkType()).isTrue();
    }
  }
}
