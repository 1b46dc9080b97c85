package dev.sluice.config.console;

import dev.sluice.config.Resolver;
import dev.sluice.config.model.Item;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Property;
import dev.sluice.config.schema.Schema;
import dev.sluice.config.schema.Table;
import dev.sluice.config.syntax.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What may stand at the end of a line. Reads the configuration; not threadsafe. */
public final class Completion {
  /** More than a screen shows. */
  static final int MOST = 200;

  private static final Map<String, String> ABOUT = about();

  /** Arguments of commands that are written like menus. */
  private static final Map<String, List<String>> TOOLS =
      Map.of(
          "/tool/torch",
          List.of(
              "interface",
              "src-address",
              "dst-address",
              "src-address6",
              "dst-address6",
              "port",
              "ip-protocol",
              "layer7-protocol",
              "duration"),
          "/tool/sniffer/start",
          List.of("interface", "filter-stream", "file-name"),
          "/tool/sniffer/quick",
          List.of("interface", "ip-address", "port", "ip-protocol", "duration"));

  private final Desk desk;
  private final Proposals proposals;

  Completion(Desk desk) {
    this.desk = desk;
    this.proposals = new Proposals(desk);
  }

  private static Map<String, String> about() {
    Map<String, String> about = new TreeMap<>();
    for (String[] row : Table.rows(Completion.class, "about.tsv")) {
      about.put(row[0], row[1]);
    }
    return about;
  }

  /**
   * One thing that fits.
   *
   * @param text what replaces the word that was begun
   * @param kind menu, command, argument or value
   * @param about a few words, or empty
   * @param whole whether a blank may follow
   */
  public record Choice(String text, String kind, String about, boolean whole) {

    /** What a list of choices shows of it: of a value what stands behind its name. */
    public String shown() {
      int from = Math.max(text.indexOf('='), text.lastIndexOf(',')) + 1;
      boolean value = kind.equals("value") && !text.endsWith("\"") && from < text.length();
      if (value) {
        return text.substring(from);
      }
      return text.endsWith("=") ? text.substring(0, text.length() - 1) : text;
    }
  }

  /** Where the word begins that a choice replaces. */
  public int begun(String line) {
    return Place.of(line, desk.menu).start();
  }

  public List<Choice> complete(String line) {
    Place place = Place.of(line, desk.menu);
    List<Choice> choices = new ArrayList<>();
    int variable = place.word().lastIndexOf('$');
    if (variable >= 0 && place.word().substring(variable + 1).matches("[A-Za-z0-9]*")) {
      String head = place.word().substring(0, variable + 1);
      for (String name : desk.globals.values().keySet()) {
        add(choices, place, head + name, "value", "", true);
      }
    } else if (place.verb().isEmpty()) {
      words(place, choices);
    } else if (place.word().indexOf('=') > 0) {
      proposals.values(place, choices);
    } else {
      arguments(place, choices);
    }
    return choices.size() > MOST ? List.copyOf(choices.subList(0, MOST)) : choices;
  }

  private void words(Place place, List<Choice> choices) {
    String word = place.word();
    if (word.startsWith(":")) {
      Resolver.GLOBALS.forEach(
          verb -> add(choices, place, ":" + verb, "command", about(":" + verb), true));
      return;
    }
    String menu = place.menu().isEmpty() ? "/" : place.menu();
    for (String child : Place.inside(place.menu())) {
      String path = place.menu() + "/" + child;
      boolean command = Resolver.command(path) || path.equals("/export") || path.equals("/import");
      add(choices, place, child, command ? "command" : "menu", about(child), true);
    }
    if (place.menu().isEmpty()) {
      Place.globals()
          .forEach(verb -> add(choices, place, verb, "command", about(":" + verb), true));
    } else {
      Place.verbs(menu).forEach(verb -> add(choices, place, verb, "command", about(verb), true));
    }
  }

  private static String about(String word) {
    return ABOUT.getOrDefault(word, "");
  }

  private static void add(
      List<Choice> choices, Place place, String word, String kind, String about, boolean whole) {
    if (word.startsWith(place.word()) && choices.stream().noneMatch(c -> c.text().equals(word))) {
      choices.add(new Choice(word, kind, about, whole));
    }
  }

  private void arguments(Place place, List<Choice> choices) {
    Menu menu = Schema.get().menu(place.menu());
    if (place.condition()) {
      fields(place, choices, false);
      if (place.verb().equals("find") && place.before().isEmpty()) {
        add(choices, place, "where", "argument", "", true);
      }
      return;
    }
    switch (place.verb()) {
      case "add", "set" -> {
        references(place, menu, choices);
        properties(place, menu, choices);
        if (place.verb().equals("add")) {
          name(choices, place, "copy-from", "an item to start from");
          name(choices, place, "place-before", "where it goes");
        }
      }
      case "print" -> {
        PrintRequest.WORDS.stream()
            .filter(word -> !place.before().contains(word))
            .forEach(word -> add(choices, place, word, "argument", about("print " + word), true));
        PrintRequest.NAMES.forEach(name -> name(choices, place, name, about("print " + name)));
      }
      case "get", "unset", "edit" -> {
        boolean item = menu == null || !menu.settings();
        if (item && place.unnamed() == 0) {
          references(place, menu, choices);
        } else {
          fields(place, choices, true);
        }
      }
      case "export", ":export" -> {
        Files.EXPORT_WORDS.forEach(word -> add(choices, place, word, "argument", "", true));
        name(choices, place, "file", "");
      }
      case ":import" -> Files.IMPORT_NAMES.forEach(name -> name(choices, place, name, ""));
      case Tools.RUN ->
          TOOLS
              .getOrDefault(place.menu(), List.of())
              .forEach(name -> name(choices, place, name, about("torch " + name)));
      default -> references(place, menu, choices);
    }
  }

  /** An argument with a value, unless it is there already. */
  private static void name(List<Choice> choices, Place place, String name, String about) {
    if (!place.given().contains(name)) {
      add(choices, place, name + "=", "argument", about, false);
    }
  }

  private static void properties(Place place, @Nullable Menu menu, List<Choice> choices) {
    if (menu != null) {
      for (Property property : menu.properties().values()) {
        if (!property.readOnly()) {
          name(choices, place, property.name(), property.help());
        }
      }
    }
  }

  private void fields(Place place, List<Choice> choices, boolean whole) {
    Menu menu = Schema.get().menu(place.menu());
    for (String field : proposals.fields(place.menu())) {
      Property property = menu == null ? null : menu.property(field);
      add(choices, place, field, "argument", property == null ? "" : property.help(), whole);
    }
  }

  private void references(Place place, @Nullable Menu menu, List<Choice> choices) {
    if (menu == null || place.unnamed() > 0 || place.verb().equals("add") || !menu.named()) {
      return;
    }
    for (Item item : desk.draft.items(menu.path())) {
      String name = Source.display(item.text("name"));
      if (!name.isEmpty()) {
        add(choices, place, Proposals.written(name, place.word()), "value", "", true);
      }
    }
  }

  public String help(String line) {
    StringBuilder text = new StringBuilder();
    for (Choice choice : complete(line)) {
      text.append(choice.shown());
      text.append(choice.about().isEmpty() ? "" : " -- " + choice.about()).append('\n');
    }
    return text.toString();
  }
}
