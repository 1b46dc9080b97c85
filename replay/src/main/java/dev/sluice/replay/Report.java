package dev.sluice.replay;

import dev.sluice.engine.queues.QueueTotals;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * What came of a replay. Everything in it is small but the connections and the log, which are read
 * from disk one by one; closing the report deletes them.
 *
 * @param assumptions sentences about what the captures and the policy did not say
 * @param queues what each queue did, in the order of the policy
 * @param router reason → packets that the router dropped without a rule; no zeros
 * @param invalid reason → packets whose connection-state was invalid; no zeros
 * @param top those with the most bytes, {@link #TOP} at most
 */
public record Report(
    List<String> assumptions,
    List<Capture> captures,
    Totals totals,
    List<RuleCount> rules,
    List<Application> applications,
    ConnectionTotals connectionTotals,
    List<Connection> top,
    ConnectionSpool connections,
    List<Entry> addressLists,
    List<QueueTotals> queues,
    Map<String, Long> router,
    Map<String, Long> invalid,
    LogSpool log)
    implements AutoCloseable {

  /** How many connections the top list holds. */
  public static final int TOP = 10;

  public Report {
    assumptions = List.copyOf(assumptions);
    captures = List.copyOf(captures);
    rules = List.copyOf(rules);
    applications = List.copyOf(applications);
    top = List.copyOf(top);
    addressLists = List.copyOf(addressLists);
    queues = List.copyOf(queues);
    router = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(router));
    invalid = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(invalid));
  }

  /** Times are nanoseconds since the epoch; without packets both are 0. */
  public record Capture(String file, long packets, long first, long last, List<String> problems) {
    public Capture {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Every packet is in exactly one of the last five.
   *
   * @param bytes IP lengths of the packets that are IP and whole
   * @param malformed reason → packets, in the order of the reasons; no zeros
   */
  public record Totals(
      long packets,
      long bytes,
      long accepted,
      long dropped,
      long rejected,
      long notIp,
      Map<String, Long> malformed) {

    public Totals {
      malformed = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(malformed));
    }

    public long malformedPackets() {
      return malformed.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** A rule and the packets that matched it. */
  public record RuleCount(Table table, Rule rule, long packets, long bytes) {
    /** The number of a rule that the router made itself; no rule of a policy has it. */
    static final int DYNAMIC = -1;

    /** RouterOS: flag D, such as the dummy rules that show fasttrack's counters. */
    public boolean dynamic() {
      return rule.number() == DYNAMIC;
    }
  }

  /** A layer-7 pattern and the connections in which it has matched. */
  public record Application(String name, long connections, long packets, long bytes) {}

  /** How many confirmed connections there were, by what they carried. */
  public record ConnectionTotals(long tcp, long udp, long icmp, long other) {
    public long all() {
      return tcp + udp + icmp + other;
    }
  }

  /** One end of a connection; the port is -1 where the protocol has none. */
  public record End(Address address, int port) {
    /** As RouterOS prints it: {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}. */
    @Override
    public String toString() {
      if (port < 0) {
        return address.toString();
      }
      return address.bits() == 32 ? address + ":" + port : "[" + address + "]:" + port;
    }
  }

  /**
   * One connection as it was when it ended.
   *
   * @param layer7 which patterns have matched, by their place in {@link Report#applications}; never
   *     changed
   * @param tcpState as RouterOS names it; empty for other protocols
   * @param tracking flags and what else connection tracking tells
   */
  public record Connection(
      int protocol,
      End source,
      End destination,
      End replySource,
      End replyDestination,
      String mark,
      BitSet layer7,
      String tcpState,
      long originalPackets,
      long originalBytes,
      long replyPackets,
      long replyBytes,
      long accepted,
      long dropped,
      long first,
      long last,
      Tracking tracking) {

    /** The names of the patterns that have matched, in the order of the policy. */
    public List<String> applications(List<String> patterns) {
      List<String> names = new ArrayList<>();
      for (int i = layer7.nextSetBit(0); i >= 0; i = layer7.nextSetBit(i + 1)) {
        names.add(patterns.get(i));
      }
      return names;
    }

    /** Whether the answers do not simply go from its destination to its source. */
    public boolean translated() {
      return !replySource.equals(destination) || !replyDestination.equals(source);
    }

    public long packets() {
      return originalPackets + replyPackets;
    }

    public long bytes() {
      return originalBytes + replyBytes;
    }
  }

  /**
   * One entry of an address list at the end of the run.
   *
   * @param seconds until it leaves, or -1
   * @param dynamic whether a rule put it there
   */
  public record Entry(String list, AddressRange address, long seconds, boolean dynamic) {
    /** As RouterOS prints it: {@code 1d2h3m4s}; empty if it stays. */
    public String timeout() {
      return seconds < 0 ? "" : Words.duration(seconds);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      connections.close();
    } finally {
      log.close();
    }
  }
}
