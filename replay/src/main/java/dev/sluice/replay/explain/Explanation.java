package dev.sluice.replay.explain;

import dev.sluice.engine.Drops;
import dev.sluice.engine.Verdict;
import dev.sluice.engine.rules.Context;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.replay.Lane;
import dev.sluice.replay.Packets;
import dev.sluice.replay.Progress;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.RuleRef;
import dev.sluice.replay.Source;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs packets through a policy and tells the roads of those that are wanted. Every packet before
 * them is run too, because it may have left a connection, a list entry or a counter behind. For one
 * thread.
 */
public final class Explanation {
  private final Lane lane;
  private final Recorder recorder = new Recorder();
  private final Conversations conversations = new Conversations();
  private long packets;

  public Explanation(Policy policy, ReplaySettings settings) {
    lane = new Lane(policy, settings, recorder);
    recorder.attach(lane.datapath());
  }

  /** Which packets are wanted. */
  public interface Wish {
    /**
     * Whether this packet's road is wanted.
     *
     * @param view whole only if {@code status} is OK
     * @param conversation its number, 0 without one
     */
    boolean wants(long number, PacketView view, PacketView.Status status, int conversation);

    /** Whether nothing after this packet can be wanted. */
    default boolean satisfied(long number) {
      return false;
    }
  }

  /** Takes roads as they are told. */
  @FunctionalInterface
  public interface Listener {
    void told(Road road) throws IOException;
  }

  public Lane lane() {
    return lane;
  }

  /** How many packets were run. */
  public long packets() {
    return packets;
  }

  /** How many conversations there were. */
  public int conversations() {
    return conversations.count();
  }

  /** Runs captures up to the last wanted packet, and closes them. */
  public void captures(List<Source> sources, Wish wish, Progress progress, Listener listener)
      throws IOException {
    Packets.read(
        sources,
        1,
        lane::interfaceIndex,
        progress,
        packet -> {
          packets = packet.number();
          lane.advance(packet.timestamp());
          PacketView view = packet.view();
          boolean whole = packet.status() == PacketView.Status.OK;
          int conversation = whole ? conversations.number(view) : 0;
          boolean wanted = wish.wants(packet.number(), view, packet.status(), conversation);
          String capture = sources.get(packet.capture()).name();
          if (!whole) {
            if (wanted) {
              listener.told(unread(packet, capture));
            }
          } else if (wanted) {
            recorder.begin(view);
            lane.datapath().trace(recorder);
            listener.told(
                told(packet.number(), capture, conversation, view, packet.capturedAt(), true));
          } else {
            lane.captured(view, packet.capturedAt());
          }
          return !wish.satisfied(packet.number());
        });
  }

  /**
   * Runs one packet that was written by hand.
   *
   * @param inInterface the topology's number, or -1
   */
  public Road packet(PacketView view, int inInterface, long time) {
    packets++;
    lane.advance(time);
    recorder.begin(view);
    lane.datapath().trace(recorder);
    return told(packets, "", conversations.number(view), view, inInterface, false);
  }

  private Road told(
      long number, String capture, int conversation, PacketView view, int at, boolean captured) {
    Drops drops = lane.datapath().drops();
    Map<String, Long> droppedBefore = drops.byText();
    long fasttracked = lane.datapath().fasttrackPackets();
    String line = PacketLine.of(view);
    Verdict verdict = captured ? lane.captured(view, at) : lane.arrived(view, at);
    lane.datapath().trace(null);
    Context context = lane.datapath().context();
    List<Step> steps = recorder.end(context, verdict == Verdict.ACCEPTED);
    String remark = "";
    if (verdict != Verdict.ACCEPTED && context.rule() == null) {
      remark = reason(droppedBefore, drops.byText());
    }
    if (!remark.isEmpty()) {
      return road(number, capture, conversation, line, verdict, context, remark, steps);
    }
    if (lane.datapath().fasttrackPackets() != fasttracked) {
      remark = "the connection is fasttracked: its packets pass all tables by";
    } else if (verdict == Verdict.HELD) {
      remark = "a fragment that waits for the others of its datagram";
    } else if (context.rule() == null && verdict != Verdict.ACCEPTED) {
      remark = "a fragment that cannot be put together";
    }
    return road(number, capture, conversation, line, verdict, context, remark, steps);
  }

  /** The router's own reason, or a matcher's, whose count has grown. */
  private static String reason(Map<String, Long> before, Map<String, Long> after) {
    for (Map.Entry<String, Long> reason : after.entrySet()) {
      if (reason.getValue() > before.getOrDefault(reason.getKey(), 0L)) {
        return reason.getKey();
      }
    }
    return "";
  }

  private Road road(
      long number,
      String capture,
      int conversation,
      String line,
      Verdict verdict,
      Context context,
      String remark,
      List<Step> steps) {
    return new Road(
        number, capture, conversation, lane.now(), line, "", verdict, rule(context), remark, steps);
  }

  private static @Nullable RuleRef rule(Context context) {
    Rule rule = context.rule();
    return rule == null ? null : new RuleRef(context.family(), context.ruleTable(), rule);
  }

  private static Road unread(Packets.Packet packet, String capture) {
    PacketView.Status status = packet.status();
    String reason = status.malformed() ? "malformed: " + status.reason() : "not IP";
    return new Road(
        packet.number(),
        capture,
        0,
        packet.timestamp(),
        packet.view().frameWireLength() + " bytes",
        reason,
        null,
        null,
        "",
        List.of());
  }
}
