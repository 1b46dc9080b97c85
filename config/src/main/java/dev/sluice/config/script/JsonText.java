package dev.sluice.config.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Values as JSON and back, as {@code :serialize} and {@code :deserialize} do it. RouterOS: keys in
 * alphabetical order; a string that reads as a number is written as one with six decimals, and a
 * string is read as a number, time or address, unless json.no-string-conversion is asked for. Text
 * is one character a byte. Stateless but for the place in the text; not threadsafe.
 */
final class JsonText {
  private static final int DEEPEST = 64;

  private final Interpreter interpreter;
  private final boolean convert;
  private final String text;
  private int at;

  private JsonText(Interpreter interpreter, boolean convert, String text) {
    this.interpreter = interpreter;
    this.convert = convert;
    this.text = text;
  }

  /**
   * @param pretty with a line for each element
   * @param convert whether strings that are numbers are written as numbers
   */
  static String write(Interpreter interpreter, Datum value, boolean pretty, boolean convert) {
    StringBuilder out = new StringBuilder();
    new JsonText(interpreter, convert, "").write(value, pretty ? "\n" : "", out, 0);
    return out.toString();
  }

  /**
   * @param convert whether strings become numbers, times and addresses
   * @throws ScriptError if it is no JSON
   */
  static Datum read(Interpreter interpreter, String text, boolean convert) {
    JsonText reader = new JsonText(interpreter, convert, text);
    Datum value = reader.value(0);
    reader.blanks();
    if (reader.at < text.length()) {
      throw reader.malformed();
    }
    return value;
  }

  private void write(Datum value, String line, StringBuilder out, int depth) {
    interpreter.step();
    if (depth > DEEPEST) {
      throw ScriptError.limit("arrays more than " + DEEPEST + " deep");
    }
    switch (value) {
      case Datum.Nothing nothing -> out.append("null");
      case Datum.Whole whole -> out.append(whole.value());
      case Datum.Truth truth -> out.append(truth.value());
      case Datum.Array array -> write(array, line, out, depth);
      case Datum.Text written when convert && number(written.text()) ->
          out.append(String.format(Locale.ROOT, "%f", Double.parseDouble(written.text())));
      default -> quote(value.text(), out);
    }
  }

  private void write(Datum.Array array, String line, StringBuilder out, int depth) {
    List<Datum.Element> elements = array.elements();
    boolean keyed = elements.stream().anyMatch(element -> element.key() != null);
    String inner = line.isEmpty() ? "" : line + "    ";
    out.append(keyed ? '{' : '[');
    for (int i = 0; i < elements.size(); i++) {
      out.append(i == 0 ? "" : ",").append(inner);
      if (keyed) {
        String key = elements.get(i).key();
        quote(key == null ? Integer.toString(i) : key, out);
        out.append(line.isEmpty() ? ":" : ": ");
      }
      write(elements.get(i).value(), inner, out, depth + 1);
    }
    out.append(elements.isEmpty() ? "" : line).append(keyed ? '}' : ']');
  }

  private static boolean number(String text) {
    return text.matches("-?[0-9]{1,15}(\\.[0-9]{1,15})?");
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private ScriptError malformed() {
    return ScriptError.of("failure: malformed JSON at character " + (at + 1));
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean take(char c) {
    blanks();
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private void need(char c) {
    if (!take(c)) {
      throw malformed();
    }
  }

  private Datum value(int depth) {
    interpreter.step();
    if (depth > DEEPEST) {
      throw ScriptError.limit("JSON more than " + DEEPEST + " deep");
    }
    if (take('{')) {
      return elements('}', depth);
    }
    if (take('[')) {
      return elements(']', depth);
    }
    if (at < text.length() && text.charAt(at) == '"') {
      String string = string();
      return convert ? Literals.of(string) : Datum.of(string);
    }
    int start = at;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(start, at);
    return switch (word) {
      case "true" -> Datum.TRUE;
      case "false" -> Datum.FALSE;
      case "null" -> Datum.NOTHING;
      default -> {
        if (!word.matches("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) {
          at = start;
          throw malformed();
        }
        // The language has whole numbers only; another number stays the text that it is.
        yield word.matches("-?[0-9]{1,18}") ? Datum.of(Long.parseLong(word)) : Datum.of(word);
      }
    };
  }

  private Datum elements(char close, int depth) {
    List<Datum.Element> elements = new ArrayList<>();
    if (take(close)) {
      return Datum.EMPTY;
    }
    do {
      String key = null;
      if (close == '}') {
        blanks();
        key = string();
        need(':');
      }
      elements.add(new Datum.Element(key, value(depth + 1)));
      if (elements.size() > interpreter.limits().elements()) {
        throw ScriptError.limit("more than " + interpreter.limits().elements() + " elements");
      }
    } while (take(','));
    need(close);
    return new Datum.Array(elements);
  }

  private String string() {
    need('"');
    StringBuilder read = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c != '\\') {
        read.append(c);
        continue;
      }
      char escape = at < text.length() ? text.charAt(at++) : ' ';
      switch (escape) {
        case '"', '\\', '/' -> read.append(escape);
        case 'b' -> read.append('\b');
        case 'f' -> read.append('\f');
        case 'n' -> read.append('\n');
        case 'r' -> read.append('\r');
        case 't' -> read.append('\t');
        case 'u' -> read.append(character());
        default -> throw malformed();
      }
    }
    need('"');
    return read.toString();
  }

  /** The bytes of {@code \}{@code uHHHH}, a pair of them for characters beyond the first plane. */
  private String character() {
    int first = hex();
    String whole = String.valueOf((char) first);
    if (Character.isHighSurrogate((char) first) && text.startsWith("\\u", at)) {
      at += 2;
      whole += (char) hex();
    }
    return new String(
        whole.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private int hex() {
    if (at + 4 > text.length() || !text.substring(at, at + 4).matches("[0-9A-Fa-f]{4}")) {
      throw malformed();
    }
    at += 4;
    return Integer.parseInt(text.substring(at - 4, at), 16);
  }
}
