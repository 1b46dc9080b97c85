package dev.sluice.check;

import dev.sluice.config.syntax.Source;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Severity;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The statements that could not be read, as far as their text tells what they might do to a claim
 * about the others. Immutable.
 */
final class Unread {
  private static final Pattern MARKS = Pattern.compile("mark-|mangle|change-|set-priority");
  private static final Pattern LISTS =
      Pattern.compile(
          "add-(src|dst)-to-|address-list\\s+(add|set|remove)|list\\s+member|(?<![-\\w])list=");
  private static final Pattern JUMPS = Pattern.compile("\\bjump\\b");
  private static final Pattern STATEMENT = Pattern.compile("\\s*(/|add\\b|set\\b|remove\\b).*");

  private boolean empty = true;
  private boolean marks;
  private boolean lists;
  private boolean jumps;

  /**
   * The lines of text that are no statement at all: what stands behind them may not belong here.
   */
  private final TreeSet<Integer> breaks = new TreeSet<>();

  Unread(Source source, List<Problem> problems) {
    for (Problem problem : problems) {
      if (problem.severity() == Severity.ERROR || problem.code().equals("script")) {
        String text = statement(source, problem.origin().line());
        empty = false;
        marks |= MARKS.matcher(text).find();
        lists |= LISTS.matcher(text).find();
        jumps |= JUMPS.matcher(text).find();
        boolean named = !List.of("bad-command", "syntax", "script").contains(problem.code());
        if (!named && !STATEMENT.matcher(text).matches()) {
          breaks.add(problem.origin().line());
        }
      }
    }
  }

  /** All lines of a statement, of which a backslash joins each to the next. */
  private static String statement(Source source, int line) {
    int first = line;
    while (first > 1 && joined(source, first - 1)) {
      first--;
    }
    StringBuilder text = new StringBuilder(source.line(first));
    for (int next = first; joined(source, next); next++) {
      text.append(' ').append(source.line(next + 1));
    }
    return text.toString().replace('\n', ' ');
  }

  private static boolean joined(Source source, int line) {
    return line > 0 && line < source.lines() && source.line(line).stripTrailing().endsWith("\\");
  }

  boolean isEmpty() {
    return empty;
  }

  /** Whether one of them may set a mark or change a header. */
  boolean marks() {
    return marks;
  }

  /** Whether one of them may put something into a list. */
  boolean lists() {
    return lists;
  }

  /** Whether one of them may jump to a chain. */
  boolean jumps() {
    return jumps;
  }

  /** Whether text that is no statement stands between two rules. */
  boolean between(Rule one, Rule other) {
    int first = Math.min(one.origin().line(), other.origin().line());
    int last = Math.max(one.origin().line(), other.origin().line());
    return !breaks.subSet(first, last + 1).isEmpty();
  }
}
