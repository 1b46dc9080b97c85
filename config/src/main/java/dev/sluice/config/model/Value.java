package dev.sluice.config.model;

import dev.sluice.policy.Origin;

/**
 * The value of one property, escapes resolved. Equal if the text is.
 *
 * @param text one character a byte
 * @param origin where it was written
 * @param length how long it was as written, quotes included
 * @param plain whether each character of the text stands where it stood in the source
 */
public record Value(String text, Origin origin, int length, boolean plain) {
  public static Value of(String text) {
    return new Value(text, Origin.NONE, 0, false);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Value value && value.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
