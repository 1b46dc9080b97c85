package dev.sluice.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.policy.AddressText;
import dev.sluice.policy.Family;
import dev.sluice.testkit.Shared;
import dev.sluice.wire.CaptureReader;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the names found in real captures with those that another tool found in them. */
class ServerNamesOfCapturesTest {
  private record Flow(int connection, boolean reply) {}

  private final PacketView packet = new PacketView();
  private final Set<String> refused = new TreeSet<>();

  @Test
  void findsTheNamesOfTlsAndQuicFlows() throws IOException {
    Optional<Path> folder = Shared.folder("captures");
    assumeTrue(folder.isPresent(), Shared.absent("captures"));
    int expected = 0;
    List<String> different = new ArrayList<>();
    for (Path table : tables(folder.get())) {
      List<String[]> rows = new ArrayList<>();
      for (String line : Files.readAllLines(table)) {
        String[] row = line.split("\t", -1);
        if (row[6].matches("(TLS|QUIC)(\\..*)?") && !row[7].isEmpty()) {
          rows.add(row);
        }
      }
      String name = table.getFileName().toString().replace(".flows.tsv", "");
      Map<String, String> found = names(folder.get().resolve(name));
      for (String[] row : rows) {
        String key = key(row[1], row[2], row[3], row[4], row[5]);
        String got = found.get(key);
        if (got == null) {
          continue; // inside a tunnel, which is one connection to a firewall
        }
        expected++;
        if (!got.equals(row[7].toLowerCase(Locale.ROOT))) {
          different.add(name + " " + String.join(" ", row) + " -> " + got);
        }
      }
    }
    assertThat(different).isEmpty();
    assertThat(expected).isGreaterThan(100);
    assertThat(refused).as("packets of real traffic that must not go on").isEmpty();
  }

  private static List<Path> tables(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".flows.tsv")).sorted().toList();
    }
  }

  private static String key(String... parts) {
    // The table's tool shortens every zero group of an address.
    String a = parts[1].replace(":0:", "::") + " " + parts[2];
    String b = parts[3].replace(":0:", "::") + " " + parts[4];
    return parts[0] + " " + (a.compareTo(b) < 0 ? a + " " + b : b + " " + a);
  }

  private Map<String, String> names(Path capture) throws IOException {
    ServerNames names = new ServerNames();
    Map<String, Integer> connections = new HashMap<>();
    Map<String, Flow> flows = new HashMap<>();
    Set<Flow> sent = new HashSet<>();
    try (CaptureReader reader = CaptureReader.open(capture)) {
      while (reader.next()) {
        packet.wrap(
            reader.bytes(),
            reader.offset(),
            reader.captured(),
            reader.wireLength(),
            reader.linkType());
        if (packet.status() == PacketView.Status.OK && packet.hasPorts()) {
          Flow flow = flow(connections, flows);
          boolean first = sent.add(flow) && !flow.reply;
          boolean answered = sent.contains(new Flow(flow.connection, !flow.reply));
          names.begin();
          names.look(packet, flow.connection, flow.reply, first, answered);
          if (names.contradicts() || names.unreadable()) {
            refused.add(capture.getFileName() + " " + flow);
          }
        }
      }
    }
    Map<String, String> found = new HashMap<>();
    connections.forEach((key, connection) -> found.put(key, names.name(connection)));
    return found;
  }

  private Flow flow(Map<String, Integer> connections, Map<String, Flow> flows) {
    Family family = packet.six() ? Family.IPV6 : Family.IPV4;
    String source = AddressText.format(family, packet.sourceHigh(), packet.sourceLow());
    String destination =
        AddressText.format(family, packet.destinationHigh(), packet.destinationLow());
    String protocol = packet.protocol() == Inspection.TCP ? "TCP" : "UDP";
    String key =
        key(protocol, source, "" + packet.sourcePort(), destination, "" + packet.destinationPort());
    boolean first = !connections.containsKey(key);
    int connection = connections.computeIfAbsent(key, ignored -> connections.size());
    String directed = source + " " + packet.sourcePort() + " " + key;
    return flows.computeIfAbsent(directed, ignored -> new Flow(connection, !first));
  }
}
