package dev.sluice.app;

import dev.sluice.policy.Origin;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import dev.sluice.replay.Ink;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/**
 * Renders problems: for people with the line and carets under the words, for programs as JSON.
 * Control characters of the text are never sent to a terminal. Immutable.
 */
final class ProblemText {
  /** A longer source line is shown as the part round the carets. */
  static final int LINE_LIMIT = 98;

  private static final int LEAD = 30;

  private final Ink ink;

  ProblemText(Ink ink) {
    this.ink = ink;
  }

  /** One problem, several lines, each with its line end. */
  String render(Problem problem) {
    StringBuilder text = new StringBuilder();
    Origin origin = problem.origin();
    if (!origin.file().isEmpty()) {
      text.append(ink.bold(place(origin))).append(' ');
    }
    text.append(severity(problem.severity())).append(' ').append(printable(problem.message()));
    if (!problem.code().isEmpty()) {
      text.append(ink.faint(" [" + problem.code() + "]"));
    }
    text.append('\n');
    if (!problem.line().isBlank() && origin.column() > 0) {
      excerpt(text, problem);
    }
    if (!problem.help().isEmpty()) {
      text.append(ink.cyan("help:")).append(' ').append(printable(problem.help()));
      text.append('\n');
    }
    return text.toString();
  }

  /** All of them, and a last line that counts them. */
  String render(List<Problem> problems) {
    StringBuilder text = new StringBuilder();
    for (Problem problem : problems) {
      text.append(render(problem));
    }
    return text.append(summary(problems)).toString();
  }

  /** Such as {@code 2 errors, 1 warning} with its line end; empty without problems. */
  static String summary(List<Problem> problems) {
    StringBuilder text = new StringBuilder();
    for (Severity severity : Severity.values()) {
      long count = problems.stream().filter(p -> p.severity() == severity).count();
      if (count > 0) {
        text.append(text.isEmpty() ? "" : ", ").append(count).append(' ').append(word(severity));
        text.append(count == 1 ? "" : "s");
      }
    }
    return text.isEmpty() ? "" : text.append('\n').toString();
  }

  /** The object that every JSON document uses for a problem. */
  static void write(JsonGenerator json, Problem problem) {
    json.writeStartObject();
    json.writeStringProperty("file", problem.origin().file());
    json.writeNumberProperty("line", problem.origin().line());
    json.writeNumberProperty("column", problem.origin().column());
    json.writeNumberProperty("end-column", problem.endColumn());
    json.writeStringProperty("severity", word(problem.severity()));
    json.writeStringProperty("code", problem.code());
    json.writeStringProperty("message", problem.message());
    json.writeStringProperty("help", problem.help());
    json.writeEndObject();
  }

  /** The array of all, under {@code name}. */
  static void write(JsonGenerator json, String name, List<Problem> problems) {
    json.writeArrayPropertyStart(name);
    for (Problem problem : problems) {
      write(json, problem);
    }
    json.writeEndArray();
  }

  private static String place(Origin origin) {
    String file = printable(origin.file());
    return origin.line() == 0
        ? file + ":"
        : file + ":" + origin.line() + ":" + origin.column() + ":";
  }

  private void excerpt(StringBuilder text, Problem problem) {
    String line = printable(problem.line());
    int start = Math.min(problem.origin().column() - 1, line.length());
    int end = Math.clamp(problem.endColumn() - 1L, start + 1, Math.max(start + 1, line.length()));
    int from = 0;
    int to = line.length();
    if (line.length() > LINE_LIMIT) {
      from = Math.max(0, Math.min(start - LEAD, line.length() - LINE_LIMIT));
      to = Math.min(line.length(), from + LINE_LIMIT);
      end = Math.min(end, Math.max(start + 1, to));
    }
    String before = from > 0 ? "…" : "";
    String after = to < line.length() ? "…" : "";
    text.append(before).append(line, from, to).append(after).append('\n');
    text.append(" ".repeat(before.length()));
    for (int i = from; i < start; i++) {
      text.append(line.charAt(i) == '\t' ? '\t' : ' ');
    }
    String carets = "^".repeat(end - start);
    text.append(problem.severity() == Severity.ERROR ? ink.red(carets) : ink.yellow(carets));
    text.append('\n');
  }

  private String severity(Severity severity) {
    String text = word(severity) + ":";
    return switch (severity) {
      case ERROR -> ink.red(text);
      case WARNING -> ink.yellow(text);
      case NOTE -> ink.cyan(text);
    };
  }

  private static String word(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  /** Tabs stay, because the carets stand under them; other controls become a dot. */
  static String printable(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = c != '\t' && (c < ' ' || (c >= 0x7f && c < 0xa0));
      clean.append(control ? '·' : c);
    }
    return clean.toString();
  }
}
