package dev.sluice.policy;

/**
 * Something to tell the author of a text. A value, never thrown.
 *
 * @param origin where it starts
 * @param endColumn the column after its last character, at least {@code origin.column() + 1}
 * @param code a short stable name in lower case with hyphens, such as {@code unknown-property}
 * @param message one sentence without a full stop, in RouterOS's own words where it has them
 * @param help what to do, or empty
 * @param line the source line it stands in, without its line end, or empty
 */
public record Problem(
    Origin origin,
    int endColumn,
    Severity severity,
    String code,
    String message,
    String help,
    String line) {}
