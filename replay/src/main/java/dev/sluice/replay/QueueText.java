package dev.sluice.replay;

import dev.sluice.engine.queues.QueueTotals;
import java.util.List;
import java.util.Locale;

/** The section of a text report about queues. */
final class QueueText {
  private static final double MILLI = 1e6;

  private final StringBuilder out;
  private final Ink ink;

  QueueText(StringBuilder out, Ink ink) {
    this.out = out;
    this.ink = ink;
  }

  void write(List<QueueTotals> queues) {
    if (queues.isEmpty()) {
      return;
    }
    out.append('\n').append(ink.bold("Queues: what they would have done")).append('\n');
    Columns columns =
        new Columns(
            List.of("NAME", "", ">PACKETS", ">BYTES", ">DROPPED", ">BUSIEST", ">DELAY", ">MOST"),
            23,
            8,
            11,
            15,
            10,
            10,
            9,
            9);
    for (QueueTotals one : queues) {
      columns.row(
          "",
          one.packets() + one.droppedPackets() == 0,
          TextReport.printable(one.queue()),
          one.direction(),
          Words.number(one.packets()),
          Words.number(one.bytes()),
          Words.number(one.droppedPackets()),
          rate(one.mostBytes() * 8),
          delay(one.meanDelayNanos()),
          delay(one.mostDelayNanos()));
    }
    columns.print(out, ink, TextReport.WIDTH);
    out.append(
        "  BUSIEST: bits in the busiest second. DELAY: of a carried packet, mean and most.\n");
    out.append("  A packet that a queue drops was accepted above.\n");
  }

  /** RouterOS's suffixes, decimal. */
  private static String rate(long bits) {
    if (bits < 10_000) {
      return Long.toString(bits);
    }
    return bits < 10_000_000 ? bits / 1_000 + "k" : bits / 1_000_000 + "M";
  }

  private static String delay(long nanos) {
    return String.format(Locale.ROOT, "%.1fms", nanos / MILLI);
  }
}
