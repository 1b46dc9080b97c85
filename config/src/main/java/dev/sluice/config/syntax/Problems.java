package dev.sluice.config.syntax;

import dev.sluice.policy.Origin;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one text, up to a limit. Not threadsafe. */
public final class Problems {
  private final Source source;
  private final int limit;
  private final List<Problem> found = new ArrayList<>();
  private boolean more;
  private int lineNumber;
  private String line = "";

  public Problems(Source source, int limit) {
    this.source = source;
    this.limit = limit;
  }

  public Source source() {
    return source;
  }

  public void error(Span span, String code, String message, String help) {
    add(Severity.ERROR, span, code, message, help);
  }

  public void warning(Span span, String code, String message, String help) {
    add(Severity.WARNING, span, code, message, help);
  }

  public void add(Severity severity, Span span, String code, String message, String help) {
    if (full()) {
      return;
    }
    Origin origin = source.origin(span.start());
    int lineEnd = source.lineEnd(origin.line());
    int end = Math.min(span.end(), Math.max(lineEnd, span.start()));
    int endColumn = Math.max(origin.column() + 1, source.column(origin.line(), end));
    String shown = line(origin.line());
    found.add(new Problem(origin, endColumn, severity, code, message, help, shown));
  }

  /** A problem at a place remembered from earlier, of this text or another. */
  public void add(
      Severity severity, Origin origin, int length, String code, String message, String help) {
    if (full()) {
      return;
    }
    String shown = origin.file().equals(source.file()) ? line(origin.line()) : "";
    int endColumn = origin.column() + Math.max(1, length);
    found.add(new Problem(origin, endColumn, severity, code, message, help, shown));
  }

  /** A line's text, shared by the problems of the line. */
  private String line(int number) {
    if (number != lineNumber) {
      lineNumber = number;
      line = source.line(number);
    }
    return line;
  }

  private boolean full() {
    if (found.size() < limit) {
      return false;
    }
    if (!more) {
      more = true;
      Origin end = source.origin(source.length());
      String message = "more than " + limit + " problems, the others are not shown";
      found.add(new Problem(end, end.column() + 1, Severity.ERROR, "too-many", message, "", ""));
    }
    return true;
  }

  public int size() {
    return found.size();
  }

  /** Those found since the last call, as they came; they are forgotten. */
  public List<Problem> drain() {
    List<Problem> drained = List.copyOf(found);
    found.clear();
    more = false;
    return drained;
  }

  /** In the order of the text, each once. */
  public List<Problem> list() {
    return found.stream()
        .distinct()
        .sorted(
            Comparator.comparingInt((Problem p) -> p.origin().line())
                .thenComparingInt(p -> p.origin().column()))
        .toList();
  }
}
