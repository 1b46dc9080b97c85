package dev.sluice.engine.queues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.engine.Topology;
import dev.sluice.engine.route.Routes;
import dev.sluice.policy.Family;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Policy;
import dev.sluice.policy.QueueLimits;
import dev.sluice.policy.QueueTree;
import dev.sluice.policy.TrackingSettings;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The two tables of the manual's page about bursts: limit-at 1M, max-limit 2M, burst-threshold
 * 1500k, burst-limit 4M, and two downloads of 32 Mbit that begin at 0 s and at 17 s. The manual
 * takes one sample a second, RouterOS sixteen a window, so a step may come a second sooner or
 * later.
 */
class BurstTablesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_000 * SECOND;
  private static final int PACKET = 1_000;
  private static final long M = 1_000_000;
  private static final long DOWNLOAD = 32 * M;

  @Test
  void aWindowOfSixteenSecondsBurstsForSix() {
    double[] rates = rates(16);
    assertSeconds(rates, 0, 6, 4);
    assertSeconds(rates, 6, 10, 2);
    assertSeconds(rates, 10, 17, 0);
    // What the first download left in the window keeps the second one waiting for its burst.
    assertSeconds(rates, 17, 19, 2);
    assertThat(sum(rates, 19, 23)).isCloseTo(16, within(2.1));
    assertSeconds(rates, 23, 29, 2);
    assertThat(sum(rates, 17, 31)).isCloseTo(32, within(0.1));
  }

  @Test
  void aWindowOfEightSecondsBurstsForThree() {
    double[] rates = rates(8);
    assertSeconds(rates, 0, 3, 4);
    assertSeconds(rates, 3, 13, 2);
    assertSeconds(rates, 13, 17, 0);
    // The last seconds of the first download are still in the window.
    assertSeconds(rates, 17, 19, 4);
    assertSeconds(rates, 20, 31, 2);
    assertThat(sum(rates, 17, 32)).isCloseTo(32, within(0.1));
  }

  private static void assertSeconds(double[] rates, int from, int to, double rate) {
    for (int i = from; i < to; i++) {
      assertThat(rates[i]).as("second %d", i).isCloseTo(rate, within(0.1));
    }
  }

  private static double sum(double[] rates, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += rates[i];
    }
    return sum;
  }

  /** Mbit/s in each second. */
  private static double[] rates(long window) {
    List<QueueSecond> seconds = new ArrayList<>();
    QueueLimits limits =
        new QueueLimits(M, 2 * M, 4 * M, 1_500_000, window * SECOND, 0, 8, "default");
    QueueTree tree = new QueueTree("q", "global", List.of("m"), limits, false, "", Origin.NONE);
    Policy policy =
        new Policy(
            Firewall.empty(Family.IPV4),
            Firewall.empty(Family.IPV6),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            TrackingSettings.DEFAULT,
            List.of(),
            List.of(tree),
            List.of(),
            List.of(),
            ZoneOffset.UTC);
    Queues queues =
        new Queues(policy, new Routes(Topology.EMPTY, policy), name -> 1, 7, seconds::add);
    download(queues, START, DOWNLOAD);
    download(queues, START + 17 * SECOND, 2 * DOWNLOAD);
    queues.finish();
    double[] rates = new double[60];
    for (QueueSecond one : seconds) {
      rates[(int) (one.second() - 1_000)] = one.bytes() * 8.0 / M;
    }
    return rates;
  }

  /** As a sender that slows down: it has at most a few packets on the way. */
  private static void download(Queues queues, long from, long until) {
    QueuedPacket packet = new QueuedPacket();
    packet.mark = 1;
    packet.ipBytes = PACKET;
    packet.outInterface = -1;
    long offered = queues.totals("q", "")[1] * 8;
    for (long at = from; offered < until; at += SECOND / 2_000) {
      boolean room = offered - queues.totals("q", "")[1] * 8 < 5 * PACKET * 8;
      if (room) {
        queues.offer(packet, at);
        offered += PACKET * 8;
      } else {
        queues.pass(at);
      }
    }
  }
}
