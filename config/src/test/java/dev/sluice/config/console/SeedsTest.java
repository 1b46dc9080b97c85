package dev.sluice.config.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.model.Config;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The commands of the three documents that started this, typed block by block. */
class SeedsTest {
  private static final List<String> NETWORK = List.of("fetch needs a network", "traceroute needs");

  static List<List<String>> documents() throws IOException {
    List<List<String>> documents = new ArrayList<>();
    try (InputStream in = SeedsTest.class.getResourceAsStream("seeds.txt")) {
      assertThat(in).isNotNull();
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String document : text.split("(?m)^== .*\n", -1)) {
        if (!document.isBlank()) {
          documents.add(List.of(document.split("(?m)^%%\n", -1)));
        }
      }
    }
    return documents;
  }

  @Test
  void everyCommandOfTheSeedsWorks() throws IOException {
    List<String> failures = new ArrayList<>();
    int blocks = 0;
    for (List<String> document : documents()) {
      Session session = new Session(Config.EMPTY);
      for (String block : document) {
        blocks++;
        Output output = session.execute(block);
        long network = output.text().lines().filter(line -> network(line)).count();
        if (output.errors() > network) {
          failures.add(block + "\n-> " + output.text());
        }
        session.execute("/");
      }
    }
    assertThat(failures).isEmpty();
    assertThat(blocks).isGreaterThanOrEqualTo(40);
  }

  private static boolean network(String line) {
    return NETWORK.stream().anyMatch(line::contains);
  }

  @Test
  void theSameCommandsWorkWordByWordInTheirMenus() throws IOException {
    for (List<String> document : documents()) {
      Session session = new Session(Config.EMPTY);
      document.forEach(session::execute);
      // One of them takes a layer-7 protocol away that rules still name.
      session.execute("/ip firewall filter remove [find invalid]");
      session.execute("/ip firewall mangle remove [find invalid]");
      String exported = session.execute("/export").text();
      Session other = new Session(Config.EMPTY);
      assertThat(other.execute(exported).text()).isEmpty();
      assertThat(other.execute("/export").text()).isEqualTo(exported);
    }
  }
}
