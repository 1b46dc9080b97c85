package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a pattern can match at all: nothing, everything, only much, almost anything. */
final class Reach {
  /** The layer-7 window of a connection, in bytes. */
  static final int WINDOW = 2_048;

  private static final double WEAK = 1e-3;

  private Reach() {}

  static List<Diagnosis> of(Diagnoses.Subject subject, Dialect dialect) {
    List<Diagnosis> found = new ArrayList<>();
    if (subject.language().isEmpty()) {
      found.add(
          subject.say(
              Diagnosis.Grade.WARNING,
              "many-states",
              "this pattern alone takes more than " + Diagnoses.STATES + " states",
              "anchor it with ^, or bound its gaps: .{0,64} in place of .*",
              ""));
      return found;
    }
    Language language = subject.language().get();
    var shortest = Relation.shortest(language);
    if (shortest.isEmpty()) {
      found.add(neverMatches(subject));
      return found;
    }
    int least = shortest.get().length();
    if (everything(language)) {
      found.add(
          subject.say(
              Diagnosis.Grade.ERROR,
              "matches-everything",
              "this pattern matches every connection, at its first byte at the latest",
              "write what the data must contain",
              ""));
      return found;
    }
    if (least > WINDOW) {
      found.add(
          subject.say(
              Diagnosis.Grade.ERROR,
              "beyond-window",
              "the shortest match takes %d bytes, but only the first %d of a connection are seen"
                  .formatted(least, WINDOW),
              "match something earlier in the connection",
              ""));
      return found;
    }
    weakness(subject, language, found);
    if (dialect == Dialect.ROUTEROS && Relation.shortestWithoutNul(language).isEmpty()) {
      found.add(
          subject.say(
              Diagnosis.Grade.WARNING,
              "needs-nul",
              "every match contains a zero byte; the original matcher removes zero bytes from the"
                  + " data and would cut this pattern at \\x00",
              "leave the zero bytes out of the pattern if it has to work there as well",
              ""));
    }
    return found;
  }

  private static boolean everything(Language language) {
    if (language.start() == Language.MATCHED) {
      return true;
    }
    for (int c = 0; c < language.alphabet().count(); c++) {
      if (!language.accepts(language.next(language.start(), c))) {
        return false;
      }
    }
    return true;
  }

  private static Diagnosis neverMatches(Diagnoses.Subject subject) {
    String text = subject.pattern().text();
    if (text.startsWith("\"")) {
      String bare = text.replaceAll("^\"|\"$", "").replace("\\$", "$");
      return subject.say(
          Diagnosis.Grade.ERROR,
          "quotes-in-pattern",
          "the quotes became part of the pattern, and behind them ^ can never match",
          "write the pattern with one pair of quotes",
          bare);
    }
    int dollar = text.lastIndexOf('$');
    if (dollar >= 0 && dollar < text.length() - 1 && !text.endsWith("\\$")) {
      return subject.say(
          dollar,
          text.length(),
          Diagnosis.Grade.ERROR,
          "never-matches",
          "this pattern can never match: something would have to follow the end of the data",
          "remove what stands behind $",
          text.substring(0, dollar + 1));
    }
    return subject.say(
        Diagnosis.Grade.ERROR,
        "never-matches",
        "this pattern can never match",
        "^ means the first byte of the connection and $ the end of its data",
        "");
  }

  private static void weakness(
      Diagnoses.Subject subject, Language language, List<Diagnosis> found) {
    long cost = (long) language.states() * language.alphabet().count();
    int bytes = cost > 200_000 ? 64 : WINDOW;
    double chance = Relation.chance(language, bytes);
    if (chance >= WEAK) {
      found.add(
          subject.say(
              Diagnosis.Grade.WARNING,
              "weak",
              "%s of connections with %d random bytes match this pattern"
                  .formatted(percent(chance), bytes),
              "make it longer, or anchor it with ^",
              ""));
    }
  }

  private static String percent(double chance) {
    return chance >= 0.995
        ? "practically all"
        : String.format(Locale.ROOT, chance >= 0.1 ? "%.0f %%" : "%.1f %%", chance * 100);
  }
}
