package dev.sluice.bench;

import dev.sluice.pattern.Dialect;
import dev.sluice.pattern.Limits;
import dev.sluice.pattern.Pattern;
import dev.sluice.pattern.PatternSet;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.Shared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/** The sets of patterns that are measured, each reduced to those that Sluice accepts. */
final class PatternSets {
  private static final java.util.regex.Pattern ENTRY =
      java.util.regex.Pattern.compile(
          "name=([\\w-]+)[\\s\\\\]+regexp=\"((?:[^\"\\\\]|\\\\.)*)\"",
          java.util.regex.Pattern.DOTALL);

  private PatternSets() {}

  /** The set of that name; empty where its source is not beside the repository. */
  static List<Pattern> named(String name, Path home) throws IOException {
    List<Pattern> all =
        switch (name) {
          case "one" -> List.of(new Pattern("youtube", "^.*(youtube|googlevideo).*$"));
          case "seeds" -> seeds(home);
          case "l7" -> table("patterns-l7-protocols.tsv");
          case "l7+seeds" -> {
            List<Pattern> both = new ArrayList<>(table("patterns-l7-protocols.tsv"));
            both.addAll(both.isEmpty() ? List.of() : seeds(home));
            yield both;
          }
          case "routeros" -> table("patterns-routeros.tsv");
          case "hosts-10" -> hosts(10);
          case "hosts-1000" -> hosts(1000);
          default -> throw new IllegalArgumentException("no set " + name);
        };
    PatternSet set = PatternSet.compile(all, Dialect.ROUTEROS, Limits.DEFAULT);
    List<Pattern> out = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (set.valid(i)) {
        out.add(all.get(i));
      }
    }
    return out;
  }

  private static List<Pattern> seeds(Path home) throws IOException {
    Map<String, Pattern> out = new LinkedHashMap<>();
    entries(Files.readString(home.resolve("examples/office/office.rsc")), out);
    if (Shared.folder("seeds").isPresent()) {
      try (Stream<Path> files = Files.list(Shared.folder("seeds").get())) {
        for (Path file : files.sorted().toList()) {
          entries(Files.readString(file), out);
        }
      }
    }
    return List.copyOf(out.values());
  }

  private static void entries(String text, Map<String, Pattern> out) {
    Matcher entry = ENTRY.matcher(text);
    while (entry.find()) {
      String regexp = entry.group(2).replaceAll("\\\\(.)", "$1");
      out.putIfAbsent(regexp, new Pattern(entry.group(1), regexp));
    }
  }

  private static List<Pattern> table(String name) throws IOException {
    Path file = Shared.folder("reference").map(folder -> folder.resolve(name)).orElse(null);
    if (file == null || !Files.exists(file)) {
      return List.of();
    }
    List<Pattern> out = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      String[] cells = line.split("\t", -1);
      if (cells.length > 1) {
        out.add(new Pattern(cells[0], cells[1]));
      }
    }
    return out;
  }

  private static List<Pattern> hosts(int count) {
    Gen gen = Gen.fixed(7);
    List<Pattern> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = gen.text(gen.between(6, 12), "abcdefghijklmnopqrstuvwxyz");
      String zone = gen.pick("com", "net", "org", "io");
      out.add(new Pattern(name, "^.+(" + name + "\\." + zone + ").*$"));
    }
    return out;
  }
}
