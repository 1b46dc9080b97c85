package dev.sluice.replay.explain;

/** Text for terminals: no control characters, no line over {@link #WIDTH}. */
public final class Lines {
  public static final int WIDTH = 100;

  private Lines() {}

  /** Names come from files: no control characters reach the terminal. */
  public static String printable(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      clean.append(c < ' ' || (c >= 0x7f && c < 0xa0) ? '·' : c);
    }
    return clean.toString();
  }

  /**
   * Appends text after what the line holds, broken between words; a word too long for any line is
   * broken where it must.
   *
   * @param used how many characters the line holds already
   * @param indent where further lines start
   */
  public static void wrap(StringBuilder out, int used, int indent, String text) {
    int column = used;
    boolean fresh = true;
    for (String word : printable(text).split(" ", -1)) {
      String left = word;
      if (!fresh && column + 1 + left.length() > WIDTH) {
        out.append('\n').append(" ".repeat(indent));
        column = indent;
      } else if (!fresh) {
        out.append(' ');
        column++;
      }
      while (column + left.length() > WIDTH) {
        int fits = WIDTH - column;
        out.append(left, 0, fits).append('\n').append(" ".repeat(indent));
        left = left.substring(fits);
        column = indent;
      }
      out.append(left);
      column += left.length();
      fresh = false;
    }
    out.append('\n');
  }
}
