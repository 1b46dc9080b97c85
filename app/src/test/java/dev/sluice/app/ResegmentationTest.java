package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.config.PolicyReader;
import dev.sluice.config.Reading;
import dev.sluice.engine.Datapath;
import dev.sluice.engine.EngineSettings;
import dev.sluice.engine.Observer;
import dev.sluice.engine.Topology;
import dev.sluice.engine.Topology.Attachment;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.engine.track.EndReason;
import dev.sluice.policy.Policy;
import dev.sluice.replay.spec.Literals;
import dev.sluice.testkit.Shared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * However a byte stream is cut into segments, its connection has the same applications, mark and
 * verdict. Patterns with $ are left out: they ask where a packet ends. The window is one of bytes,
 * because one of packets depends on the cut. Connections that the capture holds with holes or
 * overtaking packets are left out: how long inspection waits for those is a limit, and limits count
 * segments. {@code -Dsluice.captures=all} takes all captures.
 */
class ResegmentationTest {
  private static final int FEW = 6;
  private static final int SMALL = 60_000;
  private static final long SEED = Long.getLong("sluice.seed", 20_261_123L);
  private static final boolean ALL = "all".equals(System.getProperty("sluice.captures"));
  private static final EngineSettings SETTINGS =
      EngineSettings.DEFAULT.withWindow(1 << 30, 2_048).withMaxConnections(1 << 16);

  /** What became of the TCP connections of one capture, as sorted lines. */
  private static final class Fates implements Observer {
    private final Map<String, Integer> lines = new TreeMap<>();
    private final Map<String, List<String>> byEnds = new HashMap<>();
    private @Nullable Datapath datapath;

    private Datapath made() {
      return Objects.requireNonNull(datapath);
    }

    void attach(Datapath made) {
      datapath = made;
    }

    @Override
    public void connectionEnded(ConnectionTable table, int c, EndReason reason, long now) {
      if (table.protocol(c) != 6) {
        return;
      }
      String line =
          Long.toHexString(table.sourceHigh(c, false))
              + "/"
              + Long.toHexString(table.sourceLow(c, false))
              + ":"
              + table.sourcePort(c, false)
              + " > "
              + Long.toHexString(table.destinationLow(c, false))
              + ":"
              + table.destinationPort(c, false)
              + " "
              + made().serverNames().name(c)
              + " "
              + made().inspection().applications(table, c)
              + " mark "
              + made().context().marks().name(table.mark(c))
              + (table.dropped(c) > 0 ? " dropped" : " accepted");
      lines.merge(line, 1, Integer::sum);
      String one = end(table, c, false);
      String other = end(table, c, true);
      String ends = one.compareTo(other) < 0 ? one + "|" + other : other + "|" + one;
      byEnds.computeIfAbsent(ends, ignored -> new ArrayList<>()).add(line);
    }

    private static String end(ConnectionTable table, int c, boolean reply) {
      return table.sourceHigh(c, reply)
          + "/"
          + table.sourceLow(c, reply)
          + ":"
          + table.sourcePort(c, reply);
    }

    void without(Set<String> holed) {
      for (String ends : holed) {
        byEnds.getOrDefault(ends, List.of()).forEach(lines::remove);
      }
    }
  }

  private int splitHellos;

  @Test
  void anyCutOfTheStreamsGivesTheSame() throws IOException {
    Path shared = Shared.folder("captures").orElse(null);
    assumeTrue(shared != null, Shared.absent("captures"));
    Policy policy = policy();
    List<String> differences = new ArrayList<>();
    int connections = 0;
    int leftOut = 0;
    for (Path capture : captures(shared)) {
      Set<String> holed = new HashSet<>();
      fates(policy, capture, 1_460, false, 0, holed);
      Map<String, Integer> plain = fates(policy, capture, 0, false, 0, holed);
      connections += plain.size();
      leftOut += holed.size();
      for (int size : new int[] {1, 7, 536, 1_460}) {
        for (boolean reorders : new boolean[] {false, true}) {
          Map<String, Integer> cut = fates(policy, capture, size, reorders, 0, holed);
          if (!cut.equals(plain)) {
            differences.add(difference(capture, "size " + size, reorders, plain, cut));
          }
        }
      }
    }
    assertThat(connections).isPositive();
    String tells = "%d connections, %d with holes left out".formatted(connections, leftOut);
    if (ALL) {
      System.out.println(tells);
    }
    assertThat(differences).as("of %s, seed %d", tells, SEED).isEmpty();
  }

