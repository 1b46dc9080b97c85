package dev.sluice.config.console;

import java.util.List;

/**
 * What the packet's road knows at this moment: counters, connections, lists, log. Times are
 * nanoseconds since the epoch. The console reads it again at each command.
 */
public interface Live {
  /** A session that no packet has passed. */
  Live NONE =
      new Live() {
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
        public List<Connection> connections() {
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
      };

  /** The time of the last packet, 0 if there was none. */
  long now();

  /** The time of the first packet, 0 if there was none. */
  long began();

  List<Count> counts();

  /** What the queues carried and dropped. */
  List<Queued> queues();

  List<Connection> connections();

  /** What rules have put into address lists. */
  List<Listed> addressLists();

  List<Logged> log();

  /** What a sniffer saw. */
  List<Packet> packets();

  /**
   * The counters of the rule with that number in its menu; {@link #DUMMY} for the rules that the
   * router makes itself to show fasttracked traffic.
   */
  record Count(String menu, int number, long packets, long bytes) {
    public static final int DUMMY = -1;
  }

  /**
   * The counters of a queue, by its name.
   *
   * @param direction {@code upload} or {@code download} of a simple queue, {@code total} of both
   *     together; empty for a queue of the tree
   */
  record Queued(String name, String direction, long packets, long bytes, long dropped) {}

  /**
   * One connection.
   *
   * @param protocol as RouterOS names it
   * @param source with its port, where it has one: {@code 192.0.2.1:80}
   * @param applications names of layer-7 protocols that have matched
   * @param tcpState empty for other protocols
   * @param timeout until it ends, such as {@code 10s}; empty if it has ended
   * @param flags the letters of RouterOS that apply, of {@code ESACDFHsdh}
   * @param icmpId of an echo, -1 for other protocols
   * @param icmpMessage {@code type << 8 | code} of ICMP, -1 for other protocols
   */
  record Connection(
      boolean six,
      String protocol,
      String source,
      String destination,
      String replySource,
      String replyDestination,
      String mark,
      List<String> applications,
      String tcpState,
      String timeout,
      String flags,
      int icmpId,
      int icmpMessage,
      long originalPackets,
      long originalBytes,
      long replyPackets,
      long replyBytes,
      long originalFastPackets,
      long originalFastBytes,
      long replyFastPackets,
      long replyFastBytes,
      long first,
      long last) {
    public Connection {
      applications = List.copyOf(applications);
    }
  }

  /** One entry of an address list that was not configured. */
  record Listed(boolean six, String list, String address, String timeout) {}

  /** One line of the log. */
  record Logged(String time, String topics, String message) {}

  /** One packet, as a sniffer lists it. */
  record Packet(
      long time,
      String interfaceName,
      String sourceMac,
      String destinationMac,
      String source,
      String destination,
      String protocol,
      int size) {}
}
