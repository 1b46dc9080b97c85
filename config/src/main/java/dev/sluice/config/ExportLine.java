package dev.sluice.config;

/**
 * One command of an export, wrapped as RouterOS wraps at 80 columns: broken at an argument, after
 * its equals sign, or inside a long quoted value, but never inside an escape.
 */
final class ExportLine {
  /** What a line may hold before the backslash. */
  private static final int CONTENT = 77;

  /** How far a value that is split fills its line. */
  private static final int FILLED = 78;

  private static final String INDENT = "    ";

  private final StringBuilder out;
  private final boolean endless;
  private int width;

  /**
   * @param endless whether the line is never wrapped
   */
  ExportLine(StringBuilder out, String start, boolean endless) {
    this.out = out;
    this.endless = endless;
    out.append(start);
    width = start.length();
  }

  /** A word without a value. */
  void word(String word) {
    if (!endless && width + 1 + word.length() > CONTENT) {
      wrapBefore();
    } else {
      write(" ");
    }
    write(word);
  }

  void argument(String name, String text) {
    String value = Quoting.value(text);
    String head = name + "=";
    if (endless) {
      write(" " + head + value);
      return;
    }
    boolean lines = text.indexOf('\n') >= 0;
    if (!lines && width + 1 + head.length() + value.length() <= CONTENT) {
      write(" " + head + value);
    } else if (!lines && INDENT.length() + value.length() <= CONTENT) {
      if (width + 1 + head.length() <= CONTENT) {
        write(" " + head);
        wrap();
        write(value);
      } else {
        wrapBefore();
        write(head);
        if (width + value.length() > CONTENT) {
          wrap();
        }
        write(value);
      }
    } else {
      if (width + 1 + head.length() <= CONTENT) {
        write(" " + head);
      } else {
        wrapBefore();
        write(head);
      }
      fill(text);
    }
  }

  private void fill(String text) {
    write("\"");
    for (int i = 0; i < text.length(); i++) {
      String piece = Quoting.escaped(text.charAt(i));
      if (width + piece.length() > FILLED || piece.equals("\\n")) {
        wrap();
        if (piece.equals(" ")) {
          piece = "\\_";
        }
      }
      write(piece);
    }
    if (width + 1 > FILLED) {
      wrap();
    }
    write("\"");
  }

  void end() {
    out.append('\n');
  }

  private void wrapBefore() {
    write(" ");
    wrap();
  }

  private void wrap() {
    out.append("\\\n").append(INDENT);
    width = INDENT.length();
  }

  private void write(String text) {
    out.append(text);
    width += text.length();
  }
}
