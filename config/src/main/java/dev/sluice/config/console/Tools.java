package dev.sluice.config.console;

import dev.sluice.config.model.Config;
import dev.sluice.config.model.Draft;
import dev.sluice.config.script.Datum;
import dev.sluice.config.script.Frame;
import dev.sluice.config.script.Interpreter;
import dev.sluice.config.script.ScriptError;
import dev.sluice.config.syntax.Statement.Named;
import dev.sluice.config.syntax.Statement.Part;
import dev.sluice.config.syntax.Statement.Positional;
import dev.sluice.config.syntax.Statement.Word;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Commands that are no menu of items: tools, the system's own, undo and redo. */
final class Tools {
  private static final Set<String> NETWORK =
      Set.of(
          "/tool/fetch",
          "/tool/traceroute",
          "/tool/ping",
          "/ping",
          "/tool/bandwidth-test",
          "/tool/ping-speed",
          "/tool/wol",
          "/tool/dns-update",
          "/tool/flood-ping",
          "/tool/ip-scan",
          "/tool/mac-scan",
          "/system/ssh",
          "/system/telnet");

  /** The verb of a command that has no menu. */
  static final String RUN = "run";

  private static final int TORCH_ROWS = 100;

  private final Desk desk;
  private final Interpreter interpreter;
  private final Workplace place;

  Tools(Desk desk, Interpreter interpreter, Workplace place) {
    this.desk = desk;
    this.interpreter = interpreter;
    this.place = place;
  }

  boolean knows(String path, String verb) {
    return verb.equals(RUN)
        || verb.equals("monitor")
        || verb.equals("print") && path.equals("/tool/sniffer");
  }

