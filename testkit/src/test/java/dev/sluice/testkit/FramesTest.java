package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramesTest {
  @Test
  void writesAUdpDatagramByteForByte() {
    byte[] frame =
        Frames.udp("192.0.2.1", 1024, "192.0.2.2", 53).id(7).dontFragment().payload("hi").frame();
    assertThat(frame)
        .isEqualTo(
            Bytes.hex(
                "020000000001 020000000002 0800"
                    + "4500001e 00074000 4011b6c4 c0000201 c0000202"
                    + "0400 0035 000a 0f38 6869"));
  }

  @Test
  void checksumsOfEveryProtocolAddUpToZero() {
    for (boolean six : new boolean[] {false, true}) {
      String a = six ? "2001:db8::1" : "192.0.2.1";
      String b = six ? "2001:db8::2" : "192.0.2.2";
      Frames icmp = six ? Frames.icmp6(a, b, 128, 0) : Frames.icmp(a, b, 8, 0);
      for (Frames f :
          List.of(
              Frames.tcp(a, 1, b, 2).flags(Frames.SYN).mss(1460).sackPermitted().payload("odd"),
              Frames.udp(a, 1, b, 2).payload("four"),
              Frames.udpLite(a, 1, b, 2).payload("lite"),
              Frames.dccp(a, 1, b, 2),
              icmp.echo(1, 2).payload("ping"))) {
        byte[] segment = TransportLayer.segment(f);
        boolean plain = f.protocol == 1;
        int sum =
            plain
                ? Sums.fold(Sums.add(0, segment, 0, segment.length))
                : Sums.transport(f.source, f.destination, f.protocol, segment);
        assertThat(sum).as("protocol %d, IPv6 %s", f.protocol, six).isZero();
      }
    }
  }

  @Test
  void tagsStandBeforeTheEtherTypeTheOutermostFirst() {
    byte[] frame = Frames.udp("192.0.2.1", 1, "192.0.2.2", 2).vlan(0x88a8, 10, 5).vlan(20).frame();
    assertThat(Arrays.copyOfRange(frame, 12, 22)).isEqualTo(Bytes.hex("88a8a00a 81000014 0800"));
  }

  @Test
  void extensionHeadersAreChainedByTheirTypes() {
    byte[] packet =
        Frames.udp("2001:db8::1", 1, "2001:db8::2", 2)
            .extension(0, new byte[6])
            .extension(60, new byte[10])
            .packet();
    assertThat(packet[6]).isZero();
    assertThat(Arrays.copyOfRange(packet, 40, 42)).isEqualTo(Bytes.hex("3c00"));
    assertThat(Arrays.copyOfRange(packet, 48, 50)).isEqualTo(Bytes.hex("1101"));
    assertThat(packet).hasSize(40 + 8 + 16 + 8);
  }

  @Test
  void fragmentsCarryTheSegmentInOrderAndFitTheMtu() {
    for (String[] pair :
        new String[][] {{"192.0.2.1", "192.0.2.2"}, {"2001:db8::1", "2001:db8::2"}}) {
      Frames f = Frames.udp(pair[0], 1, pair[1], 2).id(99).payload(new byte[3000]);
      int head = f.six() ? 48 : 20;
      Bytes joined = new Bytes();
      for (byte[] frame : f.fragments(1280)) {
        assertThat(frame.length - 14).isLessThanOrEqualTo(1280);
        joined.add(Arrays.copyOfRange(frame, 14 + head, frame.length));
      }
      assertThat(joined.array()).isEqualTo(TransportLayer.segment(f));
    }
  }

  @Test
  void aGeneratorWithTheSameSeedGivesTheSameValues() {
    assertThat(Gen.seeded(5).bytes(40)).isEqualTo(Gen.seeded(5).bytes(40));
    assertThat(Gen.seeded(5).split().any()).isNotEqualTo(Gen.seeded(5).any());
  }
}
