package dev.sluice.config.console;

import dev.sluice.config.console.Live.Connection;
import dev.sluice.config.console.Live.Listed;
import dev.sluice.config.console.Live.Packet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Rows of what the traffic left. */
final class LiveRows {
  /** Where no layer-7 protocol has matched; tables leave it out. */
  static final String NO_PROTOCOL = "no-protocol";

  private static final long SECOND = 1_000_000_000L;

  private final Live live;

  LiveRows(Live live) {
    this.live = live;
  }

  void add(String path, List<Row> rows) {
    switch (path) {
      case "/ip/firewall/connection" -> connections(rows, false);
      case "/ipv6/firewall/connection" -> connections(rows, true);
      case "/ip/firewall/address-list" -> lists(rows, false);
      case "/ipv6/firewall/address-list" -> lists(rows, true);
      case "/log" -> log(rows);
      case "/tool/sniffer/packet" -> packets(rows);
      case "/tool/sniffer/connection" -> seen(rows);
      case "/tool/sniffer/host" -> hosts(rows);
      case "/tool/sniffer/protocol" -> protocols(rows);
      default -> {}
    }
  }

  private static void add(List<Row> rows, Map<String, String> shown, Map<String, String> hidden) {
    rows.add(new Row(Row.DYNAMIC + rows.size(), rows.size(), shown, hidden));
  }

  private static void split(Map<String, String> shown, String name, String end) {
    boolean six = end.startsWith("[");
    int colon = end.lastIndexOf(':');
    boolean port = colon >= 0 && (six ? end.charAt(colon - 1) == ']' : end.indexOf(':') == colon);
    String address = port ? end.substring(0, colon) : end;
    shown.put(name + "-address", six && port ? address.substring(1, colon - 1) : address);
    if (port) {
      shown.put(name + "-port", end.substring(colon + 1));
    }
  }

  private void connections(List<Row> rows, boolean six) {
    for (Connection one : live.connections()) {
      if (one.six() != six) {
        continue;
      }
      Map<String, String> shown = new LinkedHashMap<>();
      shown.put("protocol", one.protocol());
      split(shown, "src", one.source());
      split(shown, "dst", one.destination());
      split(shown, "reply-src", one.replySource());
      split(shown, "reply-dst", one.replyDestination());
      if (!one.tcpState().isEmpty()) {
        shown.put("tcp-state", one.tcpState());
      }
      if (one.icmpMessage() >= 0) {
        shown.put("icmp-type", Integer.toString(one.icmpMessage() >>> 8));
        shown.put("icmp-code", Integer.toString(one.icmpMessage() & 0xFF));
        shown.put("icmp-id", Integer.toString(one.icmpId()));
      }
      if (!one.timeout().isEmpty()) {
        shown.put("timeout", one.timeout());
      }
      if (!one.mark().isEmpty()) {
        shown.put("connection-mark", Wording.bytes(one.mark()));
      }
      String applications = String.join(",", one.applications());
      shown.put(
          "layer7-protocol", applications.isEmpty() ? NO_PROTOCOL : Wording.bytes(applications));
      shown.put("orig-packets", Long.toString(one.originalPackets()));
      shown.put("orig-bytes", Long.toString(one.originalBytes()));
      shown.put("orig-fasttrack-packets", Long.toString(one.originalFastPackets()));
      shown.put("orig-fasttrack-bytes", Long.toString(one.originalFastBytes()));
      shown.put("repl-packets", Long.toString(one.replyPackets()));
      shown.put("repl-bytes", Long.toString(one.replyBytes()));
      shown.put("repl-fasttrack-packets", Long.toString(one.replyFastPackets()));
      shown.put("repl-fasttrack-bytes", Long.toString(one.replyFastBytes()));
      long nanos = Math.max(SECOND, one.last() - one.first());
      shown.put("orig-rate", rate(one.originalBytes(), nanos));
      shown.put("repl-rate", rate(one.replyBytes(), nanos));
      add(rows, shown, flags(one));
    }
  }

  /** Over the whole life of the connection: at the end of a capture there is no present. */
  private static String rate(long bytes, long nanos) {
    return Wording.rate(Math.round(bytes * 8.0 * SECOND / nanos));
  }

  private static final List<String> FLAGS =
      List.of(
          "E expected",
          "S seen-reply",
          "A assured",
          "C confirmed",
          "D dying",
          "F fasttrack",
          "H hw-offload",
          "s srcnat",
          "d dstnat",
          "h uses-helper");

