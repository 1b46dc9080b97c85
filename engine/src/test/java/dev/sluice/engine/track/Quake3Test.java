package dev.sluice.engine.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Helper;
import dev.sluice.testkit.Bytes;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Master servers of Quake III Arena, and the game servers they list. */
class Quake3Test {
  private static final String CLIENT = "10.0.0.2";
  private static final String MASTER = "192.0.2.80";
  private static final String GAME = "203.0.113.5";

  private final TrackedLine line = ControlTalk.watching(Helper.QUAKE3);

  private static Bytes message(String text) {
    return new Bytes().u32(0xFFFF_FFFFL).add(text);
  }

  private void ask(String text) {
    Frames frame = Frames.udp(CLIENT, 27_960, MASTER, 27_950);
    line.send(frame.payload(message(text).array()));
  }

  private void answer(byte[] bytes) {
    line.send(Frames.udp(MASTER, 27_950, CLIENT, 27_960).payload(bytes));
  }

  private static Bytes server(Bytes out, String address, int port) {
    byte[] octets = Frames.address(address);
    return out.add(octets.length == 4 ? "\\" : "/").add(octets).u16(port);
  }

  private static Bytes list(String... addresses) {
    Bytes out = message("getserversResponse");
    for (String address : addresses) {
      server(out, address, 27_960);
    }
    return out;
  }

  private String plays(String from, String to, int port) {
    return line.send(Frames.udp(from, 27_960, to, port));
  }

  @Test
  void aListedServerIsRelatedForWhoeverAskedOnly() {
    ask("getservers 68 empty full");
    int master = line.last;
    answer(list("203.0.113.4", GAME).add("\\EOT\0\0\0").array());
    assertThat(line.table.expectations()).isEqualTo(2);
    assertThat(plays("10.0.0.3", GAME, 27_960)).isEqualTo("new");
    assertThat(plays(CLIENT, GAME, 27_961)).isEqualTo("new");
    assertThat(line.send(Frames.udp(CLIENT, 5, GAME, 27_960))).isEqualTo("related");
    assertThat(line.table.helper(line.last)).isEqualTo(Helper.QUAKE3.ordinal());
    assertThat(line.table.master(line.last)).isEqualTo(master);
    assertThat(line.table.helped(line.last)).isFalse();
    line.pass(29);
    assertThat(plays(CLIENT, "203.0.113.4", 27_960)).isEqualTo("related");
  }

  @Test
  void whatNobodyAskedForAnnouncesNothing() {
    line.send(Frames.udp(CLIENT, 27_960, MASTER, 27_950).payload("hello"));
    answer(list(GAME).array());
    ask("getstatus");
    answer(list(GAME).array());
    ask("getservers 68");
    line.send(Frames.udp(CLIENT, 27_960, MASTER, 27_950).payload(list(GAME).array()));
    assertThat(line.table.expectations()).isZero();
    answer(list(GAME).array());
    assertThat(line.table.expectations()).isEqualTo(1);
  }

  @Test
  void theListMayEndInAnyOfTheWaysThatMasterServersEndIt() {
    for (String end : new String[] {"", "\\EOT", "\\EOT\0", "\\EOT\0\0\0"}) {
      TrackedLine fresh = ControlTalk.watching(Helper.QUAKE3);
      byte[] asks = message("getservers 68").array();
      fresh.send(Frames.udp(CLIENT, 27_960, MASTER, 27_950).payload(asks));
      byte[] lists = list(GAME).add(end).array();
      fresh.send(Frames.udp(MASTER, 27_950, CLIENT, 27_960).payload(lists));
      assertThat(fresh.table.expectations()).as(end).isEqualTo(1);
    }
  }

  @Test
  void aListThatIsNotWellFormedAnnouncesNothing() {
    ask("getservers 68");
    byte[] good = list(GAME, "203.0.113.6").add("\\EOT\0\0\0").array();
    for (int length = 0; length < good.length; length++) {
      boolean whole = length == 29 || length == 36 || length >= good.length - 3;
      if (!whole) {
        answer(Arrays.copyOf(good, length));
        assertThat(line.table.expectations()).as("length " + length).isZero();
      }
    }
    answer(list(GAME).add("\\EOT\1").array());
    answer(server(list(GAME), "2001:db8::5", 27_960).array());
    answer(list(GAME).add("x").array());
    answer(message("getserversresponse").add(list(GAME).array()).array());
    assertThat(line.table.expectations()).isZero();
  }

