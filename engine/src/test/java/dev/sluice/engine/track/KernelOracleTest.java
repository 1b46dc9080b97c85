package dev.sluice.engine.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.TrackingSettings;
import dev.sluice.policy.TrackingState;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.kernel.KernelRouter;
import dev.sluice.testkit.kernel.KernelRouter.Seen;
import dev.sluice.wire.LinkType;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The Linux kernel's own connection tracking as the oracle of the profile {@link Profile#LINUX}:
 * the same packets through both, and the state of each compared. {@code -Dsluice.cases=100000} for
 * more packets than usual.
 */
class KernelOracleTest {
  private static final int USUAL_PACKETS = 2_000;
  private static final int AT_ONCE = 30;

  /** What the kernel of this machine may see differently, in packets of a thousand. */
  private static final double ALLOWED_PER_THOUSAND = 1;

  private record Difference(String kinds, String story) {}

  @Test
  void everyPacketHasTheStateThatTheKernelGivesIt() throws IOException {
    Optional<String> obstacle = KernelRouter.obstacle();
    Assumptions.assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    Gen gen = Gen.seeded(20_261_123);
    int packets = Gen.count(USUAL_PACKETS);
    List<Difference> differences = new ArrayList<>();
    try (KernelRouter kernel = KernelRouter.open();
        Engine engine = new Engine()) {
      int done = 0;
      for (int number = 1; done < packets; number += AT_ONCE) {
        done += batch(gen, number, kernel, engine, differences);
      }
      Map<String, Integer> byKind = new TreeMap<>();
      differences.forEach(d -> byKind.merge(d.kinds(), 1, Integer::sum));
      if (Boolean.getBoolean("sluice.tell")) {
        differences.forEach(d -> System.out.println(d.kinds() + "\n" + d.story() + "\n"));
      }
      assertThat(differences.size() * 1000.0 / done)
          .as(
              "%d of %d packets differ (%s): %s%n%s",
              differences.size(),
              done,
              gen,
              byKind,
              differences.isEmpty() ? "" : differences.getFirst().story())
          .isLessThanOrEqualTo(ALLOWED_PER_THOUSAND);
    }
  }

  private static int batch(
      Gen gen, int number, KernelRouter kernel, Engine engine, List<Difference> differences) {
    List<Conversation> open = new ArrayList<>();
    List<StringBuilder> stories = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      open.add(new Conversation(gen.split(), number + i));
      stories.add(new StringBuilder());
    }
    int done = 0;
    for (int turn = 0; turn < 25 * AT_ONCE; turn++) {
      int which = gen.below(AT_ONCE);
      Deque<Conversation.Step> steps = new ArrayDeque<>(open.get(which).step());
      while (!steps.isEmpty()) {
        Conversation.Step step = steps.remove();
        Seen expected = kernel.push(step.frame(), step.fromLeft(), step.last());
        Seen found = engine.push(step.frame());
        if (step.last()) {
          done++;
          stories.get(which).append(step.fromLeft() ? " > " : " < ").append(step.what());
          stories.get(which).append(": ").append(expected).append('\n');
          if (expected != found) {
            differences.add(
                new Difference(
                    expected + " not " + found + " for " + step.what().split(" [-0-9]", 2)[0],
                    stories.get(which) + "   but here " + found));
          }
        }
      }
    }
    return done;
  }

  /** The engine's side: defragmentation and tracking, every packet let through. */
  private static final class Engine implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(1 << 16);
    private final PacketView view = new PacketView();
    private final Defragmenter fragments = new Defragmenter();
    private final ConnectionTable table =
        new ConnectionTable(TrackingSettings.DEFAULT, Profile.LINUX, 1 << 20, 7);
    private long now = 1_000_000_000_000L;

    Seen push(byte[] frame) {
      now += 300_000;
      MemorySegment.copy(frame, 0, buffer, ValueLayout.JAVA_BYTE, 0, frame.length);
      PacketView.Status status =
          view.wrap(buffer, 0, frame.length, frame.length, LinkType.ETHERNET);
      if (status != PacketView.Status.OK) {
        return Seen.GONE;
      }
      PacketView packet = view;
      if (view.fragment()) {
        packet = fragments.offer(view, now);
        if (packet == null) {
          return Seen.GONE;
        }
      }
      int connection = table.track(packet, now);
      TrackingState state = TrackingState.values()[table.state()];
      if (connection != ConnectionTable.NONE) {
        table.confirm(connection, now);
      }
      table.expire(now, 16);
      return Seen.valueOf(state.name());
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