  private static Map<String, String> flags(Connection one) {
    Map<String, String> hidden = new TreeMap<>();
    hidden.put("src-address", one.source());
    hidden.put("dst-address", one.destination());
    hidden.put("reply-src-address", one.replySource());
    hidden.put("reply-dst-address", one.replyDestination());
    for (String flag : FLAGS) {
      boolean set = one.flags().indexOf(flag.charAt(0)) >= 0;
      hidden.put(flag.substring(2), set ? "yes" : "no");
    }
    return hidden;
  }

  private void lists(List<Row> rows, boolean six) {
    for (Listed one : live.addressLists()) {
      if (one.six() != six) {
        continue;
      }
      Map<String, String> shown = new LinkedHashMap<>();
      shown.put("list", Wording.bytes(one.list()));
      shown.put("address", one.address());
      if (!one.timeout().isEmpty()) {
        shown.put("timeout", one.timeout());
      }
      add(rows, shown, Map.of("dynamic", "yes", "disabled", "no"));
    }
  }

  private void log(List<Row> rows) {
    for (Live.Logged line : live.log()) {
      Map<String, String> shown = new LinkedHashMap<>();
      shown.put("time", line.time());
      shown.put("topics", line.topics());
      shown.put("message", Wording.bytes(line.message()));
      add(rows, shown, Map.of());
    }
  }

  private void packets(List<Row> rows) {
    for (Packet packet : live.packets()) {
      Map<String, String> shown = new LinkedHashMap<>();
      long since = packet.time() - live.began();
      shown.put("time", String.format(Locale.ROOT, "%.3f", since / 1e9));
      shown.put("interface", packet.interfaceName());
      shown.put("src-mac", packet.sourceMac());
      shown.put("dst-mac", packet.destinationMac());
      shown.put("src-address", packet.source());
      shown.put("dst-address", packet.destination());
      shown.put("protocol", packet.protocol());
      shown.put("size", Integer.toString(packet.size()));
      add(rows, shown, Map.of());
    }
  }

  private void seen(List<Row> rows) {
    for (Connection one : live.connections()) {
      Map<String, String> shown = new LinkedHashMap<>();
      shown.put("protocol", one.protocol());
      shown.put("src-address", one.source());
      shown.put("dst-address", one.destination());
      shown.put("packets", Long.toString(one.originalPackets() + one.replyPackets()));
      shown.put("bytes", Long.toString(one.originalBytes() + one.replyBytes()));
      add(rows, shown, Map.of("active", one.replyPackets() > 0 ? "yes" : "no"));
    }
  }

  private void hosts(List<Row> rows) {
    Map<String, long[]> sums = new LinkedHashMap<>();
    for (Connection one : live.connections()) {
      sum(sums, one, address(one.source()));
      sum(sums, one, address(one.destination()));
    }
    listed(rows, sums, "address");
  }

  private static String address(String end) {
    Map<String, String> parts = new TreeMap<>();
    split(parts, "end", end);
    return parts.getOrDefault("end-address", end);
  }

  private static void sum(Map<String, long[]> sums, Connection one, String key) {
    long[] sum = sums.computeIfAbsent(key, name -> new long[2]);
    sum[0] += one.originalPackets() + one.replyPackets();
    sum[1] += one.originalBytes() + one.replyBytes();
  }

  private void protocols(List<Row> rows) {
    Map<String, long[]> sums = new LinkedHashMap<>();
    live.connections().forEach(one -> sum(sums, one, one.protocol()));
    listed(rows, sums, "protocol");
  }

  private static void listed(List<Row> rows, Map<String, long[]> sums, String name) {
    List<Map.Entry<String, long[]>> order = new ArrayList<>(sums.entrySet());
    order.sort(
        Comparator.comparingLong((Map.Entry<String, long[]> one) -> one.getValue()[1])
            .reversed()
            .thenComparing(Map.Entry::getKey));
    long all = order.stream().mapToLong(one -> one.getValue()[1]).sum();
    for (Map.Entry<String, long[]> one : order) {
      Map<String, String> shown = new LinkedHashMap<>();
      shown.put(name, one.getKey());
      shown.put("packets", Long.toString(one.getValue()[0]));
      shown.put("bytes", Long.toString(one.getValue()[1]));
      double share = all == 0 ? 0 : 100.0 * one.getValue()[1] / all;
      shown.put("share", String.format(Locale.ROOT, "%.2f%%", share));
      add(rows, shown, Map.of());
    }
  }
}
