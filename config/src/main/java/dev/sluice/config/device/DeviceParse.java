package dev.sluice.config.device;

import dev.sluice.config.device.Words.Form;
import dev.sluice.config.syntax.Source;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a script as a device does and says what it would say. Words are looked up while they are
 * read, so what follows a word depends on what it names. One parse, one instance; not threadsafe.
 */
public final class DeviceParse {
  /** What no text holds, for characters are bytes. */
  static final char NO_CLOSER = '\uFFFE';

  private static final String END_EXPECTED = "expected end of command";
  private static final String NAME_EXPECTED = "expected command name";

  /** Arguments whose braces hold statements, not an array. */
  private static final Set<String> BODIES =
      Set.of("do", "else", "on-error", "command", "source", "script", "on-event", "pattern");

  private final DeviceCursor cursor;
  private final DeviceValues values;
  private final Words words = Words.get();
  private final Deque<Set<String>> declared = new ArrayDeque<>();

  /** The menu that statements stand in. */
  private String menu = Words.ROOT;

  private DeviceParse(Source source) {
    this.cursor = new DeviceCursor(source);
    this.values = new DeviceValues(cursor, this);
    declared.push(new HashSet<>());
  }

  /** The first error, or empty where a device takes the text. */
  public static Optional<DeviceError> verdict(byte[] text) {
    DeviceParse parse = new DeviceParse(new Source("", text));
    parse.statements(NO_CLOSER);
    return Optional.ofNullable(parse.cursor.verdict());
  }

  /** Statements up to {@code closer}, which is left standing, or the end. */
  void statements(char closer) {
    while (!cursor.failed()) {
      cursor.skipSpace();
      if (cursor.done() || cursor.peek() == closer) {
        return;
      }
      if (cursor.peek() == ';') {
        cursor.at++;
      } else {
        statement(closer);
        end(closer);
      }
    }
  }

  /** After a statement. */
  private void end(char closer) {
    cursor.skipBlanks();
    if (!cursor.failed() && !atEnd(closer)) {
      cursor.syntaxError();
    }
  }

  private boolean atEnd(char closer) {
    char c = cursor.peek();
    return cursor.done() || DeviceCursor.lineEnd(c) || c == ';' || c == closer;
  }

  private void statement(char closer) {
    char c = cursor.peek();
    if (c == '{') {
      block();
    } else if (c == '[') {
      values.substitution();
      generic(closer, true);
    } else if (c == '(') {
      values.group();
      generic(closer, true);
    } else if (c == '$') {
      boolean calculated = cursor.peek(1) == '(' || cursor.peek(1) == '[';
      values.variable();
      if (!calculated) {
        generic(closer, true);
      } else if (!cursor.failed() && !atEnd(closer)) {
        cursor.syntaxError();
      }
    } else {
      command(closer);
    }
  }

  /** At a brace: statements, after which menu and variables are as before. */
  void block() {
    if (cursor.enter()) {
      cursor.at++;
      String outer = menu;
      declared.push(new HashSet<>());
      statements('}');
      declared.pop();
      menu = outer;
      close('}');
    }
    cursor.leave();
  }

  /** At a bracket: statements that stand for a value, in the menu of the command around them. */
  void inner() {
    if (cursor.enter()) {
      cursor.at++;
      String outer = menu;
      statements(']');
      menu = outer;
      close(']');
    }
    cursor.leave();
  }

  private void close(char closer) {
    if (cursor.failed()) {
      return;
    }
    if (cursor.peek() == closer) {
      cursor.at++;
    } else if (closer == '}') {
      cursor.fail(cursor.at, "expected closing brace");
    } else {
      cursor.syntaxError();
    }
  }

