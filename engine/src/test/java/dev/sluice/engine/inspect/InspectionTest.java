package dev.sluice.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.EngineSettings;
import dev.sluice.testkit.Frames;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InspectionTest {
  private static final EngineSettings ARRIVAL =
      EngineSettings.DEFAULT.withLayer7(false, false, false);

  private static Frames out(String text) {
    return Frames.udp("10.0.0.1", 4_000, "192.0.2.1", 9_000).payload(text);
  }

  private static Frames back(String text) {
    return Frames.udp("192.0.2.1", 9_000, "10.0.0.1", 4_000).payload(text);
  }

  @Test
  void matchesAtThePacketThatCompletesThePatternAndEverAfter() {
    Road road = new Road(ARRIVAL, "web=^get .*host");
    assertThat(road.see(out("GET / "))).isEmpty();
    assertThat(road.see(out("HoSt: a"))).containsExactly("web");
    for (int i = 0; i < 20; i++) {
      assertThat(road.see(out("more"))).containsExactly("web");
    }
    assertThat(road.pass(back("answer")).ask("web")).isTrue();
  }

  @Test
  void readsBothDirectionsInTheOrderOfArrival() {
    Road road = new Road(ARRIVAL, "talk=^abcd$");
    road.see(out("a"));
    road.see(back("b"));
    road.see(out("c"));
    assertThat(road.see(back("d"))).containsExactly("talk");
  }

  @Test
  void showsAllPatternsThatHaveMatched() {
    Road road = new Road(ARRIVAL, "a=alpha", "b=beta", "c=gamma");
    assertThat(road.see(out("beta alpha"))).containsExactly("a", "b");
  }

  @Test
  void looksAtTheFirstPacketsOnlyAndCountsEmptyOnes() {
    Road road = new Road(ARRIVAL, "x=needle");
    for (int i = 0; i < 9; i++) {
      road.see(out(""));
    }
    assertThat(road.see(out("needle"))).containsExactly("x");
    Road late = new Road(ARRIVAL, "x=needle");
    for (int i = 0; i < 10; i++) {
      late.see(out(""));
    }
    assertThat(late.see(out("needle"))).isEmpty();
  }

  @Test
  void countsPacketsThatReachNoLayer7Rule() {
    Road road = new Road(ARRIVAL, "x=needle");
    for (int i = 0; i < 10; i++) {
      road.pass(out("y"));
    }
    assertThat(road.see(out("needle"))).isEmpty();
  }

  @Test
  void seesOnlyTheDataOfPacketsThatReachALayer7Rule() {
    Road road = new Road(ARRIVAL, "x=^ac$", "y=b");
    road.see(out("a"));
    road.pass(out("b"));
    assertThat(road.see(out("c"))).containsExactly("x");
  }

  @Test
  void looksAtTheFirstBytesOnly() {
    Road road = new Road(ARRIVAL, "x=needle");
    road.see(out("n".repeat(1_000)));
    assertThat(road.see(out("n".repeat(2_048 - 1_000 - 6) + "needle"))).containsExactly("x");
    Road late = new Road(ARRIVAL, "x=needle");
    late.see(out("n".repeat(1_000)));
    assertThat(late.see(out("n".repeat(2_048 - 1_000 - 5) + "needle"))).isEmpty();
  }

  @Test
  void looksAtAPacketOnceHoweverManyRulesAsk() {
    Road road = new Road(ARRIVAL, "once=^a$", "twice=^aa$");
    road.pass(out("a"));
    for (int i = 0; i < 5; i++) {
      assertThat(road.ask("once")).isTrue();
      assertThat(road.ask("twice")).isFalse();
    }
  }

  @Test
  void theWindowIsASetting() {
    Road road = new Road(ARRIVAL.withWindow(2, 4), "x=needle", "e=^abcd$");
    assertThat(road.see(out("abcdefg"))).containsExactly("e");
    Road packets = new Road(ARRIVAL.withWindow(2, 100), "x=needle");
    packets.see(out("a"));
    packets.see(out("b"));
    assertThat(packets.see(out("needle"))).isEmpty();
  }

  @Test
  void keepsConnectionsApart() {
    Road road = new Road(ARRIVAL, "x=^ab$");
    road.see(out("a"));
    road.see(Frames.udp("10.0.0.2", 4_000, "192.0.2.1", 9_000).payload("b"));
    assertThat(road.see(out("b"))).containsExactly("x");
  }

  @Test
  void readsThePayloadOfAPing() {
    Road road = new Road(ARRIVAL, "x=^ping$");
    assertThat(road.see(Frames.icmp("10.0.0.1", "192.0.2.1", 8, 0).echo(1, 1).payload("ping")))
        .containsExactly("x");
  }

  @Test
  void readsIpv6OnlyIfToldSo() {
    Frames six = Frames.udp("2001:db8::1", 4_000, "2001:db8::2", 9_000).payload("needle");
    assertThat(new Road(ARRIVAL, "x=needle").see(six)).isEmpty();
    assertThat(new Road(ARRIVAL.withLayer7(true, false, false), "x=needle").see(six))
        .containsExactly("x");
  }

  @Test
  void looksIntoNoOtherProtocol() {
    Road road = new Road(ARRIVAL, "x=needle");
    assertThat(road.see(Frames.udpLite("10.0.0.1", 4_000, "192.0.2.1", 9_000).payload("needle")))
        .isEmpty();
    assertThat(road.see(Frames.ip("10.0.0.1", "192.0.2.1", 50).payload("needle"))).isEmpty();
  }

  @Test
  void matchesNothingWithoutAConnectionOrPattern() {
    Road road = new Road(ARRIVAL, "x=needle");
    road.pass(out("needle"));
    assertThat(road.inspection.matched(0, road.packet, road.table, -1, false, 0)).isFalse();
    assertThat(road.inspection.pattern("no-such")).isEqualTo(Inspection.NONE);
    assertThat(road.ask("no-such")).isFalse();
  }

  @Test
  void aFaultyPatternNeverMatchesAndTheOthersRun() {
    Road road = new Road(ARRIVAL, "bad=(", "good=needle");
    assertThat(road.see(out("( needle"))).containsExactly("good");
    assertThat(road.inspection.patterns().problems()).isNotEmpty();
  }

  @Test
  void keepsMatchesOfMorePatternsThanAWordHolds() {
    String[] patterns = new String[130];
    for (int i = 0; i < patterns.length; i++) {
      patterns[i] = "p" + i + "=<" + i + ">";
    }
    Road road = new Road(ARRIVAL, patterns);
    road.see(out("<3><64><129>"));
    assertThat(road.see(out("<63>"))).containsExactly("p3", "p63", "p64", "p129");
    road.see(Frames.udp("10.0.0.2", 4_000, "192.0.2.1", 9_000).payload("<65>"));
    assertThat(road.see(out(""))).containsExactly("p3", "p63", "p64", "p129");
  }

  @Test
  void theFirstMatchingRuleOwnsAConnectionAsInTheOriginal() {
    EngineSettings originals = ARRIVAL.withLayer7(false, false, true);
    Road road = new Road(originals, "a=alpha", "b=beta");
    road.pass(out("beta"));
    assertThat(road.ask("a")).isFalse();
    assertThat(road.ask("b")).isTrue();
    road.pass(out("alpha"));
    assertThat(road.ask("a")).isFalse();
    assertThat(road.ask("b")).isTrue();
    assertThat(road.inspection.applications(road.table, road.connection)).containsExactly("b");
  }

  @Test
  void nulBytesAreRemovedAsInTheOriginal() {
    Road road = new Road(ARRIVAL.withLayer7(false, false, true), "a=^abc");
    assertThat(road.see(out("a\0b\0c"))).containsExactly("a");
  }

  @Test
  void theFirstPacketMustReachARuleAsInTheOriginal() {
    Road road = new Road(ARRIVAL.withLayer7(false, false, true), "a=alpha");
    road.pass(out("x"));
    road.pass(out("alpha"));
    assertThat(road.ask("a")).isFalse();
    road.pass(out("alpha"));
    assertThat(road.ask("a")).isFalse();
  }

  @Test
  void anEmptyPacketIsAnsweredNoByTheFirstRuleOnlyAsInTheOriginal() {
    Road road = new Road(ARRIVAL.withLayer7(false, false, true), "a=alpha", "b=never");
    road.pass(out("alpha"));
    assertThat(road.ask("b")).isFalse();
    road.pass(back(""));
    assertThat(road.ask("b")).isFalse();
    assertThat(road.ask("a")).isTrue();
    Road other = new Road(ARRIVAL.withLayer7(false, false, true), "a=alpha", "b=never");
    other.pass(out("alpha"));
    assertThat(other.ask("b")).isFalse();
    other.pass(back(""));
    assertThat(other.ask("a")).isFalse();
  }

  @Test
  void givesUpAfterTenPacketsAsInTheOriginal() {
    Road road = new Road(ARRIVAL.withLayer7(false, false, true), "a=alpha", "unset=.", "unknown=.");
    for (int i = 0; i < 10; i++) {
      road.pass(out("x"));
      assertThat(road.ask("unknown")).isFalse();
      assertThat(road.ask("unset")).isTrue();
    }
    road.pass(out("alpha"));
    assertThat(road.ask("a")).isFalse();
    assertThat(road.ask("unset")).isFalse();
    assertThat(road.ask("unknown")).isTrue();
  }

  @Test
  void collectsOneByteLessThanTheWindowAsInTheOriginal() {
    Road road = new Road(ARRIVAL.withLayer7(false, false, true), "a=needle");
    road.see(out("n".repeat(1_000)));
    assertThat(road.see(out("n".repeat(2_047 - 1_000 - 6) + "needle"))).containsExactly("a");
    Road late = new Road(ARRIVAL.withLayer7(false, false, true), "a=needle");
    late.see(out("n".repeat(1_000)));
    assertThat(late.see(out("n".repeat(2_047 - 1_000 - 5) + "needle"))).isEmpty();
  }

  @Test
  void allocatesNothingPerPacket() {
    com.sun.management.ThreadMXBean memory =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    Road road = new Road(ARRIVAL.withWindow(1_000_000, 1 << 20), "a=^.*alpha", "b=(be|ta)+x");
    road.pass(out("some payload of no meaning"));
    int a = road.inspection.pattern("a");
    long before = 0;
    for (int i = 0; i < 40_000; i++) {
      if (i == 20_000) {
        before = memory.getThreadAllocatedBytes(Thread.currentThread().threadId());
      }
      road.connection = road.table.track(road.packet, 1_000_000_000L + i * 1_000L);
      road.inspection.matched(a, road.packet, road.table, road.connection, false, i);
    }
    long after = memory.getThreadAllocatedBytes(Thread.currentThread().threadId());
    assertThat(after - before).isLessThan(20_000);
  }

  @Test
  void allPatternsOfADisabledEntryAreLeftOut() {
    Road road = new Road(ARRIVAL, "x=a", "x=b");
    assertThat(road.inspection.patterns().size()).isEqualTo(1);
    assertThat(Arrays.asList(road.inspection.patterns().name(0))).isEqualTo(List.of("x"));
  }
}
