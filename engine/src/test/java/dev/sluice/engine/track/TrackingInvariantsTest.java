package dev.sluice.engine.track;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.policy.TrackingSettings;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.wire.PacketView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class TrackingInvariantsTest {
  private static final int[] FLAGS = {2, 18, 16, 17, 4, 20, 24, 0, 1};

  @Test
  void randomPacketsNeverBreakTheTable() {
    for (Profile profile : Profile.values()) {
      Gen gen = Gen.seeded(profile.ordinal() + 77);
      TrackedLine line = new TrackedLine(TrackingSettings.DEFAULT, profile, 3000);
      long[] ended = new long[1];
      line.table.onEnd((t, c, why, now) -> ended[0] += t.live(c) && t.confirmed(c) ? 1 : 1_000_000);
      line.table.onDiscard((t, c, why, now) -> ended[0] += t.confirmed(c) ? 1_000_000 : 0);
      long confirmed = 0;
      for (int i = 0; i < Gen.count(15_000); i++) {
        line.drops = gen.oneIn(10);
        line.send(random(gen).packet());
        boolean kept = line.last >= 0 && line.table.fresh() && line.table.live(line.last);
        confirmed += kept ? 1 : 0;
        if (line.last >= 0 && line.table.fresh()) {
          if (gen.oneIn(3) && kept) {
            line.table.setReplyTuple(
                line.last,
                line.table.sourceHigh(line.last, true),
                line.table.sourceLow(line.last, true),
                line.table.sourcePort(line.last, true),
                line.table.destinationHigh(line.last, true),
                line.table.destinationLow(line.last, true),
                gen.below(60_000));
          }
        }
        line.now += gen.below(50_000_000);
        if (gen.oneIn(20)) {
          line.table.expire(line.now, gen.below(10));
        }
        if (i % 3000 == 0) {
          check(line, gen);
        }
      }
      check(line, gen);
      line.table.expire(line.now, 0);
      assertThat(confirmed - ended[0]).as(gen.toString()).isEqualTo(line.table.size());
      line.now += 500_000_000_000_000L;
      for (int i = 0; i < 10; i++) {
        line.table.expire(line.now, 100_000);
      }
      assertThat(line.table.size()).as(gen.toString()).isZero();
      assertThat(line.table.sizeSix()).as(gen.toString()).isZero();
      assertThat(line.table.tracker().index().count()).as(gen.toString()).isZero();
    }
  }

  @Test
  void announcingPacketsChangesNothing() {
    Gen gen = Gen.seeded(4_711);
    TrackedLine plain = new TrackedLine(TrackingSettings.DEFAULT, Profile.ROUTEROS, 200);
    TrackedLine told = new TrackedLine(TrackingSettings.DEFAULT, Profile.ROUTEROS, 200);
    PacketView[] group = new PacketView[ConnectionTable.MOST_ANNOUNCED + 1];
    for (int round = 0; round < Gen.count(300); round++) {
      int count = gen.between(1, group.length);
      byte[][] packets = new byte[count][];
      for (int i = 0; i < count; i++) {
        packets[i] = random(gen).packet();
        MemorySegment bytes = MemorySegment.ofArray(packets[i]);
        group[i] = new PacketView();
        group[i].wrapIp(bytes, 0, packets[i].length, packets[i].length);
      }
      told.table.announce(group, count);
      for (int i = 0; i < count; i++) {
        boolean passedBy = gen.oneIn(8);
        String wanted = passedBy ? "" : plain.send(packets[i]) + plain.last;
        String got = passedBy ? "" : told.send(group[i]) + told.last;
        assertThat(got).as(gen.toString()).isEqualTo(wanted);
      }
      plain.pass(gen.below(20));
      told.now = plain.now;
    }
    assertThat(told.table.size()).isEqualTo(plain.table.size());
    assertThat(told.table.tracker().approaching.read()).isNotZero();
  }

  private static Frames random(Gen gen) {
    boolean six = gen.oneIn(4);
    String a = six ? "2001:db8::" + gen.between(1, 9) : "10.0.0." + gen.between(1, 9);
    String b = six ? "2001:db8::" + gen.between(1, 9) : "10.0.0." + gen.between(1, 9);
    return switch (gen.below(6)) {
      case 0 -> Frames.udp(a, gen.between(1, 30), b, gen.between(1, 30));
      case 1 ->
          six
              ? Frames.icmp6(a, b, gen.pick(128, 129, 1, 135), 0).echo(gen.below(9), 1)
              : Frames.icmp(a, b, gen.pick(8, 0, 3, 13), 0).echo(gen.below(9), 1);
      case 2 -> Frames.ip(a, b, gen.pick(47, 50, 89)).payload(gen.bytes(gen.below(30)));
      default ->
          Frames.tcp(a, gen.between(1, 20), b, gen.between(1, 20))
              .flags(FLAGS[gen.below(FLAGS.length)])
              .seq(gen.below(4) * 100L)
              .ack(gen.below(4) * 100L)
              .payload(gen.bytes(gen.below(3) * 50));
    };
  }

  /** Each connection is found by both tuples, and the index has nothing else. */
  private static void check(TrackedLine line, Gen gen) {
    ConnectionTable table = line.table;
    int[] seen = new int[2];
    table.forEach((t, c) -> {
      seen[0]++;
      seen[1] += t.confirmed(c) ? 2 : 1;
      for (boolean reply : new boolean[] {false, true}) {
        int found =
            t.find(
                t.six(c),
                t.protocol(c),
                t.sourceHigh(c, reply),
                t.sourceLow(c, reply),
                t.sourcePort(c, reply),
                t.destinationHigh(c, reply),
                t.destinationLow(c, reply),
                t.destinationPort(c, reply),
                0);
        assertThat(found).as(gen.toString()).isEqualTo(c);
      }
      assertThat(t.packets(c, false) + t.packets(c, true)).isPositive();
    });
    assertThat(seen[0]).as(gen.toString()).isEqualTo(table.size());
    assertThat(seen[1]).as(gen.toString()).isEqualTo(table.tracker().index().count());
  }

  @Test
  void allocatesNothingForAPacketOnceItHasGrown() {
    ConnectionTable table =
        new ConnectionTable(TrackingSettings.DEFAULT, Profile.ROUTEROS, 20_000, 1);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Arena arena = Arena.ofConfined()) {
      Traffic traffic = new Traffic(arena);
      long now = traffic.run(table, 200_000, 0, TrackedLine.START);
      long before = threads.getCurrentThreadAllocatedBytes();
      traffic.run(table, 500_000, 200_000, now);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated).isLessThan(10_000);
      assertThat(table.evicted()).isPositive();
    }
  }

  /** Packets changed in place: a SYN, its answer and more of many clients. */
  private static final class Traffic {
    private final MemorySegment out;
    private final MemorySegment in;
    private final PacketView view = new PacketView();

    Traffic(Arena arena) {
      out = copy(arena, Frames.tcp("10.0.0.0", 1000, "192.0.2.1", 80).flags(2).packet());
      in = copy(arena, Frames.tcp("192.0.2.1", 80, "10.0.0.0", 1000).flags(18).ack(1).packet());
    }

    private static MemorySegment copy(Arena arena, byte[] packet) {
      MemorySegment segment = arena.allocate(packet.length);
      return segment.copyFrom(MemorySegment.ofArray(packet));
    }

    long run(ConnectionTable table, int packets, int from, long start) {
      long now = start;
      for (int i = from; i < from + packets; i++) {
        int client = i / 2;
        MemorySegment bytes = (i & 1) == 0 ? out : in;
        long at = (i & 1) == 0 ? 12 : 16;
        Octets.put16(bytes, at + 2, client);
        Octets.put8(bytes, at + 1, client >>> 16);
        view.wrapIp(bytes, 0, (int) bytes.byteSize(), (int) bytes.byteSize());
        int c = table.track(view, now);
        if (c >= 0) {
          table.confirm(c, now);
        }
        table.expire(now, 4);
        now += 1000;
      }
      return now;
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "sluice.measure", matches = "true")
  void measuresLookupAndUpdate() {
    for (int connections : new int[] {50_000, 1_000_000}) {
      ConnectionTable table =
          new ConnectionTable(TrackingSettings.DEFAULT, Profile.ROUTEROS, 1 << 20, 7).lean();
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment bytes =
            Traffic.copy(arena, Frames.tcp("10.0.0.0", 1000, "192.0.2.1", 80).flags(16).packet());
        PacketView view = new PacketView();
        long now = TrackedLine.START;
        long begin = cpu();
        for (int i = 0; i < connections; i++) {
          send(table, bytes, view, i, now);
        }
        long created = cpu() - begin;
        int rounds = 6_000_000;
        int client = 1;
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 4; round++) {
          begin = cpu();
          for (int i = 0; i < rounds / 4; i++) {
            client = (int) ((client * 1_103_515_245L + 12_345) & 0x7FFF_FFFF);
            send(table, bytes, view, client % connections, now);
          }
          best = Math.min(best, cpu() - begin);
        }
        begin = cpu();
        for (int i = 0; i < rounds / 4; i++) {
          client = (int) ((client * 1_103_515_245L + 12_345) & 0x7FFF_FFFF);
          Octets.put16(bytes, 14, client % connections);
          Octets.put8(bytes, 13, client % connections >>> 16);
          view.wrapIp(bytes, 0, 40, 40);
        }
        long decode = cpu() - begin;
        System.out.printf(
            "%,d connections: %.0f ns a packet (decoding %.0f of it), %.0f ns to create one, %.1f"
                + " bytes each%n",
            table.size(),
            best / (rounds / 4.0),
            decode / (rounds / 4.0),
            created / (double) connections,
            table.allocatedBytes() / (double) table.capacity());
      }
    }
  }

  /** Time of this thread only: others may be busy. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void send(
      ConnectionTable table, MemorySegment bytes, PacketView view, int client, long now) {
    Octets.put16(bytes, 14, client);
    Octets.put8(bytes, 13, client >>> 16);
    view.wrapIp(bytes, 0, 40, 40);
    table.confirm(table.track(view, now), now);
  }
}
