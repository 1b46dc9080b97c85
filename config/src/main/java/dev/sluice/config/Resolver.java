package dev.sluice.config;

import dev.sluice.config.meaning.Suggestion;
import dev.sluice.config.schema.Schema;
import dev.sluice.config.syntax.Problems;
import dev.sluice.config.syntax.Span;
import dev.sluice.config.syntax.Statement.Command;
import dev.sluice.config.syntax.Statement.Lead;
import dev.sluice.config.syntax.Statement.Part;
import dev.sluice.config.syntax.Statement.Word;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Splits the words of a command into a menu and a verb, as the schema knows them. Stateless. */
public final class Resolver {
  public static final Set<String> VERBS =
      Collections.unmodifiableSet(
          new TreeSet<>(
              List.of(
                  ("add set remove enable disable comment move unset find get print export edit"
                          + " reset reset-counters reset-counters-all import monitor")
                      .split(" ", -1))));

  /** Commands without a menu. */
  public static final Set<String> GLOBALS =
      Collections.unmodifiableSet(
          new TreeSet<>(
              List.of(
                  ("beep break continue convert delay deserialize do environment error execute exit"
                       + " find for foreach global grep if import jobname len local log nothing"
                       + " onerror parse pick ping put quit range resolve retry return rndnum"
                       + " rndstr serialize set terminal time timestamp toarray tocrlf tolf tonsec"
                       + " tobool toid toip toip6 tonum tostr totime typeof while undo redo")
                      .split(" ", -1))));

  /** The variables, as a menu. */
  private static final String ENVIRONMENT = "/environment";

  /** No path is so long; text that goes on is no path. */
  private static final int LONGEST = 200;

  /** Commands that are written like menus; what follows them are arguments. */
  private static final Set<String> COMMANDS =
      Set.of(
          ("/undo /redo /quit /ping /log/debug /log/error /log/info /log/warning /tool/torch"
                  + " /tool/fetch /tool/traceroute /tool/ping /tool/bandwidth-test"
                  + " /tool/ping-speed /tool/wol /tool/dns-update /tool/flood-ping /tool/ip-scan"
                  + " /tool/mac-scan /tool/profile /tool/sniffer/start /tool/sniffer/stop"
                  + " /tool/sniffer/quick /tool/sniffer/save /system/ssh /system/telnet"
                  + " /system/reboot /system/shutdown /console/clear-history")
              .split(" ", -1));

  private Resolver() {}

  /** Whether a path is a command, though it is written like a menu. */
  public static boolean command(String path) {
    return COMMANDS.contains(path);
  }

  /**
   * Where a command leads.
   *
   * @param menu such as {@code /ip/firewall/filter}, empty for the root
   * @param verb the command in it, empty for none, with a colon for a global one
   * @param next the first part that is an argument
   * @param known whether the words could be made out; else it was complained of
   */
  public record Target(String menu, String verb, int next, boolean known) {}

  public static Target resolve(String current, Command command, Problems problems) {
    List<Part> parts = command.parts();
    if (command.lead() == Lead.GLOBAL) {
      return global(parts, problems);
    }
    String menu = command.lead() == Lead.ROOT ? "" : current;
    for (int i = 0; i < parts.size(); i++) {
      if (!(parts.get(i) instanceof Word word)) {
        return new Target(menu, "", i, true);
      }
      int from = 0;
      while (from <= word.text().length()) {
        int slash = word.text().indexOf('/', from);
        int end = slash < 0 ? word.text().length() : slash;
        String text = word.text().substring(from, end);
        boolean opening = i == 0 && from == 0 && command.lead() == Lead.NONE;
        boolean anyWord = !menu.isEmpty() && !Schema.get().closed(menu);
        if (opening && anyWord && GLOBALS.contains(text) && !VERBS.contains(text)) {
          return new Target("", ":" + text, 1, true);
        }
        String child = step(menu, text);
        if (child != null) {
          menu = child;
          if (slash < 0 && command(menu)) {
            return new Target(menu, "", i + 1, true);
          }
        } else {
          String verb = verb(menu, text);
          if (verb != null) {
            return new Target(menu, verb, i + 1, true);
          }
          // RouterOS: such a command is meant by / as well as by : in any menu.
          boolean first = i == 0 && from == 0;
          if (first && (opening || command.lead() == Lead.ROOT) && GLOBALS.contains(text)) {
            return new Target("", ":" + text, 1, true);
          }
          if (anyWord) {
            return new Target(menu, "", i, true);
          }
          Span span = new Span(word.span().start() + from, word.span().start() + end);
          complain(menu, text, span, problems);
          return unknown(menu + "/" + word.text().substring(from), parts, i + 1);
        }
        from = end + 1;
      }
    }
    return new Target(menu, "", parts.size(), true);
  }

