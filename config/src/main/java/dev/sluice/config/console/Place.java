package dev.sluice.config.console;

import dev.sluice.config.Resolver;
import dev.sluice.config.device.Words;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the end of a line stands: in which menu, after which command, at which word. Immutable.
 *
 * @param menu such as {@code /ip/firewall/filter}, empty for the root
 * @param verb the command, empty before one; {@link Tools#RUN} for one that is written like a menu
 * @param before the words after the command that are whole
 * @param word the last one, which may be empty or have begun with a quote
 * @param start where it begins in the line; after the last slash where it is a path
 */
record Place(String menu, String verb, List<String> before, String word, int start) {
  Place {
    before = List.copyOf(before);
  }

  static Place of(String line, String menu) {
    Deque<Integer> starts = new ArrayDeque<>();
    Deque<String> menus = new ArrayDeque<>();
    int start = 0;
    String current = menu;
    boolean string = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (string) {
        i += c == '\\' ? 1 : 0;
        string = c != '"';
        continue;
      }
      switch (c) {
        case '"' -> string = true;
        case '[', '{' -> {
          starts.push(start);
          menus.push(current);
          Place outer = read(line, start, i, current);
          // A block behind the name of a menu stands in it, one behind a command where that stands.
          current = c == '[' || outer.verb().isEmpty() ? outer.menu() : current;
          start = i + 1;
        }
        case ']', '}' -> {
          if (!starts.isEmpty()) {
            start = starts.pop();
            current = menus.pop();
          }
        }
        case ';', '\n' -> start = i + 1;
        default -> {}
      }
    }
    return read(line, start, line.length(), current);
  }

  /** One command of a line, up to {@code end}. */
  private static Place read(String line, int start, int end, String current) {
    List<int[]> words = words(line, start, end);
    boolean root = words.size() > 1 || !words.isEmpty() && words.getFirst()[1] <= end;
    String menu = root && line.startsWith("/", words.getFirst()[0]) ? "" : current;
    String verb = "";
    List<String> before = new ArrayList<>();
    int[] last = words.isEmpty() ? new int[] {end, end} : words.getLast();
    boolean open = !words.isEmpty() && last[1] >= end;
    for (int[] one : open ? words.subList(0, words.size() - 1) : words) {
      String word = line.substring(one[0], one[1]);
      if (!verb.isEmpty()) {
        before.add(word);
        continue;
      }
      String[] steps = steps(word);
      for (String step : steps) {
        String next = verb.isEmpty() ? step(menu, step) : null;
        menu = next == null ? menu : next;
        verb = next == null ? verb(menu, step) : verb;
      }
      verb = verb.isEmpty() && Resolver.command(menu) ? Tools.RUN : verb;
    }
    int from = open ? last[0] : end;
    if (verb.isEmpty() && !line.startsWith(":", from)) {
      int slash = line.substring(from, end).lastIndexOf('/');
      for (String step : slash < 0 ? new String[0] : steps(line.substring(from, from + slash))) {
        String next = step(menu, step);
        menu = next == null ? menu : next;
      }
      from += slash + 1;
    }
    return new Place(menu, verb, before, line.substring(from, end), from);
  }

  private static String[] steps(String word) {
    return word.startsWith(":") ? new String[] {word} : word.split("/", -1);
  }

  /** The words of a command: where each begins, and where it ends. */
  private static List<int[]> words(String line, int start, int end) {
    List<int[]> words = new ArrayList<>();
    boolean string = false;
    int depth = 0;
    int from = -1;
    for (int i = start; i < end; i++) {
      char c = line.charAt(i);
      if (string && c == '\\') {
        i++;
      } else if (c == '"') {
        string = !string;
      } else if (!string) {
        depth += "[({".indexOf(c) >= 0 ? 1 : "])}".indexOf(c) >= 0 ? -1 : 0;
      }
      boolean blank = !string && depth <= 0 && (c == ' ' || c == '\t');
      if (blank && from >= 0) {
        words.add(new int[] {from, i});
        from = -1;
      } else if (!blank && from < 0) {
        from = i;
      }
    }
    if (from >= 0) {
      words.add(new int[] {from, end});
    }
    return words;
  }

  private static @Nullable String step(String menu, String word) {
    if (word.isEmpty()) {
      return menu;
    }
    if (word.equals("..")) {
      return menu.isEmpty() ? "" : menu.substring(0, menu.lastIndexOf('/'));
    }
    if (menu.isEmpty() && (word.equals("export") || word.equals("import"))) {
      return null;
    }
    Set<String> children = inside(menu);
    if (children.contains(word)) {
      return menu + "/" + word;
    }
    if (Resolver.VERBS.contains(word) || word.startsWith(":")) {
      return null;
    }
    String only = PrintRequest.only(word, List.copyOf(children));
    return only == null ? null : menu + "/" + only;
  }

  /** The menus in a menu, and the commands that are written like them. */
  static Set<String> inside(String menu) {
    String path = menu.isEmpty() ? "/" : menu;
    boolean ours = Schema.get().closed(path) || Schema.get().menu(path) != null;
    return ours ? Schema.get().childrenOf(path) : Words.inside(path);
  }

  private static String verb(String menu, String word) {
    if (word.startsWith(":") || menu.isEmpty()) {
      String bare = word.startsWith(":") ? word.substring(1) : word;
      String only = PrintRequest.only(bare, globals());
      return ":" + (only == null ? bare : only);
    }
    String only = PrintRequest.only(word, verbs(menu));
    return only == null ? word : only;
  }

  /** The commands that need no menu. */
  static List<String> globals() {
    List<String> all = new ArrayList<>(Resolver.GLOBALS);
    all.add("export");
    return all;
  }

  private static final List<String> LIST_VERBS =
      List.of(
          "add",
          "comment",
          "disable",
          "edit",
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

  /** The commands of a menu. */
  static List<String> verbs(String path) {
    Menu menu = Schema.get().menu(path);
    if (Layouts.shownOnly().contains(path)) {
      return List.of("find", "get", "print");
    }
    if (menu == null) {
      return path.equals("/tool/sniffer") ? List.of("export", "print") : List.of("export");
    }
    if (menu.settings()) {
      return List.of("export", "get", "print", "set");
    }
    boolean counts = menu.kind() == Menu.MenuKind.RULES || path.startsWith("/queue/");
    boolean ordered = menu.kind() == Menu.MenuKind.RULES || path.equals("/queue/simple");
    return LIST_VERBS.stream()
        .filter(verb -> counts || !verb.startsWith("reset-"))
        .filter(verb -> ordered || !verb.equals("move"))
        .toList();
  }

  /** Whether a condition stands there. */
  boolean condition() {
    return verb.equals("find") || before.contains("where");
  }

  /** How many words without a name stand before. */
  int unnamed() {
    return (int) before.stream().filter(one -> one.startsWith("[") || !one.contains("=")).count();
  }

  /** The names of the arguments that are there already. */
  List<String> given() {
    return before.stream()
        .map(one -> one.indexOf('=') > 0 ? one.substring(0, one.indexOf('=')) : one)
        .toList();
  }
}
