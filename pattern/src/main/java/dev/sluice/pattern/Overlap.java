package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How patterns stand to each other: the same, one inside the other, or sharing a match. */
final class Overlap {
  /** Larger patterns are compared by their text only. */
  private static final int STATES = 200;

  private static final int SAID_PER_PATTERN = 4;

  private Overlap() {}

  static List<Diagnosis> of(List<Diagnoses.Subject> subjects) {
    List<Diagnosis> found = new ArrayList<>();
    names(subjects, found);
    if (subjects.size() > Diagnoses.COMPARED) {
      return found;
    }
    int[] said = new int[subjects.size()];
    for (int later = 1; later < subjects.size(); later++) {
      for (int earlier = 0; earlier < later && said[later] < SAID_PER_PATTERN; earlier++) {
        Optional<Diagnosis> diagnosis = compare(subjects.get(earlier), subjects.get(later));
        if (diagnosis.isPresent()) {
          found.add(diagnosis.get());
          said[later]++;
        }
      }
    }
    return found;
  }

  private static void names(List<Diagnoses.Subject> subjects, List<Diagnosis> found) {
    Map<String, Diagnoses.Subject> byName = new HashMap<>();
    for (Diagnoses.Subject subject : subjects) {
      Diagnoses.Subject other = byName.putIfAbsent(subject.pattern().name(), subject);
      if (other != null) {
        found.add(
            subject.say(
                Diagnosis.Grade.WARNING,
                "duplicate-name",
                "an earlier entry has the name " + subject.pattern().name() + " as well",
                "give each entry a name of its own",
                ""));
      }
    }
  }

  private static Optional<Diagnosis> compare(Diagnoses.Subject one, Diagnoses.Subject other) {
    if (one.pattern().text().equals(other.pattern().text())) {
      return Optional.of(
          other.say(
              Diagnosis.Grade.NOTE,
              "duplicate-pattern",
              "the same pattern as " + one.pattern().name(),
              "use one entry",
              ""));
    }
    if (large(one) || large(other)) {
      return Optional.empty();
    }
    Language a = one.language().orElseThrow();
    Language b = other.language().orElseThrow();
    return trivial(a) || trivial(b) ? Optional.empty() : related(one, other, a, b);
  }

  private static Optional<Diagnosis> related(
      Diagnoses.Subject one, Diagnoses.Subject other, Language a, Language b) {
    String name = one.pattern().name();
    Optional<String> onlyOne = Relation.onlyFirst(a, b);
    Optional<String> onlyOther = Relation.onlyFirst(b, a);
    if (onlyOne.isEmpty() && onlyOther.isEmpty()) {
      return Optional.of(
          other.say(
              Diagnosis.Grade.NOTE,
              "equal-pattern",
              "matches exactly what " + name + " matches",
              "use one entry",
              ""));
    }
    if (onlyOther.isEmpty() || onlyOne.isEmpty()) {
      boolean inside = onlyOther.isEmpty();
      return Optional.of(
          other.say(
              Diagnosis.Grade.NOTE,
              inside ? "subset" : "superset",
              (inside ? "all that this matches, %s matches as well" : "matches all that %s matches")
                  .formatted(name),
              "rules see both; with compatibility=l7-filter the first rule that matches owns the"
                  + " connection, so put the narrower one first",
              ""));
    }
    return sameStart(a, b)
        ? Relation.both(a, b)
            .map(witness ->
                other.say(
                    Diagnosis.Grade.NOTE,
                    "overlap",
                    "this and %s both match %s".formatted(name, Diagnoses.shown(witness)),
                    "which comes first depends on the packets; make one of them narrower",
                    ""))
        : Optional.empty();
  }

  /** Two patterns that are searched for always share data; only anchored ones tell something. */
  private static boolean sameStart(Language a, Language b) {
    return anchored(a) && anchored(b);
  }

  private static boolean anchored(Language language) {
    for (int c = 0; c < language.alphabet().count(); c++) {
      if (language.next(language.start(), c) == Language.DEAD) {
        return true;
      }
    }
    return false;
  }

  private static boolean trivial(Language language) {
    return language.start() == Language.DEAD || language.start() == Language.MATCHED;
  }

  private static boolean large(Diagnoses.Subject subject) {
    return subject.language().map(language -> language.states() > STATES).orElse(true);
  }
}
