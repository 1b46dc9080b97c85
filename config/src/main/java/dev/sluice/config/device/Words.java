package dev.sluice.config.device;

import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Schema;
import dev.sluice.config.schema.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Every menu and command of a device, from the tables of this package. Immutable. */
public final class Words {
  /** What a path is on a device. */
  public enum Kind {
    MENU,
    COMMAND,
    /** The device has no such word, or none of that package. */
    UNKNOWN
  }

  static final String ROOT = "/";

  private static final Words ONLY = new Words();
  private static final Form UNKNOWN = new Form(List.of("numbers"), Set.of(), true, true, "");

  private final Map<String, Set<String>> menus = new HashMap<>();
  private final Map<String, Set<String>> commands = new HashMap<>();
  private final Map<String, Set<String>> complete = new HashMap<>();
  private final Set<String> folders = new TreeSet<>();
  private final Map<String, Form> forms = new HashMap<>();

  /**
   * What a command takes.
   *
   * @param positional values without a name, in order
   * @param others names that need one
   * @param any whether other names are taken too
   * @param switches whether words that stand alone are taken
   * @param properties the menu whose properties are names too, or empty
   */
  record Form(
      List<String> positional,
      Set<String> others,
      boolean any,
      boolean switches,
      String properties) {

    /** Whether {@code name=} may be written. */
    boolean names(String name) {
      if (any || positional.contains(name) || others.contains(name)) {
        return true;
      }
      for (String other : others) {
        if (other.startsWith(name)) {
          return true;
        }
      }
      for (String other : positional) {
        if (other.startsWith(name)) {
          return true;
        }
      }
      Menu menu = properties.isEmpty() ? null : Schema.get().menu(properties);
      return menu == null ? !properties.isEmpty() : menu.open() || menu.find(name) != null;
    }
  }

  private Words() {
    for (String[] row : Table.rows(Words.class, "words.tsv")) {
      menus.put(row[0], words(row, 1));
      commands.put(row[0], words(row, 2));
      if (row.length > 3) {
        folders.add(row[0]);
      }
    }
    commands.keySet().forEach(path -> complete.put(path, allCommands(path)));
    for (String[] row : Table.rows(Words.class, "commands.tsv")) {
      Set<String> others = words(row, 2);
      boolean any = others.remove("*");
      boolean switches = others.remove("+");
      String properties = others.remove("=") ? "=" : "";
      forms.put(row[0], new Form(Table.list(row, 1, " "), others, any, switches, properties));
    }
  }

  static Words get() {
    return ONLY;
  }

  /** What a path such as {@code /system/script/run} is, all of whose words are written out. */
  public static Kind kind(String path) {
    String menu = ROOT;
    String[] words = path.substring(1).split("/", -1);
    for (int i = 0; i < words.length; i++) {
      String inner =
          ONLY.menus.getOrDefault(menu, Set.of()).contains(words[i]) ? below(menu, words[i]) : null;
      if (inner == null) {
        return ONLY.command(menu, words[i]) == null ? Kind.UNKNOWN : Kind.COMMAND;
      }
      menu = inner;
    }
    return Kind.MENU;
  }

  /** The menus and the commands of its own that a device has in a menu. */
  public static Set<String> inside(String path) {
    Set<String> inside = new TreeSet<>(ONLY.menus.getOrDefault(path, Set.of()));
    inside.addAll(ONLY.commands.getOrDefault(path, Set.of()));
    return inside;
  }

  /** The path of the menu that a word names in another, or null. */
  @Nullable String menu(String path, String word) {
    Set<String> inside = menus.getOrDefault(path, Set.of());
    if (inside.contains(word)) {
      return below(path, word);
    }
    if (command(path, word) != null) {
      return null;
    }
    String only = only(inside, word);
    return only == null || only(commandsOf(path), word) != null ? null : below(path, only);
  }

  /** The full name of the command that a word names in a menu, or null. */
  @Nullable String command(String path, String word) {
    Set<String> here = commandsOf(path);
    return here.contains(word) ? word : null;
  }

  /** The command that a word shortens. */
  @Nullable String shortened(String path, String word) {
    String exact = command(path, word);
    boolean both = only(menus.getOrDefault(path, Set.of()), word) != null;
    return exact != null || both ? exact : only(commandsOf(path), word);
  }

  private Set<String> commandsOf(String path) {
    Set<String> known = complete.get(path);
    return known != null ? known : complete.getOrDefault("*", Set.of());
  }

  private Set<String> allCommands(String path) {
    Set<String> all = new TreeSet<>(commands.getOrDefault(path, Set.of()));
    if (!folders.contains(path)) {
      all.addAll(commands.getOrDefault("*", Set.of()));
    } else if (!path.equals(ROOT)) {
      all.add("export");
    }
    return all;
  }

  Form form(String path, String command) {
    Form own = forms.get(below(path, command));
    Form form = own != null || path.equals(ROOT) ? own : forms.get(command);
    if (form == null) {
      return path.equals(ROOT) ? new Form(List.of("value"), Set.of(), false, false, "") : UNKNOWN;
    }
    if (form.properties().isEmpty()) {
      return form;
    }
    boolean known = Schema.get().menu(path) != null;
    return new Form(form.positional(), form.others(), !known, form.switches(), known ? path : "");
  }

  static String below(String path, String word) {
    return path.equals(ROOT) ? path + word : path + "/" + word;
  }

  private static @Nullable String only(Set<String> words, String start) {
    String found = null;
    for (String word : words) {
      if (word.startsWith(start)) {
        if (found != null) {
          return null;
        }
        found = word;
      }
    }
    return found;
  }

  private static Set<String> words(String[] row, int at) {
    return new TreeSet<>(Table.list(row, at, " "));
  }
}
