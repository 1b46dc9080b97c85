package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Asks about patterns all that can be known without traffic: of each by itself, then of each two.
 * Every claim about what a pattern matches is decided on its automaton and comes with an example.
 *
 * <p>The answers do not depend on anything but the patterns. Immutable.
 */
public final class Diagnoses {
  /** A pattern that takes more states than this is not asked about what it matches. */
  static final int STATES = 3_000;

  /** Pairs of patterns are compared as long as there are no more patterns than this. */
  static final int COMPARED = 300;

  private Diagnoses() {}

  /** What one pattern is, as far as it could be read and built. */
  record Subject(int index, Pattern pattern, Tree tree, Optional<Language> language) {
    Diagnosis say(Diagnosis.Grade grade, String code, String message, String help, String fixed) {
      return say(0, pattern.text().length(), grade, code, message, help, fixed);
    }

    Diagnosis say(
        int start,
        int end,
        Diagnosis.Grade grade,
        String code,
        String message,
        String help,
        String fixed) {
      return new Diagnosis(index, start, end, grade, code, message, help, fixed);
    }
  }

  /** Everything there is to say, by pattern, then by place. */
  public static List<Diagnosis> of(List<Pattern> patterns, Dialect dialect, Limits limits) {
    List<Diagnosis> found = new ArrayList<>();
    List<Subject> subjects = new ArrayList<>();
    for (int i = 0; i < patterns.size(); i++) {
      Parsed parsed = Parsed.of(i, patterns.get(i).text(), dialect, limits);
      parsed.problems().forEach(problem -> found.add(asRead(problem)));
      Tree tree = parsed.tree();
      if (tree != null) {
        Subject subject = new Subject(i, patterns.get(i), tree, Language.of(tree, STATES));
        subjects.add(subject);
        found.addAll(Wording.of(subject));
        found.addAll(Reach.of(subject, dialect));
        found.addAll(Redundancy.of(subject, dialect, limits));
      }
    }
    found.addAll(Overlap.of(subjects));
    found.sort(Comparator.comparingInt(Diagnosis::pattern).thenComparingInt(Diagnosis::start));
    return List.copyOf(found);
  }

  private static Diagnosis asRead(PatternProblem problem) {
    return new Diagnosis(
        problem.pattern(),
        problem.start(),
        problem.end(),
        problem.error() ? Diagnosis.Grade.ERROR : Diagnosis.Grade.WARNING,
        problem.code(),
        problem.message(),
        problem.help(),
        "");
  }

  /** Data as people read them: what does not print as {@code \xHH}. */
  static String shown(String data) {
    StringBuilder text = new StringBuilder("\"");
    int shown = Math.min(data.length(), 48);
    for (int i = 0; i < shown; i++) {
      char c = data.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
        text.append(c);
      } else {
        text.append("\\x").append(Character.forDigit(c >> 4, 16));
        text.append(Character.forDigit(c & 15, 16));
      }
    }
    text.append('"');
    return data.length() > shown ? text + " and " + (data.length() - shown) + " more" : text + "";
  }
}
