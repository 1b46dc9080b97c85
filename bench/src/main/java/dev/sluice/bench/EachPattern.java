package dev.sluice.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * An engine without sets: each pattern is searched for once in the whole window, which is less than
 * RouterOS's way costs.
 */
final class EachPattern implements Engine {
  private final String name;
  private final List<Predicate<String>> searches = new ArrayList<>();
  private int refused;

  private EachPattern(String name, List<Regex> trees, Function<Regex, Predicate<String>> compiler) {
    this.name = name;
    for (Regex tree : trees) {
      try {
        searches.add(compiler.apply(tree));
      } catch (PatternSyntaxException | com.google.re2j.PatternSyntaxException e) {
        refused++;
      }
    }
  }

  /** java.util.regex. */
  static Engine java(List<Regex> trees) {
    return new EachPattern(
        "java.util.regex",
        trees,
        tree -> {
          int flags = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
          Pattern pattern = Pattern.compile(RegexText.of(tree), flags);
          return text -> pattern.matcher(text).find();
        });
  }

  /** RE2/J. */
  static Engine re2(List<Regex> trees) {
    return new EachPattern(
        "RE2/J",
        trees,
        tree -> {
          String text = RegexText.of(tree, true);
          com.google.re2j.Pattern pattern =
              com.google.re2j.Pattern.compile(text, com.google.re2j.Pattern.DOTALL);
          return window -> pattern.matcher(window).find();
        });
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int run(Windows windows, int window) {
    int count = 0;
    String text = windows.text(window);
    for (Predicate<String> search : searches) {
      if (search.test(text)) {
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
