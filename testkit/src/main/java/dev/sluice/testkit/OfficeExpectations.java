package dev.sluice.testkit;

import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each rule of {@code examples/office/office.rsc} must count over {@link OfficeCapture}: the
 * policy told a second time, as plain Java over what the generator knows of each packet, and
 * sharing nothing with the engine. It holds only for this policy and this traffic: no connection of
 * the capture times out, every TCP conversation is in order for the tracker, nothing is fragmented.
 *
 * <p>Semantics: the layer-7 window is the first 10 packets or 2,048 payload bytes of a connection,
 * both directions, in arrival order; a pattern that has matched stays matched, from the packet that
 * completes it; a first packet that is dropped leaves no connection behind.
 */
public final class OfficeExpectations {
  private static final int WINDOW_PACKETS = 10;
  private static final int WINDOW_BYTES = 2048;
  private static final String MANGLE = "/ip/firewall/mangle";
  private static final String FILTER = "/ip/firewall/filter";
  private static final List<String> MARKED =
      List.of("facebook", "youtube", "netflix", "bittorrent", "steam");

  /** Packets and bytes of one rule. */
  public record Count(long packets, long bytes) {
    Count plus(int length) {
      return new Count(packets + 1, bytes + length);
    }
  }

  private static final class Connection {
    final Bytes window = new Bytes();
    int packets;
    final boolean[] matched = new boolean[MARKED.size()];
    int mark = -1;
  }

  private final Map<String, Count> rules = new TreeMap<>();
  private final Map<String, Connection> connections = new HashMap<>();
  private Count accepted = new Count(0, 0);
  private Count dropped = new Count(0, 0);

  private OfficeExpectations() {
    for (int i = 0; i < 7; i++) {
      rules.put(MANGLE + " " + i, new Count(0, 0));
    }
    for (int i = 0; i < 10; i++) {
      rules.put(FILTER + " " + i, new Count(0, 0));
    }
  }

  /** Counts what the policy does to {@code packets}, which are in order of time. */
  public static OfficeExpectations of(List<Sent> packets) {
    OfficeExpectations out = new OfficeExpectations();
    for (Sent packet : packets) {
      if (out.passes(packet)) {
        out.accepted = out.accepted.plus(packet.length());
      } else {
        out.dropped = out.dropped.plus(packet.length());
      }
    }
    return out;
  }

  /** The counters by rule: menu, a blank, and the number of the rule in its menu. */
  public Map<String, Count> rules() {
    return rules;
  }

  /** All packets that pass. */
  public Count accepted() {
    return accepted;
  }

  /** All packets that do not. */
  public Count dropped() {
    return dropped;
  }

  /** The counters as the table that lies beside the capture. */
  public String table() {
    StringBuilder out = new StringBuilder("menu\tnumber\tpackets\tbytes\n");
    rules.forEach((rule, count) ->
        out.append(rule.replace(' ', '\t'))
            .append('\t')
            .append(count.packets())
            .append('\t')
            .append(count.bytes())
            .append('\n'));
    out.append("accepted\t\t%d\t%d\n".formatted(accepted.packets(), accepted.bytes()));
    out.append("dropped\t\t%d\t%d\n".formatted(dropped.packets(), dropped.bytes()));
    return out.toString();
  }

  private boolean passes(Sent packet) {
    // RouterOS: /ip firewall sees IPv4 only, and the policy has no /ipv6 firewall rules.
    if (packet.six()) {
      return true;
    }
    String key = key(packet);
    Connection connection = connections.get(key);
    boolean fresh = connection == null;
    if (connection == null) {
      connection = new Connection();
      connections.put(key, connection);
    }
    // What the router itself sends leaves by the output chain and meets no rule of this policy.
    if (isRouter(packet.source())) {
      return true;
    }
    inspect(packet, connection);
    mangle(packet, connection);
    boolean passes = isRouter(packet.destination()) || forward(packet, connection);
    if (!passes && fresh) {
      connections.remove(key);
    }
    return passes;
  }

