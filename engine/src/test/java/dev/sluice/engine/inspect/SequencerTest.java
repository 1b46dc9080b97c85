package dev.sluice.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.EngineSettings;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequencerTest {
  private static final long CLIENT = 0xFFFF_FFF0L; // wraps within the first bytes
  private static final long SERVER = 5_000;
  private static final EngineSettings IN_SEQUENCE =
      EngineSettings.DEFAULT.withLayer7(false, true, false).withWindow(1_000_000, 2_048);

  private static Road road(String... patterns) {
    Road road = new Road(IN_SEQUENCE, patterns);
    open(road);
    return road;
  }

  private static void open(Road road) {
    road.see(client(-1, "").flags(Frames.SYN).ack(0));
    road.see(server(-1, "").flags(Frames.SYN | Frames.ACK));
    road.see(client(0, ""));
  }

  private static Frames client(int offset, String text) {
    return Frames.tcp("10.0.0.1", 4_000, "192.0.2.1", 80)
        .flags(Frames.ACK)
        .window(60_000)
        .seq(CLIENT + offset & 0xFFFF_FFFFL)
        .ack(SERVER)
        .payload(text);
  }

  private static Frames server(int offset, String text) {
    return Frames.tcp("192.0.2.1", 80, "10.0.0.1", 4_000)
        .flags(Frames.ACK)
        .window(60_000)
        .seq(SERVER + offset)
        .ack(CLIENT)
        .payload(text);
  }

  @Test
  void putsAReorderedSegmentBackInItsPlace() {
    Road road = road("x=^abcdef$");
    road.see(client(3, "def"));
    assertThat(road.see(client(0, "abc"))).containsExactly("x");
  }

  @Test
  void readsARetransmissionOnce() {
    Road road = road("x=^abcd$");
    road.see(client(0, "ab"));
    road.see(client(0, "ab"));
    road.see(client(0, "abc"));
    assertThat(road.see(client(1, "bcd"))).containsExactly("x");
  }

  @Test
  void keepsTheBytesThatCameFirst() {
    Road road = road("x=^abcd$", "y=X");
    road.see(client(0, "ab"));
    assertThat(road.see(client(0, "XXcd"))).containsExactly("x");
  }

  @Test
  void readsBothDirections() {
    Road road = road("x=^abXcd$");
    road.see(client(0, "ab"));
    road.see(server(0, "X"));
    road.see(server(0, "X"));
    assertThat(road.see(client(2, "cd"))).containsExactly("x");
  }

  @Test
  void goesOnBehindBytesThatWereAcknowledgedButNeverSeen() {
    Road road = road("x=^abef$");
    road.see(client(0, "ab"));
    road.see(client(4, "ef"));
    assertThat(road.see(server(0, "").ack(CLIENT + 6 & 0xFFFF_FFFFL))).containsExactly("x");
    assertThat(road.inspection.gaps(Gap.ACKNOWLEDGED)).isEqualTo(1);
  }

  @Test
  void refusesASegmentThatComesEarlyWhenTooManyWait() {
    Road road = road("x=ijkl");
    StringBuilder text = new StringBuilder("0");
    for (int i = 0; i < EarlySegments.MOST_IN_CHAIN; i++) {
      assertThat(road.see(client(1 + 3 * i, "ab"))).isEmpty();
      assertThat(road.inspection.refuses()).isFalse();
      text.append("ab0");
    }
    int next = 1 + 3 * EarlySegments.MOST_IN_CHAIN;
    assertThat(road.see(client(next, "ijkl"))).isEmpty();
    assertThat(road.inspection.refuses()).isTrue();
    assertThat(road.inspection.gaps(Gap.CONNECTION_LIMIT)).isEqualTo(1);
    road.see(client(0, text.toString()));
    assertThat(road.see(client(next, "ijkl"))).containsExactly("x");
  }

  @Test
  void countsHolesAndNotTheSegmentsBehindThem() {
    Road road = road("x=^abcdefghijklmnopqrstuvwxyz");
    for (int i = 1; i < 26; i++) {
      assertThat(road.see(client(i, "" + (char) ('a' + i)))).isEmpty();
    }
    assertThat(road.inspection.held()).isEqualTo(1);
    assertThat(road.see(client(0, "a"))).containsExactly("x");
    assertThat(road.inspection.gaps(Gap.CONNECTION_LIMIT)).isZero();
  }

  @Test
  void keepsTheSameBehindAHoleHoweverItIsCut() {
    String text = "x".repeat(500) + "needle";
    for (int size : new int[] {1, 7, 250, 506}) {
      Road road = road("inside=xxx", "beyond=needle");
      for (int at = 0; at < text.length(); at += size) {
        road.see(client(1_600 + at, text.substring(at, Math.min(text.length(), at + size))));
      }
      assertThat(road.see(server(0, "").ack(CLIENT + 2_106 & 0xFFFF_FFFFL)))
          .as("segments of " + size)
          .containsExactly("inside");
    }
  }

  @Test
  void ignoresWhatLiesBeyondTheWindow() {
    Road road = road("x=needle");
    assertThat(road.see(client(3_000, "needle"))).isEmpty();
    assertThat(road.see(client(0, "abc"))).isEmpty();
  }

  @Test
  void arrivalOrderIsAnotherSetting() {
    Road road = new Road(EngineSettings.DEFAULT.withLayer7(false, false, false), "x=^defabc$");
    road.see(client(-1, "").flags(Frames.SYN).ack(0));
    road.see(server(-1, "").flags(Frames.SYN | Frames.ACK).ack(CLIENT));
    road.see(client(3, "def"));
    assertThat(road.see(client(0, "abc"))).containsExactly("x");
  }

  @Test
  void anySegmentationAndOrderGivesTheSameAnswer() {
    String text = "GET /index.html HTTP/1.1\r\nHost: www.example.com\r\n\r\n";
    String[] patterns = {"a=^get .*host: www", "b=example\\.com", "c=never", "d=^.*1\\.1.host"};
    List<String> plain = road(patterns).see(client(0, text));
    assertThat(plain).containsExactly("a", "b");
    Gen.cases(
        23,
        Gen.count(200),
        gen -> {
          List<Frames> parts = new ArrayList<>();
          int size = gen.pick(1, 7, 13, 30);
          for (int at = 0; at < text.length(); at += size) {
            int from = Math.max(0, at - gen.below(3));
            int to = Math.min(text.length(), at + size);
            parts.add(client(from, text.substring(from, to)));
            if (gen.oneIn(5)) {
              parts.add(client(from, text.substring(from, to)));
            }
          }
          List<Integer> order = new ArrayList<>();
          for (int i = 0; i < parts.size(); i++) {
            order.add((i + gen.below(4)) << 16 | i);
          }
          Collections.sort(order);
          Road road = road(patterns);
          List<String> last = List.of();
          for (int key : order) {
            last = road.see(parts.get(key & 0xFFFF));
          }
          assertThat(last).as(gen.toString()).isEqualTo(plain);
        });
  }

  @Test
  void holdsNothingOnceTheWindowIsClosed() {
    Road road =
        new Road(
            EngineSettings.DEFAULT.withLayer7(false, true, false).withWindow(6, 2_048), "x=needle");
    open(road);
    road.see(client(10, "early"));
    assertThat(road.inspection.held()).isEqualTo(1);
    for (int i = 2; i < 6; i++) {
      road.see(client(10 * i, "early"));
    }
    assertThat(road.inspection.held()).isZero();
  }

  @Test
  void holdsNothingOfAConnectionThatHasEnded() {
    Road road = road("x=needle");
    road.see(client(10, "early"));
    assertThat(road.inspection.held()).isEqualTo(1);
    road.table.expire(Long.MAX_VALUE / 2, 10);
    assertThat(road.inspection.held()).isZero();
  }
}
