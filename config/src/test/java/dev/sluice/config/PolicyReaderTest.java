package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.syntax.TextLimits;
import dev.sluice.policy.Action;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Severity;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("StringConcatToTextBlock") // line ends and bytes matter here
final class PolicyReaderTest {
  static Reading read(String text) {
    return PolicyReader.read("p.rsc", text.getBytes(StandardCharsets.UTF_8), false);
  }

  /** The problems as lines: place, message, and a caret line under the source line. */
  private static String told(String text) {
    StringBuilder told = new StringBuilder();
    for (Problem problem : read(text).problems()) {
      int column = problem.origin().column();
      told.append(problem.origin().line()).append(':').append(column).append(' ');
      told.append(problem.message()).append(" [").append(problem.code()).append("]\n");
      told.append(problem.line()).append('\n');
      told.append(" ".repeat(column - 1)).append("^".repeat(problem.endColumn() - column));
      told.append('\n').append(problem.help()).append('\n');
    }
    return told.toString();
  }

  private static List<Rule> filter(String text) {
    Reading reading = read(text);
    assertThat(reading.problems()).isEmpty();
    return reading.policy().ipv4().filter().rules();
  }

  @Test
  void readsPathsInBothFormsAndKeepsTheMenu() {
    String text =
        """
        /ip firewall filter
        add chain=input
        /ip/firewall/filter add chain=forward
        /ip firewall/filter
        add chain=output comment="x \\"y\\""
        .. mangle add chain=prerouting
        /ip firewall filter { add chain=one; add chain=two }
        add chain=three
        """;
    Reading reading = read(text);
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.policy().ipv4().filter().rules())
        .extracting(Rule::chain)
        .containsExactly("input", "forward", "output", "one", "two", "three");
    assertThat(reading.policy().ipv4().mangle().rules()).hasSize(1);
  }

  @Test
  void joinsContinuedLinesAlsoInStringsAndFlattenedOnes() {
    List<Rule> rules =
        filter(
            "/ip firewall filter add chain=input comment=\\\r\n    \"a\\_b \\\r\n    c\" \\\r\n"
                + "  action=drop\r\n/ip firewall filter add \\ chain=forward \\ action=drop\n");
    assertThat(rules.get(0).comment()).isEqualTo("a b c");
    assertThat(rules.get(0).action()).isEqualTo(new Action.Drop());
    assertThat(rules.get(1).chain()).isEqualTo("forward");
  }

  @Test
  void takesBytesAsBytesAndNamesAsUtf8() {
    String text =
        "\uFEFF/ip firewall layer7-protocol add name=\"\u00E4\""
            + " regexp=\"^\\\\x13\\C3\u00A4(a).*\\$$\"\n";
    var protocol = read(text).policy().layer7().getFirst();
    assertThat(protocol.name()).isEqualTo("\u00E4");
    assertThat(protocol.regexp()).isEqualTo("^\\x13\u00C3\u00C2\u00A4(a).*$$");
  }

  @Test
  void setsRemovesAndMovesItems() {
    String text =
        """
        /ip firewall filter
        add chain=a comment=one
        add chain=b comment=two
        add chain=c comment=three place-before=0
        set [find comment=two] action=drop disabled=yes
        set 1 chain=z
        enable [find where chain="b"]
        move [find chain=b] 0
        add chain=d copy-from=0 comment=four
        remove [find comment~"^thr"]
        /ip firewall service-port set sip,ftp disabled=yes
        /ip firewall connection tracking set tcp-syn-sent-timeout=00:00:07 enabled=yes
        /system clock set time-zone-name=Europe/Riga
        """;
    Reading reading = read(text);
    assertThat(reading.problems()).isEmpty();
    List<Rule> rules = reading.policy().ipv4().filter().rules();
    assertThat(rules).extracting(Rule::comment).containsExactly("two", "one", "four");
    assertThat(rules).extracting(Rule::chain).containsExactly("b", "z", "d");
    assertThat(rules).extracting(Rule::number).containsExactly(0, 1, 2);
    assertThat(rules.get(2).action()).isEqualTo(new Action.Drop());
    assertThat(rules).noneMatch(Rule::disabled);
    assertThat(reading.policy().tracking().tcpSynSent()).isEqualTo(7);
    assertThat(reading.policy().zone()).isEqualTo(ZoneId.of("Europe/Riga"));
  }

  @Test
  void knowsInterfacesByTheNamesTheyAreGiven() {
    String text =
        """
        /interface ethernet set [ find default-name=ether1 ] name=wan mtu=1400
        /interface bridge add name=lan
        /interface bridge port add bridge=lan interface=ether2
        /interface pppoe-client add name=dsl interface=wan
        /interface list add name=WAN
        /interface list member add interface=dsl list=WAN
        /ip address add address=192.168.1.1/24 interface=lan
        /ip route add gateway=10.0.0.1 distance=2
        """;
    Reading reading = read(text);
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.policy().interfaces())
        .extracting("name", "kind", "bridge", "mtu")
        .contains(
            org.assertj.core.groups.Tuple.tuple("wan", "ether", "", 1400),
            org.assertj.core.groups.Tuple.tuple("lan", "bridge", "", 1500),
            org.assertj.core.groups.Tuple.tuple("ether2", "", "lan", 1500),
            org.assertj.core.groups.Tuple.tuple("dsl", "pppoe-client", "", 1500));
    assertThat(reading.policy().interfaceLists().getFirst().members()).containsExactly("dsl");
    assertThat(reading.policy().routes().getFirst().distance()).isEqualTo(2);
  }

  @Test
  void countsWhatLiesOutsideAndKeepsIt() {
    String text =
        "/ip dhcp-server network\n"
            + "add address=10.0.0.0/24 \\\n"
            + "    gateway=10.0.0.1\n"
            + "/user add name=x\n"
            + "/tool mac-server ping set enabled=no\n"
            + ":put hello\n";
    Reading reading = read(text);
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.outside())
        .containsEntry("/ip/dhcp-server/network", 1)
        .containsEntry("/user", 1)
        .containsEntry("script", 1);
    assertThat(Export.text(reading.config()))
        .contains("/ip dhcp-server network\nadd address=10.0.0.0/24 gateway=10.0.0.1\n");
  }

  @Test
  void namesTheMenusWhereNoneIsNearWhatWasWritten() {
    assertThat(told("/ip firewall foo add chain=input"))
        .isEqualTo(
            """
            1:14 bad command name foo [bad-command]
            /ip firewall foo add chain=input
                         ^^^
            menus of /ip/firewall are address-list, calea, connection, filter, layer7-protocol, mangle, \
            nat, raw, service-port
            """);
  }

  @Test
  void pointsAtAnUnknownWordAndSuggests() {
    assertThat(told("/ip firewll filter add chain=input"))
        .isEqualTo(
            """
            1:5 bad command name firewll [bad-command]
            /ip firewll filter add chain=input
                ^^^^^^^
            did you mean firewall?
            """);
    assertThat(told("/ip firewall filter\nadd chain=input protocl=tcp"))
        .isEqualTo(
            """
            2:17 bad parameter protocl [unknown-property]
            add chain=input protocl=tcp
                            ^^^^^^^
            did you mean protocol?
            """);
    assertThat(told("/ip firewall filter add chain=input action=dorp"))
        .isEqualTo(
            """
            1:44 input does not match any value of action [unknown-value]
            /ip firewall filter add chain=input action=dorp
                                                       ^^^^
            did you mean drop?
            """);
  }

  @Test
  void pointsAtThePartOfAListThatIsWrong() {
    assertThat(told("/ip firewall filter add chain=input protocol=tcp dst-port=80,99999"))
        .contains("1:62 value of dst-port out of range (0..65535) [out-of-range]\n")
        .contains("\n" + " ".repeat(61) + "^^^^^\n");
    assertThat(told("/ip firewall filter add chain=\u00E4 connection-state=new,estab,bad"))
        .contains("1:60 input does not match any value of connection-state");
  }

  @Test
  void tellsWhatRouterOsTells() {
    String rule = "/ip firewall filter add chain=input ";
    assertThat(told("/ip firewall filter add action=drop"))
        .contains("missing value(s) of argument(s) chain");
    assertThat(told(rule + "dst-port=80"))
        .contains("ports can be specified if proto is tcp,udp,udp-lite,dccp,sctp");
    assertThat(told(rule + "protocol=!tcp dst-port=80")).contains("ports can be specified");
    assertThat(told(rule + "tcp-flags=syn")).contains("tcp-flags works only with tcp");
    assertThat(told(rule + "icmp-options=8"))
        .contains("icmp-options can be specified if proto is icmp");
    assertThat(told(rule + "nonsense")).contains("expected end of command");
    assertThat(told(rule + "action=re")).contains("ambiguous value of action");
    assertThat(told(rule + "disabled=true")).contains("syntax error [syntax]");
    assertThat(told("/ip firewall filter set 5 action=drop")).contains("no such item");
    assertThat(told(rule + "src-address=10.0.0.0/33")).contains("invalid value for argument");
    assertThat(told(rule + "comment='x'")).contains("1:45 syntax error");
    assertThat(told(rule + "comment=\"a\\y\"")).contains("1:47 syntax error [escape]");
    assertThat(told("/ip firewall filter { add chain=x")).contains("missing closing brace");
  }

  @Test
  void warnsOfWhatDoesNotExistAndMarksTheRuleInvalid() {
    Reading reading = read("/ip firewall filter add chain=forward in-interface-list=LANN");
    assertThat(reading.hasErrors()).isFalse();
    assertThat(reading.problems().getFirst().severity()).isEqualTo(Severity.WARNING);
    assertThat(reading.problems().getFirst().help()).contains("did you mean LAN?");
    Rule rule = reading.policy().ipv4().filter().rules().getFirst();
    assertThat(rule.active()).isFalse();
    assertThat(rule.invalid()).contains("no interface list LANN");
  }

  @Test
  void understandsEveryGoodLineAfterABadOne() {
    String text =
        """
        /ip firewall filter
        add chain=a comment="never closed
        add chain=b comment=good
        add chain=c ) (
        add chain=d [ find
        :if (true) do={
        add chain=e comment=$x
        add chain=f
        } }
        /nonsense
        /ip firewall filter add chain=g
        """;
    assertThat(read(text).policy().ipv4().filter().rules())
        .extracting(Rule::chain)
        .contains("b", "g");
  }

  @Test
  void runsScriptsAndSaysWhichCannotBeRun() {
    String loop = "/ip firewall filter\n:foreach i in={a;b} do={ add chain=$i }";
    assertThat(told(loop)).isEmpty();
    assertThat(filter(loop)).extracting(Rule::chain).containsExactly("a", "b");
    String variable = ":local net 10.0.0.0/8\n/ip firewall filter add chain=input src-address=$net";
    assertThat(told(variable)).isEmpty();
    assertThat(filter(variable)).hasSize(1);
    assertThat(told(":if ([:resolve x.example] = 1.1.1.1) do={ /ip firewall filter add chain=x }"))
        .contains("this script changes /ip/firewall/filter and ends with: failure: dns server");
    assertThat(told("/ip firewall filter\n:while (true) do={ add chain=x comment=[find] }"))
        .contains("and ends with: the script needs more than");
    assertThat(told("/ip firewall filter add chain=$x")).contains("computed by a script");
    assertThat(filter(":do { /ip firewall filter add chain=x } on-error={}")).hasSize(1);
  }

  @Test
  void leavesAnUnquotedDollarBeforeTheClosingQuoteAlone() {
    String text = "/ip firewall layer7-protocol add name=a regexp=\"^.*(youtube).*$\"";
    assertThat(read(text).policy().layer7().getFirst().regexp()).isEqualTo("^.*(youtube).*$");
  }

  @Test
  void holdsEachLimit() {
    TextLimits limits = new TextLimits(200, 80, 3, 4, 2);
    assertThat(limited(" ".repeat(70) + "\n", limits)).isEmpty();
    assertThat(limited(("#".repeat(60) + "\n").repeat(4), limits)).contains("limit");
    assertThat(limited(" ".repeat(81), limits)).contains("limit");
    assertThat(limited(":put 1;:put 2;:put 3", limits)).isEmpty();
    assertThat(limited(":put 1;:put 2;:put 3;:put 4", limits)).contains("limit");
    assertThat(limited(":put ((1))", limits)).isEmpty();
    assertThat(limited(":put (((((1)))))", limits)).contains("limit");
    assertThat(limited("/xa\n/xb\n/xc\n", limits))
        .containsExactly("bad-command", "bad-command", "too-many");
  }

  private static List<String> limited(String text, TextLimits limits) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return PolicyReader.read("p.rsc", bytes, false, limits).problems().stream()
        .map(Problem::code)
        .toList();
  }

  @Test
  void refusesDoubledEntries() {
    String entry = "/ip firewall address-list add list=a address=10.0.0.1\n";
    Reading reading = read(entry + entry);
    assertThat(reading.problems()).extracting(Problem::code).containsExactly("duplicate");
    assertThat(reading.policy().ipv4().addressLists()).hasSize(1);
  }

  @Test
  void takesNumbersOfListsForAnyOfThem() {
    List<Rule> rules =
        filter("/ip firewall filter add chain=x connection-mark=a,b time=18h-8h,9h-10h");
    assertThat(rules.getFirst().matchers())
        .anyMatch(
            m -> m instanceof Matcher.ConnectionMark mark && mark.marks().equals(List.of("a", "b")))
        .anyMatch(m -> m instanceof Matcher.Time time && time.ranges().size() == 2);
  }

  @Test
  void refusesWhatTheProtocolOrFamilyDoesNotHave() {
    assertThat(first("/ip firewall filter add chain=input action=reject reject-with=tcp-reset"))
        .isEqualTo("tcp-reset works only with tcp");
    assertThat(first("/ip firewall filter add chain=input connection-limit=10,33 protocol=tcp"))
        .isEqualTo("value of connection-limit netmask out of range (0..32)");
    assertThat(first("/ipv6 firewall filter add chain=input connection-limit=10,64 protocol=tcp"))
        .isEmpty();
  }

  private static String first(String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return PolicyReader.read("p", bytes, false).problems().stream()
        .findFirst()
        .map(dev.sluice.policy.Problem::message)
        .orElse("");
  }
}
