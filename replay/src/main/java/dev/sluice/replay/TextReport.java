package dev.sluice.replay;

import dev.sluice.policy.Action;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import dev.sluice.replay.ReplaySettings.Listing;
import dev.sluice.replay.Report.Application;
import dev.sluice.replay.Report.Capture;
import dev.sluice.replay.Report.Connection;
import dev.sluice.replay.Report.ConnectionTotals;
import dev.sluice.replay.Report.Entry;
import dev.sluice.replay.Report.RuleCount;
import dev.sluice.replay.Report.Totals;
import java.io.IOException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a report for people: RouterOS's words, aligned columns, no line over 100. Immutable. */
public final class TextReport {
  public static final int WIDTH = 100;

  private static final long NANOS = 1_000_000_000L;
  private static final int LABEL = 12;
  private static final int CAPTURES_SHOWN = 8;
  private static final int ENTRIES_SHOWN = 10;
  private static final int BAR = 40;
  private static final int ENDS = 50;
  private static final int TAGS = 18;

  private final String policyName;
  private final ZoneId zone;
  private final Listing listing;
  private final Ink ink;

  public TextReport(String policyName, ZoneId zone, Listing listing, Ink ink) {
    this.policyName = policyName;
    this.zone = zone;
    this.listing = listing;
    this.ink = ink;
  }

  /** Takes text piece by piece. */
  @FunctionalInterface
  public interface Sink {
    void take(CharSequence text);
  }

  public void write(Report report, Sink sink) throws IOException {
    StringBuilder out = new StringBuilder();
    header(out, report);
    verdicts(out, report.totals());
    rules(out, report.rules());
    applications(out, report.applications());
    sink.take(out);
    connections(report, sink);
    out.setLength(0);
    addressLists(out, report.addressLists());
    new QueueText(out, ink).write(report.queues());
    reasons(out, "Dropped by the router itself, without a rule", report.router());
    reasons(out, "Packets with connection-state=invalid", report.invalid());
    log(out, report);
    assumptions(out, report.assumptions());
    sink.take(out);
  }

