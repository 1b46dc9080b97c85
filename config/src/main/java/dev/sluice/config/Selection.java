package dev.sluice.config;

import dev.sluice.config.model.Item;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Property;
import dev.sluice.config.syntax.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Which items of a menu a reference means: numbers, names, ids, or what a condition fits. Empty is
 * a condition that cannot be decided here, because it depends on a script. Stateless.
 */
final class Selection {
  private static final int PATTERN_LIMIT = 1_000;

  /** How many references are looked up one by one. */
  private static final int FEW = 8;

  private Selection() {}

  /** Items by number, name or id; null if one of them is not there. */
  static @Nullable List<Item> byReference(Menu menu, List<Item> items, String reference) {
    List<Item> found = new ArrayList<>();
    String[] words = reference.split(",", -1);
    Map<String, Item> byId = words.length > FEW ? byId(items) : Map.of();
    for (String word : words) {
      Item known = byId.get(word);
      Item item = known == null ? one(menu, items, word) : known;
      if (item == null) {
        return null;
      }
      found.add(item);
    }
    return found;
  }

  private static Map<String, Item> byId(List<Item> items) {
    Map<String, Item> byId = new HashMap<>();
    for (Item item : items) {
      byId.put("*" + Long.toHexString(item.id()).toUpperCase(Locale.ROOT), item);
    }
    return byId;
  }

  private static @Nullable Item one(Menu menu, List<Item> items, String word) {
    if (word.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(word);
      return number < items.size() ? items.get(number) : null;
    }
    if (word.matches("\\*[0-9A-Fa-f]{1,15}")) {
      long id = Long.parseLong(word.substring(1), 16);
      return items.stream().filter(item -> item.id() == id).findFirst().orElse(null);
    }
    for (Item item : items) {
      if (menu.named()
          && !word.isEmpty()
          && (item.text("name").equals(word)
              || !item.has("name") && item.text("default-name").equals(word))) {
        return item;
      }
    }
    return null;
  }

  /** The items that a condition fits. */
  static Optional<List<Item>> where(Menu menu, List<Item> items, Expression condition) {
    List<Item> found = new ArrayList<>();
    for (Item item : items) {
      Optional<Boolean> fits = fits(menu, item, condition);
      if (fits.isEmpty()) {
        return Optional.empty();
      }
      if (fits.get()) {
        found.add(item);
      }
    }
    // With no items nothing has looked at the condition: none fit, whatever it says.
    return Optional.of(found);
  }

  private static Optional<Boolean> fits(Menu menu, Item item, Expression condition) {
    return switch (condition) {
      case Expression.Missing missing -> Optional.of(true);
      case Expression.Literal field -> Optional.of(set(menu, item, field.text()));
      case Expression.Unary unary when unary.operator().equals("!") ->
          fits(menu, item, unary.operand()).map(value -> !value);
      case Expression.Unary unary when unary.operator().equals("()") ->
          fits(menu, item, unary.operand());
      case Expression.Binary binary -> fits(menu, item, binary);
      default -> Optional.empty();
    };
  }

  private static Optional<Boolean> fits(Menu menu, Item item, Expression.Binary binary) {
    return switch (binary.operator()) {
      case "and", "&&" -> both(menu, item, binary, true);
      case "or", "||" -> both(menu, item, binary, false);
      default -> {
        String right = binary.right().constant();
        yield binary.left() instanceof Expression.Literal field && right != null
            ? compare(field(menu, item, field.text()), binary.operator(), right)
            : Optional.empty();
      }
    };
  }

  private static Optional<Boolean> both(
      Menu menu, Item item, Expression.Binary binary, boolean all) {
    Optional<Boolean> left = fits(menu, item, binary.left());
    Optional<Boolean> right = fits(menu, item, binary.right());
    if (left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(all ? left.get() && right.get() : left.get() || right.get());
  }

  private static Optional<Boolean> compare(String left, String operator, String right) {
    return switch (operator) {
      case "=" -> Optional.of(left.equals(right));
      case "!=" -> Optional.of(!left.equals(right));
      case "~" -> search(left, right);
      default -> Optional.empty();
    };
  }

  private static Optional<Boolean> search(String text, String pattern) {
    if (pattern.length() > PATTERN_LIMIT || text.length() > 100 * PATTERN_LIMIT) {
      return Optional.empty();
    }
    if (pattern.matches("[A-Za-z0-9_ -]*")) {
      return Optional.of(text.contains(pattern));
    }
    // Without nested repetition, which could run for ever.
    if (pattern.matches(".*[*+}]\\)?[*+{].*")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Pattern.compile(pattern).matcher(text).find());
    } catch (PatternSyntaxException | StackOverflowError unreadable) {
      return Optional.empty();
    }
  }

  private static boolean set(Menu menu, Item item, String name) {
    String text = field(menu, item, name);
    return !text.isEmpty() && !text.equals("no");
  }

  /** What a field shows, be it set or not. */
  static String field(Menu menu, Item item, String name) {
    if (name.equals(".id")) {
      return "*" + Long.toHexString(item.id()).toUpperCase(Locale.ROOT);
    }
    Property property = menu.find(name);
    String full = property == null ? name : property.name();
    if (item.has(full)) {
      return item.text(full);
    }
    if (full.equals("dynamic") || full.equals("invalid") || full.equals("disabled")) {
      return "no";
    }
    return property == null ? "" : property.initial();
  }
}
