package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parts of a pattern that change nothing: proved by comparing it with itself without them. */
final class Redundancy {
  /** Patterns that take more states than this are not taken apart. */
  private static final int STATES = 600;

  private static final List<String> PREFIXES = List.of("^.*", ".*", "^.+", ".+");
  private static final List<String> SUFFIXES = List.of(".*$", ".*", ".+$", ".+");

  private Redundancy() {}

  static List<Diagnosis> of(Diagnoses.Subject subject, Dialect dialect, Limits limits) {
    List<Diagnosis> found = new ArrayList<>();
    if (subject.language().isEmpty() || subject.language().get().states() > STATES) {
      return found;
    }
    Language language = subject.language().get();
    if (language.start() == Language.DEAD || language.start() == Language.MATCHED) {
      return found;
    }
    context(subject, language, dialect, limits, found);
    branches(subject, found);
    repeats(subject, language, found);
    return found;
  }

  private static void context(
      Diagnoses.Subject subject,
      Language language,
      Dialect dialect,
      Limits limits,
      List<Diagnosis> found) {
    String text = subject.pattern().text();
    String shorter = text;
    boolean exact = true;
    for (String prefix : PREFIXES) {
      if (shorter.startsWith(prefix) && topLevel(subject.tree())) {
        shorter = shorter.substring(prefix.length());
        exact &= prefix.endsWith("*");
        break;
      }
    }
    for (String suffix : SUFFIXES) {
      if (shorter.endsWith(suffix)
          && !shorter.endsWith("\\" + suffix)
          && topLevel(subject.tree())) {
        shorter = shorter.substring(0, shorter.length() - suffix.length());
        exact &= suffix.startsWith(".*");
        break;
      }
    }
    if (shorter.equals(text) || shorter.isEmpty()) {
      return;
    }
    Tree tree = Parsed.of(subject.index(), shorter, dialect, limits).tree();
    if (tree == null) {
      return;
    }
    Optional<Language> part = Language.of(tree, Diagnoses.STATES);
    if (part.isEmpty()) {
      return;
    }
    boolean equal = Relation.equal(language, part.get());
    if (equal || !exact) {
      found.add(
          subject.say(
              Diagnosis.Grade.NOTE,
              "redundant-context",
              equal
                  ? "what stands round it changes nothing: a pattern is searched for anyway"
                  : "what stands round it only asks for one more byte before or after",
              "write it without",
              unwrapped(shorter, tree)));
    }
  }

  /** Whether the text at both ends belongs to the whole pattern and not to one branch of it. */
  private static boolean topLevel(Tree tree) {
    return !(tree instanceof Tree.Choice);
  }

  private static String unwrapped(String text, Tree tree) {
    boolean wrapped = tree instanceof Tree.Group && text.startsWith("(") && text.endsWith(")");
    return wrapped ? text.substring(1, text.length() - 1) : text;
  }

  private static void branches(Diagnoses.Subject subject, List<Diagnosis> found) {
    for (Tree.Choice choice : Branches.choices(subject.tree())) {
      List<Tree> branches = choice.branches();
      List<Optional<Language>> alone =
          branches.stream()
              .map(b -> Language.of(Branches.replaced(subject.tree(), choice, b), STATES))
              .toList();
      boolean[] removed = new boolean[branches.size()];
      for (int i = 0; i < branches.size(); i++) {
        if (alone.get(i).isPresent() && alone.get(i).get().start() == Language.DEAD) {
          removed[i] = true;
          found.add(dead(subject, choice, branches.get(i)));
          continue;
        }
        int wider = wider(alone, i, removed);
        if (wider >= 0) {
          removed[i] = true;
          found.add(redundant(subject, choice, branches.get(i), branches.get(wider)));
        }
      }
    }
  }

  /** Another branch that stays and matches at least what branch {@code i} matches, or -1. */
  private static int wider(List<Optional<Language>> alone, int i, boolean[] removed) {
    for (int j = 0; j < alone.size(); j++) {
      if (j != i
          && !removed[j]
          && alone.get(i).isPresent()
          && alone.get(j).isPresent()
          && Relation.onlyFirst(alone.get(i).get(), alone.get(j).get()).isEmpty()) {
        return j;
      }
    }
    return -1;
  }

  private static Diagnosis dead(Diagnoses.Subject subject, Tree.Choice choice, Tree branch) {
    return subject.say(
        branch.start(),
        branch.end(),
        Diagnosis.Grade.WARNING,
        "dead-branch",
        "this branch can never match",
        "a blank before ^ or after $ is a byte that must be there; remove it",
        Branches.without(subject.pattern().text(), choice, branch));
  }

  private static Diagnosis redundant(
      Diagnoses.Subject subject, Tree.Choice choice, Tree branch, Tree wider) {
    String text = subject.pattern().text();
    return subject.say(
        branch.start(),
        branch.end(),
        Diagnosis.Grade.NOTE,
        "redundant-branch",
        "all that this branch matches is matched by " + text.substring(wider.start(), wider.end()),
        "remove it",
        Branches.without(text, choice, branch));
  }

  private static void repeats(Diagnoses.Subject subject, Language language, List<Diagnosis> found) {
    if (!(subject.tree() instanceof Tree.Sequence sequence)) {
      return;
    }
    for (Tree part : sequence.parts()) {
      boolean optionalGroup =
          part instanceof Tree.Repeat repeat
              && repeat.least() == 0
              && repeat.inner() instanceof Tree.Group;
      if (optionalGroup) {
        Tree less =
            Branches.replaced(subject.tree(), part, new Tree.Empty(part.start(), part.end()));
        Optional<Language> rest = Language.of(less, Diagnoses.STATES);
        if (rest.isPresent() && Relation.equal(language, rest.get())) {
          String text = subject.pattern().text();
          found.add(
              subject.say(
                  part.start(),
                  part.end(),
                  Diagnosis.Grade.NOTE,
                  "optional-group",
                  "this part may be missing, and then the rest matches the same data",
                  "remove it, or drop the * or ? behind it if it has to be there",
                  text.substring(0, part.start()) + text.substring(part.end())));
        }
      }
    }
  }
}
