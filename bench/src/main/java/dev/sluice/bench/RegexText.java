package dev.sluice.bench;

import java.util.BitSet;

/**
 * Writes a {@link Regex} in the syntax that java.util.regex, RE2/J and Hyperscan share, to be
 * compiled with "dot matches all" and, unless each case is spelled out, with "ignore case".
 */
final class RegexText {
  private final StringBuilder out = new StringBuilder();

  private final boolean eachCase;

  private RegexText(boolean eachCase) {
    this.eachCase = eachCase;
  }

  static String of(Regex regex) {
    return of(regex, false);
  }

  /** With {@code eachCase} for engines that ignore case beyond ASCII, too: 0xe3 is not 0xc3. */
  static String of(Regex regex, boolean eachCase) {
    RegexText text = new RegexText(eachCase);
    text.write(regex);
    return text.out.toString();
  }

  private void write(Regex regex) {
    switch (regex) {
      case Regex.Bytes bytes -> write(bytes.set());
      case Regex.Sequence sequence -> sequence.parts().forEach(this::write);
      case Regex.Begin begin -> out.append('^');
      case Regex.End end -> out.append("\\z");
      case Regex.Choice choice -> {
        String between = "(?:";
        for (Regex branch : choice.branches()) {
          out.append(between);
          write(branch);
          between = "|";
        }
        out.append(')');
      }
      case Regex.Repeat repeat -> {
        out.append("(?:");
        write(repeat.inner());
        out.append(')');
        bounds(repeat);
      }
    }
  }

  private void bounds(Regex.Repeat repeat) {
    if (repeat.least() == 0 && repeat.most() == 1) {
      out.append('?');
    } else if (repeat.most() < 0 && repeat.least() < 2) {
      out.append(repeat.least() == 0 ? '*' : '+');
    } else {
      out.append('{').append(repeat.least());
      if (repeat.most() != repeat.least()) {
        out.append(',').append(repeat.most() < 0 ? "" : String.valueOf(repeat.most()));
      }
      out.append('}');
    }
  }

  private void write(BitSet set) {
    int first = set.nextSetBit(0);
    if (set.cardinality() == 256) {
      out.append('.');
    } else if (set.cardinality() == 1) {
      one(first);
    } else if (!eachCase
        && set.cardinality() == 2
        && first >= 'A'
        && first <= 'Z'
        && set.get(first + 32)) {
      out.append((char) (first + 32));
    } else {
      out.append('[');
      for (int low = first; low >= 0; low = set.nextSetBit(set.nextClearBit(low))) {
        int high = set.nextClearBit(low) - 1;
        out.append("\\x%02x".formatted(low));
        if (high > low) {
          out.append("-\\x%02x".formatted(high));
        }
      }
      out.append(']');
    }
  }

  private void one(int value) {
    boolean plain = value >= '0' && value <= '9' || value >= 'a' && value <= 'z';
    out.append(plain ? String.valueOf((char) value) : "\\x%02x".formatted(value));
  }
}
