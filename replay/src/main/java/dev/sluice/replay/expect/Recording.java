package dev.sluice.replay.expect;

import dev.sluice.engine.Verdict;
import dev.sluice.policy.Address;
import dev.sluice.policy.Policy;
import dev.sluice.replay.Names;
import dev.sluice.replay.Packets;
import dev.sluice.replay.Progress;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.Report.End;
import dev.sluice.replay.Source;
import dev.sluice.replay.explain.Conversations;
import dev.sluice.replay.explain.PacketLine;
import dev.sluice.replay.spec.Literals.Endpoint;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes a test from one conversation of a capture: its packets with other addresses, and what the
 * policy makes of them. Payloads stay as they are, because patterns look at them. Used once.
 */
public final class Recording {
  /** A conversation's further packets are left out, and the test says so. */
  public static final int MOST_PACKETS = 64;

  private static final long NANOS = 1_000_000_000L;
  private static final int TCP = 6;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

  private final int wanted;
  private final Anonymiser anonymiser;
  private final ZoneId zone;
  private final Watch watch;
  private final Conversations conversations = new Conversations();
  private final List<String> lines = new ArrayList<>();
  private final long[] ends = {Long.MIN_VALUE, Long.MIN_VALUE};
  private final String[] ins = {"", ""};
  private @Nullable Endpoint first;
  private long last;
  private long left;

  private Recording(
      Policy policy, ReplaySettings settings, int conversation, Anonymiser anonymiser) {
    wanted = conversation;
    this.anonymiser = anonymiser;
    zone = policy.zone();
    watch = new Watch(policy, settings);
  }

  /**
   * The packet lines of one conversation, empty if there is none of this number.
   *
   * @throws IOException if a capture cannot be read further
   */
  public static List<String> packets(
      Policy policy,
      ReplaySettings settings,
      List<Source> sources,
      int conversation,
      Anonymiser anonymiser)
      throws IOException {
    Recording recording = new Recording(policy, settings, conversation, anonymiser);
    Packets.read(
        sources,
        1,
        recording.watch.lane()::interfaceIndex,
        Progress.SILENT,
        packet -> {
          recording.take(packet);
          return true;
        });
    if (recording.left > 0) {
      recording.lines.add("# " + recording.left + " further packets were left out");
    }
    return recording.lines;
  }

  private void take(Packets.Packet packet) {
    watch.advance(packet.timestamp());
    if (packet.status() != PacketView.Status.OK) {
      return;
    }
    PacketView view = packet.view();
    boolean mine = conversations.number(view) == wanted;
    boolean recorded = mine && worth(view);
    String text = recorded ? text(view) : "";
    Verdict verdict = watch.captured(view, packet.capturedAt());
    if (recorded && verdict != Verdict.HELD) {
      lines.add("packet " + in(view) + text + at(watch.lane().now()));
    }
  }

  /** A retransmission would come out as new data, since the numbers are made afresh. */
  private boolean worth(PacketView view) {
    if (lines.size() >= MOST_PACKETS || view.laterFragment()) {
      left++;
      return false;
    }
    if (view.protocol() == TCP && view.transport() && view.payloadLength() > 0) {
      int side = back(view) ? 1 : 0;
      long end = (view.tcpSequence() & 0xFFFF_FFFFL) + view.payloadLength();
      if (end <= ends[side]) {
        left++;
        return false;
      }
      ends[side] = end;
    }
    return true;
  }

  private boolean back(PacketView view) {
    Endpoint start = first;
    return start != null && !(start.address().equals(source(view)) && start.port() == port(view));
  }

  private static int port(PacketView view) {
    return view.hasPorts() ? view.sourcePort() : -1;
  }

  private static Address source(PacketView view) {
    return view.six()
        ? Address.ipv6(view.sourceHigh(), view.sourceLow())
        : Address.ipv4(view.source4());
  }

  private static Address destination(PacketView view) {
    return view.six()
        ? Address.ipv6(view.destinationHigh(), view.destinationLow())
        : Address.ipv4(view.destination4());
  }

  /** Where it came in, if that is not what the direction says already. */
  private String in(PacketView view) {
    int at = watch.lane().datapath().context().inInterface();
    int side = back(view) ? 1 : 0;
    String name = at < 0 ? "" : watch.lane().datapath().context().interfaceName(at);
    if (name.isEmpty() || name.equals(ins[side])) {
      return "";
    }
    ins[side] = name;
    return "in=" + name + " ";
  }

