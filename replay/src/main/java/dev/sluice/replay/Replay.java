package dev.sluice.replay;

import dev.sluice.engine.Datapath;
import dev.sluice.engine.Verdict;
import dev.sluice.engine.queues.QueueTotals;
import dev.sluice.engine.queues.Queues;
import dev.sluice.engine.rules.AddressLists;
import dev.sluice.engine.track.FragmentDrop;
import dev.sluice.engine.track.InvalidReason;
import dev.sluice.policy.Family;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import dev.sluice.replay.Report.Capture;
import dev.sluice.replay.Report.Entry;
import dev.sluice.replay.Report.RuleCount;
import dev.sluice.replay.Report.Totals;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One run: shows every packet of the captures, in one order, to one {@link Lane}. The result
 * depends on the policy, the captures and the settings and on nothing else. Used once, by one
 * thread.
 */
public final class Replay {
  private static final long NANOS = 1_000_000_000L;

  /** A record header of pcap; close enough for pcapng. */
  private static final int RECORD_OVERHEAD = 16;

  private final List<Source> sources;
  private final Progress progress;
  private final Lane lane;
  private final Datapath datapath;
  private final Tally tally;
  private final FrameFiles files;
  private final Extras extras;
  private final PacketView[] views = new PacketView[Datapath.GROUP];
  private final Map<PacketView.Status, Long> malformed = new EnumMap<>(PacketView.Status.class);
  private final CaptureTally[] captures;
  private long packets;
  private long bytes;
  private long notIp;
  private long accepted;
  private long dropped;
  private long rejected;
  private long held;
  private long fileBytes;

  /** What is counted for each capture. */
  private static final class CaptureTally {
    long packets;
    long first;
    long last;
    long backwards;
  }

  private Replay(
      Policy given,
      ReplaySettings settings,
      List<Source> sources,
      LogSpool log,
      Progress progress) {
    this.sources = List.copyOf(sources);
    this.progress = progress;
    extras = new Extras(settings.files());
    tally = new Tally(settings.listing(), log, extras);
    lane = new Lane(given, settings, tally);
    datapath = lane.datapath();
    tally.attach(datapath);
    files = new FrameFiles(settings.files().accepted(), settings.files().dropped());
    Arrays.setAll(views, i -> new PacketView());
    captures = new CaptureTally[sources.size()];
    for (int i = 0; i < captures.length; i++) {
      captures[i] = new CaptureTally();
    }
  }

  /**
   * Replays opened captures, and closes them.
   *
   * @throws IOException if a capture cannot be read further or a file not written
   */
  public static Report run(
      Policy policy, ReplaySettings settings, List<Source> sources, Progress progress)
      throws IOException {
    LogSpool log = new LogSpool(settings.files().log(), policy.zone());
    boolean done = false;
    Replay replay = new Replay(policy, settings, sources, log, progress);
    try {
      Report report = replay.report(settings.workers());
      done = true;
      return report;
    } catch (UncheckedIOException problem) {
      throw problem.getCause();
    } finally {
      if (!done) {
        replay.tally.spool().close();
        log.close();
      }
      for (Source source : sources) {
        source.reader().close();
      }
    }
  }

  private Report report(int workers) throws IOException {
    List<String> said = new ArrayList<>(lane.assumptions());
    try (files;
        extras) {
      try (Feed feed = new Feed(new Merge(sources, lane::interfaceIndex), workers)) {
        for (Batch batch = feed.next(); batch.count() > 0; batch = feed.next()) {
          for (int i = 0; i < batch.count(); i += Datapath.GROUP) {
            group(batch, i, Math.min(Datapath.GROUP, batch.count() - i));
          }
          progress.at(packets, fileBytes);
        }
      }
      if (packets > 0) {
        datapath.finish(lane.now());
      }
      said.addAll(files.finish());
      said.addAll(extras.finish());
    }
    dropWhatNeverCameTogether(said);
    sayWhatWasFull(said);
    List<QueueTotals> queues = queues(said);
    return new Report(
        said,
        captureList(),
        totals(),
        ruleCounts(),
        tally.applications(),
        tally.connectionTotals(),
        tally.top(),
        tally.spool(),
        addressLists(),
        queues,
        datapath.drops().byText(),
        invalid(),
        tally.log());
  }

