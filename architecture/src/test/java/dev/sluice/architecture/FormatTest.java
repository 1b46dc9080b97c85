package dev.sluice.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** Sources are laid out by google-java-format; {@code -Dformat=rewrite} repairs them. */
class FormatTest {

  @Test
  void sourcesAreFormatted() {
    ToolProvider formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
    boolean rewrite = "rewrite".equals(System.getProperty("format"));
    List<String> arguments = new ArrayList<>(List.of(rewrite ? "--replace" : "--dry-run"));
    Sources.endingIn(".java").forEach(file -> arguments.add(file.toString()));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        formatter.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    assertThat(rewrite ? "" : out.toString())
        .as("not formatted; repair with: mvn verify -Dformat=rewrite")
        .isEmpty();
  }
}
