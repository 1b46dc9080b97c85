package dev.sluice.replay;

import dev.sluice.replay.Report.Connection;
import dev.sluice.replay.Report.End;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares connections with the flows that another program found in the same capture. */
final class Flows {
  /** Packets from the lower end to the upper one and back, and over how many connections. */
  private record Counts(long there, long back, int connections) {
    Counts plus(Counts other) {
      return new Counts(there + other.there, back + other.back, connections + other.connections);
    }
  }

  private final Map<String, Counts> seen = new HashMap<>();
  private final Map<String, Counts> expected = new TreeMap<>();

  static Flows read(Path tsv, Report report) throws IOException {
    Flows flows = new Flows();
    report.connections().forEach(flows::add);
    List<String> lines = Files.readAllLines(tsv);
    for (String line : lines.subList(1, lines.size())) {
      String[] f = line.split("\t", -1);
      if (f[1].equals("TCP") || f[1].equals("UDP")) {
        flows.expect(
            f[1].equals("TCP") ? 6 : 17,
            end(f[2], f[3]),
            end(f[4], f[5]),
            Long.parseLong(f[8]),
            Long.parseLong(f[10]));
      }
    }
    return flows;
  }

  private static End end(String address, String port) {
    // The files shorten a single zero group as well, which leaves two gaps.
    boolean twoGaps = address.indexOf("::") != address.lastIndexOf("::");
    String literal = twoGaps ? address.replaceFirst("::", ":0:") : address;
    ByteBuffer bytes = ByteBuffer.wrap(InetAddress.ofLiteral(literal).getAddress());
    return new End(
        bytes.remaining() == 4
            ? dev.sluice.policy.Address.ipv4(bytes.getInt())
            : dev.sluice.policy.Address.ipv6(bytes.getLong(), bytes.getLong()),
        Integer.parseInt(port));
  }

  private void add(Connection connection) {
    if (connection.protocol() == 6 || connection.protocol() == 17) {
      put(
          seen,
          connection.protocol(),
          connection.source(),
          connection.destination(),
          connection.originalPackets(),
          connection.replyPackets());
    }
  }

  private void expect(int protocol, End one, End other, long there, long back) {
    put(expected, protocol, one, other, there, back);
  }

  private static void put(
      Map<String, Counts> into, int protocol, End one, End other, long there, long back) {
    boolean ordered = one.toString().compareTo(other.toString()) <= 0;
    String key = key(protocol, one, other);
    into.merge(
        key, ordered ? new Counts(there, back, 1) : new Counts(back, there, 1), Counts::plus);
  }

  /** The same for both directions. */
  static String key(int protocol, End one, End other) {
    boolean ordered = one.toString().compareTo(other.toString()) <= 0;
    return protocol + " " + (ordered ? one + " " + other : other + " " + one);
  }

  /** Outcome → flows; the outcome {@code same} is what is hoped for. */
  void judge(
      Map<String, Long> outcomes,
      Map<String, String> examples,
      String capture,
      Map<String, String> reasons) {
    expected.forEach((key, want) -> {
      String kind = outcome(want, seen.get(key));
      String outcome =
          kind.startsWith("same")
              ? kind
              : kind + ": " + reasons.getOrDefault(key, "inside a tunnel, or not captured");
      outcomes.merge(outcome, (long) want.connections, Long::sum);
      examples.putIfAbsent(outcome, "%s: %s %s %s".formatted(capture, key, want, seen.get(key)));
    });
  }

  private static String outcome(Counts want, @org.jspecify.annotations.Nullable Counts got) {
    if (got == null) {
      return "no such connection";
    }
    if (want.there == got.there && want.back == got.back) {
      return want.connections == got.connections ? "same" : "same, in several connections";
    }
    if (got.there <= want.there && got.back <= want.back) {
      return "fewer packets";
    }
    return got.there >= want.there && got.back >= want.back ? "more packets" : "other directions";
  }
}
