package dev.sluice.config.syntax;

/**
 * How much one text may ask for.
 *
 * @param bytes of the whole text
 * @param lineBytes of one physical line
 * @param statements in the whole text, those in blocks included
 * @param nesting of blocks, brackets and parentheses
 * @param problems that are kept; the last of them says that there were more
 */
public record TextLimits(int bytes, int lineBytes, int statements, int nesting, int problems) {
  public static final TextLimits DEFAULT =
      new TextLimits(256 << 20, 4 << 20, 4_000_000, 100, 10_000);
}
