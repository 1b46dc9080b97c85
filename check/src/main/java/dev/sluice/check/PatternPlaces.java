package dev.sluice.check;

import dev.sluice.policy.Origin;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the characters of a pattern again in the text that it was read from, where it stands with
 * quotes, escapes and continued lines. Immutable.
 */
final class PatternPlaces {
  private static final String PROPERTY = "regexp=";

  private final List<String> lines;

  /** One char a byte, so that columns count bytes as everywhere in problems. */
  PatternPlaces(String text) {
    lines = List.of(text.split("\\r\\n|\\r|\\n", -1));
  }

  /** Where something was found; line and column from 1. */
  record Place(int line, int column) {}

  String line(int number) {
    return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
  }

  /**
   * The place of each char of the pattern of the statement at {@code statement}, and of its end; or
   * an empty list if it is not found there.
   */
  List<Place> of(Origin statement, int length) {
    for (int number = statement.line(); number <= lines.size(); number++) {
      int from = number == statement.line() ? Math.max(0, statement.column() - 1) : 0;
      int at = line(number).indexOf(PROPERTY, Math.min(from, line(number).length()));
      if (at >= 0) {
        List<Place> places = walk(number, at + PROPERTY.length(), length);
        return places.size() > length ? places : List.of();
      }
      if (!line(number).stripTrailing().endsWith("\\")) {
        return List.of();
      }
    }
    return List.of();
  }

  private List<Place> walk(int startLine, int startAt, int length) {
    List<Place> places = new ArrayList<>(length + 1);
    int number = startLine;
    int at = startAt;
    if (at < line(number).length() && line(number).charAt(at) == '"') {
      at++;
    }
    while (places.size() <= length && number <= lines.size()) {
      String line = line(number);
      if (at >= line.length() || (line.charAt(at) == '\\' && line.substring(at + 1).isBlank())) {
        if (at >= line.length()) {
          places.add(new Place(number, at + 1));
          return places;
        }
        number++;
        at = indentation(line(number));
      } else {
        places.add(new Place(number, at + 1));
        at += width(line, at);
      }
    }
    return places;
  }

  private static int indentation(String line) {
    return line.length() - line.stripLeading().length();
  }

  /** How many chars of the text stand for one of the pattern. */
  private static int width(String line, int at) {
    if (line.charAt(at) != '\\' || at + 1 >= line.length()) {
      return 1;
    }
    boolean hex =
        at + 2 < line.length()
            && Character.digit(line.charAt(at + 1), 16) >= 0
            && Character.digit(line.charAt(at + 2), 16) >= 0
            && !Character.isLowerCase(line.charAt(at + 1))
            && !Character.isLowerCase(line.charAt(at + 2));
    return hex ? 3 : 2;
  }
}