  private void group(Batch batch, int first, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      int at = first + i;
      views[i].wrap(
          batch.bytes(),
          batch.offset(at),
          batch.captured(at),
          batch.wireLength(at),
          batch.linkType(at));
    }
    datapath.announce(views, count);
    for (int i = 0; i < count; i++) {
      packet(views[i], batch, first + i);
    }
  }

  private void packet(PacketView view, Batch batch, int i) throws IOException {
    long timestamp = batch.timestamp(i);
    CaptureTally capture = captures[batch.capture(i)];
    if (capture.packets == 0) {
      capture.first = timestamp;
      capture.last = timestamp;
    }
    capture.first = Math.min(capture.first, timestamp);
    capture.last = Math.max(capture.last, timestamp);
    capture.packets++;
    if (!lane.advance(timestamp)) {
      capture.backwards++;
    }
    packets++;
    fileBytes += batch.captured(i) + RECORD_OVERHEAD;
    PacketView.Status status = view.status();
    if (status != PacketView.Status.OK) {
      if (status.malformed()) {
        malformed.merge(status, 1L, Long::sum);
      } else {
        notIp++;
      }
      return;
    }
    bytes += view.totalLength();
    Verdict verdict = lane.captured(view, batch.interfaceIndex(i));
    int released = verdict == Verdict.HELD ? 1 : datapath.released();
    held -= released - 1;
    switch (verdict) {
      case ACCEPTED -> accepted += released;
      case DROPPED -> dropped += released;
      case REJECTED -> rejected += released;
      case HELD -> held++;
    }
    if (files.wanted()) {
      files.take(verdict, released, view, timestamp);
    }
  }

  /** Every packet has to be somewhere: fragments whose datagram never came are dropped. */
  private void dropWhatNeverCameTogether(List<String> said) {
    dropped += held;
    held = 0;
    for (FragmentDrop reason : FragmentDrop.values()) {
      neverCame(said, datapath.defragmenter().dropped(reason), reason.text());
    }
    neverCame(said, datapath.defragmenter().waiting(), "not complete at the end");
  }

  private static void neverCame(List<String> said, long fragments, String reason) {
    if (fragments > 0) {
      said.add(
          Words.count(fragments, "fragment")
              + " never became a datagram ("
              + reason
              + "), counted as dropped");
    }
  }

  private Totals totals() {
    Map<String, Long> reasons = new LinkedHashMap<>();
    malformed.forEach((status, count) -> reasons.put(status.reason(), count));
    return new Totals(packets, bytes, accepted, dropped, rejected, notIp, reasons);
  }

  private Map<String, Long> invalid() {
    Map<String, Long> reasons = new LinkedHashMap<>();
    for (InvalidReason reason : InvalidReason.values()) {
      long count = datapath.connections().invalid(reason);
      if (reason != InvalidReason.NONE && count > 0) {
        reasons.put(reason.text(), count);
      }
    }
    return reasons;
  }

  private void sayWhatWasFull(List<String> said) {
    if (datapath.connections().evicted() > 0) {
      said.add(
          "the connection table was full: "
              + Words.count(datapath.connections().evicted(), "connection")
              + " made room for newer ones");
    }
    if (datapath.connections().refused() > 0) {
      said.add(
          "the connection table was full: "
              + Words.count(datapath.connections().refused(), "connection")
              + " refused");
    }
    if (datapath.addressLists().refused() > 0) {
      said.add(
          "the address lists were full: "
              + Words.number(datapath.addressLists().refused())
              + " not added");
    }
  }

  private List<Capture> captureList() {
    List<Capture> list = new ArrayList<>();
    for (int i = 0; i < captures.length; i++) {
      CaptureTally capture = captures[i];
      List<String> problems = new ArrayList<>();
      sources.get(i).reader().problem().ifPresent(problems::add);
      if (capture.backwards > 0) {
        problems.add(
            "time goes backwards at "
                + Words.count(capture.backwards, "packet")
                + ", taken as simultaneous with the one before");
      }
      list.add(
          new Capture(
              sources.get(i).name(), capture.packets, capture.first, capture.last, problems));
    }
    return list;
  }

  private List<QueueTotals> queues(List<String> said) {
    Queues queues = datapath.queues();
    if (queues == null) {
      return List.of();
    }
    for (String name : queues.homeless()) {
      said.add("queue " + name + " takes no packet: its parent is no interface that is known");
    }
    if (queues.refused() > 0) {
      said.add(
          "the queues were full: " + Words.count(queues.refused(), "packet") + " passed untouched");
    }
    return queues.all();
  }

  private List<RuleCount> ruleCounts() {
    List<RuleCount> counts = new ArrayList<>();
    for (Family family : Family.values()) {
      boolean fasttracks = datapath.fasttracks(family);
      for (Table table : lane.policy().firewall(family).tables()) {
        if (fasttracks) {
          counts.addAll(DummyRules.of(table, datapath));
        }
        for (Rule rule : table.rules()) {
          counts.add(
              new RuleCount(
                  table,
                  rule,
                  datapath.packets(family, table.name(), rule.number()),
                  datapath.bytes(family, table.name(), rule.number())));
        }
      }
    }
    return counts;
  }

  private List<Entry> addressLists() {
    List<Entry> entries = new ArrayList<>();
    long now = lane.now();
    for (Family family : Family.values()) {
      for (AddressLists.Listed one : datapath.addressLists().entries(family, now)) {
        long seconds = one.until() == Long.MAX_VALUE ? -1 : Math.ceilDiv(one.until() - now, NANOS);
        entries.add(new Entry(one.list(), one.range(), seconds, one.byRule()));
      }
    }
    return entries;
  }
}
