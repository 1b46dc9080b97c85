package dev.sluice.config.console;

import dev.sluice.config.model.Item;
import dev.sluice.config.script.Datum;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the console says of itself: resource, clock, history, environment. */
final class SystemRows {
  private static final long NANOS = 1_000_000_000L;
  private static final String VERSION = "7.22 (Sluice)";

  private final Desk desk;

  SystemRows(Desk desk) {
    this.desk = desk;
  }

  /** RouterOS: these are printed without blanks after the values. */
  static boolean bare(String path) {
    return path.startsWith("/system/");
  }

  Row of(String path) {
    Map<String, String> shown = new LinkedHashMap<>();
    if (path.equals("/system/clock")) {
      clock(shown);
    } else {
      resource(shown);
    }
    return new Row(0, 0, shown, Map.of());
  }

  private void clock(Map<String, String> shown) {
    List<Item> items = desk.draft.items("/system/clock");
    String name = items.isEmpty() ? "" : items.getFirst().text("time-zone-name");
    String auto = items.isEmpty() ? "" : items.getFirst().text("time-zone-autodetect");
    ZonedDateTime time = now();
    ZoneId zone = time.getZone();
    shown.put("time", DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).format(time));
    shown.put("date", DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).format(time));
    shown.put("time-zone-autodetect", auto.isEmpty() ? "yes" : auto);
    shown.put("time-zone-name", name.isEmpty() ? "manual" : name);
    String offset = time.getOffset().getId();
    shown.put("gmt-offset", offset.equals("Z") ? "+00:00" : offset);
    shown.put("dst-active", zone.getRules().isDaylightSavings(time.toInstant()) ? "yes" : "no");
  }

  /** The time of the last packet, else of the day, in the zone of the clock. */
  ZonedDateTime now() {
    long now = desk.live.now() > 0 ? desk.live.now() : desk.clock.getAsLong();
    List<Item> items = desk.draft.items("/system/clock");
    String name = items.isEmpty() ? "" : items.getFirst().text("time-zone-name");
    return Instant.ofEpochSecond(Math.floorDiv(now, NANOS)).atZone(zone(name));
  }

  private static ZoneId zone(String name) {
    try {
      return name.isEmpty() || name.equals("manual") ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException unknown) {
      return ZoneOffset.UTC;
    }
  }

  private void resource(Map<String, String> shown) {
    Runtime machine = Runtime.getRuntime();
    long used = machine.totalMemory() - machine.freeMemory();
    shown.put("uptime", Wording.duration((desk.clock.getAsLong() - desk.started) / NANOS));
    shown.put("version", VERSION);
    shown.put("free-memory", Wording.mebibytes(machine.maxMemory() - used));
    shown.put("total-memory", Wording.mebibytes(machine.maxMemory()));
    shown.put("cpu", System.getProperty("os.arch", ""));
    shown.put("cpu-count", Integer.toString(machine.availableProcessors()));
    shown.put("cpu-load", load() + "%");
    shown.put("architecture-name", System.getProperty("os.arch", ""));
    shown.put("board-name", "Sluice");
    shown.put("platform", "Sluice");
  }

  /** Of all processors over the last minute. */
  static long load() {
    var system = java.lang.management.ManagementFactory.getOperatingSystemMXBean();
    double average = Math.max(0, system.getSystemLoadAverage());
    return Math.min(100, Math.round(100 * average / system.getAvailableProcessors()));
  }

  /** What can be undone and redone, and the global variables. */
  List<Row> list(String path) {
    List<Row> rows = new ArrayList<>();
    if (path.equals("/environment")) {
      desk.globals.values().forEach((name, value) -> variable(rows, name, value));
      return rows;
    }
    desk.redo.reversed().forEach(step -> step(rows, step, "redoable"));
    desk.undo.forEach(step -> step(rows, step, "undoable"));
    return rows;
  }

  private static void variable(List<Row> rows, String name, Datum value) {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("name", name);
    shown.put("value", value.text());
    rows.add(new Row(Row.DYNAMIC + rows.size(), rows.size(), shown, Map.of()));
  }

  private static Map<String, String> ordered(String... pairs) {
    Map<String, String> ordered = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      ordered.put(pairs[i], pairs[i + 1]);
    }
    return ordered;
  }

  private static void step(List<Row> rows, Desk.Step step, String flag) {
    rows.add(
        new Row(
            Row.DYNAMIC + rows.size(),
            rows.size(),
            ordered("action", step.action(), "by", "admin", "policy", "write"),
            Map.of(flag, step.safe() ? "no" : "yes", "floating-undo", step.safe() ? "yes" : "no")));
  }
}