  private void header(StringBuilder out, Report report) {
    label(out, "Policy", policyName);
    int shown = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Capture capture : report.captures()) {
      if (capture.packets() > 0) {
        first = Math.min(first, capture.first());
        last = Math.max(last, capture.last());
      }
      if (shown < CAPTURES_SHOWN || !capture.problems().isEmpty()) {
        String count = Words.count(capture.packets(), "packet");
        label(out, shown == 0 ? "Capture" : "", capture.file() + ", " + count);
        for (String problem : capture.problems()) {
          wrapped(out, " ".repeat(LABEL + 2), ink.yellow("! "), problem);
        }
        shown++;
      }
    }
    if (shown < report.captures().size()) {
      label(out, "", "… and " + (report.captures().size() - shown) + " more captures");
    }
    if (first <= last) {
      label(
          out,
          "Time",
          time(first)
              + " to "
              + time(last)
              + " "
              + zoneName()
              + ", "
              + Words.duration(Math.ceilDiv(last - first, NANOS)));
    }
    ConnectionTotals all = report.connectionTotals();
    label(
        out,
        "Traffic",
        Words.count(report.totals().packets(), "packet")
            + ", "
            + Words.size(report.totals().bytes())
            + ", "
            + Words.count(all.all(), "connection")
            + kinds(all));
  }

  private static String kinds(ConnectionTotals all) {
    Map<String, Long> kinds = new LinkedHashMap<>();
    kinds.put("tcp", all.tcp());
    kinds.put("udp", all.udp());
    kinds.put("icmp", all.icmp());
    kinds.put("other", all.other());
    List<String> words = new ArrayList<>();
    kinds.forEach((kind, count) -> {
      if (count > 0) {
        words.add(Words.number(count) + " " + kind);
      }
    });
    return words.isEmpty() ? "" : " (" + String.join(", ", words) + ")";
  }

  private String zoneName() {
    return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
  }

  private String time(long nanos) {
    return LogSpool.time(Math.floorDiv(nanos, NANOS), zone);
  }

  private void label(StringBuilder out, String label, String text) {
    String clean = printable(text);
    out.append(ink.bold(label)).append(" ".repeat(LABEL - label.length()));
    out.append(Columns.cut(clean, WIDTH - LABEL)).append('\n');
  }

  private void title(StringBuilder out, String text) {
    out.append('\n').append(ink.bold(Columns.cut(text, WIDTH))).append('\n');
  }

  private void verdicts(StringBuilder out, Totals totals) {
    title(out, "Verdicts");
    verdict(out, "accepted", totals.accepted(), totals, ink.green("█"));
    verdict(out, "dropped", totals.dropped(), totals, ink.red("█"));
    verdict(out, "rejected", totals.rejected(), totals, ink.yellow("█"));
    verdict(out, "not IP", totals.notIp(), totals, ink.faint("█"));
    verdict(out, "malformed", totals.malformedPackets(), totals, ink.faint("█"));
    totals
        .malformed()
        .forEach((reason, count) ->
            out.append(String.format("  %-10s %15s  %s", "", Words.number(count), reason))
                .append('\n'));
  }

  private static void verdict(
      StringBuilder out, String name, long count, Totals totals, String block) {
    if (count == 0 && (name.equals("not IP") || name.equals("malformed"))) {
      return;
    }
    int length = totals.packets() == 0 ? 0 : (int) Math.ceilDiv(count * BAR, totals.packets());
    String numbers =
        String.format(
            java.util.Locale.ROOT,
            "  %-10s %15s  %7s",
            name,
            Words.number(count),
            Words.percent(count, totals.packets()));
    out.append(numbers).append(length == 0 ? "" : "  ").append(block.repeat(length)).append('\n');
  }

  private void rules(StringBuilder out, List<RuleCount> counts) {
    // By menu: a table's own hash goes through all its rules.
    Map<String, List<RuleCount>> byTable = new LinkedHashMap<>();
    for (RuleCount count : counts) {
      byTable.computeIfAbsent(count.table().menu(), menu -> new ArrayList<>()).add(count);
    }
    byTable.forEach((menu, rules) -> rules(out, rules.getFirst().table(), rules));
    if (counts.isEmpty()) {
      out.append("\nThe policy has no firewall rules: everything is accepted.\n");
    }
  }

  private void rules(StringBuilder out, Table table, List<RuleCount> counts) {
    title(out, table.menu());
    boolean six = table.family() == dev.sluice.policy.Family.IPV6;
    Columns columns =
        new Columns(
            List.of(">#", "", "CHAIN", "ACTION", ">PACKETS", ">BYTES", ">LINE"),
            5,
            1,
            18,
            38,
            15,
            19,
            6);
    for (RuleCount count : counts) {
      Rule rule = count.rule();
      columns.row(
          rule.comment().isEmpty() ? "" : ";;; " + printable(rule.comment()),
          count.packets() == 0,
          count.dynamic() ? "" : Integer.toString(rule.number()),
          count.dynamic() ? "D" : rule.disabled() ? "X" : rule.invalid().isPresent() ? "I" : "",
          rule.chain(),
          printable(action(rule.action(), six)),
          Words.number(count.packets()),
          Words.number(count.bytes()),
          rule.origin().line() > 0 ? Integer.toString(rule.origin().line()) : "");
    }
    columns.print(out, ink, WIDTH);
  }

  /** The action, and what it names. */
  private static String action(Action action, boolean six) {
    String name = Names.action(action, six);
    String object =
        switch (action) {
          case Action.Jump jump -> jump.target();
          case Action.MarkConnection mark -> mark.mark();
          case Action.MarkPacket mark -> mark.mark();
          case Action.MarkRouting mark -> mark.mark();
          case Action.AddSourceToAddressList add -> add.list();
          case Action.AddDestinationToAddressList add -> add.list();
          default -> "";
        };
    return object.isEmpty() ? name : name + " " + object;
  }

  private void applications(StringBuilder out, List<Application> applications) {
    if (applications.isEmpty()) {
      return;
    }
    title(out, "Applications (layer7-protocol)");
    List<Application> seen = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    for (Application one : applications) {
      if (one.packets() > 0) {
        seen.add(one);
      } else {
        silent.add(printable(one.name()));
      }
    }
    seen.sort(Comparator.comparingLong(Application::bytes).reversed());
    if (!seen.isEmpty()) {
      Columns columns =
          new Columns(List.of("NAME", ">CONNECTIONS", ">PACKETS", ">BYTES"), 40, 15, 15, 19);
      for (Application one : seen) {
        columns.row(
            "",
            false,
            printable(one.name()),
            Words.number(one.connections()),
            Words.number(one.packets()),
            Words.number(one.bytes()));
      }
      columns.print(out, ink, WIDTH);
    }
    if (!silent.isEmpty()) {
      wrapped(out, "  ", ink.faint("not seen: "), String.join(", ", silent));
    }
  }

  private void connections(Report report, Sink sink) throws IOException {
    if (listing == Listing.NONE || report.connectionTotals().all() == 0) {
      return;
    }
    List<String> patterns = report.applications().stream().map(Application::name).toList();
    StringBuilder out = new StringBuilder();
    if (listing == Listing.TOP) {
      title(
          out,
          "Top connections by bytes ("
              + report.top().size()
              + " of "
              + Words.number(report.connectionTotals().all())
              + ")");
      connectionTitles(out);
      report.top().forEach(connection -> connection(out, connection, patterns));
      sink.take(out);
      return;
    }
    String which = listing == Listing.MATCHED ? "Connections with an application" : "Connections";
    title(out, which + " (" + Words.number(report.connections().size()) + ")");
    connectionTitles(out);
    sink.take(out);
    report
        .connections()
        .forEach(connection -> {
          out.setLength(0);
          connection(out, connection, patterns);
          sink.take(out);
        });
  }

  private void connectionTitles(StringBuilder out) {
    StringBuilder line = new StringBuilder();
    connectionLine(
        line, "PROTO", "SRC-ADDRESS > DST-ADDRESS", "APPLICATION/MARK", "PACKETS", "BYTES");
    out.append(ink.faint(line.toString().stripTrailing())).append('\n');
  }

  /** Of a pair of long addresses each has a line for itself. */
  private void connection(StringBuilder out, Connection connection, List<String> patterns) {
    String ends = connection.source() + " > " + connection.destination();
    String protocol = Columns.cut(Names.protocol(connection.protocol()), 6);
    String tags = tags(connection, patterns);
    String packets = Words.number(connection.packets());
    String size = Words.size(connection.bytes());
    if (ends.length() > ENDS) {
      connectionLine(out, protocol, connection.source().toString(), "", "", "");
      connectionLine(out, "", "> " + connection.destination(), tags, packets, size);
    } else {
      connectionLine(out, protocol, ends, tags, packets, size);
    }
    if (connection.translated()) {
      String reply = connection.replySource() + " > " + connection.replyDestination();
      if (reply.length() > WIDTH - 16) {
        out.append("         reply ").append(connection.replySource()).append('\n');
        out.append("               > ").append(connection.replyDestination()).append('\n');
      } else {
        out.append("         reply ").append(reply).append('\n');
      }
    }
    if (connection.dropped() > 0) {
      out.append("         ");
      out.append(ink.red(Words.number(connection.dropped()) + " dropped"));
      out.append(", ").append(Words.number(connection.accepted())).append(" accepted");
      out.append(connection.tcpState().isEmpty() ? "" : ", " + connection.tcpState());
      out.append('\n');
    }
  }

  private static void connectionLine(
      StringBuilder out, String protocol, String ends, String tags, String packets, String size) {
    String format = "  %-6s %-" + ENDS + "s  %-" + TAGS + "s %8s %9s";
    String line = String.format(format, protocol, ends, Columns.cut(tags, TAGS), packets, size);
    out.append(line.stripTrailing()).append('\n');
  }

  private static String tags(Connection connection, List<String> patterns) {
    List<String> seen = connection.applications(patterns);
    return printable(seen.isEmpty() ? connection.mark() : String.join(",", seen));
  }

  private void addressLists(StringBuilder out, List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    title(out, "Address lists at the end");
    Map<String, List<Entry>> byList = new LinkedHashMap<>();
    for (Entry entry : entries) {
      byList.computeIfAbsent(entry.list(), list -> new ArrayList<>()).add(entry);
    }
    Columns columns = new Columns(List.of("", "LIST", "ADDRESS", ">TIMEOUT"), 1, 30, 50, 14);
    byList.forEach((list, members) -> {
      for (Entry entry : members.subList(0, Math.min(members.size(), ENTRIES_SHOWN))) {
        columns.row(
            "",
            false,
            entry.dynamic() ? "D" : "",
            printable(entry.list()),
            entry.address().toString(),
            entry.timeout());
      }
      int more = members.size() - ENTRIES_SHOWN;
      if (more > 0) {
        columns.row("", false, "", printable(list), "… and " + Words.number(more) + " more", "");
      }
    });
    columns.print(out, ink, WIDTH);
  }

  private void reasons(StringBuilder out, String heading, Map<String, Long> counts) {
    if (counts.isEmpty()) {
      return;
    }
    title(out, heading);
    counts.forEach((reason, count) ->
        out.append(String.format("  %15s  %s", Words.number(count), reason)).append('\n'));
  }

  private void log(StringBuilder out, Report report) {
    if (report.log().size() > 0) {
      title(out, "Log");
      out.append("  ").append(Words.count(report.log().size(), "line"));
      out.append(report.log().kept() ? " written\n" : " (--log FILE keeps them)\n");
    }
  }

  private void assumptions(StringBuilder out, List<String> assumptions) {
    if (assumptions.isEmpty()) {
      return;
    }
    title(out, "Assumed and noted");
    assumptions.forEach(one -> wrapped(out, "  ", "- ", one));
  }

  private static void wrapped(StringBuilder out, String indent, String mark, String text) {
    StringBuilder line = new StringBuilder(indent).append(mark);
    int used = indent.length() + 2;
    boolean fresh = true;
    for (String word : printable(text).split(" ", -1)) {
      if (!fresh && used + word.length() + 1 > WIDTH) {
        out.append(line).append('\n');
        line.setLength(0);
        line.append(indent).append("  ");
        used = indent.length() + 2;
        fresh = true;
      }
      line.append(fresh ? "" : " ").append(word);
      used += word.length() + 1;
      fresh = false;
    }
    out.append(line).append('\n');
  }

  /** Names come from files: no control characters reach the terminal. */
  static String printable(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      clean.append(c < ' ' || (c >= 0x7f && c < 0xa0) ? '·' : c);
    }
    return clean.toString();
  }
}
