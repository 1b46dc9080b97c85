package dev.sluice.config.console;

import dev.sluice.config.Resolver;
import dev.sluice.config.model.Item;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Property;
import dev.sluice.config.schema.Schema;
import dev.sluice.config.syntax.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What may stand at the end of a line. Reads the configuration; not threadsafe. */
public final class Completion {
  /** More than a screen shows. */
  static final int MOST = 200;

  private static final List<String> LIST_VERBS =
      List.of(
          "add",
          "comment",
          "disable",
          "enable",
          "export",
          "find",
          "get",
          "move",
          "print",
          "remove",
          "reset-counters",
          "reset-counters-all",
          "set",
          "unset");

  private static final List<String> SETTINGS_VERBS = List.of("export", "get", "print", "set");

  private static final TreeMap<String, String> ABOUT = new TreeMap<>();

  static {
    String[] texts = {
      "add", "makes a new item",
      "comment", "sets the comment of items",
      "disable", "turns items off",
      "enable", "turns items on",
      "export", "prints the configuration as commands",
      "find", "finds items by their properties",
      "get", "gets one property of an item",
      "import", "runs the commands of a file",
      "move", "changes the order of items",
      "print", "shows items",
      "quit", "leaves the console",
      "redo", "does again what was undone",
      "remove", "removes items",
      "reset-counters", "sets the counters of items to zero",
      "reset-counters-all", "sets all counters of the menu to zero",
      "set", "changes properties of items",
      "undo", "undoes the last change",
      "unset", "takes a property away",
    };
    for (int i = 0; i < texts.length; i += 2) {
      ABOUT.put(texts[i], texts[i + 1]);
    }
  }

  private final Desk desk;

  Completion(Desk desk) {
    this.desk = desk;
  }

  /**
   * One thing that fits.
   *
   * @param text what replaces the word that was begun
   * @param kind menu, command, argument or value
   * @param about a few words, or empty
   * @param whole whether a blank may follow
   */
  public record Choice(String text, String kind, String about, boolean whole) {}

  /** Where a line stands when its last word is not counted. */
  private record Place(String menu, String verb, String word, int words) {}

