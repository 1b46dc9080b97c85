package dev.sluice.replay.explain;

import dev.sluice.engine.Verdict;
import dev.sluice.replay.Ink;
import dev.sluice.replay.RuleRef;
import dev.sluice.replay.explain.Step.Change;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes roads for people: a line for each rule, no line over 100. Immutable. */
public final class RoadText {
  private static final long NANOS = 1_000_000_000L;
  private static final int ACTION = 30;
  private static final int INDENT = 11;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

  private final ZoneId zone;
  private final Ink ink;

  public RoadText(ZoneId zone, Ink ink) {
    this.zone = zone;
    this.ink = ink;
  }

  /** The whole road, a blank line at its end. */
  public String of(Road road) {
    StringBuilder out = new StringBuilder();
    String title = "Packet " + road.number();
    out.append(ink.bold(title));
    String rest =
        (road.capture().isEmpty() ? "" : " of " + road.capture())
            + (road.connection() == 0 ? "" : ", connection " + road.connection())
            + ", "
            + time(road.time());
    Lines.wrap(out, title.length(), 2, rest);
    out.append("  ");
    Lines.wrap(out, 2, 4, road.packet());
    String hook = "";
    for (Step step : road.steps()) {
      if (step instanceof Step.Entered entered && !hook.equals(Facts.word(entered.hook()))) {
        hook = Facts.word(entered.hook());
        out.append(ink.bold(hook)).append('\n');
      }
      step(out, step);
    }
    verdict(out, road);
    return out.append('\n').toString();
  }

  private String time(long nanos) {
    Instant instant =
        Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    return TIME.format(instant.atZone(zone)) + " " + zone.getId();
  }

  private void step(StringBuilder out, Step step) {
    switch (step) {
      case Step.Entered entered -> {
        String text = entered.menu() + " chain " + entered.chain();
        out.append("  ").append("  ".repeat(entered.depth()));
        Lines.wrap(out, 2 + 2 * entered.depth(), 4, text);
      }
      case Step.Passed passed -> passed(out, passed);
      case Step.Matched matched -> matched(out, matched);
      case Step.Ended ended -> {
        if (ended.depth() > 0) {
          out.append("      ");
          Lines.wrap(out, 6, INDENT, "back from chain " + ended.chain());
        }
      }
      case Step.Changed changed -> {
        out.append("  - ");
        Lines.wrap(out, 4, 4, changes(changed.changes()));
      }
    }
  }

  private void passed(StringBuilder out, Step.Passed passed) {
    int used = row(out, passed.rule(), passed.stopped() ? ink.red("DROP") : ink.faint("no  "));
    String has = passed.stopped() ? ": " + passed.packet() : ", packet has " + passed.packet();
    if (passed.packet().startsWith("not ")) {
      has = ", " + passed.packet();
    }
    Lines.wrap(out, used, INDENT, passed.wanted() + has);
  }

  private void matched(StringBuilder out, Step.Matched matched) {
    int used = row(out, matched.rule(), ink.green("YES "));
    String comment = matched.rule().rule().comment();
    String place = matched.rule().place();
    String text = place + (comment.isEmpty() ? "" : " ;;; " + comment);
    Lines.wrap(out, used, INDENT, text.strip());
    if (!matched.changes().isEmpty()) {
      out.append(" ".repeat(INDENT)).append("= ");
      Lines.wrap(out, INDENT + 2, INDENT + 2, changes(matched.changes()));
    }
  }

  /** Number, answer and action; returns how many characters the line holds. */
  private static int row(StringBuilder out, RuleRef rule, String answer) {
    String action = Lines.printable(rule.action());
    out.append(String.format(Locale.ROOT, "%8d  ", rule.rule().number()));
    out.append(answer).append("  ").append(action);
    int padding = Math.max(2, ACTION - action.length());
    out.append(" ".repeat(padding));
    return 8 + 2 + 4 + 2 + action.length() + padding;
  }

  private static String changes(List<Change> changes) {
    return changes.stream().map(Change::text).collect(Collectors.joining(", "));
  }

  private void verdict(StringBuilder out, Road road) {
    Verdict verdict = road.verdict();
    if (verdict == null) {
      out.append(ink.yellow("NOT SHOWN"));
      Lines.wrap(out, 9, 2, " to any rule: " + road.malformed());
      return;
    }
    String word = verdict.name();
    out.append(verdict == Verdict.ACCEPTED ? ink.green(word) : ink.red(word));
    Lines.wrap(out, word.length(), 2, why(road, verdict));
    RuleRef rule = road.rule();
    if (rule != null && !rule.rule().comment().isEmpty()) {
      out.append("  ");
      Lines.wrap(out, 2, 6, ";;; " + rule.rule().comment());
    }
  }

  private static String why(Road road, Verdict verdict) {
    RuleRef rule = road.rule();
    if (rule != null) {
      return " by rule " + rule.text();
    }
    if (!road.remark().isEmpty()) {
      return ": " + road.remark();
    }
    return verdict == Verdict.ACCEPTED ? ": no rule of the filter decided" : "";
  }
}
