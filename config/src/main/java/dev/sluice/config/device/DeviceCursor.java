package dev.sluice.config.device;

import dev.sluice.config.syntax.Source;
import org.jspecify.annotations.Nullable;

/**
 * Where a device's parse stands. The first error ends it: {@link #failed} makes every reader
 * return. Not threadsafe.
 */
final class DeviceCursor {
  static final char END = '\uFFFF';
  private static final int NESTING = 200;

  final String text;
  private final Source source;
  int at;
  private int depth;
  private @Nullable DeviceError error;
  private @Nullable DeviceError unknown;

  DeviceCursor(Source source) {
    this.source = source;
    this.text = source.text();
  }

  boolean failed() {
    return error != null;
  }

  /** What the device would say: its syntax error, else the first unknown command. */
  @Nullable DeviceError verdict() {
    return error != null ? error : unknown;
  }

  void fail(int where, String message) {
    if (error == null) {
      error = error(where, message);
    }
  }

  void syntaxError() {
    fail(at, "syntax error");
  }

  /** An unknown command does not end the parse: it is an error when it is run. */
  void unknown(int where, String word) {
    if (unknown == null) {
      unknown = error(where, "bad command name " + word);
    }
  }

  private DeviceError error(int where, String message) {
    int line = source.lineOf(where);
    return new DeviceError(message, line, where - source.lineStart(line) + 1);
  }

  boolean enter() {
    if (++depth > NESTING) {
      syntaxError();
      return false;
    }
    return true;
  }

  void leave() {
    depth--;
  }

  char peek() {
    return peek(0);
  }

  char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : END;
  }

  boolean done() {
    return at >= text.length();
  }

  static boolean lineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  static boolean blank(char c) {
    return c == ' ' || c == '\t';
  }

  /** Blanks and joined lines. */
  void skipBlanks() {
    while (!done()) {
      if (blank(peek())) {
        at++;
      } else if (peek() == '\\' && lineEnd(peek(1))) {
        at += peek(1) == '\r' && peek(2) == '\n' ? 3 : 2;
      } else {
        return;
      }
    }
  }

  /** Blanks, line ends and comments. */
  void skipSpace() {
    while (true) {
      skipBlanks();
      if (lineEnd(peek())) {
        at++;
      } else if (peek() == '#') {
        skipComment();
      } else {
        return;
      }
    }
  }

  void skipComment() {
    while (!done() && !lineEnd(peek())) {
      at++;
    }
  }

  /** The word of a menu or command that starts here, possibly empty. */
  String commandWord() {
    int start = at;
    while (commandCharacter(peek())) {
      at++;
    }
    return text.substring(start, at);
  }

  private static boolean commandCharacter(char c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.';
  }

  static boolean alphanumeric(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  /** The characters of a value without quotes. */
  static boolean bare(char c) {
    return alphanumeric(c) || c >= 0x80 && c != END || "-.,:<>/|_+*&^%#@!~?".indexOf(c) >= 0;
  }
}