  private void command(char closer) {
    String path = menu;
    if (cursor.peek() == ':' || cursor.peek() == '/') {
      boolean slash = cursor.peek() == '/';
      path = Words.ROOT;
      cursor.at++;
      cursor.skipBlanks();
      if (slash && atEnd(closer)) {
        menu = path;
        return;
      }
      if (!slash && cursor.peek() == '/') {
        cursor.at++;
      }
    }
    boolean moved = false;
    while (true) {
      int start = cursor.at;
      String word = cursor.commandWord();
      if (word.isEmpty()) {
        afterPath(path, moved, closer);
        return;
      }
      if (word.equals("..")) {
        path = up(path);
      } else {
        String below = words.menu(path, word);
        String name = below == null ? words.shortened(path, word) : null;
        if (name != null) {
          arguments(path, name, closer);
          return;
        }
        if (below == null) {
          cursor.unknown(start, word);
          generic(closer, false);
          return;
        }
        path = below;
      }
      moved = true;
      if (cursor.peek() == '/') {
        cursor.at++;
      } else {
        int before = cursor.at;
        cursor.skipBlanks();
        if (cursor.peek() == '/' && cursor.at > before) {
          cursor.at++;
        }
      }
    }
  }

  private static String up(String path) {
    int last = path.lastIndexOf('/');
    return last <= 0 ? Words.ROOT : path.substring(0, last);
  }

  /** After the words of a path that ends without a command. */
  private void afterPath(String path, boolean moved, char closer) {
    if (moved && atEnd(closer)) {
      menu = path;
    } else if (moved && cursor.peek() == '{') {
      String outer = menu;
      menu = path;
      block();
      menu = outer;
    } else {
      cursor.fail(cursor.at, NAME_EXPECTED);
    }
  }

  /** The arguments of a known command. */
  private void arguments(String path, String name, char closer) {
    String outer = menu;
    menu = path.equals(Words.ROOT) ? menu : path;
    Form form = words.form(path, name);
    int position = 0;
    boolean afterBrace = true;
    int last = cursor.at;
    while (!cursor.failed()) {
      cursor.skipBlanks();
      if (atEnd(closer)) {
        break;
      }
      if (cursor.at == last && !afterBrace || position == 0 && glued(last)) {
        cursor.fail(cursor.at, END_EXPECTED);
        break;
      }
      position = argument(path, name, form, position, closer);
      last = cursor.at;
      afterBrace = last > 0 && cursor.text.charAt(last - 1) == '}';
    }
    menu = outer;
  }

  /** Directly behind the command's name only some things may stand. */
  private boolean glued(int last) {
    return cursor.at == last && "\"$[({".indexOf(cursor.peek()) < 0;
  }

  /** One argument; the number of positional values seen so far goes in and comes out. */
  private int argument(String path, String name, Form form, int position, char closer) {
    int start = cursor.at;
    boolean negated = cursor.peek() == '!';
    if (negated) {
      cursor.at++;
    }
    String word = argumentWord();
    char next = cursor.peek();
    boolean find = name.equals("find") && !path.equals(Words.ROOT);
    boolean conditional = find || name.equals("print") || name.equals("export");
    if (word.equals("where") && conditional) {
      where(next, closer);
      return position;
    }
    if (find) {
      cursor.at = start;
      values.condition(closer);
      return position;
    }
    if (next == '=' && !word.isEmpty() && form.names(word)) {
      cursor.at++;
      declare(path, word, cursor.at);
      named(body(name, word), closer);
      return form.positional().contains(word) ? position + 1 : position;
    }
    if (BODIES.contains(word) && form.names(word) && opensBody()) {
      values.value(true);
      return position;
    }
    boolean full = position >= form.positional().size();
    boolean alone = atEnd(closer) || DeviceCursor.blank(next) || next == '\\';
    if (!word.isEmpty() && alone && (full || negated) && isSwitch(form, word, negated)) {
      return position;
    }
    cursor.at = start;
    if (full) {
      cursor.fail(start, END_EXPECTED);
      return position;
    }
    String slot = form.positional().get(position);
    if (slot.equals("name") && path.equals(Words.ROOT)) {
      variableName(name);
    } else if (slot.equals("counter") && name.startsWith("for")) {
      declare(path, slot, cursor.at);
      values.value(false);
    } else {
      values.value(body(name, slot));
    }
    return position + 1;
  }

  /** {@code else {}}: the equals sign may be missing; stands at the brace then. */
  private boolean opensBody() {
    int before = cursor.at;
    cursor.skipBlanks();
    if (cursor.at > before && cursor.peek() == '{') {
      return true;
    }
    cursor.at = before;
    return false;
  }