  /** A menu that is not there: its lines belong to it all the same, not to the menu before. */
  private static Target unknown(String menu, List<Part> parts, int from) {
    StringBuilder path = new StringBuilder(menu);
    int next = from;
    while (next < parts.size()
        && parts.get(next) instanceof Word word
        && !VERBS.contains(word.text())) {
      path.append('/').append(word.text());
      next++;
    }
    return new Target(path.toString(), "", next, false);
  }

  private static Target global(List<Part> parts, Problems problems) {
    if (parts.isEmpty() || !(parts.getFirst() instanceof Word word)) {
      return new Target("", ":", 0, true);
    }
    if (word.text().equals("environment")
        && parts.size() > 1
        && parts.get(1) instanceof Word next
        && VERBS.contains(next.text())) {
      return new Target(ENVIRONMENT, next.text(), 2, true);
    }
    if (!GLOBALS.contains(word.text())) {
      String help = Suggestion.help(word.text(), GLOBALS);
      problems.error(word.span(), "bad-command", "bad command name " + word.text(), help);
      return new Target("", ":" + word.text(), 1, false);
    }
    return new Target("", ":" + word.text(), 1, true);
  }

  /** The menu one word further, or null if the word is no menu. */
  private static @Nullable String step(String menu, String word) {
    if (word.isEmpty()) {
      return menu;
    }
    if (word.equals("..")) {
      return menu.isEmpty() ? "" : menu.substring(0, menu.lastIndexOf('/'));
    }
    if (menu.isEmpty() && whole(word)) {
      return null;
    }
    if (word.equals("environment") && (menu.isEmpty() || menu.equals("/system/script"))) {
      return ENVIRONMENT;
    }
    Schema schema = Schema.get();
    String path = menu.isEmpty() ? "/" : menu;
    if (!schema.closed(path)) {
      boolean named = menu.length() < LONGEST && word.matches("[a-z0-9][a-z0-9-]*");
      return named && !VERBS.contains(word) ? menu + "/" + word : null;
    }
    Set<String> children = schema.childrenOf(path);
    if (children.contains(word)) {
      return menu + "/" + word;
    }
    if (VERBS.contains(word) || menu.isEmpty() && GLOBALS.contains(word)) {
      return null;
    }
    String child = only(word, children);
    boolean command =
        menu.isEmpty() && (only(word, GLOBALS) != null || child != null && whole(child));
    return child == null || command ? null : menu + "/" + child;
  }

  /** Whether it is a command of the root that stands for every menu. */
  private static boolean whole(String word) {
    return word.equals("export") || word.equals("import");
  }

  private static @Nullable String verb(String menu, String word) {
    if (menu.isEmpty()) {
      String child = word.isEmpty() ? null : only(word, Schema.get().childrenOf("/"));
      String global = only(word, GLOBALS);
      boolean clear = global == null || global.equals(child);
      return whole(word) ? word : child != null && whole(child) && clear ? child : null;
    }
    if (VERBS.contains(word)) {
      return word;
    }
    return word.isEmpty() ? null : only(word, VERBS);
  }

  private static @Nullable String only(String prefix, Set<String> words) {
    String found = null;
    for (String word : words) {
      if (word.startsWith(prefix)) {
        if (found != null) {
          return null;
        }
        found = word;
      }
    }
    return found;
  }

  private static void complain(String menu, String word, Span span, Problems problems) {
    Set<String> candidates = new LinkedHashSet<>();
    if (!menu.isEmpty()) {
      candidates.addAll(VERBS);
    }
    Set<String> menus = Schema.get().childrenOf(menu.isEmpty() ? "/" : menu);
    candidates.addAll(menus);
    String help = Suggestion.help(word, candidates);
    if (help.isEmpty() && !menu.isEmpty()) {
      help =
          menus.isEmpty()
              ? "commands of " + menu + " are " + String.join(", ", VERBS)
              : "menus of " + menu + " are " + String.join(", ", menus);
    }
    String shown = dev.sluice.config.syntax.Source.display(word);
    problems.error(span, "bad-command", "bad command name " + shown, help);
  }
}
