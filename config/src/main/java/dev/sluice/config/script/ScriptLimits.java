package dev.sluice.config.script;

/**
 * How much one run may ask for.
 *
 * @param steps statements and values looked at, items of menus included
 * @param depth of functions and blocks inside each other
 * @param characters made by all values together
 * @param elements of one array
 * @param globals how many global variables there may be
 */
public record ScriptLimits(long steps, int depth, long characters, int elements, int globals) {
  public static final ScriptLimits DEFAULT =
      new ScriptLimits(20_000_000, 64, 64 << 20, 200_000, 10_000);
}
