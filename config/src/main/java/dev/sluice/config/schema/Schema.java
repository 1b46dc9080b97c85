package dev.sluice.config.schema;

import dev.sluice.config.schema.Menu.MenuKind;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All menus. Read once from three tables of this package: {@code menus.tsv} (properties), {@code
 * tree.tsv} (which words exist) and {@code support.tsv} (what takes effect). Immutable.
 */
public final class Schema {
  private static final Schema ONLY = new Schema();

  private final Map<String, Menu> menus = new LinkedHashMap<>();
  private final Map<String, Set<String>> children = new LinkedHashMap<>();
  private final List<String[]> supports = Table.rows(Schema.class, "support.tsv");

  private Schema() {
    for (String[] row : Table.rows(Schema.class, "tree.tsv")) {
      children.put(row[0], new TreeSet<>(Table.list(row, 1, " ")));
    }
    readMenus();
  }

  public static Schema get() {
    return ONLY;
  }

  /** The menus with declared properties, in declared order. */
  public Collection<Menu> menus() {
    return Collections.unmodifiableCollection(menus.values());
  }

  /** The menu of a path whose items are held, or null for one outside. */
  public @Nullable Menu menu(String path) {
    Menu declared = menus.get(path);
    if (declared != null) {
      return declared;
    }
    return open(path) ? new Menu(path, MenuKind.OPEN, List.of(), Map.of()) : null;
  }

  /** Interfaces are known by name, whatever their kind has for properties. */
  private boolean open(String path) {
    if (path.equals("/interface") || path.equals("/interface/bridge/port")) {
      return true;
    }
    int last = path.lastIndexOf('/');
    return path.startsWith("/interface/")
        && last == "/interface".length()
        && !path.endsWith("/detect-internet")
        && !path.endsWith("-server")
        && childrenOf("/interface").contains(path.substring(last + 1));
  }

  /** The words that may follow a path, empty if any may or none are known. */
  public Set<String> childrenOf(String path) {
    Set<String> known = children.get(path);
    return known == null ? Set.of() : Collections.unmodifiableSet(known);
  }

  /** Whether every word below a path is known. */
  public boolean closed(String path) {
    return children.containsKey(path);
  }

  private void readMenus() {
    String path = "";
    MenuKind kind = MenuKind.LIST;
    List<String> required = List.of();
    Map<String, Property> properties = new LinkedHashMap<>();
    for (String[] row : Table.rows(Schema.class, "menus.tsv")) {
      if (!row[0].equals("menu")) {
        properties.put(row[0], property(path, kind, properties.size(), row));
        continue;
      }
      put(path, kind, required, properties);
      path = row[1];
      kind = MenuKind.valueOf(row[2].toUpperCase(Locale.ROOT));
      required = Table.list(row, 3, ",");
      properties = new LinkedHashMap<>();
    }
    put(path, kind, required, properties);
  }

  private void put(
      String path, MenuKind kind, List<String> required, Map<String, Property> properties) {
    if (!path.isEmpty()) {
      menus.put(path, new Menu(path, kind, required, properties));
    }
  }

  private Property property(String path, MenuKind menuKind, int order, String[] row) {
    String marks = Table.field(row, 2);
    Support support = menuKind == MenuKind.RULES ? Support.FULL : Support.IGNORED;
    String note = "";
    for (String[] rule : supports) {
      if ((rule[0].equals("*") || rule[0].equals(path))
          && (rule[1].equals("*") || rule[1].equals(row[0]))) {
        support = Support.valueOf(rule[2]);
        note = Table.field(rule, 3);
      }
    }
    ValueKind kind = ValueKind.valueOf(row[1].toUpperCase(Locale.ROOT).replace('-', '_'));
    return new Property(
        row[0],
        order,
        kind,
        marks.contains("!"),
        marks.contains("u"),
        marks.contains("r"),
        Table.field(row, 3),
        Table.list(row, 4, ","),
        Table.field(row, 5),
        Table.field(row, 6),
        support,
        note);
  }
}
