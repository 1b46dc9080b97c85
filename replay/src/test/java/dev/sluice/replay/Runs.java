package dev.sluice.replay;

import dev.sluice.policy.Policy;
import dev.sluice.replay.ReplaySettings.Listing;
import dev.sluice.wire.CaptureReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Replays captures held in memory. */
final class Runs {
  private Runs() {}

  static Report run(Policy policy, ReplaySettings settings, byte[]... captures) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < captures.length; i++) {
      String name = "capture" + (i + 1);
      sources.add(
          new Source(name, CaptureReader.open(new ByteArrayInputStream(captures[i]), name)));
    }
    return Replay.run(policy, settings, sources, Progress.SILENT);
  }

  static String text(Report report, Listing listing) throws IOException {
    StringBuilder text = new StringBuilder();
    new TextReport("test.rsc", ZoneOffset.UTC, listing, Ink.PLAIN).write(report, text::append);
    return text.toString();
  }

  static long classes(Report.Totals totals) {
    return totals.accepted()
        + totals.dropped()
        + totals.rejected()
        + totals.notIp()
        + totals.malformedPackets();
  }
}
