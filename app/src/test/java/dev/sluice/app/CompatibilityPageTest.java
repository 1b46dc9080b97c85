package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.SupportTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The second half of docs/compatibility.md is the schema; {@code -Ddocs=rewrite} renews it. */
class CompatibilityPageTest {
  private static final Path PAGE = Path.of("..", "docs", "compatibility.md");
  private static final String MARK =
      "<!-- Everything below is generated from the schema by CompatibilityPageTest. -->\n\n";

  @Test
  void listsEveryPropertyAsTheSchemaHasIt() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(page).contains(MARK);
    String written = page.substring(0, page.indexOf(MARK) + MARK.length());
    String expected = written + SupportTable.markdown().stripTrailing() + "\n";
    if ("rewrite".equals(System.getProperty("docs"))) {
      Files.writeString(PAGE, expected);
    }
    assertThat(page)
        .as("docs/compatibility.md; renew it with: mvn verify -Ddocs=rewrite")
        .isEqualTo(expected);
  }
}
