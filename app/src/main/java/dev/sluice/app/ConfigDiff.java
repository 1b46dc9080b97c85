package dev.sluice.app;

import dev.sluice.app.ConfigChange.Kind;
import dev.sluice.app.ConfigChange.PropertyChange;
import dev.sluice.config.model.Item;
import dev.sluice.config.model.Value;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Property;
import dev.sluice.config.schema.Schema;
import dev.sluice.policy.Family;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import dev.sluice.replay.diff.Alignment;
import dev.sluice.replay.diff.RuleContent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How two configurations differ by meaning: a value that is written in another way, or that is the
 * default, is no difference. Used once.
 */
final class ConfigDiff {
  /** Menus whose order matters beside the tables of rules. */
  private static final List<String> ORDERED = List.of("/queue/simple");

  private final LoadedPolicy before;
  private final LoadedPolicy after;
  private final List<ConfigChange> changes = new ArrayList<>();

  private ConfigDiff(LoadedPolicy before, LoadedPolicy after) {
    this.before = before;
    this.after = after;
  }

  /** What an item means; equal if two mean the same. */
  private record Entry(Object meaning, String comment, Item item, @Nullable Rule rule) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Entry entry
          && meaning.equals(entry.meaning)
          && comment.equals(entry.comment);
    }

    @Override
    public int hashCode() {
      return meaning.hashCode();
    }
  }

  /** All differences, by menu, in the order of the new configuration. */
  static List<ConfigChange> of(LoadedPolicy before, LoadedPolicy after) {
    ConfigDiff diff = new ConfigDiff(before, after);
    TreeSet<String> menus = new TreeSet<>(before.reading().config().menus().keySet());
    menus.addAll(after.reading().config().menus().keySet());
    menus.forEach(diff::menu);
    return List.copyOf(diff.changes);
  }

  private void menu(String path) {
    List<Entry> old = entries(before, path);
    List<Entry> now = entries(after, path);
    Menu menu = Schema.get().menu(path);
    boolean ordered =
        ORDERED.contains(path) || (menu != null && menu.kind() == Menu.MenuKind.RULES);
    boolean settings = menu != null && menu.settings();
    Alignment alignment = Alignment.of(old, now, (one, other) -> settings || similar(one, other));
    for (int i = 0; i < old.size(); i++) {
      if (alignment.oldToNew().get(i) < 0) {
        changes.add(new ConfigChange(Kind.REMOVED, path, old.get(i).item, i, null, -1, List.of()));
      }
    }
    for (int j = 0; j < now.size(); j++) {
      int i = alignment.newToOld().get(j);
      Item item = now.get(j).item;
      if (i < 0) {
        changes.add(new ConfigChange(Kind.ADDED, path, null, -1, item, j, List.of()));
      } else if (!old.get(i).equals(now.get(j))) {
        List<PropertyChange> properties = properties(menu, old.get(i).item, item);
        changes.add(new ConfigChange(Kind.CHANGED, path, old.get(i).item, i, item, j, properties));
      } else if (ordered && alignment.moved().get(j)) {
        changes.add(new ConfigChange(Kind.MOVED, path, old.get(i).item, i, item, j, List.of()));
      }
    }
  }

  private static List<Entry> entries(LoadedPolicy policy, String path) {
    Map<Integer, Rule> rules = rules(policy.policy(), path);
    Menu menu = Schema.get().menu(path);
    List<Entry> entries = new ArrayList<>();
    List<Item> items = policy.reading().config().items(path);
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      Rule rule = rules.get(i);
      Object meaning = rule == null ? values(menu, item, true) : RuleContent.of(rule);
      entries.add(new Entry(meaning, item.text("comment"), item, rule));
    }
    return entries;
  }

  private static Map<Integer, Rule> rules(Policy policy, String path) {
    Map<Integer, Rule> rules = new HashMap<>();
    for (Family family : Family.values()) {
      for (Table table : policy.firewall(family).tables()) {
        if (table.menu().equals(path)) {
          table.rules().forEach(rule -> rules.put(rule.number(), rule));
        }
      }
    }
    return rules;
  }

  /** Values without those that are the default, lists in one order. */
  private static Map<String, String> values(@Nullable Menu menu, Item item, boolean sorted) {
    Map<String, String> values = new TreeMap<>();
    for (Map.Entry<String, Value> value : item.values().entrySet()) {
      String name = value.getKey();
      String text = value.getValue().text();
      Property property = menu == null ? null : menu.property(name);
      boolean isDefault = property != null && property.initial().equals(text);
      if (!name.equals("comment") && !isDefault && !text.isEmpty()) {
        values.put(name, sorted ? sorted(name, text) : text);
      }
    }
    return values;
  }

  private static String sorted(String name, String text) {
    if (name.equals("regexp") || name.equals("content") || !text.contains(",")) {
      return text;
    }
    String[] parts = text.split(",", -1);
    Arrays.sort(parts);
    return String.join(",", parts);
  }

  private static List<PropertyChange> properties(@Nullable Menu menu, Item old, Item now) {
    Map<String, String> oldValues = values(menu, old, true);
    Map<String, String> newValues = values(menu, now, true);
    TreeSet<String> names = new TreeSet<>(oldValues.keySet());
    names.addAll(newValues.keySet());
    List<PropertyChange> found = new ArrayList<>();
    for (String name : names) {
      String one = oldValues.getOrDefault(name, "");
      String other = newValues.getOrDefault(name, "");
      if (!one.equals(other)) {
        found.add(new PropertyChange(name, shown(menu, old, name), shown(menu, now, name)));
      }
    }
    if (!old.text("comment").equals(now.text("comment"))) {
      found.add(new PropertyChange("comment", old.text("comment"), now.text("comment")));
    }
    return found;
  }

  /** The value as written, or the default that holds without one. */
  private static String shown(@Nullable Menu menu, Item item, String name) {
    Property property = menu == null ? null : menu.property(name);
    return Optional.of(item.text(name))
        .filter(text -> !text.isEmpty())
        .orElse(property == null ? "" : property.initial());
  }

  private static boolean similar(Entry one, Entry other) {
    if (!one.comment.isEmpty() && one.comment.equals(other.comment)) {
      return true;
    }
    if (one.rule != null && other.rule != null) {
      return RuleContent.similar(RuleContent.of(one.rule), RuleContent.of(other.rule));
    }
    if (one.item.has("name") || !one.item.handle().isEmpty()) {
      return one.item.text("name").equals(other.item.text("name"))
          && one.item.handle().equals(other.item.handle());
    }
    if (one.item.has("address")) {
      return one.item.text("address").equals(other.item.text("address"))
          && one.item.text("list").equals(other.item.text("list"));
    }
    long common =
        one.item.values().entrySet().stream()
            .filter(value -> value.getValue().equals(other.item.value(value.getKey())))
            .count();
    return 2 * common >= Math.max(one.item.values().size(), other.item.values().size());
  }
}
