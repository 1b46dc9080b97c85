package dev.sluice.config.model;

/**
 * One statement of a menu that has no meaning for a firewall, kept as it was.
 *
 * @param menu its menu, empty for script
 * @param text without the menu, one character a byte
 */
public record Outside(String menu, String text) {}