  private String text(PacketView view) {
    StringBuilder out = new StringBuilder();
    if (first == null) {
      first = new Endpoint(source(view), port(view));
      int to = view.hasPorts() ? view.destinationPort() : -1;
      out.append(protocol(view.protocol())).append(' ');
      out.append(new End(anonymiser.of(source(view)), port(view))).append(" > ");
      out.append(new End(anonymiser.of(destination(view)), to));
    } else {
      out.append(back(view) ? "<" : ">");
    }
    if (view.protocol() == TCP && view.transport()) {
      out.append(' ').append(PacketLine.flags(view.tcpFlags()));
    }
    if ((view.protocol() == 1 || view.protocol() == 58) && view.transport()) {
      out.append(" type=").append(view.icmpType()).append(" code=").append(view.icmpCode());
    }
    if (view.ttl() != 64) {
      out.append(" ttl=").append(view.ttl());
    }
    if (view.dscp() != 0) {
      out.append(" dscp=").append(view.dscp());
    }
    if (view.payloadCaptured() > 0 && view.payloadLength() > 0) {
      out.append(" payload=\"");
      int length = Math.min(view.payloadCaptured(), view.payloadLength());
      for (int i = 0; i < length; i++) {
        append(out, view.bytes().get(ValueLayout.JAVA_BYTE, view.payloadOffset() + i) & 0xFF);
      }
      out.append('"');
    }
    return out.toString();
  }

  private static String protocol(int number) {
    return switch (number) {
      case 1, 6, 17, 58 -> Names.protocol(number);
      default -> Integer.toString(number);
    };
  }

  private static void append(StringBuilder out, int value) {
    switch (value) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      default -> {
        if (value < ' ' || value > '~') {
          out.append(String.format(Locale.ROOT, "\\x%02X", value));
        } else {
          out.append((char) value);
        }
      }
    }
  }

  private String at(long now) {
    String text;
    if (last == 0) {
      Instant instant = Instant.ofEpochSecond(Math.floorDiv(now, NANOS), Math.floorMod(now, NANOS));
      text = " at=" + TIME.format(instant.atZone(zone));
    } else {
      text = " at=+" + Math.min(999_999_999, (now - last) / 1_000) + "us";
    }
    last = now;
    return text;
  }

  /**
   * The test with what the engine makes of its lines: an expectation wherever the verdict changes,
   * and one at the end.
   *
   * @param packets lines of {@link #packets}
   */
  public static String test(
      String policyName,
      Policy policy,
      ReplaySettings settings,
      String name,
      List<String> packets) {
    StringBuilder out = new StringBuilder("policy " + quoted(policyName) + "\n");
    settings
        .interfaces()
        .forEach(one ->
            out.append("interface ")
                .append(one.interfaceName())
                .append('=')
                .append(one.range())
                .append('\n'));
    settings.router().forEach(one -> out.append("router ").append(one).append('\n'));
    out.append("\ntest ").append(quoted(name)).append('\n');
    List<Observed> seen = TestRun.observe(policy, settings, packets);
    int packet = 0;
    for (String line : packets) {
      out.append("  ").append(line).append('\n');
      if (line.startsWith("#") || packet >= seen.size()) {
        continue;
      }
      Observed now = seen.get(packet++);
      boolean last = packet == seen.size();
      if (last || seen.get(packet).verdict() != now.verdict()) {
        out.append("  ").append(expect(now)).append('\n');
      }
    }
    return out.toString();
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String expect(Observed seen) {
    StringBuilder out = new StringBuilder("expect ");
    out.append(
        switch (seen.verdict()) {
          case ACCEPTED, HELD -> "accept";
          case DROPPED -> "drop";
          case REJECTED -> "reject";
        });
    if (seen.rule() != null) {
      String comment = seen.rule().rule().comment();
      out.append(" rule=");
      out.append(
          comment.isEmpty() || !comment.chars().allMatch(c -> c >= ' ' && c <= '~')
              ? Integer.toString(seen.rule().rule().number())
              : quoted(comment));
    }
    if (!seen.connectionMark().isEmpty()) {
      out.append(" mark=").append(quoted(seen.connectionMark()));
    }
    if (!seen.packetMark().isEmpty()) {
      out.append(" packet-mark=").append(quoted(seen.packetMark()));
    }
    if (!seen.applications().isEmpty()) {
      out.append(" application=").append(quoted(String.join(",", seen.applications())));
    }
    if (!seen.queues().isEmpty()) {
      out.append(" queue=").append(quoted(String.join(",", seen.queues())));
    }
    return out.toString();
  }
}