  Datum run(String path, String verb, List<Part> parts, Frame frame) {
    if (NETWORK.contains(path)) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      throw ScriptError.of(
          "failure: " + name + " needs a network, and this console works in memory");
    }
    switch (path) {
      case "/undo" -> undo();
      case "/redo" -> redo();
      case "/quit" -> desk.quit = true;
      case "/log/debug", "/log/error", "/log/info", "/log/warning" -> log(path, parts, frame);
      case "/tool/torch" -> torch(options(parts, frame));
      case "/tool/sniffer",
          "/tool/sniffer/start",
          "/tool/sniffer/stop",
          "/tool/sniffer/quick",
          "/tool/sniffer/save" ->
          sniffer(path, options(parts, frame));
      case "/system/resource" -> monitor();
      case "/system/reboot", "/system/shutdown" ->
          throw ScriptError.of("failure: there is no router to turn off; use /quit");
      default -> throw ScriptError.of(Wording.spaced(path) + " has nothing to show here");
    }
    return Datum.NOTHING;
  }

  private Map<String, String> options(List<Part> parts, Frame frame) {
    Map<String, String> options = new LinkedHashMap<>();
    for (Part part : parts) {
      switch (part) {
        case Named named -> {
          String value = interpreter.evaluator().value(named.value(), frame).text();
          String literal = named.value().constant();
          options.put(named.name(), literal == null ? value : literal);
        }
        case Word word -> options.putIfAbsent("interface", word.text());
        default -> {}
      }
    }
    return options;
  }

  private void log(String path, List<Part> parts, Frame frame) {
    if (parts.isEmpty()) {
      throw ScriptError.of("missing value(s) of argument(s) message");
    }
    String message =
        switch (parts.getFirst()) {
          case Positional text -> interpreter.evaluator().value(text.value(), frame).text();
          case Named text when text.name().equals("message") ->
              interpreter.evaluator().value(text.value(), frame).text();
          case Word word -> word.text();
          default -> throw ScriptError.placed("expected end of command", parts.getFirst().span());
        };
    place.log("script," + path.substring(path.lastIndexOf('/') + 1), message);
  }

  private void undo() {
    if (desk.undo.isEmpty()) {
      throw ScriptError.of("nothing to undo");
    }
    Desk.Step step = desk.undo.pop();
    desk.redo.push(new Desk.Step(desk.draft.config(), step.action(), step.safe()));
    restore(step.config());
  }

  private void redo() {
    if (desk.redo.isEmpty()) {
      throw ScriptError.of("nothing to redo");
    }
    Desk.Step step = desk.redo.pop();
    desk.undo.push(new Desk.Step(desk.draft.config(), step.action(), step.safe()));
    restore(step.config());
  }

  private void restore(Config config) {
    desk.draft = new Draft(config);
    desk.numbers.clear();
    desk.changed = false;
  }

  private void monitor() {
    Runtime machine = Runtime.getRuntime();
    long used = machine.totalMemory() - machine.freeMemory();
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("cpu-used", SystemRows.load() + "%");
    shown.put("free-memory", (machine.maxMemory() - used) / 1024 + "KiB");
    Layout layout =
        new Layout("/system/resource", Layout.Form.SETTINGS, List.of(), List.of(), List.of());
    Printer printer = new Printer(layout, desk.width, desk.terminal, false);
    printer.valueList(List.of(new Row(0, 0, shown, Map.of())), List.of(), false);
    place.write(printer.text());
  }

  private void sniffer(String path, Map<String, String> options) {
    int packets = desk.live.packets().size();
    if (path.endsWith("/stop") || path.endsWith("/save")) {
      return;
    }
    if (path.equals("/tool/sniffer")) {
      place.put("  running: no");
      place.put("  packets: " + packets);
      return;
    }
    if (packets == 0) {
      place.put("nothing to sniff: start the console with --replay CAPTURE");
      return;
    }
    TrafficFilter filter = new TrafficFilter("the sniffer", options);
    if (path.endsWith("/quick")) {
      List<Row> rows = new ArrayList<>();
      new LiveRows(desk.live).add("/tool/sniffer/packet", rows);
      rows.removeIf(row ->
          !filter.passes(
              row.text("protocol"), row.text("src-address"), row.text("dst-address"), List.of()));
      print("/tool/sniffer/packet", rows);
      return;
    }
    place.put(
        "the capture holds what a sniffer would see: /tool sniffer packet print shows "
            + Wording.grouped(packets)
            + (packets == 1 ? " packet" : " packets"));
  }

  private void print(String path, List<Row> rows) {
    Layout layout = Layouts.of(path);
    if (layout != null) {
      Printer printer = new Printer(layout, desk.width, desk.terminal, false);
      printer.table(rows, layout.columns(), true);
      place.write(printer.text());
    }
  }

  /** Who talks with whom, while they did; tx is towards the source, rx from it. */
  private void torch(Map<String, String> options) {
    TrafficFilter filter = new TrafficFilter("torch", options);
    List<Live.Connection> connections = desk.live.connections();
    if (connections.isEmpty()) {
      place.put("no traffic to watch: start the console with --replay CAPTURE");
      return;
    }
    Map<List<String>, long[]> sums = new LinkedHashMap<>();
    for (Live.Connection one : connections) {
      if (filter.passes(one.protocol(), one.source(), one.destination(), one.applications())) {
        long[] sum =
            sums.computeIfAbsent(key(one), key -> new long[] {0, 0, 0, 0, one.first(), one.last()});
        sum[4] = Math.min(sum[4], one.first());
        sum[5] = Math.max(sum[5], one.last());
        sum[0] += one.replyBytes();
        sum[1] += one.originalBytes();
        sum[2] += one.replyPackets();
        sum[3] += one.originalPackets();
      }
    }
    List<Map.Entry<List<String>, long[]>> order = new ArrayList<>(sums.entrySet());
    order.sort(
        Comparator.comparingLong(
                (Map.Entry<List<String>, long[]> one) -> one.getValue()[0] + one.getValue()[1])
            .reversed());
    List<Row> rows = new ArrayList<>();
    for (var one : order.subList(0, Math.min(TORCH_ROWS, order.size()))) {
      long nanos = Math.max(1_000_000_000L, one.getValue()[5] - one.getValue()[4]);
      Map<String, String> shown = new LinkedHashMap<>();
      shown.put("ip-protocol", one.getKey().get(0));
      shown.put("src-address", one.getKey().get(1));
      shown.put("dst-address", one.getKey().get(2));
      shown.put("layer7-protocol", one.getKey().get(3));
      shown.put("tx", Wording.rate(bits(one.getValue()[0], nanos)));
      shown.put("rx", Wording.rate(bits(one.getValue()[1], nanos)));
      shown.put("tx-packets", Long.toString(one.getValue()[2]));
      shown.put("rx-packets", Long.toString(one.getValue()[3]));
      rows.add(new Row(Row.DYNAMIC + rows.size(), rows.size(), shown, Map.of()));
    }
    print("/tool/torch", rows);
  }

  private static long bits(long bytes, long nanos) {
    return Math.round(bytes * 8.0 * 1e9 / nanos);
  }

  private static List<String> key(Live.Connection one) {
    String applications = String.join(",", one.applications());
    return List.of(
        one.protocol(),
        one.source(),
        one.destination(),
        applications.isEmpty() ? LiveRows.NO_PROTOCOL : Wording.bytes(applications));
  }
}
