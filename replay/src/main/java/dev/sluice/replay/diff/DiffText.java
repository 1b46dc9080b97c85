package dev.sluice.replay.diff;

import dev.sluice.replay.Ink;
import dev.sluice.replay.Names;
import dev.sluice.replay.RuleRef;
import dev.sluice.replay.Words;
import dev.sluice.replay.diff.DiffReport.Group;
import dev.sluice.replay.diff.Difference.Part;
import dev.sluice.replay.explain.Lines;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a difference for people, no line over 100. Immutable. */
public final class DiffText {
  private static final int SHOWN = 10;

  private final Ink ink;

  public DiffText(Ink ink) {
    this.ink = ink;
  }

  public String of(DiffReport report) {
    StringBuilder out = new StringBuilder();
    String traffic =
        Words.count(report.packets(), "packet")
            + ", "
            + Words.count(report.connections(), "connection");
    if (report.same()) {
      out.append(ink.green("No difference")).append(": ").append(traffic).append('\n');
      return out.toString();
    }
    out.append(ink.bold(Words.count(report.different(), "connection")));
    out.append(report.different() == 1 ? " fares" : " fare").append(" differently (");
    out.append(traffic).append(")\n");
    int number = 1;
    for (Group group : report.groups()) {
      group(out, number++, group);
    }
    if (report.unlisted() > 0) {
      out.append("\nFurther connections differ in ");
      out.append(Words.count(report.unlisted(), "packet")).append(".\n");
    }
    return out.toString();
  }

  private void group(StringBuilder out, int number, Group group) {
    Cause cause = group.cause();
    String title = number + ". " + Words.count(group.connections().size(), "connection");
    out.append('\n').append(ink.bold(title));
    Lines.wrap(out, title.length(), 3, ": " + cause.why());
    rule(out, ink.red("old"), cause.before());
    rule(out, ink.green("new"), cause.after());
    List<Difference> connections = group.connections();
    for (Difference one : connections.subList(0, Math.min(SHOWN, connections.size()))) {
      out.append("   ");
      String line =
          Names.protocol(one.protocol())
              + " "
              + one.source()
              + " > "
              + one.destination()
              + ", from packet "
              + one.packet()
              + ", "
              + Words.count(one.packets(), "packet");
      Lines.wrap(out, 3, 6, line);
      String parts = one.parts().stream().map(Part::text).collect(Collectors.joining(", "));
      out.append("      ");
      Lines.wrap(out, 6, 8, parts);
    }
    if (connections.size() > SHOWN) {
      out.append("   … and ").append(Words.count(connections.size() - SHOWN, "more connection"));
      out.append('\n');
    }
  }

  private static void rule(StringBuilder out, String side, @Nullable RuleRef rule) {
    out.append("   ").append(side).append(' ');
    String comment = rule == null || rule.rule().comment().isEmpty() ? "" : rule.rule().comment();
    String text = rule == null ? "no rule" : rule.text();
    Lines.wrap(out, 7, 7, comment.isEmpty() ? text : text + " ;;; " + comment);
  }
}