  @Test
  void addressesWhereNobodyCanListenAreLeftOut() {
    ask("getservers 68");
    answer(list("0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255").array());
    answer(server(message("getserversResponse"), GAME, 0).array());
    assertThat(line.table.expectations()).isZero();
  }

  @Test
  void theExtendedListHasBothFamiliesAndCountsThatOfTheClient() {
    ask("getserversExt Quake3Arena 68 ipv4 ipv6");
    Bytes out = server(message("getserversExtResponse"), "2001:db8::5", 27_960);
    answer(server(out, GAME, 27_961).add("\\EOT\0\0\0").array());
    assertThat(line.table.expectations()).isEqualTo(1);
    assertThat(plays(CLIENT, GAME, 27_961)).isEqualTo("related");
    byte[] asks = message("getserversExt Quake3Arena 68").array();
    line.send(Frames.udp("2001:db8:1::2", 9, "2001:db8:2::2", 27_950).payload(asks));
    Bytes six = server(message("getserversExtResponse"), "2001:db8::5", 27_960);
    byte[] lists = server(server(six, GAME, 27_962), "ff02::1", 5).array();
    line.send(Frames.udp("2001:db8:2::2", 27_950, "2001:db8:1::2", 9).payload(lists));
    assertThat(line.table.expectations()).isEqualTo(1);
    assertThat(line.send(Frames.udp("2001:db8:1::2", 9, "2001:db8::5", 27_960)))
        .isEqualTo("related");
  }

  @Test
  void ofALongListTheLastServersStay() {
    ask("getservers 68");
    for (int packet = 0; packet < 4; packet++) {
      Bytes out = message("getserversResponse");
      for (int i = 0; i < 100; i++) {
        server(out, GAME, 1000 + 100 * packet + i);
      }
      answer(out.array());
      line.now++;
    }
    assertThat(line.table.expectations()).isBetween(240, Quake3Control.MOST);
    assertThat(plays(CLIENT, GAME, 1399)).isEqualTo("related");
    assertThat(plays(CLIENT, GAME, 1160)).isEqualTo("related");
    assertThat(plays(CLIENT, GAME, 1143)).isEqualTo("new");
  }

  @Test
  void listsLeaveHalfOfTheRoomToOthers() {
    byte[] asks = message("getservers 68").array();
    for (int client = 0; client < 40; client++) {
      String from = "10.0.1." + client;
      Bytes out = message("getserversResponse");
      for (int i = 0; i < 200; i++) {
        server(out, GAME, 1000 + i);
      }
      line.send(Frames.udp(from, 27_960, MASTER, 27_950).payload(asks));
      line.send(Frames.udp(MASTER, 27_950, from, 27_960).payload(out.array()));
    }
    assertThat(line.table.expectations()).isEqualTo(Expectations.LIMIT / 2);
    assertThat(line.table.tracker().expectations.refused()).isZero();
  }

  @Test
  @EnabledIfSystemProperty(named = "sluice.measure", matches = "true")
  void measuresAListThatIsNewEachTime() {
    ask("getservers 68");
    byte[][] packets = new byte[600][];
    for (int i = 0; i < packets.length; i++) {
      Bytes out = message("getserversResponse");
      for (int j = 0; j < 200; j++) {
        server(out, "203.0.113." + i % 200, 1000 + 200 * (i % 250) + j);
      }
      packets[i] = Frames.udp(MASTER, 27_950, CLIENT, 27_960).payload(out.array()).packet();
    }
    for (int round = 0; round < 5; round++) {
      long start = System.nanoTime();
      for (byte[] packet : packets) {
        line.send(packet);
      }
      long each = (System.nanoTime() - start) / packets.length;
      System.out.printf("a list of 200 servers: %,d ns%n", each);
    }
  }

  @Test
  void noBytesLeadToAnException() {
    byte[] good = list(GAME, "203.0.113.6").add("\\EOT\0\0\0").array();
    Gen.cases(
        3,
        Gen.count(3_000),
        gen -> {
          byte[] other = Arrays.copyOf(good, gen.below(good.length + 1));
          for (int i = gen.below(4); i > 0 && other.length > 0; i--) {
            other[gen.below(other.length)] = (byte) gen.any();
          }
          ask(gen.flip() ? "getservers" : "getserversExt");
          answer(other);
        });
  }
}
