package dev.sluice.config.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.model.Config;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionTest {
  private static final int ENTRIES = Integer.getInteger("sluice.entries", 20_000);
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
  void namesWithBlanksAreQuoted() {
    session.execute("/ip firewall address-list add list=\"my list\" address=1.1.1.1");
    session.execute("/ip firewall layer7-protocol add name=\"a b\" regexp=x");
    String add = "/ip firewall filter add src-address-list=";
    assertThat(complete(add)).containsExactly("src-address-list=\"my list\"");
    assertThat(complete(add + "\"my l")).containsExactly("src-address-list=\"my list\"");
    assertThat(session.begun(add + "\"my l")).isEqualTo(add.indexOf("src"));
    assertThat(complete("/ip firewall layer7-protocol set \"a")).containsExactly("\"a b\"");
  }

  @Test
  void conditionsAndFieldsAreCompletedFromTheMenu() {
    String filter = "/ip firewall filter ";
    assertThat(complete(filter + "print where cha")).containsExactly("chain");
    assertThat(complete(filter + "print where chain=f")).containsExactly("chain=forward");
    assertThat(complete(filter + "print stats where pack"))
        .contains("packets", "packet-mark", "packet-size");
    assertThat(complete(filter + "set [find conn")).contains("connection-mark", "connection-state");
    assertThat(complete(filter + "set [find chain=i")).containsExactly("chain=input");
    assertThat(complete(filter + "get 0 cha")).containsExactly("chain");
    assertThat(complete(filter + "get 0 value-name=tls")).containsExactly("value-name=tls-host");
    assertThat(complete(filter + "print proplist=chain,act"))
        .containsExactly("proplist=chain,action");
    assertThat(complete(filter + "unset 0 tls")).containsExactly("tls-host");
    assertThat(complete("/ip firewall connection print where orig-b"))
        .containsExactly("orig-bytes");
    assertThat(complete("/log print where top")).containsExactly("topics");
  }

  @Test
  void whatIsThereIsNotProposedAgain() {
    assertThat(complete("/ip firewall filter add chain=input cha")).isEmpty();
    assertThat(complete("/ip firewall filter print stats st")).containsExactly("static");
    assertThat(complete("/ip firewall filter add comment=\"a chain=\" cha"))
        .containsExactly("chain=");
  }

  @Test
  void blocksAndSubstitutionsAreCompletedInTheirMenus() {
    assertThat(complete("/ip firewall nat { ad")).containsExactly("add");
    assertThat(complete("/ip firewall nat { add action=masq")).containsExactly("action=masquerade");
    assertThat(complete(":if (1=1) do={ /ip firewall fil")).containsExactly("filter");
    assertThat(complete(":put [/ip fire")).containsExactly("firewall");
    assertThat(session.begun(":put [/ip fire")).isEqualTo(":put [/ip ".length());
    assertThat(complete("/ip firewall filter remove [fi")).containsExactly("find");
    session.execute("/ip firewall filter");
    assertThat(complete("set [find cha")).containsExactly("chain");
    assertThat(complete(":if (1=1) do={ ad")).containsExactly("add");
    assertThat(complete("../na")).containsExactly("nat");
  }

  @Test
  void toolsAndVariablesAreCompleted() {
    session.execute(":global answer 42; :global another 1");
    assertThat(complete(":put $ans")).containsExactly("$answer");
    assertThat(complete("/tool torch ip-protocol=ud"))
        .containsExactly("ip-protocol=udp", "ip-protocol=udp-lite");
    assertThat(complete("/tool torch layer7")).containsExactly("layer7-protocol=");
    assertThat(complete("/tool sniffer ")).contains("packet", "start", "quick");
    assertThat(complete("/import fi")).containsExactly("file-name=");
    assertThat(complete("/export ver")).containsExactly("verbose");
    assertThat(complete("/system clock set time-zone-name=Europe/Berl"))
        .containsExactly("time-zone-name=Europe/Berlin");
  }

  @Test
  void helpShowsWhatAListOfChoicesShows() {
    assertThat(session.help("/ip firewall filter add action=d")).isEqualTo("drop\n");
    assertThat(session.help("/ip firewall filter pr")).isEqualTo("print -- shows items\n");
    assertThat(session.help(":foreac")).isEqualTo(":foreach -- goes through an array\n");
    assertThat(session.help("/ip firewall filter add connection-state=new,est"))
        .isEqualTo("established\n");
  }

  @Test
  void completionDoesNotKeepAnyoneWaiting() {
    long start = cpu();
    assertThat(session.execute(entries()).text()).isEmpty();
    long took = cpu() - start;
    // The aim is 2 s for 100,000, compiling included; this machine may be busy and a slow one.
    assertThat(took).isLessThan(60_000L * ENTRIES);
    String line = "/ip firewall filter add src-address-list=";
    for (int i = 0; i < 20; i++) {
      session.complete(line);
    }
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      start = cpu();
      assertThat(session.complete(line)).hasSize(50);
      best = Math.min(best, cpu() - start);
    }
    if (Boolean.getBoolean("sluice.tell")) {
      System.out.printf(
          "%d entries typed in %.2f s; completion over them in %.1f ms%n",
          ENTRIES, took / 1e9, best / 1e6);
    }
    assertThat(best).isLessThan(LIMIT);
  }

  /** Lines of an address list, as a script types them. */
  private static String entries() {
    StringBuilder text = new StringBuilder("/ip firewall address-list\n");
    for (int i = 0; i < ENTRIES; i++) {
      text.append("add list=l").append(i % 50).append(" address=10.").append(i >> 16).append('.');
      text.append(i >> 8 & 255).append('.').append(i & 255).append('\n');
    }
    return text.toString();
  }

  /** What this thread has used: a busy machine does not count. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
