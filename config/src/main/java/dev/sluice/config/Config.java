package dev.sluice.config;

/** A configuration as written: menus, their items in order, and what lies outside. Immutable. */
public record Config() {
  public static final Config EMPTY = new Config();
}
