package dev.sluice.replay.diff;

import dev.sluice.engine.Verdict;
import dev.sluice.engine.rules.Context;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.replay.diff.Difference.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether two policies have done the same to their present packet. Allocates only if not. */
final class Comparison {
  private final Side before;
  private final Side after;
  private final MarkNumbers numbers;
  private final boolean queues;

  Comparison(Side before, Side after) {
    this.before = before;
    this.after = after;
    numbers = new MarkNumbers(before, after);
    queues = before.queues().any() || after.queues().any();
  }

  boolean same() {
    Context old = before.context();
    Context now = after.context();
    if (before.verdict() != after.verdict()
        || !numbers.sameMark(old.packetMark(), now.packetMark())
        || !numbers.sameMark(old.routingMark(), now.routingMark())) {
      return false;
    }
    if (connected() && !(sameConnectionMark() && numbers.samePatterns(before, after))) {
      return false;
    }
    return before.verdict() != Verdict.ACCEPTED || (sameEnds() && sameHeader() && sameQueue());
  }

  private boolean connected() {
    return before.context().connection() != ConnectionTable.NONE
        && after.context().connection() != ConnectionTable.NONE;
  }

  private boolean sameConnectionMark() {
    return numbers.sameMark(before.context().connectionMark(), after.context().connectionMark());
  }

  private boolean sameEnds() {
    Context old = before.context();
    Context now = after.context();
    return old.sourceLow() == now.sourceLow()
        && old.sourceHigh() == now.sourceHigh()
        && old.destinationLow() == now.destinationLow()
        && old.destinationHigh() == now.destinationHigh()
        && old.sourcePort() == now.sourcePort()
        && old.destinationPort() == now.destinationPort();
  }

  private boolean sameHeader() {
    Context old = before.context();
    Context now = after.context();
    return old.tos() == now.tos()
        && old.ttl() == now.ttl()
        && old.priority() == now.priority()
        && old.length() == now.length();
  }

  private boolean sameQueue() {
    return !queues || before.queues().same(after.queues());
  }

  /** In what the packet fares differently. */
  List<Part> parts(long packet) {
    Context old = before.context();
    Context now = after.context();
    List<Part> parts = new ArrayList<>();
    if (before.verdict() != after.verdict()) {
      parts.add(new Part(Kind.VERDICT, packet, word(before.verdict()), word(after.verdict())));
    }
    if (connected()) {
      add(parts, Kind.CONNECTION_MARK, packet, connectionMark(old), connectionMark(now));
      if (!numbers.samePatterns(before, after)) {
        add(parts, Kind.LAYER7_PROTOCOL, packet, patterns(before), patterns(after));
      }
    }
    add(parts, Kind.PACKET_MARK, packet, mark(old, old.packetMark()), mark(now, now.packetMark()));
    add(
        parts,
        Kind.ROUTING_MARK,
        packet,
        mark(old, old.routingMark()),
        mark(now, now.routingMark()));
    if (before.verdict() == Verdict.ACCEPTED && after.verdict() == Verdict.ACCEPTED) {
      add(parts, Kind.TRANSLATION, packet, ends(old), ends(now));
      if (!sameHeader()) {
        add(parts, Kind.HEADER, packet, header(old), header(now));
      }
      if (!sameQueue()) {
        parts.add(new Part(Kind.QUEUE, packet, before.queues().text(), after.queues().text()));
      }
    }
    return parts;
  }

  private static void add(List<Part> parts, Kind kind, long packet, String old, String now) {
    if (!old.equals(now)) {
      parts.add(new Part(kind, packet, old, now));
    }
  }

  private static String connectionMark(Context c) {
    return mark(c, c.connectionMark());
  }

  private static String mark(Context c, int number) {
    return number == 0 ? "" : c.marks().name(number);
  }

  private static String patterns(Side side) {
    return String.join(
        ",",
        side.lane()
            .datapath()
            .inspection()
            .applications(side.lane().datapath().connections(), side.context().connection()));
  }

  private static String ends(Context c) {
    return CaptureDiff.end(c.six(), c.sourceHigh(), c.sourceLow(), c.sourcePort())
        + " > "
        + CaptureDiff.end(c.six(), c.destinationHigh(), c.destinationLow(), c.destinationPort());
  }

  private static String header(Context c) {
    return "dscp="
        + (c.tos() >> 2)
        + " ttl="
        + c.ttl()
        + " priority="
        + c.priority()
        + " len="
        + c.length();
  }

  private static String word(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }
}
