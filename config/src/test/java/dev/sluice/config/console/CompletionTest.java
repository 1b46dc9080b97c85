package dev.sluice.config.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.model.Config;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionTest {
  private static final long LIMIT = 50_000_000L;

  private final Session session = new Session(Config.EMPTY);

  private List<String> complete(String line) {
    return session.complete(line).stream().map(Completion.Choice::text).toList();
  }

  @Test
  void menusCommandsArgumentsAndValuesAreCompleted() {
    session.execute("/ip firewall layer7-protocol add name=youtube regexp=you");
    assertThat(complete("/ip fire")).containsExactly("firewall");
    assertThat(complete("/ip firewall filter pr")).containsExactly("print");
    assertThat(complete("/ip/firewall/fil")).containsExactly("filter");
    assertThat(complete("/ip firewall filter add layer7")).containsExactly("layer7-protocol=");
    assertThat(complete("/ip firewall filter add layer7-protocol=y"))
        .containsExactly("layer7-protocol=youtube");
    assertThat(complete("/ip firewall filter add action=dr")).containsExactly("action=drop");
    assertThat(complete("/ip firewall filter add connection-state=new,est"))
        .containsExactly("connection-state=new,established");
    assertThat(complete("/ip firewall layer7-protocol set yo")).contains("youtube");
    assertThat(complete("/ip firewall filter print st")).containsExactly("static", "stats");
    assertThat(complete(":for")).contains(":for", ":foreach");
    assertThat(complete("/ip firewall filter set [fi")).isNotEmpty();
    session.execute("/ip firewall mangle");
    assertThat(complete("ad")).containsExactly("add");
    assertThat(session.help("add new-packet")).startsWith("new-packet-mark -- ");
  }

  @Test
  void completionDoesNotKeepAnyoneWaiting() {
    StringBuilder text = new StringBuilder("/ip firewall address-list\n");
    for (int i = 0; i < 20_000; i++) {
      text.append("add list=l").append(i % 50).append(" address=10.").append(i >> 16).append('.');
      text.append(i >> 8 & 255).append('.').append(i & 255).append('\n');
    }
    assertThat(session.execute(text.toString()).text()).isEmpty();
    String line = "/ip firewall filter add src-address-list=";
    for (int i = 0; i < 20; i++) {
      session.complete(line);
    }
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long start = System.nanoTime();
      assertThat(session.complete(line)).hasSize(50);
      best = Math.min(best, System.nanoTime() - start);
    }
    assertThat(best).isLessThan(LIMIT);
  }
}