  private Place place(String line) {
    String text = line.substring(start(line)).stripLeading();
    int end = text.length();
    while (end > 0 && !Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    String word = text.substring(end);
    String menu = text.startsWith("/") ? "" : desk.menu;
    String verb = "";
    int words = 0;
    for (String part : text.substring(0, end).strip().split("\\s+", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      if (!verb.isEmpty()) {
        words++;
        continue;
      }
      String[] steps = part.split("/", -1);
      for (String step : steps) {
        String next = step(menu, step);
        if (next != null) {
          menu = next;
        } else {
          verb = verb(menu, step);
        }
      }
    }
    if (verb.isEmpty() && word.contains("/")) {
      int slash = word.lastIndexOf('/');
      for (String step : word.substring(0, slash).split("/", -1)) {
        String next = step(menu, step);
        menu = next == null ? menu : next;
      }
      word = word.substring(slash + 1);
    }
    return new Place(menu, verb, word, words);
  }

  /** Where the innermost command that is still open begins. */
  private static int start(String line) {
    int start = 0;
    boolean string = false;
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (string) {
        i += c == '\\' ? 1 : 0;
        string = c != '"';
      } else if (c == '"') {
        string = true;
      } else if (c == '[' || c == '{') {
        open.add(start);
        start = i + 1;
      } else if ((c == ']' || c == '}') && !open.isEmpty()) {
        start = open.removeLast();
      } else if (c == ';') {
        start = i + 1;
      }
    }
    return start;
  }

  private static @org.jspecify.annotations.Nullable String step(String menu, String word) {
    if (word.isEmpty()) {
      return menu;
    }
    if (word.equals("..")) {
      return menu.isEmpty() ? "" : menu.substring(0, menu.lastIndexOf('/'));
    }
    Set<String> children = Schema.get().childrenOf(menu.isEmpty() ? "/" : menu);
    if (children.contains(word)) {
      return menu + "/" + word;
    }
    if (Resolver.VERBS.contains(word)) {
      return null;
    }
    String only = PrintRequest.only(word, List.copyOf(children));
    return only == null ? null : menu + "/" + only;
  }

  private static String verb(String menu, String word) {
    String bare = word.startsWith(":") ? word.substring(1) : word;
    String only = PrintRequest.only(bare, menu.isEmpty() ? globals() : verbs(menu));
    return only == null ? bare : only;
  }

  private static List<String> globals() {
    List<String> all = new ArrayList<>(Resolver.GLOBALS);
    all.add("export");
    return all;
  }

  private static List<String> verbs(String path) {
    Menu menu = Schema.get().menu(path);
    if (Layouts.shownOnly().contains(path)) {
      return List.of("find", "get", "print");
    }
    if (menu == null) {
      return List.of("export");
    }
    return menu.settings() ? SETTINGS_VERBS : LIST_VERBS;
  }

  public List<Choice> complete(String line) {
    Place place = place(line);
    List<Choice> choices = new ArrayList<>();
    if (place.verb().isEmpty()) {
      words(place, choices);
    } else if (place.word().contains("=")) {
      values(place, choices);
    } else {
      arguments(place, choices);
    }
    return choices.size() > MOST ? List.copyOf(choices.subList(0, MOST)) : choices;
  }

  private void words(Place place, List<Choice> choices) {
    String menu = place.menu().isEmpty() ? "/" : place.menu();
    for (String child : Schema.get().childrenOf(menu)) {
      add(choices, place.word(), child, "menu", "", true);
    }
    if (place.word().startsWith(":")) {
      String word = place.word().substring(1);
      for (String verb : Resolver.GLOBALS) {
        if (verb.startsWith(word)) {
          choices.add(new Choice(":" + verb, "command", "", true));
        }
      }
      return;
    }
    List<String> verbs = place.menu().isEmpty() ? globals() : verbs(place.menu());
    for (String verb : verbs) {
      add(choices, place.word(), verb, "command", ABOUT.getOrDefault(verb, ""), true);
    }
  }

  private static void add(
      List<Choice> choices, String begun, String word, String kind, String about, boolean whole) {
    if (word.startsWith(begun) && choices.stream().noneMatch(c -> c.text().equals(word))) {
      choices.add(new Choice(word, kind, about, whole));
    }
  }

  private void arguments(Place place, List<Choice> choices) {
    Menu menu = Schema.get().menu(place.menu());
    switch (place.verb()) {
      case "add", "set" -> {
        references(place, menu, choices);
        if (menu != null) {
          for (Property property : menu.properties().values()) {
            if (!property.readOnly()) {
              argument(choices, place.word(), property);
            }
          }
        }
        if (place.verb().equals("add")) {
          add(choices, place.word(), "copy-from=", "argument", "an item to start from", false);
          add(choices, place.word(), "place-before=", "argument", "where it goes", false);
        }
      }
      case "print" -> {
        PrintRequest.WORDS.forEach(word -> add(choices, place.word(), word, "argument", "", true));
        PrintRequest.NAMES.forEach(
            name -> add(choices, place.word(), name + "=", "argument", "", false));
        fields(place, menu, choices);
      }
      case "find", "get", "unset" -> {
        references(place, menu, choices);
        fields(place, menu, choices);
      }
      case "export" -> {
        Files.EXPORT_WORDS.forEach(word -> add(choices, place.word(), word, "argument", "", true));
        add(choices, place.word(), "file=", "argument", "", false);
      }
      case "import" ->
          Files.IMPORT_NAMES.forEach(
              name -> add(choices, place.word(), name + "=", "argument", "", false));
      default -> references(place, menu, choices);
    }
  }

  private static void argument(List<Choice> choices, String begun, Property property) {
    add(choices, begun, property.name() + "=", "argument", property.help(), false);
  }

  private static void fields(
      Place place, @org.jspecify.annotations.Nullable Menu menu, List<Choice> choices) {
    if (menu != null && !place.word().isEmpty()) {
      for (Property property : menu.properties().values()) {
        add(choices, place.word(), property.name(), "argument", property.help(), false);
      }
    }
  }

  private void references(
      Place place, @org.jspecify.annotations.Nullable Menu menu, List<Choice> choices) {
    if (menu == null || place.words() > 0 || place.verb().equals("add") || !menu.named()) {
      return;
    }
    for (Item item : desk.draft.items(menu.path())) {
      String name = Source.display(item.text("name"));
      if (!name.isEmpty()) {
        add(choices, place.word(), name, "value", "", true);
      }
    }
  }

  private void values(Place place, List<Choice> choices) {
    int equals = place.word().indexOf('=');
    String name = place.word().substring(0, equals);
    String typed = place.word().substring(equals + 1);
    int comma = typed.lastIndexOf(',');
    String begun = typed.substring(comma + 1);
    String not = begun.startsWith("!") ? "!" : "";
    String head = name + "=" + typed.substring(0, comma + 1) + not;
    Menu menu = Schema.get().menu(place.menu());
    Property property = menu == null ? null : menu.find(name);
    Set<String> words = new TreeSet<>();
    if (property != null) {
      words.addAll(property.values());
      if (property.kind() == dev.sluice.config.schema.ValueKind.BOOL) {
        words.addAll(List.of("yes", "no"));
      }
      words.addAll(names(place.menu(), property.name()));
    }
    for (String word : words) {
      if (word.startsWith(begun.substring(not.length()))) {
        choices.add(new Choice(head + word, "value", "", true));
      }
      if (choices.size() > MOST) {
        return;
      }
    }
  }

  /** Names that the configuration gives to what a property refers to. */
  private Set<String> names(String path, String property) {
    String root = path.startsWith("/ipv6/") ? "/ipv6/firewall/" : "/ip/firewall/";
    Set<String> names = new TreeSet<>();
    switch (property) {
      case "layer7-protocol" -> collect("/ip/firewall/layer7-protocol", "name", names);
      case "src-address-list", "dst-address-list", "address-list", "list" ->
          collect(
              property.equals("list") && path.startsWith("/interface")
                  ? "/interface/list"
                  : root + "address-list",
              path.startsWith("/interface") ? "name" : "list",
              names);
      case "in-interface-list", "out-interface-list" -> collect("/interface/list", "name", names);
      case "chain", "jump-target" -> collect(path, "chain", names);
      case "connection-mark" -> collect(root + "mangle", "new-connection-mark", names);
      case "packet-mark" -> collect(root + "mangle", "new-packet-mark", names);
      case "parent" -> collect(path, "name", names);
      case "queue" -> collect("/queue/type", "name", names);
      case "in-interface", "out-interface", "interface" -> {
        for (Row row : desk.rows().of("/interface")) {
          names.add(row.text("name"));
        }
      }
      default -> {}
    }
    return names;
  }

  private void collect(String menu, String property, Set<String> names) {
    for (Item item : desk.draft.items(menu)) {
      String text = Source.display(item.text(property));
      if (!text.isEmpty() && names.size() <= MOST) {
        names.add(text);
      }
    }
  }

  public String help(String line) {
    StringBuilder text = new StringBuilder();
    for (Choice choice : complete(line)) {
      String name =
          choice.text().endsWith("=")
              ? choice.text().substring(0, choice.text().length() - 1)
              : choice.text();
      text.append(
          String.format(
              Locale.ROOT,
              "%s%s%n",
              name,
              choice.about().isEmpty() ? "" : " -- " + choice.about()));
    }
    return text.toString();
  }
}
