package dev.sluice.engine.rules;

import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.policy.AddressText;
import dev.sluice.policy.Family;
import dev.sluice.policy.Rule;
import dev.sluice.policy.TableName;
import dev.sluice.policy.TrackingState;

/**
 * The line that RouterOS 7 writes when a rule with {@code log=yes} matches, without time and
 * topics:
 *
 * <pre>
 * [prefix ]chain: in:if out:if, [connection-mark:m ][connection-state:s[,snat][,dnat] ]
 *   [src-mac mac, ]proto P[ (detail)], source->destination[, NAT …][, prio in->out], len n
 * </pre>
 *
 * Off the packet road only in so far as a rule asks for it. Stateless.
 */
public final class LogLine {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;
  private static final String[] FLAGS = {"SYN", "ACK", "FIN", "RST", "PSH", "URG", "ECE", "CWR"};
  private static final int[] FLAG_BITS = {2, 16, 1, 4, 8, 32, 64, 128};
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private LogLine() {}

  /** Appends the line, without a line end. */
  public static void append(Context c, Rule rule, StringBuilder out) {
    if (!rule.logPrefix().isEmpty()) {
      out.append(rule.logPrefix()).append(' ');
    }
    out.append(rule.chain()).append(": in:");
    name(c, c.inInterface(), out);
    out.append(" out:");
    name(c, c.outInterface(), out);
    out.append(", ");
    connection(c, out);
    if (c.hasMac()) {
      out.append("src-mac ");
      mac(c.packet().sourceMac(), out);
      out.append(", ");
    }
    out.append("proto ");
    protocol(c, out);
    out.append(", ");
    end(c, c.sourceHigh(), c.sourceLow(), c.sourcePort(), out);
    out.append("->");
    end(c, c.destinationHigh(), c.destinationLow(), c.destinationPort(), out);
    translation(c, out);
    if (c.priority() != 0 || c.ingressPriority() != 0) {
      out.append(", prio ").append(c.ingressPriority()).append("->").append(c.priority());
    }
    out.append(", len ").append(c.length());
  }

  private static void name(Context c, int index, StringBuilder out) {
    if (index < 0) {
      out.append("(unknown 0)");
    } else {
      out.append(c.interfaceName(index));
    }
  }

  /** Before tracking there is neither state nor mark to print. */
  private static void connection(Context c, StringBuilder out) {
    if (c.table() == TableName.RAW) {
      return;
    }
    if (c.connectionMark() != 0) {
      out.append("connection-mark:").append(c.marks().name(c.connectionMark())).append(' ');
    }
    out.append("connection-state:").append(MatcherText.word(TrackingState.values()[c.state()]));
    if (c.connection() != ConnectionTable.NONE) {
      out.append(c.connections().sourceNat(c.connection()) ? ",snat" : "");
      out.append(c.connections().destinationNat(c.connection()) ? ",dnat" : "");
    }
    out.append(' ');
  }

  private static void mac(long mac, StringBuilder out) {
    for (int shift = 44; shift >= 0; shift -= 4) {
      out.append(HEX[(int) (mac >>> shift) & 0xF]);
      if (shift != 0 && shift % 8 == 0) {
        out.append(':');
      }
    }
  }

  private static void protocol(Context c, StringBuilder out) {
    switch (c.protocol()) {
      case TCP -> {
        out.append("TCP");
        if (c.tcpFlags() > 0) {
          flags(c.tcpFlags(), out);
        }
      }
      case UDP -> out.append("UDP");
      case ICMP, ICMPV6 -> {
        out.append(c.protocol() == ICMP ? "ICMP" : "ICMPv6");
        if (c.packet().transport() && !c.laterFragment()) {
          out.append(" (type ").append(c.packet().icmpType());
          out.append(", code ").append(c.packet().icmpCode()).append(')');
        }
      }
      default -> out.append(c.protocol());
    }
  }

  private static void flags(int flags, StringBuilder out) {
    String separator = " (";
    for (int i = 0; i < FLAGS.length; i++) {
      if ((flags & FLAG_BITS[i]) != 0) {
        out.append(separator).append(FLAGS[i]);
        separator = ",";
      }
    }
    out.append(')');
  }

  /** An address with its port, if it has one; IPv6 in brackets then. */
  private static void end(Context c, long high, long low, int port, StringBuilder out) {
    boolean ports = c.sourcePort() != Context.NO_PORT;
    String address = AddressText.format(c.family(), high, low);
    boolean brackets = ports && c.family() == Family.IPV6;
    out.append(brackets ? "[" : "").append(address).append(brackets ? "]" : "");
    if (ports) {
      out.append(':').append(port);
    }
  }

  /**
   * What the connection's addresses become: the pair of this direction's source, then that of its
   * destination; a pair with equal ends is printed once.
   */
  private static void translation(Context c, StringBuilder out) {
    int connection = c.connection();
    ConnectionTable table = c.connections();
    if (connection == ConnectionTable.NONE
        || !(table.sourceNat(connection) || table.destinationNat(connection))) {
      return;
    }
    boolean reply = c.reply();
    out.append(", NAT ");
    pair(
        c,
        table.sourceHigh(connection, reply),
        table.sourceLow(connection, reply),
        table.sourcePort(connection, reply),
        table.destinationHigh(connection, !reply),
        table.destinationLow(connection, !reply),
        table.destinationPort(connection, !reply),
        out);
    out.append("->");
    pair(
        c,
        table.destinationHigh(connection, reply),
        table.destinationLow(connection, reply),
        table.destinationPort(connection, reply),
        table.sourceHigh(connection, !reply),
        table.sourceLow(connection, !reply),
        table.sourcePort(connection, !reply),
        out);
  }

  private static void pair(
      Context c,
      long high,
      long low,
      int port,
      long otherHigh,
      long otherLow,
      int otherPort,
      StringBuilder out) {
    boolean ports = c.sourcePort() != Context.NO_PORT;
    if (high == otherHigh && low == otherLow && (!ports || port == otherPort)) {
      end(c, high, low, port, out);
      return;
    }
    out.append('(');
    end(c, high, low, port, out);
    out.append("->");
    end(c, otherHigh, otherLow, otherPort, out);
    out.append(')');
  }
}
