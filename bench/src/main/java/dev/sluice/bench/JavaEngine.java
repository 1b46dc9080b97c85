package dev.sluice.bench;

import java.util.List;
import java.util.regex.Pattern;

/** java.util.regex, each pattern once over the whole window: less than RouterOS's way costs. */
final class JavaEngine implements Engine {
  private final Pattern[] patterns;

  JavaEngine(List<Regex> trees) {
    patterns =
        trees.stream()
            .map(t -> Pattern.compile(RegexText.of(t), Pattern.CASE_INSENSITIVE | Pattern.DOTALL))
            .toArray(Pattern[]::new);
  }

  @Override
  public String name() {
    return "java.util.regex";
  }

  @Override
  public int run(Windows windows, int window) {
    int count = 0;
    String text = windows.text(window);
    for (Pattern pattern : patterns) {
      if (pattern.matcher(text).find()) {
        count++;
      }
    }
    return count;
  }
}
