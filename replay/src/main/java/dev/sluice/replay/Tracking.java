package dev.sluice.replay;

import dev.sluice.engine.track.ConnectionTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What connection tracking knew of a connection when it ended. Immutable.
 *
 * @param flags the letters that RouterOS shows beside it, of {@code ESACFsdh} in this order
 * @param remaining seconds it had left when the captures ended, -1 if it was over by then
 * @param icmpId of an echo, -1 for other protocols
 * @param icmpMessage {@code type << 8 | code} of ICMP, -1 for other protocols
 */
public record Tracking(
    String flags,
    long remaining,
    int icmpId,
    int icmpMessage,
    long originalFastPackets,
    long originalFastBytes,
    long replyFastPackets,
    long replyFastBytes) {
  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMPV6 = 58;
  private static final long SECOND = 1_000_000_000L;

  static Tracking of(ConnectionTable table, int c, boolean over, long now) {
    StringBuilder flags = new StringBuilder();
    flag(flags, table.expected(c), 'E');
    flag(flags, table.seenReply(c), 'S');
    flag(flags, table.assured(c), 'A');
    flag(flags, table.confirmed(c), 'C');
    // RouterOS: other protocols are never fasttracked, whatever the rule says.
    boolean fast = table.protocol(c) == TCP || table.protocol(c) == UDP;
    flag(flags, fast && table.fasttracked(c), 'F');
    flag(flags, table.sourceNat(c), 's');
    flag(flags, table.destinationNat(c), 'd');
    flag(flags, table.helped(c), 'h');
    boolean icmp = table.protocol(c) == ICMP || table.protocol(c) == ICMPV6;
    return new Tracking(
        flags.toString(),
        over ? -1 : Math.max(0, table.timeoutAt(c) - now) / SECOND,
        icmp ? table.sourcePort(c, false) : -1,
        icmp ? table.destinationPort(c, false) : -1,
        table.fasttrackPackets(c, false),
        table.fasttrackBytes(c, false),
        table.fasttrackPackets(c, true),
        table.fasttrackBytes(c, true));
  }

  private static void flag(StringBuilder flags, boolean set, char letter) {
    if (set) {
      flags.append(letter);
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeUTF(flags);
    out.writeLong(remaining);
    out.writeInt(icmpId);
    out.writeInt(icmpMessage);
    out.writeLong(originalFastPackets);
    out.writeLong(originalFastBytes);
    out.writeLong(replyFastPackets);
    out.writeLong(replyFastBytes);
  }

  static Tracking read(DataInput in) throws IOException {
    return new Tracking(
        in.readUTF(),
        in.readLong(),
        in.readInt(),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }
}
