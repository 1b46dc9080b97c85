package dev.sluice.engine.queues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.engine.Topology;
import dev.sluice.engine.route.Routes;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Family;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Policy;
import dev.sluice.policy.QueueLimits;
import dev.sluice.policy.QueueTree;
import dev.sluice.policy.QueueType;
import dev.sluice.policy.SimpleQueue;
import dev.sluice.policy.TrackingSettings;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueuesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_000 * SECOND;
  private static final int PACKET = 1_000;
  private static final long M = 1_000_000;
  private static final QueueLimits FREE = limits(0, 0, 8);
  private static final Origin HERE = Origin.NONE;

  private final List<QueueTree> trees = new ArrayList<>();
  private final List<SimpleQueue> simples = new ArrayList<>();
  private final List<QueueType> types = new ArrayList<>();
  private final List<QueueSecond> seconds = new ArrayList<>();

  private static QueueLimits limits(long limitAt, long maxLimit, int priority) {
    return new QueueLimits(limitAt, maxLimit, 0, 0, 0, 0.1, priority, "default");
  }

  private static QueueLimits of(String type, long maxLimit) {
    return new QueueLimits(0, maxLimit, 0, 0, 0, 0.01, 8, type);
  }

  private void tree(String name, String parent, String mark, QueueLimits limits) {
    List<String> marks = mark.isEmpty() ? List.of() : List.of(mark);
    trees.add(new QueueTree(name, parent, marks, limits, false, "", HERE));
  }

  private void simple(String name, String target, String parent, QueueLimits up, QueueLimits down) {
    simples.add(
        new SimpleQueue(
            name,
            List.of(AddressRange.of(Address.ipv4(Integer.parseInt(target)))),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            parent,
            up,
            down,
            FREE,
            false,
            "",
            HERE));
  }

  private Queues queues() {
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
            trees,
            simples,
            types,
            ZoneOffset.UTC);
    Topology topology =
        new Topology(List.of("ether1", "ether2"), List.of(), List.of(), Map.of(), Map.of());
    return new Queues(
        policy,
        new Routes(topology, policy),
        name -> name.equals("no-mark") ? 0 : Integer.parseInt(name.substring(1)),
        7,
        seconds::add);
  }

  private static QueuedPacket packet(int mark, int source, int destination) {
    QueuedPacket packet = new QueuedPacket();
    packet.mark = mark;
    packet.sourceLow = source;
    packet.destinationLow = destination;
    packet.protocol = 17;
    packet.inInterface = 0;
    packet.outInterface = 1;
    packet.ipBytes = PACKET;
    packet.frameBytes = PACKET + 14;
    return packet;
  }

  /** Each of the packets at 10 Mbit/s, in turns, for the time. */
  private static void send(Queues queues, double seconds, QueuedPacket... each) {
    long step = PACKET * 8 * SECOND / (10 * M);
    for (long at = 0; at < seconds * SECOND; at += step) {
      for (QueuedPacket packet : each) {
        queues.offer(packet, START + at);
      }
    }
  }

  /** Mbit/s that a queue carried in the seconds from 2 to 9. */
  private double rate(String queue, String direction) {
    return rate(queue, direction, 2, 10);
  }

  private double rate(String queue, String direction, int from, int to) {
    long bytes = 0;
    for (QueueSecond one : seconds) {
      if (one.queue().equals(queue)
          && one.direction().equals(direction)
          && one.second() >= 1_000 + from
          && one.second() < 1_000 + to) {
        bytes += one.bytes();
      }
    }
    return bytes * 8.0 / (to - from) / M;
  }

  private void manual(long q02, long q03, int p3, long q04, int p4, long q05, int p5, long most5) {
    tree("Q01", "global", "", limits(0, 10 * M, 8));
    tree("Q02", "Q01", "", limits(q02 * M, 10 * M, 8));
    tree("Q03", "Q01", "m3", limits(q03 * M, 10 * M, p3));
    tree("Q04", "Q02", "m4", limits(q04 * M, 10 * M, p4));
    tree("Q05", "Q02", "m5", limits(q05 * M, most5 * M, p5));
    send(queues(), 10.5, packet(3, 1, 9), packet(4, 2, 9), packet(5, 3, 9));
  }

  @Test
  void theManualsFirstExampleGivesSixTwoTwo() {
    manual(4, 6, 1, 2, 3, 2, 5, 10);
    assertThat(rate("Q03", "")).isCloseTo(6, within(0.1));
    assertThat(rate("Q04", "")).isCloseTo(2, within(0.1));
    assertThat(rate("Q05", "")).isCloseTo(2, within(0.1));
    assertThat(rate("Q01", "")).isCloseTo(10, within(0.1));
  }

  @Test
  void theManualsSecondExampleGivesWhatIsLeftToTheFirstPriority() {
    manual(4, 2, 3, 2, 1, 2, 5, 10);
    assertThat(rate("Q03", "")).isCloseTo(2, within(0.1));
    assertThat(rate("Q04", "")).isCloseTo(6, within(0.1));
    assertThat(rate("Q05", "")).isCloseTo(2, within(0.1));
  }

  @Test
  void theManualsThirdExampleReservesForTheInnerQueue() {
    manual(8, 2, 1, 2, 3, 2, 5, 10);
    assertThat(rate("Q03", "")).isCloseTo(2, within(0.1));
    assertThat(rate("Q04", "")).isCloseTo(6, within(0.1));
    assertThat(rate("Q05", "")).isCloseTo(2, within(0.1));
  }

  @Test
  void theManualsFourthExampleGivesTheLinkMoreThanItCarries() {
    tree("link", "ether2", "m3", limits(0, 10 * M, 8));
    trees.set(0, marked(trees.getFirst(), "m3", "m4", "m5"));
    tree("Q01", "global", "", limits(0, 10 * M, 8));
    tree("Q02", "Q01", "", limits(4 * M, 10 * M, 8));
    tree("Q03", "Q01", "m3", limits(6 * M, 10 * M, 1));
    tree("Q04", "Q02", "m4", limits(2 * M, 10 * M, 3));
    tree("Q05", "Q02", "m5", limits(12 * M, 15 * M, 5));
    QueuedPacket greedy = packet(5, 3, 9);
    send(queues(), 10.5, packet(3, 1, 9), packet(4, 2, 9), greedy, greedy);
    assertThat(rate("Q03", "")).isCloseTo(6, within(0.1));
    assertThat(rate("Q04", "")).isCloseTo(2, within(0.1));
    assertThat(rate("Q05", "")).isCloseTo(12, within(0.2));
    // The link's FIFO knows no queues: it carries its 10 Mbit/s of frames in the ratio 3:1:6.
    assertThat(rate("link", "")).isCloseTo(10, within(0.1));
  }

  private static QueueTree marked(QueueTree tree, String... marks) {
    return new QueueTree(
        tree.name(), tree.parent(), List.of(marks), tree.limits(), false, "", HERE);
  }

  @Test
  void limitAtIsGivenWhateverTheParentsLimit() {
    manual(4, 6, 1, 2, 3, 12, 5, 15);
    assertThat(rate("Q03", "")).isCloseTo(6, within(0.1));
    assertThat(rate("Q04", "")).isCloseTo(2, within(0.1));
    assertThat(rate("Q05", "")).isCloseTo(10, within(0.1));
  }

  @Test
  void aBucketLetsAsMuchThroughAfterIdleness() {
    for (double bucket : new double[] {0.1, 1, 10}) {
      trees.clear();
      tree("q", "global", "m1", new QueueLimits(0, 10 * M, 0, 0, 0, bucket, 8, "default"));
      Queues queues = queues();
      for (int i = 0; i < 20_000; i++) {
        queues.offer(packet(1, 1, 2), START);
      }
      queues.finish();
      // 10 Mbit of credit are 1,250 packets; one goes on the last of it, 50 wait, the rest is lost.
      long passed = (long) (1_250 * bucket) + 1 + 50;
      assertThat(queues.totals("q", "")[0]).as("bucket-size=" + bucket).isEqualTo(passed);
      assertThat(queues.totals("q", "")[2]).isEqualTo(20_000 - passed);
    }
  }

  @Test
  void delaysAndDropsAreCounted() {
    tree("q", "global", "m1", of("default", M));
    Queues queues = queues();
    send(queues, 2, packet(1, 1, 2));
    queues.finish();
    QueueSecond last = seconds.stream().filter(s -> s.second() == 1_001).findFirst().orElseThrow();
    assertThat(last.packets()).isCloseTo(125, within(2L));
    assertThat(last.droppedPackets()).isCloseTo(1_125, within(3L));
    // 50 packets of 8 ms each stand before one that comes.
    assertThat(last.mostDelayNanos()).isCloseTo(400_000_000L, within(10_000_000L));
  }

  @Test
  void packetsWithoutAQueuePassUntouched() {
    tree("q", "global", "m1", of("default", M));
    Queues queues = queues();
    send(queues, 1, packet(2, 1, 2));
    queues.finish();
    assertThat(seconds).isEmpty();
  }

  @Test
  void aTreeOnAnInterfaceCountsFrames() {
    tree("q", "ether2", "no-mark", FREE);
    Queues queues = queues();
    queues.offer(packet(0, 1, 2), START);
    QueuedPacket other = packet(0, 1, 2);
    other.outInterface = 0;
    queues.offer(other, START);
    queues.finish();
    assertThat(queues.totals("q", "")).containsExactly(1, PACKET + 14, 0);
  }

  @Test
  void aSimpleQueueComparesTheDestinationFirst() {
    simple("a", "1", "none", of("default", 2 * M), of("default", M));
    Queues queues = queues();
    send(queues, 10.5, packet(0, 1, 9), packet(0, 9, 1));
    queues.finish();
    assertThat(rate("a", "upload")).isCloseTo(2, within(0.05));
    assertThat(rate("a", "download")).isCloseTo(1, within(0.05));
  }

  @Test
  void theFirstSimpleQueueThatFitsTakesThePacket() {
    simple("a", "1", "none", FREE, FREE);
    simple("b", "1", "none", FREE, FREE);
    Queues queues = queues();
    queues.offer(packet(0, 1, 9), START);
    queues.finish();
    assertThat(queues.totals("a", "upload")[0]).isEqualTo(1);
    assertThat(queues.totals("b", "upload")[0]).isZero();
  }

  @Test
  void childrenOfASimpleQueueShareItsLimit() {
    simple("all", "1", "none", of("default", 4 * M), FREE);
    simple("inner", "1", "all", of("default", 3 * M), FREE);
    Queues queues = queues();
    send(queues, 10.5, packet(0, 1, 9));
    queues.finish();
    assertThat(rate("inner", "upload")).isCloseTo(3, within(0.05));
    assertThat(rate("all", "upload")).isCloseTo(3, within(0.05));
  }

  @Test
  void pcqSharesEquallyAndLimitsEachFlow() {
    types.add(new QueueType("each", "pcq", Map.of("pcq-classifier", "src-address"), HERE));
    tree("q", "global", "m1", of("each", 4 * M));
    Queues queues = queues();
    QueuedPacket busy = packet(1, 1, 9);
    QueuedPacket calm = packet(1, 2, 9);
    send(queues, 4, busy, busy, busy, calm);
    queues.finish();
    long[] totals = queues.totals("q", "");
    assertThat(totals[2]).isPositive();
    seconds.clear();
    types.clear();
    trees.clear();
    types.add(
        new QueueType(
            "slow", "pcq", Map.of("pcq-classifier", "src-address", "pcq-rate", "500k"), HERE));
    tree("q", "global", "m1", of("slow", 0));
    Queues slow = queues();
    send(slow, 10.5, packet(1, 1, 9), packet(1, 2, 9));
    slow.finish();
    assertThat(rate("q", "")).isCloseTo(1, within(0.05));
  }

  @Test
  void pcqFlowsGoFasterUntilTheirAverageIsOverTheThreshold() {
    Map<String, String> bursting =
        Map.of(
            "pcq-classifier", "src-address",
            "pcq-rate", "500k",
            "pcq-burst-rate", "2M",
            "pcq-burst-threshold", "400k",
            "pcq-burst-time", "16s",
            "pcq-limit", "10000KiB",
            "pcq-total-limit", "20000KiB");
    types.add(new QueueType("bursting", "pcq", bursting, HERE));
    tree("q", "global", "m1", of("bursting", 0));
    Queues queues = queues();
    send(queues, 20, packet(1, 1, 9), packet(1, 2, 9));
    queues.finish();
    // 400k of 16 seconds are 6.4 Mbit: 3.2 seconds at 2M.
    assertThat(rate("q", "", 0, 3)).isCloseTo(4, within(0.1));
    assertThat(rate("q", "", 5, 15)).isCloseTo(1, within(0.1));
  }

  @Test
  void pcqMasksPutAddressesOfEitherFamilyIntoOneFlow() {
    Map<String, String> masked =
        Map.of(
            "pcq-classifier", "src-address",
            "pcq-rate", "500k",
            "pcq-src-address-mask", "24",
            "pcq-src-address6-mask", "56");
    types.add(new QueueType("masked", "pcq", masked, HERE));
    tree("q", "global", "m1", of("masked", 0));
    Queues four = queues();
    send(four, 10.5, packet(1, 1, 9), packet(1, 2, 9));
    four.finish();
    assertThat(rate("q", "")).as("one flow").isCloseTo(0.5, within(0.05));
    seconds.clear();
    Queues six = queues();
    send(six, 10.5, six(0x2001_0db8_0000_0100L), six(0x2001_0db8_0000_01ffL));
    six.finish();
    assertThat(rate("q", "")).as("one flow").isCloseTo(0.5, within(0.05));
    seconds.clear();
    Queues apart = queues();
    send(apart, 10.5, six(0x2001_0db8_0000_0100L), six(0x2001_0db8_0000_0200L));
    apart.finish();
    assertThat(rate("q", "")).as("two flows").isCloseTo(1, within(0.05));
  }

  private QueuedPacket six(long sourceHigh) {
    QueuedPacket one = packet(1, 1, 9);
    one.six = true;
    one.sourceHigh = sourceHigh;
    return one;
  }

  @Test
  void everyKindCarriesTheLimitAndLosesTheRest() {
    for (String kind :
        List.of("pfifo", "bfifo", "red", "sfq", "pcq", "codel", "fq-codel", "cake", "mq-pfifo")) {
      types.clear();
      trees.clear();
      seconds.clear();
      types.add(new QueueType("t", kind, Map.of(), HERE));
      tree("q", "global", "m1", of("t", 2 * M));
      Queues queues = queues();
      send(queues, 10.5, packet(1, 1, 9), packet(1, 2, 9));
      queues.finish();
      assertThat(rate("q", "")).as(kind).isCloseTo(2, within(0.1));
      long[] totals = queues.totals("q", "");
      assertThat(totals[0] + totals[2]).as(kind).isEqualTo(2 * 13_125);
      assertThat(totals[2]).as(kind).isPositive();
    }
  }

  @Test
  void aParentInACircleIsLeftOut() {
    tree("a", "b", "m1", FREE);
    tree("b", "a", "m1", FREE);
    Queues queues = queues();
    queues.offer(packet(1, 1, 2), START);
    queues.finish();
    assertThat(seconds).isEmpty();
  }
}
