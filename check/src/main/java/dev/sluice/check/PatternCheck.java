package dev.sluice.check;

import dev.sluice.pattern.Diagnoses;
import dev.sluice.pattern.Diagnosis;
import dev.sluice.pattern.Dialect;
import dev.sluice.pattern.Limits;
import dev.sluice.pattern.Pattern;
import dev.sluice.policy.Layer7Protocol;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Says about the entries of /ip firewall layer7-protocol what their patterns do. */
final class PatternCheck {
  private PatternCheck() {}

  /**
   * The problems of all entries that are not disabled.
   *
   * @param text the configuration they were read from
   */
  static List<Problem> of(byte[] text, List<Layer7Protocol> entries, Dialect dialect) {
    List<Layer7Protocol> active = entries.stream().filter(entry -> !entry.disabled()).toList();
    List<Pattern> patterns =
        active.stream().map(entry -> new Pattern(entry.name(), entry.regexp())).toList();
    PatternPlaces places = new PatternPlaces(new String(text, StandardCharsets.ISO_8859_1));
    List<Problem> problems = new ArrayList<>();
    for (Diagnosis diagnosis : Diagnoses.of(patterns, dialect, Limits.DEFAULT)) {
      problems.add(problem(active.get(diagnosis.pattern()), diagnosis, places));
    }
    return problems;
  }

  private static Problem problem(Layer7Protocol entry, Diagnosis diagnosis, PatternPlaces places) {
    Origin statement = entry.origin();
    List<PatternPlaces.Place> chars = places.of(statement, entry.regexp().length());
    Origin origin = statement;
    int endColumn = statement.column() + 1;
    if (!chars.isEmpty()) {
      PatternPlaces.Place start = chars.get(diagnosis.start());
      PatternPlaces.Place end = chars.get(diagnosis.end());
      origin = new Origin(statement.file(), start.line(), start.column());
      int lineEnd = places.line(start.line()).length() + 1;
      endColumn = end.line() == start.line() ? end.column() : lineEnd;
      endColumn = Math.max(endColumn, start.column() + 1);
    }
    return new Problem(
        origin,
        endColumn,
        severity(diagnosis.grade()),
        diagnosis.code(),
        entry.name() + ": " + diagnosis.message(),
        help(diagnosis),
        places.line(origin.line()));
  }

  private static Severity severity(Diagnosis.Grade grade) {
    return switch (grade) {
      case ERROR -> Severity.ERROR;
      case WARNING -> Severity.WARNING;
      case NOTE -> Severity.NOTE;
    };
  }

  private static String help(Diagnosis diagnosis) {
    if (diagnosis.fixed().isEmpty()) {
      return diagnosis.help();
    }
    String console = "regexp=" + quoted(diagnosis.fixed());
    return diagnosis.help().isEmpty() ? console : diagnosis.help() + ": " + console;
  }

  /** As the console wants it: quoted, with its escapes. */
  static String quoted(String pattern) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '"' || c == '\\' || c == '$') {
        text.append('\\').append(c);
      } else if (c < ' ' || c >= 0x7f) {
        text.append('\\').append(String.format(java.util.Locale.ROOT, "%02X", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }
}
