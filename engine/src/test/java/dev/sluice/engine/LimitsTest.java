package dev.sluice.engine;

import static dev.sluice.policy.TableName.FILTER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.engine.track.Defragmenter;
import dev.sluice.engine.track.FragmentDrop;
import dev.sluice.policy.Action;
import dev.sluice.policy.Family;
import dev.sluice.policy.ListTimeout;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.TrackingState;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.wire.LinkType;
import dev.sluice.wire.PacketView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Floods that fill what traffic can fill. {@code -Dsluice.cases=1000000} for the numbers of
 * docs/performance.md; what a run took is printed with {@code -Dsluice.tell=true}.
 */
class LimitsTest {
  private static final int USUAL = 20_000;
  private static final long MOST_MEGABYTES = 256;
  private static final int IDENTIFICATION = 18;
  private static final int SOURCE = 26;
  private static final int SOURCE_PORT = 34;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final int flood = Gen.count(USUAL);
  private final int established = Math.min(1_000, flood / 100);
  private final Router router = new Router();
  private final MemorySegment frame = Arena.ofAuto().allocate(2_048);
  private final PacketView view = new PacketView();
  private int length;

  private void load(Frames frames) {
    byte[] bytes = frames.frame();
    length = bytes.length;
    MemorySegment.copy(bytes, 0, frame, ValueLayout.JAVA_BYTE, 0, length);
  }

  private Verdict next() {
    router.at(router.now() + 2_000);
    assertThat(view.wrap(frame, 0, length, length, LinkType.ETHERNET))
        .isEqualTo(PacketView.Status.OK);
    return router.datapath().process(view, -1, router.now());
  }

  private void establish() {
    for (int i = 0; i < established; i++) {
      router.send(Frames.tcp("192.168.1.9", 10_000 + i, "198.51.100.9", 80).flags(Frames.SYN));
      router.send(
          Frames.tcp("198.51.100.9", 80, "192.168.1.9", 10_000 + i)
              .flags(Frames.SYN | Frames.ACK)
              .ack(1));
      router.send(
          Frames.tcp("192.168.1.9", 10_000 + i, "198.51.100.9", 80).seq(1).ack(1).payload("x"));
    }
  }