  /** Patterns see the records' own headers, so only what is asked of the names has to be equal. */
  @Test
  void anySizeOfTlsRecordsGivesTheSame() throws IOException {
    Path shared = Shared.folder("captures").orElse(null);
    assumeTrue(shared != null, Shared.absent("captures"));
    Policy policy = read(namesOnly());
    List<String> differences = new ArrayList<>();
    for (Path capture : captures(shared)) {
      Set<String> holed = new HashSet<>();
      fates(policy, capture, 1_460, false, 0, holed);
      Map<String, Integer> plain = fates(policy, capture, 0, false, 0, holed);
      for (int records : new int[] {1, 7, 100, 536}) {
        for (boolean reorders : new boolean[] {false, true}) {
          int size = records == 1 ? 7 : 1_460;
          Map<String, Integer> cut = fates(policy, capture, size, reorders, records, holed);
          if (!cut.equals(plain)) {
            differences.add(difference(capture, "records of " + records, reorders, plain, cut));
          }
        }
      }
    }
    assertThat(splitHellos).as("hellos in other records").isPositive();
    if (ALL) {
      System.out.println(splitHellos + " hellos in other records");
    }
    assertThat(differences).as("seed %d", SEED).isEmpty();
  }

  private static String namesOnly() {
    String rules =
        """
        /%1$s firewall mangle
        add chain=forward action=mark-connection new-connection-mark=com tls-host=*.com
        add chain=forward action=mark-connection new-connection-mark=net tls-host=*.net
        /%1$s firewall filter
        add chain=forward action=drop protocol=tcp tls-host=*google*
        """;
    return rules.formatted("ip") + rules.formatted("ipv6");
  }

  private static String difference(
      Path capture,
      String way,
      boolean reorders,
      Map<String, Integer> plain,
      Map<String, Integer> cut) {
    Map<String, Integer> gone = new TreeMap<>(plain);
    gone.keySet().removeAll(cut.keySet());
    Map<String, Integer> came = new TreeMap<>(cut);
    came.keySet().removeAll(plain.keySet());
    return "%s cut to %s%s: %s became %s"
        .formatted(capture.getFileName(), way, reorders ? " and reordered" : "", gone, came);
  }

  private static List<Path> captures(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> sorted =
          files
              .filter(file -> file.toString().matches(".*\\.pcap(ng)?"))
              .filter(file -> ALL || file.toFile().length() < SMALL)
              .sorted()
              .toList();
      if (ALL) {
        return sorted;
      }
      List<Path> some = new ArrayList<>();
      for (int i = 0; i < FEW; i++) {
        some.add(sorted.get(i * sorted.size() / FEW));
      }
      return some;
    }
  }

  private static Policy policy() throws IOException {
    StringBuilder patterns = new StringBuilder("/ip firewall layer7-protocol\n");
    StringBuilder marks = new StringBuilder("/ip firewall mangle\n");
    StringBuilder marks6 = new StringBuilder("/ipv6 firewall mangle\n");
    int count = 0;
    Path reference = Shared.folder("reference").orElseThrow();
    Path file = reference.resolve("patterns-l7-protocols.tsv");
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      String[] columns = line.split("\t", -1);
      if (line.startsWith("#") || columns[1].contains("$") || columns[1].contains("\"")) {
        continue;
      }
      String name = "p" + count++ + "-" + columns[0].replaceAll("[^a-z0-9-]", "-");
      patterns.append("add name=").append(name).append(" regexp=\"");
      patterns.append(columns[1].replace("\\", "\\\\").replace("?", "\\?")).append("\"\n");
      for (StringBuilder rules : List.of(marks, marks6)) {
        rules.append("add chain=forward action=mark-connection new-connection-mark=").append(name);
        rules.append(" layer7-protocol=").append(name).append('\n');
      }
    }
    String filter =
        """
        /%1$s firewall filter
        add chain=forward action=drop layer7-protocol=p3-%2$s
        add chain=forward action=drop protocol=tcp tls-host=*google*
        """;
    String names = patterns.toString();
    int at = names.indexOf("name=p3-") + 8;
    String third = names.substring(at, names.indexOf(' ', at));
    return read(
        names + marks + marks6 + filter.formatted("ip", third) + filter.formatted("ipv6", third));
  }

  private static Policy read(String text) {
    Reading reading =
        PolicyReader.read("cut.rsc", text.getBytes(StandardCharsets.ISO_8859_1), false);
    assertThat(reading.hasErrors()).as(reading.problems().toString()).isFalse();
    return reading.policy();
  }

  private Map<String, Integer> fates(
      Policy policy, Path capture, int size, boolean reorders, int records, Set<String> holed)
      throws IOException {
    Fates fates = new Fates();
    Topology topology =
        new Topology(
            List.of("bridge", "ether1"),
            List.of(
                at("192.168.0.0/16", "bridge"), at("0.0.0.0/0", "ether1"), at("::/0", "ether1")),
            List.of(),
            Map.of(),
            Map.of());
    Datapath datapath = new Datapath(policy, topology, SETTINGS, fates);
    fates.attach(datapath);
    long[] last = {0};
    Recut.Sink sink =
        (view, now) -> {
          last[0] = Math.max(last[0], now);
          datapath.process(view, -1, last[0]);
        };
    try (Recut recut = new Recut(size, reorders, records, SEED, sink)) {
      recut.show(capture);
      holed.addAll(recut.holed());
      splitHellos += recut.splitHellos();
    }
    datapath.finish(last[0]);
    fates.without(holed);
    return fates.lines;
  }

  private static Attachment at(String prefix, String name) {
    return new Attachment(Literals.range(prefix).orElseThrow(), name);
  }
}