  private static void inspect(Sent packet, Connection connection) {
    connection.packets++;
    int room = WINDOW_BYTES - connection.window.size();
    byte[] data = packet.payload();
    if (connection.packets > WINDOW_PACKETS || room <= 0 || data.length == 0) {
      return;
    }
    connection.window.add(Arrays.copyOf(data, Math.min(room, data.length)));
    String seen =
        new String(connection.window.array(), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    connection.matched[0] |= seen.contains("facebook") || seen.contains("fbcdn");
    connection.matched[1] |= seen.contains("youtube") || seen.contains("googlevideo");
    connection.matched[2] |= seen.contains("netflix") || seen.contains("nflxvideo");
    connection.matched[3] |= seen.startsWith("\u0013bittorrent protocol") || seen.startsWith("bt:");
    connection.matched[4] |= seen.contains("steam");
  }

  private void mangle(Sent packet, Connection connection) {
    for (int i = 0; i < MARKED.size(); i++) {
      if (connection.matched[i]) {
        count(MANGLE, i, packet);
        connection.mark = i;
      }
    }
    if (marked(connection, "youtube")) {
      count(MANGLE, 5, packet);
    } else if (marked(connection, "netflix")) {
      count(MANGLE, 6, packet);
    }
  }

  private boolean forward(Sent packet, Connection connection) {
    byte[] from = packet.source();
    if (inLocal(from, 1, 10, 20)) {
      count(FILTER, 0, packet);
      return true;
    }
    if (inLocal(from, 1, 100, 200) && working(packet.time())) {
      int rule = List.of("facebook", "youtube", "steam").indexOf(name(connection));
      if (rule >= 0) {
        count(FILTER, 1 + rule, packet);
        return false;
      }
    }
    if (inLocal(from, 2, 0, 255)) {
      int rule = List.of("facebook", "netflix", "bittorrent", "steam").indexOf(name(connection));
      if (rule >= 0) {
        count(FILTER, 4 + rule, packet);
        return false;
      }
    }
    if (marked(connection, "bittorrent")) {
      count(FILTER, 8, packet);
      return false;
    }
    // Rule 9, the log, asks for nothing that rules 1 and 2 have not dropped before: it counts none.
    return true;
  }

  private static boolean working(long time) {
    ZonedDateTime local = Instant.ofEpochSecond(time / Traffic.SECOND).atZone(OfficeCapture.ZONE);
    int second = local.toLocalTime().toSecondOfDay();
    boolean weekday =
        local.getDayOfWeek() != DayOfWeek.SATURDAY && local.getDayOfWeek() != DayOfWeek.SUNDAY;
    return weekday && second >= 8 * 3600 && second <= 17 * 3600;
  }

  private void count(String menu, int rule, Sent packet) {
    rules.computeIfPresent(menu + " " + rule, (k, count) -> count.plus(packet.length()));
  }

  private static boolean marked(Connection connection, String name) {
    return name.equals(name(connection));
  }

  private static String name(Connection connection) {
    return connection.mark < 0 ? "" : MARKED.get(connection.mark);
  }

  private static boolean isRouter(byte[] address) {
    return inLocal(address, 1, 1, 1) || inLocal(address, 2, 1, 1);
  }

  private static boolean inLocal(byte[] address, int net, int from, int to) {
    int last = address[3] & 0xff;
    boolean local = address[0] == (byte) 192 && address[1] == (byte) 168 && address[2] == net;
    return local && last >= from && last <= to;
  }

  private static String key(Sent packet) {
    String from = Arrays.toString(packet.source()) + packet.sourcePort();
    String to = Arrays.toString(packet.destination()) + packet.destinationPort();
    String both = from.compareTo(to) < 0 ? from + to : to + from;
    return packet.protocol() + both;
  }
}
