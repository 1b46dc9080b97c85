package dev.sluice.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.PolicyReader;
import dev.sluice.config.Reading;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes as they are made, one at a time, in the office policy. */
class PlantedMistakesTest {
  private static final String FILTER = "/ip firewall filter add ";
  private static final String FIRST = "# 4. Management access - allow everything\n";
  private static final String QUEUE = "/queue tree add name=streaming-limit parent=global ";

  private static String office = "";

  @BeforeAll
  static void read() throws IOException {
    office = Files.readString(Path.of("..", "examples", "office", "office.rsc"));
  }

  /**
   * One mistake.
   *
   * @param from what the office policy says
   * @param to what it says wrongly
   * @param help what the help must hold so that it can be pasted
   */
  record Mistake(String code, String from, String to, String at, String help) {
    static Mistake added(String code, String where, String text, String at, String help) {
      return new Mistake(code, where, where + text + "\n", at, help);
    }

    /** The office policy with the mistake in it. */
    String planted() {
      assertThat(office).contains(from);
      int where = office.indexOf(from);
      return office.substring(0, where) + to + office.substring(where + from.length());
    }

    @Override
    public String toString() {
      return code + ": " + at;
    }
  }

  static Stream<Mistake> mistakes() {
    return Stream.of(
        Mistake.added(
            "layer7-behind-accept",
            FIRST,
            FILTER
                + "chain=forward connection-state=established,related action=accept\n"
                + FILTER
                + "chain=forward protocol=tcp layer7-protocol=bittorrent action=drop",
            "bittorrent",
            "/ip firewall filter move 0 destination=11"),
        Mistake.added(
            "layer7-behind-accept",
            FIRST,
            FILTER + "chain=forward connection-state=established,related action=accept",
            "facebook-conn",
            "/ip firewall filter move 0 destination=10"),
        Mistake.added(
            "layer7-fasttrack",
            FIRST,
            FILTER
                + "chain=forward connection-state=established,related action=fasttrack-connection",
            "facebook",
            "connection-mark=fast"),
        Mistake.added(
            "layer7-new-only",
            FIRST,
            FILTER
                + "chain=forward connection-state=new protocol=tcp layer7-protocol=steam"
                + " action=drop",
            "new",
            "take connection-state away"),
        Mistake.added(
            "layer7-one-direction",
            FIRST,
            FILTER + "chain=input protocol=udp layer7-protocol=steam action=drop",
            "steam",
            "chain=output"),
        new Mistake(
            "unknown-mark",
            "connection-mark=netflix-conn comment=",
            "connection-mark=netflx-conn comment=",
            "netflx-conn",
            "connection-mark=netflix-conn?"),
        new Mistake(
            "unknown-list",
            "src-address-list=CONTRACTORS",
            "src-address-list=CONTRACTER",
            "CONTRACTER",
            "did you mean CONTRACTORS"),
        new Mistake(
            "unknown-reference",
            "layer7-protocol=netflix",
            "layer7-protocol=netflx",
            "netflx",
            "did you mean netflix"),
        new Mistake(
            "disabled-pattern",
            "add name=steam ",
            "add disabled=yes name=steam ",
            "steam",
            "[find name=steam] disabled=no"),
        Mistake.added(
            "unused-chain",
            FIRST,
            FILTER + "chain=foward action=drop protocol=tcp",
            "foward",
            "chain=forward?"),
        Mistake.added(
            "missing-chain",
            FIRST,
            FILTER + "chain=forward action=jump jump-target=guests protocol=tcp",
            "guests",
            "chain=guests"),
        Mistake.added(
            "jump-loop",
            FIRST,
            FILTER
                + "chain=forward action=jump jump-target=guests protocol=udp\n"
                + FILTER
                + "chain=guests action=jump jump-target=more protocol=udp\n"
                + FILTER
                + "chain=more action=jump jump-target=guests dst-address=10.0.0.1",
            "guests",
            "action=return"),
        Mistake.added(
            "shadowed-rule",
            FIRST,
            FILTER + "chain=forward action=drop",
            "accept",
            "/ip firewall filter move 1 destination=0"),
        Mistake.added(
            "shadowed-rule",
            FIRST,
            FILTER
                + "chain=forward action=drop src-address=192.168.2.0/24 protocol=tcp"
                + " dst-port=1-1023\n"
                + FILTER
                + "chain=forward action=accept src-address=192.168.2.7 protocol=tcp dst-port=80",
            "accept",
            "move 1 destination=0"),
        Mistake.added(
            "impossible-here",
            FIRST,
            FILTER + "chain=input action=drop out-interface=ether1",
            "ether1",
            "chain=forward"),
        Mistake.added(
            "contradiction",
            FIRST,
            FILTER + "chain=forward action=drop src-address=10.0.0.1 src-address-list=MANAGEMENT",
            "MANAGEMENT",
            "two rules"),
        Mistake.added(
            "contradiction",
            FIRST,
            "/ip firewall address-list add list=FRIENDS address=0.0.0.0/0\n"
                + FILTER
                + "chain=forward action=drop src-address-list=!FRIENDS",
            "!FRIENDS",
            "for all addresses"),
        Mistake.added(
            "unknown-interface",
            FIRST,
            FILTER + "chain=forward action=drop in-interface=brigde protocol=udp",
            "brigde",
            "in-interface=bridge?"),
        Mistake.added(
            "bridge-port",
            FIRST,
            "/interface bridge port add bridge=bridge interface=ether5\n"
                + FILTER
                + "chain=forward action=drop in-interface=ether5 protocol=udp",
            "ether5",
            "in-interface=bridge"),
        Mistake.added(
            "late-nat-accept",
            FIRST,
            "/ip firewall nat add chain=srcnat action=masquerade out-interface=ether1\n"
                + "/ip firewall nat add chain=srcnat action=accept dst-address=10.9.0.0/16",
            "accept",
            "/ip firewall nat move 1 destination=0"),
        Mistake.added(
            "layer7-one-direction",
            FIRST,
            FILTER + "chain=input connection-mark=gaming-conn action=drop",
            "steam",
            "chain=output"),
        Mistake.added(
            "nat-dropped",
            FIRST,
            "/ip firewall nat add chain=dstnat action=dst-nat protocol=tcp dst-port=8443"
                + " in-interface-list=WAN to-addresses=192.168.1.5 to-ports=443\n"
                + FILTER
                + "chain=forward action=accept protocol=tcp dst-port=8443 in-interface-list=WAN\n"
                + FILTER
                + "chain=forward action=drop in-interface-list=WAN connection-state=new",
            "dst-nat",
            "connection-nat-state=dstnat place-before=1"),
        Mistake.added(
            "unused-interface-list",
            FIRST,
            "/interface list add name=GUESTS",
            "GUESTS",
            "in-interface-list=GUESTS"),
        Mistake.added(
            "unused-list",
            FIRST,
            "/ip firewall address-list add list=FORMER address=192.168.1.77",
            "FORMER",
            "take it away"),
        Mistake.added(
            "no-ipv6-twin",
            FIRST,
            FILTER + "chain=input action=drop",
            "input",
            "/ipv6 firewall filter"),
        new Mistake("queue-limits", QUEUE, QUEUE + "limit-at=10M ", "10M", "exchange them"),
        new Mistake(
            "queue-sum",
            QUEUE,
            "/queue tree add name=all parent=global max-limit=8M\n"
                + "/queue tree add name=a parent=all packet-mark=no-mark limit-at=6M max-limit=8M\n"
                + "/queue tree add name=b parent=all packet-mark=no-mark limit-at=6M max-limit=8M\n"
                + QUEUE,
            "8M",
            "raise max-limit to 12M"),
        new Mistake(
            "queue-parent",
            QUEUE,
            "/queue tree add name=all parent=global max-limit=8M\n"
                + QUEUE.replace("parent=global", "parent=al"),
            "al",
            "parent=all?"),
        new Mistake(
            "unknown-mark",
            "packet-mark=youtube-traffic,netflix-traffic",
            "packet-mark=youtube-trafic,netflix-traffic",
            "youtube-trafic,netflix-traffic",
            "packet-mark=youtube-traffic?"));
  }