  private void expectEstablished() {
    TrackingState[] states = TrackingState.values();
    for (int i = 0; i < established; i++) {
      Frames next =
          Frames.tcp("198.51.100.9", 80, "192.168.1.9", 10_000 + i).seq(1).ack(2).payload("y");
      assertThat(router.send(next)).isEqualTo(Verdict.ACCEPTED);
      assertThat(states[router.datapath().connections().state()])
          .isEqualTo(TrackingState.ESTABLISHED);
    }
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private void bounded(String what, long before, long began) {
    long nanos = System.nanoTime() - began;
    long megabytes = (heap() - before) >> 20;
    if (Boolean.getBoolean("sluice.tell")) {
      System.out.printf(
          "%s: %d, %d MiB, %d ns a packet%n", what, flood, megabytes, nanos / Math.max(1, flood));
    }
    assertThat(megabytes).isLessThan(MOST_MEGABYTES);
  }

  @Test
  void halfOpenConnectionsMakeRoomForEachOtherAndNotOfThoseEstablished() {
    int most = Math.max(1_000, Math.min(EngineSettings.DEFAULT.limits().connections(), flood / 4));
    router
        .settings(EngineSettings.DEFAULT.withMaxConnections(most))
        .rule(
            FILTER,
            "forward",
            new Action.Accept(),
            new Matcher.ConnectionState(false, Set.of(TrackingState.NEW)));
    long before = heap();
    establish();
    load(Frames.tcp("203.0.113.77", 1, "192.168.1.80", 80).flags(Frames.SYN));
    long began = System.nanoTime();
    for (int i = 0; i < flood; i++) {
      frame.set(INT, SOURCE, 0x0B00_0000 + i * 37);
      frame.set(SHORT, SOURCE_PORT, (short) (1_024 + i % 60_000));
      next();
    }
    bounded("half-open connections", before, began);
    ConnectionTable table = router.datapath().connections();
    assertThat(table.size()).isLessThanOrEqualTo(most);
    assertThat(table.evicted() + table.refused() + table.size())
        .isEqualTo((long) flood + established);
    expectEstablished();
  }

  @Test
  void asManyHalfOpenConnectionsAsThereIsRoomForAreOpenAtTheSameTime() {
    router
        .settings(EngineSettings.DEFAULT.withMaxConnections(flood + established))
        .rule(FILTER, "forward", new Action.Accept());
    long before = heap();
    establish();
    load(Frames.tcp("203.0.113.77", 1, "192.168.1.80", 80).flags(Frames.SYN));
    long began = System.nanoTime();
    for (int i = 0; i < flood; i++) {
      frame.set(INT, SOURCE, 0x0B00_0000 + i * 37);
      frame.set(SHORT, SOURCE_PORT, (short) (1_024 + i % 60_000));
      assertThat(next()).isEqualTo(Verdict.ACCEPTED);
    }
    bounded("connections half open at the same time", before, began);
    ConnectionTable table = router.datapath().connections();
    assertThat(table.size()).isEqualTo(flood + established);
    assertThat(table.evicted() + table.refused()).isZero();
    expectEstablished();
    next();
    assertThat(table.size()).as("full, and still bounded").isEqualTo(flood + established);
  }

  @Test
  void addressesThatARuleAddsFillTheListAndNoMore() {
    int most = flood - flood / 10;
    router
        .settings(EngineSettings.DEFAULT.withMaxConnections(1 << 12).withStateLimits(most, 1 << 10))
        .rule(
            FILTER,
            "forward",
            new Action.AddSourceToAddressList("seen", new ListTimeout.Seconds(3_600)),
            new Matcher.InInterface(false, "wan"));
    long before = heap();
    establish();
    load(Frames.udp("203.0.113.77", 1, "192.168.1.80", 80));
    long began = System.nanoTime();
    for (int i = 0; i < flood; i++) {
      frame.set(INT, SOURCE, 0x0B00_0000 + i * 37);
      next();
    }
    bounded("addresses added by a rule", before, began);
    assertThat(router.datapath().addressLists().entries(Family.IPV4, router.now())).hasSize(most);
    // The servers of the established connections came through wan too: one address.
    assertThat(router.datapath().addressLists().refused())
        .isGreaterThanOrEqualTo((long) flood + 1 - most);
    expectEstablished();
  }

  @Test
  void incompleteFragmentsMakeRoomForEachOther() {
    long before = heap();
    router.rule(FILTER, "forward", new Action.Accept());
    establish();
    byte[] first =
        Frames.udp("203.0.113.77", 5_000, "192.168.1.80", 53)
            .id(1)
            .payload(new byte[1_200])
            .fragments(600)
            .getFirst();
    length = first.length;
    MemorySegment.copy(first, 0, frame, ValueLayout.JAVA_BYTE, 0, length);
    long began = System.nanoTime();
    for (int i = 0; i < flood; i++) {
      frame.set(INT, SOURCE, 0x0B00_0000 + i * 37);
      frame.set(SHORT, IDENTIFICATION, (short) i);
      assertThat(next()).isEqualTo(Verdict.HELD);
    }
    bounded("incomplete datagrams", before, began);
    Defragmenter fragments = router.datapath().defragmenter();
    assertThat(fragments.waiting()).isLessThanOrEqualTo(Defragmenter.DATAGRAMS);
    assertThat(fragments.dropped(FragmentDrop.FULL) + fragments.dropped(FragmentDrop.TIMEOUT))
        .isEqualTo(flood - fragments.waiting());
    assertThat(fragments.dropped(FragmentDrop.FULL)).as("a counted reason").isPositive();
    Verdict last = Verdict.HELD;
    for (byte[] piece :
        Frames.udp("203.0.113.5", 5_000, "192.168.1.80", 53)
            .id(9)
            .payload(new byte[1_200])
            .fragments(600)) {
      last = router.send(piece);
    }
    assertThat(last).isEqualTo(Verdict.ACCEPTED);
    expectEstablished();
  }
}
