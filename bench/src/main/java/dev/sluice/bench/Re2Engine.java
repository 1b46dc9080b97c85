package dev.sluice.bench;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;

/** RE2/J, each pattern once over the whole window; it has no sets. */
final class Re2Engine implements Engine {
  private final List<Pattern> patterns = new ArrayList<>();
  private int refused;

  Re2Engine(List<Regex> trees) {
    for (Regex tree : trees) {
      try {
        patterns.add(Pattern.compile(RegexText.of(tree, true), Pattern.DOTALL));
      } catch (PatternSyntaxException e) {
        refused++;
      }
    }
  }

  @Override
  public String name() {
    return "RE2/J";
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

  @Override
  public String remark() {
    return refused == 0 ? "" : refused + " patterns refused";
  }
}
