package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Action;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.Layer7Protocol;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Policy;
import dev.sluice.policy.PortSet;
import dev.sluice.policy.RejectWith;
import dev.sluice.replay.ReplaySettings.Listing;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Traffic;
import dev.sluice.wire.CaptureReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  private static final long START = 1_772_438_400L * Traffic.SECOND;
  private static final ReplaySettings ALL = ReplaySettings.DEFAULT.withListing(Listing.ALL);

  @Test
  void acceptsEverythingWithoutRules() throws IOException {
    try (Report report = Runs.run(Policies.EMPTY, ALL, office().pcap())) {
      assertThat(report.totals().accepted()).isEqualTo(report.totals().packets()).isPositive();
      assertThat(report.connectionTotals().tcp()).isEqualTo(1);
      assertThat(report.connectionTotals().udp()).isEqualTo(1);
      assertThat(report.captures().get(0).first()).isEqualTo(START);
    }
  }

  @Test
  void countsEachPacketInExactlyOneClass() throws IOException {
    Traffic traffic = office();
    traffic.send(START, Frames.udp("192.168.1.7", 9, "203.0.113.9", 9).totalLength(7));
    traffic.send(START, Frames.tcp("192.168.1.8", 99, "203.0.113.9", 23).flags(Frames.SYN));
    Policy policy =
        Policies.filter(
            Policies.rule(0, "forward", new Action.Drop(), new Matcher.Protocol(false, 17)),
            Policies.rule(
                1,
                "forward",
                new Action.Reject(RejectWith.TCP_RESET),
                new Matcher.Protocol(false, 6),
                port(23)));
    try (Report report = Runs.run(policy, ALL, traffic.pcap())) {
      Report.Totals totals = report.totals();
      assertThat(Runs.classes(totals)).isEqualTo(totals.packets());
      assertThat(totals.malformedPackets()).isEqualTo(1);
      assertThat(totals.rejected()).isEqualTo(1);
      assertThat(totals.dropped()).isEqualTo(2);
      assertThat(report.rules().get(0).packets()).isEqualTo(2);
      assertThat(report.connectionTotals().udp()).isZero();
    }
  }

  @Test
  void givesFragmentsTheVerdictOfTheirDatagram(@TempDir Path folder) throws IOException {
    Frames datagram = Frames.udp("192.168.1.7", 5000, "203.0.113.9", 5001).payload(new byte[4000]);
    List<byte[]> fragments = datagram.id(7).fragments(1500);
    assertThat(fragments).hasSize(3);
    byte[] capture = pcap(fragments);
    Policy policy = Policies.filter(Policies.rule(0, "forward", new Action.Drop(), port(5001)));
    Path accepted = folder.resolve("accepted.pcap");
    Path dropped = folder.resolve("dropped.pcap");
    ReplaySettings settings = files(accepted, dropped);
    try (Report report = Runs.run(policy, settings, capture)) {
      assertThat(report.totals().dropped()).isEqualTo(3);
      assertThat(report.totals().accepted()).isZero();
    }
    assertThat(count(accepted)).isZero();
    assertThat(count(dropped)).isEqualTo(3);
  }

  @Test
  void dropsFragmentsThatNeverComeTogetherAndSaysSo(@TempDir Path folder) throws IOException {
    List<byte[]> fragments =
        Frames.udp("192.168.1.7", 5000, "203.0.113.9", 5001)
            .payload(new byte[4000])
            .id(7)
            .fragments(1500)
            .subList(0, 2);
    Path dropped = folder.resolve("dropped.pcap");
    ReplaySettings settings = files(folder.resolve("accepted.pcap"), dropped);
    try (Report report = Runs.run(Policies.EMPTY, settings, pcap(fragments))) {
      assertThat(report.totals().dropped()).isEqualTo(2);
      assertThat(report.assumptions()).anyMatch(said -> said.contains("never became a datagram"));
    }
    assertThat(count(dropped)).isEqualTo(2);
  }

  @Test
  void mergesCapturesByTimeAndKeepsTheNamedOrderOnATie() throws IOException {
    Traffic whole = office();
    int[] n = {0};
    List<byte[]> one = new ArrayList<>();
    List<byte[]> two = new ArrayList<>();
    List<Long> oneTimes = new ArrayList<>();
    List<Long> twoTimes = new ArrayList<>();
    whole
        .packets()
        .forEach(sent -> {
          boolean first = n[0]++ % 2 == 0;
          (first ? one : two).add(sent.frame());
          (first ? oneTimes : twoTimes).add(sent.time());
        });
    try (Report merged = Runs.run(Policies.EMPTY, ALL, pcap(one, oneTimes), pcap(two, twoTimes));
        Report single = Runs.run(Policies.EMPTY, ALL, whole.pcap())) {
      assertThat(merged.totals()).isEqualTo(single.totals());
      assertThat(connections(merged)).isEqualTo(connections(single));
      assertThat(merged.captures()).hasSize(2);
    }
  }

  @Test
  void standsStillWhereTimeGoesBackwardsAndSaysIt() throws IOException {
    List<byte[]> frames = List.of(frame(1), frame(2), frame(3));
    List<Long> times = List.of(START, START - Traffic.SECOND, START + Traffic.SECOND);
    try (Report report = Runs.run(Policies.EMPTY, ALL, pcap(frames, times))) {
      assertThat(report.totals().accepted()).isEqualTo(3);
      assertThat(report.captures().get(0).problems())
          .containsExactly(
              "time goes backwards at 1 packet, taken as simultaneous with the one before");
      assertThat(report.captures().get(0).first()).isEqualTo(START - Traffic.SECOND);
    }
  }

  @Test
  void givesTheSameForEveryNumberOfWorkers() throws IOException {
    byte[] capture = office().pcap();
    String expected = null;
    for (int workers : new int[] {1, 1, 2, 5}) {
      try (Report report = Runs.run(Policies.EMPTY, ALL.withWorkers(workers), capture, capture)) {
        String text = Runs.text(report, Listing.ALL);
        assertThat(text).isEqualTo(expected == null ? text : expected);
        expected = text;
      }
    }
  }

  @Test
  void reportsWhatCameBeforeTheCutOfACapture() throws IOException {
    byte[] whole = office().pcap();
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 3);
    try (Report report = Runs.run(Policies.EMPTY, ALL, cut)) {
      assertThat(report.totals().packets()).isEqualTo(office().packets().size() - 1);
      assertThat(report.captures().get(0).problems()).hasSize(1);
    }
  }

  @Test
  void namesThePatternsThatMatchedHoweverManyThereAreAndWhicheverAreDisabled() throws IOException {
    List<Layer7Protocol> patterns = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      String regexp = i == 3 || i == 70 ? "^question" : "^nothing like it";
      patterns.add(new Layer7Protocol("p" + i, regexp, i == 2, "", Origin.NONE));
    }
    Policy policy =
        Policies.withPatterns(
            Policies.filter(
                Policies.rule(
                    0,
                    "forward",
                    new Action.Passthrough(),
                    new Matcher.Layer7(false, List.of("p3", "p70")))),
            patterns);
    try (Report report = Runs.run(policy, ALL, office().pcap())) {
      List<String> names = report.applications().stream().map(one -> one.name()).toList();
      assertThat(names).hasSize(79).doesNotContain("p2");
      Report.Connection dns =
          connections(report).stream()
              .filter(one -> one.protocol() == 17)
              .findFirst()
              .orElseThrow();
      assertThat(dns.applications(names)).containsExactly("p3", "p70");
      assertThat(report.rules().get(0).packets()).isEqualTo(2);
    }
  }

  @Test
  void writesNoLineLongerThanAHundredColumns() throws IOException {
    try (Report report = Runs.run(Policies.EMPTY, ALL, office().pcap())) {
      assertThat(Runs.text(report, Listing.ALL).lines())
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(TextReport.WIDTH));
    }
  }

  private static Matcher port(int port) {
    return new Matcher.DestinationPort(false, new PortSet(List.of(new IntRange(port, port))));
  }

  private static ReplaySettings files(Path accepted, Path dropped) {
    return ALL.withFiles(
        new OutputFiles(
            Optional.of(accepted),
            Optional.of(dropped),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  private static Traffic office() {
    Traffic traffic = new Traffic();
    traffic
        .tcp(START, "192.168.1.100", 40000, "203.0.113.1", 80)
        .open()
        .client("GET / HTTP/1.1\r\n\r\n")
        .server("HTTP/1.1 200 OK\r\n\r\n")
        .close();
    traffic
        .udp(START + Traffic.SECOND, "192.168.1.101", 5353, "203.0.113.53", 53)
        .client("question")
        .server("answer");
    return traffic;
  }

  private static byte[] frame(int n) {
    return Frames.udp("192.168.1." + n, 1000, "203.0.113.1", 53).payload("x").frame();
  }

  private static byte[] pcap(List<byte[]> frames) {
    return pcap(frames, frames.stream().map(frame -> START).toList());
  }

  private static byte[] pcap(List<byte[]> frames, List<Long> times) {
    int size = 24 + frames.stream().mapToInt(frame -> 16 + frame.length).sum();
    java.nio.ByteBuffer out = java.nio.ByteBuffer.allocate(size);
    out.putInt(0xa1b23c4d).putShort((short) 2).putShort((short) 4);
    out.putLong(0).putInt(262_144).putInt(1);
    for (int i = 0; i < frames.size(); i++) {
      out.putInt((int) (times.get(i) / Traffic.SECOND));
      out.putInt((int) (times.get(i) % Traffic.SECOND));
      out.putInt(frames.get(i).length).putInt(frames.get(i).length).put(frames.get(i));
    }
    return out.array();
  }

  private static long count(Path capture) throws IOException {
    assertThat(Files.size(capture)).isPositive();
    try (CaptureReader reader = CaptureReader.open(capture)) {
      while (reader.next()) {
        assertThat(reader.captured()).isPositive();
      }
      assertThat(reader.problem()).isEmpty();
      return reader.packets();
    }
  }

  private static List<Report.Connection> connections(Report report) throws IOException {
    List<Report.Connection> all = new ArrayList<>();
    report.connections().forEach(all::add);
    return all;
  }
}