  @Test
  void whatTheFilterLetsThroughAfterDstNatIsNotToldOf() {
    String nat =
        "/ip firewall nat add chain=dstnat action=dst-nat protocol=tcp dst-port=8443"
            + " in-interface-list=WAN to-addresses=192.168.1.5 to-ports=443\n";
    String drop = FILTER + "chain=forward action=drop in-interface-list=WAN\n";
    for (String accept :
        List.of(
            "connection-nat-state=dstnat",
            "protocol=tcp dst-port=443 dst-address=192.168.1.0/24",
            "protocol=tcp limit=5,5:packet",
            "connection-mark=any-mark")) {
      String text =
          office.replace(
              FIRST, nat + FILTER + "chain=forward action=accept " + accept + "\n" + drop);
      assertThat(check(text)).as(accept).noneMatch(one -> one.code().equals("nat-dropped"));
    }
    assertThat(check(office.replace(FIRST, nat + drop)))
        .anyMatch(one -> one.code().equals("nat-dropped"));
  }

  private static List<Problem> check(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Reading reading = PolicyReader.read("office.rsc", bytes, false);
    return PolicyCheck.problems(bytes, reading);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void isFoundAtItsPlaceWithItsRepair(Mistake mistake) {
    String text = mistake.planted();
    List<Problem> problems = check(text);
    List<Problem> found =
        problems.stream().filter(problem -> problem.code().equals(mistake.code())).toList();
    assertThat(found).as(problems.toString()).isNotEmpty();
    assertThat(found)
        .anySatisfy(problem -> {
          assertThat(problem.help()).contains(mistake.help());
          String line = text.lines().toList().get(problem.origin().line() - 1);
          int end = Math.min(problem.endColumn() - 1, line.length());
          assertThat(line.substring(problem.origin().column() - 1, end)).isEqualTo(mistake.at());
        });
  }

  @Test
  void theCleanPolicyHasNotesOnly() {
    assertThat(check(office)).allMatch(problem -> problem.severity() == Severity.NOTE);
  }
}
