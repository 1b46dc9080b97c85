package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** A million packets of an office through all its rules, and what they cost. */
class AllocationTest {
  private static final int PACKETS = 1_000_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static long allocated() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId());
  }

  @Test
  void takesAMillionPacketsWithoutAllocating() {
    try (Arena arena = Arena.ofConfined()) {
      OfficeLike office = new OfficeLike(2_000, arena);
      Datapath datapath =
          OfficeLike.router()
              .settings(EngineSettings.DEFAULT.withMaxConnections(1 << 16))
              .datapath();
      long now = Router.START;
      int at = 0;
      // Twice the traffic first: tables grow to their size, code is compiled.
      for (int i = 0; i < 4 * office.packets(); i++) {
        office.send(at, datapath, now += 2_000);
        at = at + 1 == office.packets() ? 0 : at + 1;
      }
      long before = allocated();
      long start = System.nanoTime();
      long accepted = 0;
      for (int i = 0; i < PACKETS; i++) {
        if (office.send(at, datapath, now += 2_000) == Verdict.ACCEPTED) {
          accepted++;
        }
        at = at + 1 == office.packets() ? 0 : at + 1;
      }
      long nanos = System.nanoTime() - start;
      long allocated = allocated() - before;
      System.out.printf(
          "office: %d ns a packet, %d bytes allocated, %d accepted%n",
          nanos / PACKETS, allocated, accepted);
      assertThat(allocated).isLessThan(10_000);
      assertThat(accepted).isGreaterThan(PACKETS / 2);
    }
  }

  @Test
  void readsCallsAndListsOfGamesWithoutAllocating() {
    try (Arena arena = Arena.ofConfined()) {
      Reel calls = new Reel(CallsLike.frames(500), arena);
      Datapath datapath = OfficeLike.router().datapath();
      long now = Router.START;
      for (int round = 0; round < 20; round++) {
        for (int i = 0; i < calls.packets(); i++) {
          calls.send(i, datapath, now += 1_000_000);
        }
      }
      assertThat(datapath.connections().expectations()).isGreaterThan(2_048);
      long before = allocated();
      long start = System.nanoTime();
      for (int round = 0; round < 10; round++) {
        for (int i = 0; i < calls.packets(); i++) {
          calls.send(i, datapath, now += 1_000_000);
        }
      }
      long nanos = System.nanoTime() - start;
      long allocated = allocated() - before;
      System.out.printf(
          "calls: %d ns a packet, %d bytes allocated%n",
          nanos / (10L * calls.packets()), allocated);
      assertThat(allocated).isLessThan(10_000);
    }
  }
}
