package dev.sluice.policy;

/**
 * One entry of /ip firewall layer7-protocol.
 *
 * @param regexp the text of the pattern, one character a byte (Latin-1), console escapes resolved
 */
public record Layer7Protocol(
    String name, String regexp, boolean disabled, String comment, Origin origin) {}
