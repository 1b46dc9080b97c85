package dev.sluice.check;

import dev.sluice.config.Reading;
import dev.sluice.config.model.Item;
import dev.sluice.config.model.Outside;
import dev.sluice.config.model.Value;
import dev.sluice.config.syntax.Source;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Collects what the checks find, each at the property that it is about. Not threadsafe. */
final class Findings {
  /** More of one code would only hide the rest. */
  static final int MOST_OF_A_CODE = 200;

  private static final List<String> RULE_MENUS =
      List.of("/ip/firewall/", "/ipv6/firewall/", "/queue/", "/interface/list");

  private final Reading reading;
  private final Source source;
  private final Unread unread;
  private final List<Problem> found = new ArrayList<>();
  private final Map<Code, Integer> counts = new TreeMap<>();
  private final TreeSet<String> words = new TreeSet<>();

  Findings(byte[] text, Reading reading) {
    this.reading = reading;
    String file = reading.problems().isEmpty() ? "" : reading.problems().getFirst().origin().file();
    source = new Source(file, text);
    unread = new Unread(source, reading.problems());
    for (Outside outside : reading.config().outside()) {
      words(outside.text());
    }
    reading
        .config()
        .menus()
        .forEach((menu, items) -> {
          if (RULE_MENUS.stream().noneMatch(menu::startsWith)) {
            items.forEach(item -> item.values().values().forEach(value -> words(value.text())));
          }
        });
  }

  private void words(String text) {
    for (String word : text.split("[\\s=,;\"()\\[\\]{}$!\\\\]+", -1)) {
      words.add(word);
    }
  }

  Reading reading() {
    return reading;
  }

  List<Problem> list() {
    return found;
  }

  /** Whether a name occurs in what the policy does not understand: scripts, other menus. */
  boolean mentionedElsewhere(String name) {
    return words.contains(name);
  }

  /**
   * Whether all of the text was understood. If not, what seems to be missing may be in the rest.
   */
  boolean whole() {
    return unread.isEmpty();
  }

  Unread unread() {
    return unread;
  }

  /** About a property of a rule; about the whole rule if it is not set or its name is empty. */
  void rule(Code code, Table table, Rule rule, String property, String message, String help) {
    List<Item> items = reading.config().items(table.menu());
    Item item = rule.number() < items.size() ? items.get(rule.number()) : null;
    at(code, item, property, rule.origin(), message, help);
  }

  /** About a property of an item of a menu. */
  void item(Code code, String menu, Origin origin, String property, String message, String help) {
    for (Item item : reading.config().items(menu)) {
      if (item.origin().equals(origin)) {
        at(code, item, property, origin, message, help);
        return;
      }
    }
    at(code, null, property, origin, message, help);
  }

  private void at(
      Code code,
      @Nullable Item item,
      String property,
      Origin fallback,
      String message,
      String help) {
    if (counts.merge(code, 1, Integer::sum) > MOST_OF_A_CODE) {
      return;
    }
    Value value = item == null ? null : item.value(property);
    Origin origin = value == null || value.origin().line() == 0 ? fallback : value.origin();
    String line = origin.line() == 0 ? "" : source.line(origin.line());
    int end = origin.column() + (value == null ? line.length() : value.length());
    int lineEnd = line.stripTrailing().length() + 1;
    found.add(
        new Problem(
            origin,
            Math.max(origin.column() + 1, Math.min(end, lineEnd)),
            code.severity(),
            code.code(),
            message,
            help,
            line));
  }

  /** A rule as a sentence names it: its number as print shows it, its line and its action. */
  static String named(Table table, int number) {
    for (Rule rule : table.rules()) {
      if (rule.number() == number) {
        return "rule "
            + number
            + (rule.origin().line() == 0 ? "" : " (line " + rule.origin().line() + ")");
      }
    }
    return "rule " + number;
  }

  /** The console's command that moves a rule before another. */
  static String move(Table table, Rule rule, int before) {
    return move(table, rule.number()) + " destination=" + before;
  }

  /** The command that moves a rule behind another. */
  static String moveBehind(Table table, int rule, Rule other) {
    boolean end = table.rules().getLast().number() == other.number();
    return move(table, rule) + (end ? "" : " destination=" + (other.number() + 1));
  }

  private static String move(Table table, int number) {
    return "/" + table.menu().replace('/', ' ').strip() + " move " + number;
  }
}