  private static boolean body(String command, String argument) {
    return BODIES.contains(argument) || argument.equals("in") && command.equals("onerror");
  }

  private static boolean isSwitch(Form form, String word, boolean negated) {
    return form.others().contains(word)
        || form.switches() && !(word.charAt(0) == '.')
        || negated && (form.any() || form.names(word));
  }

  private String argumentWord() {
    int start = cursor.at;
    while (DeviceCursor.alphanumeric(cursor.peek())
        || cursor.peek() == '-'
        || cursor.peek() == '.') {
      cursor.at++;
    }
    return cursor.text.substring(start, cursor.at);
  }

  private void where(char next, char closer) {
    if (next == '=') {
      cursor.at++;
      if (atEnd(closer)) {
        cursor.fail(cursor.at, "missing value for where");
        return;
      }
    }
    cursor.skipBlanks();
    if (!atEnd(closer)) {
      values.condition(closer);
    }
  }

  /** After {@code name=}. */
  private void named(boolean body, char closer) {
    cursor.skipBlanks();
    if (!atEnd(closer)) {
      values.value(body);
    }
  }

  /** What {@code local}, {@code global} and the loops declare. */
  private void declare(String path, String slot, int from) {
    boolean loop = slot.equals("counter") && path.equals(Words.ROOT);
    if (!loop && !(slot.equals("name") && path.equals(Words.ROOT))) {
      return;
    }
    StringBuilder name = new StringBuilder();
    for (int i = from; i < cursor.text.length(); i++) {
      char c = cursor.text.charAt(i);
      if (DeviceCursor.alphanumeric(c) || c == '-' || c == '_') {
        name.append(c);
      } else if (c == ',' || c == '"' && i == from) {
        add(name);
      } else {
        break;
      }
    }
    add(name);
  }

  private void add(StringBuilder name) {
    if (!name.isEmpty() && !declared.isEmpty()) {
      declared.element().add(name.toString());
      name.setLength(0);
    }
  }

  /** The variable of local, global or set. */
  private void variableName(String command) {
    char c = cursor.peek();
    int start = cursor.at;
    if (c == '(' || c == '[' || c == '$' && command.equals("set")) {
      values.value(false);
      return;
    }
    boolean quoted = c == '"';
    if (quoted) {
      values.value(false);
    } else {
      while (DeviceCursor.alphanumeric(cursor.peek())
          || cursor.peek() == '-'
          || cursor.peek() == '_') {
        cursor.at++;
      }
    }
    if (cursor.failed()) {
      return;
    }
    int trim = quoted ? 1 : 0;
    String name = cursor.text.substring(start + trim, Math.max(start + trim, cursor.at - trim));
    if (name.isEmpty() || command.equals("set") && !known(name)) {
      cursor.fail(start, "syntax error");
    } else {
      declared.element().add(name);
    }
  }

  private boolean known(String name) {
    for (Set<String> scope : declared) {
      if (scope.contains(name)) {
        return true;
      }
    }
    return false;
  }

  /** What follows a function's name, or an unknown command, of which nothing is known. */
  private void generic(char closer, boolean function) {
    int last = cursor.at;
    while (!cursor.failed()) {
      cursor.skipBlanks();
      if (atEnd(closer)) {
        return;
      }
      char c = cursor.peek();
      boolean glued = cursor.at == last && !(function && "\"$[(".indexOf(c) >= 0);
      if (glued || c == '{' && !function) {
        cursor.syntaxError();
        return;
      }
      int start = cursor.at;
      values.word();
      if (cursor.at == start) {
        values.value(function);
      }
      if (!cursor.failed() && cursor.peek() == '=') {
        if (cursor.peek(1) == '"' && !function && values.inserts(cursor.at + 1)) {
          cursor.syntaxError();
          return;
        }
        cursor.at++;
        if (function) {
          // RouterOS: what a call names may be set from then on.
          declared.element().add(cursor.text.substring(start, cursor.at - 1));
        }
        named(false, closer);
      }
      last = cursor.at;
    }
  }
}
