package dev.sluice.bench;

import java.util.HashMap;
import java.util.Map;

/** {@code --name value} pairs of a command line. Immutable. */
final class Options {
  private final Map<String, String> values = new HashMap<>();

  private Options() {}

  static Options of(String[] args) {
    Options out = new Options();
    for (int i = 0; i < args.length; i += 2) {
      if (!args[i].startsWith("--") || i + 1 == args.length) {
        throw new IllegalArgumentException("expected --name value, not " + args[i]);
      }
      out.values.put(args[i].substring(2), args[i + 1]);
    }
    return out;
  }

  String text(String name, String usual) {
    return values.getOrDefault(name, usual);
  }

  long number(String name, long usual) {
    String value = values.get(name);
    return value == null ? usual : Long.parseLong(value.replace("_", "").replace(",", ""));
  }
}
