package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.config.console.Live;
import dev.sluice.config.console.Session;
import dev.sluice.config.model.Config;
import dev.sluice.config.model.Edit;
import dev.sluice.config.model.Item;
import dev.sluice.config.model.Value;
import dev.sluice.policy.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Output of real consoles of version 7, and ours of the same items. Version 6 has other layouts;
 * the blanks at the end of lines were lost in some captures.
 */
final class ConsoleCapturesTest {
  private static final Pattern ROW = Pattern.compile("\\d+ ( |D|X)? *(\\S+) +(\\S+) +(\\S+) *");
  private static final Pattern FIELD = Pattern.compile("([a-z-]+)=(.*?)(?= [a-z-]+=|$)");

  private static List<String> capture(String name) throws IOException {
    Path folder = CorpusTest.folder("console-captures");
    assumeTrue(folder != null, "shared/ not beside the repository: no console to compare with");
    if (folder == null) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(name + ".raw"))) {
      lines.add(line.stripTrailing());
    }
    lines.removeIf(String::isEmpty);
    return lines;
  }

  private static List<String> typed(Session session, String command) {
    return session.execute(command).text().lines().map(String::stripTrailing).toList();
  }

  @Test
  void addressesStandAsOnARouter() throws IOException {
    for (int number = 3; number <= 4; number++) {
      List<String> real = capture("ip_address_print/mikrotik_routeros_ip_address_print_" + number);
      Config config = Config.EMPTY;
      String comment = "";
      for (String line : real) {
        Matcher row = ROW.matcher(line);
        if (line.startsWith(";;; ")) {
          comment = line.substring(4);
        } else if (row.matches()) {
          TreeMap<String, Value> values = new TreeMap<>();
          values.put("address", Value.of(row.group(2)));
          values.put("network", Value.of(row.group(3)));
          values.put("interface", Value.of(row.group(4)));
          values.put("dynamic", Value.of("D".equals(row.group(1)) ? "yes" : "no"));
          if (!comment.isEmpty()) {
            values.put("comment", Value.of(comment));
          }
          Item item = new Item(0, values, "", Map.of(), Origin.NONE);
          config = config.with(new Edit.Add("/ip/address", item, null));
          comment = "";
        }
      }
      assertThat(config.items("/ip/address")).hasSizeGreaterThan(5);
      // In the second, addresses were made shorter afterwards.
      String blanks = number == 3 ? "$" : " {2,}";
      assertThat(typed(new Session(config), "/ip address print"))
          .map(line -> line.replaceAll(blanks, "  "))
          .isEqualTo(real.stream().map(line -> line.replaceAll(blanks, "  ")).toList());
    }
  }

  @Test
  void connectionsAreTerseAsOnARouter() throws IOException {
    List<String> real =
        capture(
            "ip_firewall_connection_print_terse_without-paging/"
                + "mikrotik_routeros_ip_firewall_connection_print_terse_without-paging");
    assertThat(real).hasSize(2);
    for (String line : real) {
      Map<String, String> fields = new HashMap<>();
      FIELD.matcher(line).results().forEach(one -> fields.put(one.group(1), one.group(2)));
      String flags = line.substring(2, line.indexOf(" protocol"));
      Session session = new Session(Config.EMPTY);
      session.attach(new Connected(List.of(connection(flags, fields))));
      // Each is from a console of its own, the second not the first of its list.
      assertThat(typed(session, "/ip firewall connection print terse without-paging"))
          .map(ConsoleCapturesTest::comparable)
          .containsExactly(comparable(line));
    }
  }

  /** Our rates are over a connection's life, and applications are ours alone. */
  private static String comparable(String line) {
    return line.substring(1)
        .replaceAll("-rate=\\S+", "-rate")
        .replace(" layer7-protocol=no-protocol", "")
        .replace("S Cs ", "SCs ");
  }

  private static Live.Connection connection(String flags, Map<String, String> of) {
    return new Live.Connection(
        false,
        of.getOrDefault("protocol", ""),
        end(of, "src"),
        end(of, "dst"),
        end(of, "reply-src"),
        end(of, "reply-dst"),
        "",
        List.of(),
        of.getOrDefault("tcp-state", ""),
        of.getOrDefault("timeout", ""),
        flags.replace(" ", ""),
        (int) number(of, "icmp-id"),
        (int) (number(of, "icmp-type") << 8 | number(of, "icmp-code")),
        number(of, "orig-packets"),
        number(of, "orig-bytes"),
        number(of, "repl-packets"),
        number(of, "repl-bytes"),
        number(of, "orig-fasttrack-packets"),
        number(of, "orig-fasttrack-bytes"),
        number(of, "repl-fasttrack-packets"),
        number(of, "repl-fasttrack-bytes"),
        0,
        60_000_000_000L);
  }

  private static String end(Map<String, String> of, String side) {
    String port = of.get(side + "-port");
    return of.get(side + "-address") + (port == null ? "" : ":" + port);
  }

  private static long number(Map<String, String> of, String name) {
    return Long.parseLong(of.getOrDefault(name, "-1").replace(" ", ""));
  }

  @Test
  void routesThatCameByThemselvesHaveNoNumber() throws IOException {
    List<String> real = capture("ip_route_print_terse/mikrotik_routeros_ip_route_print_terseIPv4");
    assertThat(real).anyMatch(line -> line.startsWith("DAc dst-address=192.168.1.0/24 "));
    Session session = new Session(Config.EMPTY);
    session.execute("/ip address add address=192.168.1.254/24 interface=bridge-lan");
    assertThat(typed(session, "/ip route print terse"))
        .containsExactly(
            "DAc dst-address=192.168.1.0/24 gateway=bridge-lan routing-table=main distance=0");
    assertThat(typed(session, "/ip route print"))
        .containsExactly(
            "Flags: D - DYNAMIC; A - ACTIVE; c - CONNECT",
            "Columns: DST-ADDRESS, GATEWAY, ROUTING-TABLE, DISTANCE",
            "    DST-ADDRESS     GATEWAY     ROUTING-TABLE  DISTANCE",
            "DAc 192.168.1.0/24  bridge-lan  main                  0");
  }

  @Test
  void theSystemTellsItsNamesAsOnARouter() throws IOException {
    Session session = new Session(Config.EMPTY);
    assertThat(names(typed(session, "/system clock print")))
        .isEqualTo(names(capture("system_clock_print/mikrotik_routeros_system_clock_print")));
    assertThat(names(typed(session, "/system identity print")))
        .isEqualTo(names(capture("system_identity_print/mikrotik_routeros_system_identity_print")));
    List<String> ours = names(typed(session, "/system resource print"));
    List<String> real =
        names(capture("system_resource_print/mikrotik_routeros_system_resource_print_4"));
    // In the order of a router, with what there is no hardware for left out.
    assertThat(real.stream().map(String::strip))
        .containsSubsequence(ours.stream().map(String::strip).toList());
  }

  private static List<String> names(List<String> lines) {
    return lines.stream().map(line -> line.substring(0, line.indexOf(':'))).toList();
  }

  /** Traffic of which nothing but connections is known. */
  private record Connected(List<Connection> connections) implements Live {
    Connected {
      connections = List.copyOf(connections);
    }

    @Override
    public long now() {
      return 0;
    }

    @Override
    public long began() {
      return 0;
    }

    @Override
    public List<Count> counts() {
      return List.of();
    }

    @Override
    public List<Queued> queues() {
      return List.of();
    }

    @Override
    public List<Listed> addressLists() {
      return List.of();
    }

    @Override
    public List<Logged> log() {
      return List.of();
    }

    @Override
    public List<Packet> packets() {
      return List.of();
    }
  }
}
