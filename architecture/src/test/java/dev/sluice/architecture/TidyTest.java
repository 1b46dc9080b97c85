package dev.sluice.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Habits that a machine can check. */
class TidyTest {
  private static final int MOST_LINES = 500;
  private static final Pattern VAGUE_NAME =
      Pattern.compile(".+(Util|Utils|Manager|Helper|Impl|Processor|Base|Info)\\.java");
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TODO|FIXME|XXX)\\b(?!\\(#\\d+\\))");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s#]+)(#[^)]*)?\\)");

  @Test
  void filesStaySmall() {
    List<String> large = new ArrayList<>();
    for (Path file : Sources.endingIn(".java")) {
      long lines = Sources.text(file).lines().count();
      if (lines > MOST_LINES) {
        large.add(Sources.name(file) + ": " + lines);
      }
    }
    assertThat(large).as("files of more than " + MOST_LINES + " lines").isEmpty();
  }

  @Test
  void namesSayWhatAThingIs() {
    List<String> vague = new ArrayList<>();
    for (Path file : Sources.endingIn(".java")) {
      if (VAGUE_NAME.matcher(file.getFileName().toString()).matches()) {
        vague.add(Sources.name(file));
      }
    }
    assertThat(vague).isEmpty();
  }

  @Test
  void nothingIsLeftUnfinished() {
    List<String> unfinished = new ArrayList<>();
    for (Path file : Sources.endingIn(".java")) {
      if (!file.endsWith("TidyTest.java") && UNFINISHED.matcher(Sources.text(file)).find()) {
        unfinished.add(Sources.name(file));
      }
    }
    assertThat(unfinished).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIs() {
    List<String> silent = new ArrayList<>();
    for (Path file : Sources.endingIn("package-info.java")) {
      if (!Sources.name(file).contains("src/test") && !Sources.text(file).startsWith("/**")) {
        silent.add(Sources.name(file));
      }
    }
    assertThat(silent).isEmpty();
  }

  @Test
  void linksInDocumentsLeadSomewhere() {
    List<String> dead = new ArrayList<>();
    for (Path file : Sources.endingIn(".md")) {
      Matcher link = LINK.matcher(Sources.text(file));
      while (link.find()) {
        String target = link.group(1);
        if (!target.contains("://")
            && !target.startsWith("mailto:")
            && !Files.exists(file.resolveSibling(target))) {
          dead.add(Sources.name(file) + " -> " + target);
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void documentsHaveTitlesOfTheirOwn() {
    Map<String, String> byTitle = new HashMap<>();
    List<String> doubled = new ArrayList<>();
    for (Path file : Sources.endingIn(".md")) {
      String title = Sources.text(file).lines().findFirst().orElse("");
      assertThat(title).as(Sources.name(file) + " opens with a title").startsWith("# ");
      String other = byTitle.put(title, Sources.name(file));
      if (other != null) {
        doubled.add(other + " and " + Sources.name(file) + ": " + title);
      }
    }
    assertThat(doubled).isEmpty();
  }
}
