package dev.sluice.replay.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A word of a line: what stands between blanks, quoted parts and escapes resolved to one character
 * a byte. Immutable.
 *
 * @param start where it starts in the line, from 0
 * @param end the place after it
 * @param raw as written
 * @param name before the first {@code =} outside quotes, or the whole word
 * @param value after it; quotes taken off, escapes resolved
 * @param hasValue whether there is a {@code =}
 */
public record Token(int start, int end, String raw, String name, String value, boolean hasValue) {
  /** A line cut into words, or what is wrong with it. */
  public record Line(List<Token> tokens, Optional<Fault> fault) {
    public Line {
      tokens = List.copyOf(tokens);
    }
  }

  /** Cuts a line; a {@code ;} outside quotes is a word of its own. */
  public static Line cut(String line) {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c == ' ' || c == '\t') {
        at++;
      } else if (c == ';') {
        tokens.add(new Token(at, at + 1, ";", ";", "", false));
        at++;
      } else {
        Word word = new Word(line, at);
        Optional<Fault> fault = word.read();
        if (fault.isPresent()) {
          return new Line(tokens, fault);
        }
        tokens.add(word.token());
        at = word.at;
      }
    }
    return new Line(tokens, Optional.empty());
  }

  /** Reads one word. */
  private static final class Word {
    private final String line;
    private final int start;
    private final StringBuilder text = new StringBuilder();
    private int equals = -1;
    private int at;

    Word(String line, int start) {
      this.line = line;
      this.start = start;
      at = start;
    }

    Optional<Fault> read() {
      boolean quoted = false;
      int opened = at;
      while (at < line.length()) {
        char c = line.charAt(at);
        if (!quoted && (c == ' ' || c == '\t' || c == ';')) {
          break;
        }
        if (c == '"') {
          quoted = !quoted;
          opened = at;
          at++;
        } else if (quoted && c == '\\') {
          Optional<Fault> fault = escape();
          if (fault.isPresent()) {
            return fault;
          }
        } else {
          if (c == '=' && !quoted && equals < 0) {
            equals = text.length();
          }
          text.append(c);
          at++;
        }
      }
      return quoted
          ? Optional.of(
              new Fault(opened, line.length(), "quote is not closed", "put a \" at its end"))
          : Optional.empty();
    }

    private Optional<Fault> escape() {
      char c = at + 1 < line.length() ? line.charAt(at + 1) : ' ';
      int simple = "\\\"nrt".indexOf(c);
      if (simple >= 0) {
        text.append("\\\"\n\r\t".charAt(simple));
        at += 2;
        return Optional.empty();
      }
      String hex = c == 'x' ? line.substring(at + 2, Math.min(line.length(), at + 4)) : "";
      if (!hex.matches("[0-9A-Fa-f]{2}")) {
        return Optional.of(
            new Fault(
                at,
                Math.min(line.length(), at + 2),
                "unknown escape",
                "known are \\xHH, \\\\, \\\", \\n, \\r and \\t"));
      }
      text.append((char) Integer.parseInt(hex, 16));
      at += 4;
      return Optional.empty();
    }

    Token token() {
      String all = text.toString();
      boolean hasValue = equals >= 0;
      return new Token(
          start,
          at,
          line.substring(start, at),
          hasValue ? all.substring(0, equals) : all,
          hasValue ? all.substring(equals + 1) : "",
          hasValue);
    }
  }
}
