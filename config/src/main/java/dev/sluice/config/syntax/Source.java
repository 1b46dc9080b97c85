package dev.sluice.config.syntax;

import dev.sluice.policy.Origin;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

/**
 * One text with its lines. A character is a byte (Latin-1), because patterns and contents are
 * bytes; columns for people count the characters of the UTF-8 text. LF, CRLF and CR end a line. A
 * byte order mark is passed over. Immutable.
 */
public final class Source {
  private final String file;
  private final String text;
  private final int[] starts;

  /** The lines, from 0, that hold characters of several bytes. */
  private final BitSet unicode = new BitSet();

  public Source(String file, byte[] bytes) {
    this.file = file;
    boolean mark =
        bytes.length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF;
    int skip = mark ? 3 : 0;
    this.text = new String(bytes, skip, bytes.length - skip, StandardCharsets.ISO_8859_1);
    this.starts = lineStarts(text);
    boolean ascii = text.chars().allMatch(c -> c < 0x80);
    for (int line = 1; !ascii && line <= starts.length; line++) {
      String bare = text.substring(starts[line - 1], lineEnd(line));
      if (display(bare).length() < bare.length()) {
        unicode.set(line - 1);
      }
    }
  }

  private static int[] lineStarts(String text) {
    int[] found = new int[Math.max(16, text.length() / 64)];
    int count = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean lineEnd = c == '\n' || c == '\r' && !followedByLineFeed(text, i);
      if (lineEnd) {
        if (count == found.length) {
          found = Arrays.copyOf(found, count * 2);
        }
        found[count++] = i + 1;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private static boolean followedByLineFeed(String text, int at) {
    return at + 1 < text.length() && text.charAt(at + 1) == '\n';
  }

  public String file() {
    return file;
  }

  public String text() {
    return text;
  }

  public int length() {
    return text.length();
  }

  public int lines() {
    return starts.length;
  }

  /** The line, from 1, that holds an offset. */
  public int lineOf(int offset) {
    int at = Arrays.binarySearch(starts, offset);
    return at >= 0 ? at + 1 : -at - 1;
  }

  /** The offset of the first character of a line, from 1. */
  public int lineStart(int line) {
    return starts[line - 1];
  }

  public Origin origin(int offset) {
    int line = lineOf(offset);
    return new Origin(file, line, column(line, offset));
  }

  /** The column, from 1, counted as people count: one for each character of the UTF-8 text. */
  public int column(int line, int offset) {
    int start = starts[line - 1];
    int end = Math.min(offset, text.length());
    int column = end - start + 1;
    if (unicode.get(line - 1)) {
      for (int i = start; i < end; i++) {
        char c = text.charAt(i);
        // The further bytes of a character; one of four bytes is two characters of Java.
        column -= c >= 0x80 && c < 0xC0 ? 1 : 0;
        column += c >= 0xF0 ? 1 : 0;
      }
    }
    return column;
  }

  /** A line without its end, as people read it. */
  public String line(int line) {
    if (line < 1 || line > starts.length) {
      return "";
    }
    return display(text.substring(starts[line - 1], lineEnd(line)));
  }

  /** The offset after the last character of a line, before its line end. */
  public int lineEnd(int line) {
    int end = line < starts.length ? starts[line] : text.length();
    int start = starts[line - 1];
    while (end > start && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return end;
  }

  /** One character a byte, read as UTF-8 where it is that, else left as it is. */
  public static String display(String bytes) {
    boolean ascii = true;
    for (int i = 0; ascii && i < bytes.length(); i++) {
      ascii = bytes.charAt(i) < 0x80;
    }
    if (ascii) {
      return bytes;
    }
    String read = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return read.indexOf('\uFFFD') >= 0 ? bytes : read;
  }
}
