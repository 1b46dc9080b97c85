package dev.sluice.config.console;

import dev.sluice.config.script.Literals;
import dev.sluice.config.script.ScriptError;
import dev.sluice.config.syntax.Source;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What torch and the sniffer are asked to show: addresses, ports, protocols, applications, each
 * with {@code !} for all others. Immutable.
 */
final class TrafficFilter {
  /** How long, how, or where from: a capture has ended, and its interfaces are not told apart. */
  private static final Set<String> PASSED_OVER =
      Set.of(
          "interface",
          "duration",
          "freeze-frame-interval",
          "proplist",
          "without-paging",
          "as-value",
          "filter-stream",
          "file-name",
          "rows",
          "show-frame");

  private final Map<String, String> options;

  /** Refuses what it cannot look at. */
  TrafficFilter(String tool, Map<String, String> options) {
    this.options = Map.copyOf(options);
    for (String name : options.keySet()) {
      if (!PASSED_OVER.contains(name) && !knows(name)) {
        throw ScriptError.of("failure: " + tool + " does not look at " + name + " here");
      }
    }
  }

  private static boolean knows(String name) {
    return switch (name) {
      case "src-address",
          "src-address6",
          "src-ip-address",
          "src-ipv6-address",
          "dst-address",
          "dst-address6",
          "dst-ip-address",
          "dst-ipv6-address",
          "ip-address",
          "ipv6-address",
          "port",
          "src-port",
          "dst-port",
          "ip-protocol",
          "protocol",
          "layer7-protocol",
          "application" ->
          true;
      default -> false;
    };
  }

  /**
   * Whether what goes between two ends is asked for.
   *
   * @param source with its port, where it has one
   */
  boolean passes(String protocol, String source, String destination, List<String> applications) {
    for (Map.Entry<String, String> option : options.entrySet()) {
      String value = Source.display(option.getValue());
      boolean not = value.startsWith("!");
      String wanted = not ? value.substring(1) : value;
      boolean any = wanted.isEmpty() || wanted.equals("any");
      boolean fits =
          switch (option.getKey()) {
            case "src-address", "src-address6", "src-ip-address", "src-ipv6-address" ->
                within(source, wanted);
            case "dst-address", "dst-address6", "dst-ip-address", "dst-ipv6-address" ->
                within(destination, wanted);
            case "ip-address", "ipv6-address" ->
                within(source, wanted) || within(destination, wanted);
            case "port" -> port(source, wanted) || port(destination, wanted);
            case "src-port" -> port(source, wanted);
            case "dst-port" -> port(destination, wanted);
            case "ip-protocol", "protocol" -> protocol.equals(wanted);
            case "layer7-protocol", "application" ->
                applications.isEmpty()
                    ? wanted.equals(LiveRows.NO_PROTOCOL)
                    : applications.contains(wanted);
            default -> true;
          };
      if (knows(option.getKey()) && !any && fits == not) {
        return false;
      }
    }
    return true;
  }

  /** Several, with commas: one of them. */
  private static boolean port(String end, String wanted) {
    return Arrays.stream(wanted.split(",", -1)).anyMatch(one -> end.endsWith(":" + one));
  }

  private static boolean within(String end, String prefix) {
    if (prefix.equals("0.0.0.0/0") || prefix.equals("::/0")) {
      return true;
    }
    String address = Row.withoutPort(end);
    return Literals.contains(prefix, address) || address.equals(prefix);
  }
}
