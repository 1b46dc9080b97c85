package dev.sluice.config.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.model.Config;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionTest {
  private final Memory files = new Memory();
  private final Session session =
      new Session(Config.EMPTY, files, () -> 1_700_000_000_000_000_000L);

  /** Files that are only remembered. */
  private static final class Memory implements Store {
    private final Map<String, byte[]> files = new HashMap<>();

    @Override
    public Optional<byte[]> read(String name) {
      return Optional.ofNullable(files.get(name));
    }

    @Override
    public boolean write(String name, byte[] text) {
      files.put(name, text);
      return true;
    }

    String text(String name) {
      return new String(files.get(name), StandardCharsets.UTF_8);
    }
  }

  private String typed(String text) {
    return session.execute(text).text();
  }

  @Test
  void errorsAreInTheWordsOfRouterOs() {
    assertThat(typed("/ip foo")).isEqualTo("bad command name foo (line 1 column 5)\n");
    assertThat(typed("/ip address print bogus-attr=1"))
        .isEqualTo("bad parameter bogus-attr (line 1 column 29)\n");
    assertThat(typed("/ip address add no-such-arg=x"))
        .isEqualTo("bad parameter no-such-arg (line 1 column 28)\n");
    assertThat(typed("/ip firewall filter add action=drop"))
        .isEqualTo("missing value(s) of argument(s) chain\n");
    assertThat(typed("/ip firewall filter add chain=input action=bogus"))
        .isEqualTo("input does not match any value of action\n");
    assertThat(typed("/ip firewall filter remove 7")).isEqualTo("no such item\n");
    assertThat(typed("/ip firewall address-list add list=a address=1.2.3.4")).isEmpty();
    assertThat(typed("/ip firewall address-list add list=a address=1.2.3.4"))
        .isEqualTo("failure: already have such entry\n");
    assertThat(session.execute("/ip firewall filter print 9").errors()).isEqualTo(1);
  }

  @Test
  void printSaysWhatItDoesNotDo() {
    typed("/ip firewall layer7-protocol add name=a regexp=a");
    String rows = typed("/ip firewall layer7-protocol print");
    String once = "-- nothing changes here while it is watched, so it is shown once\n";
    assertThat(typed("/ip firewall layer7-protocol print follow")).isEqualTo(rows + once);
    assertThat(typed("/ip firewall layer7-protocol print interval=2")).isEqualTo(rows + once);
    assertThat(typed("/ip firewall layer7-protocol print follow-only")).isEqualTo(once);
    assertThat(typed("/ip firewall layer7-protocol print interval=x"))
        .isEqualTo("invalid value for argument interval\n");
    assertThat(typed("/ip firewall layer7-protocol print group-by=name"))
        .startsWith("failure: print group-by= is not done here: ");
    assertThat(typed("/ip firewall layer7-protocol print on-event={}"))
        .startsWith("failure: print on-event= is not done here: ");
    assertThat(typed("/ip firewall layer7-protocol print proplist=nome"))
        .isEqualTo("input does not match any value of proplist\n");
    assertThat(typed("/ip firewall layer7-protocol print append"))
        .isEqualTo("missing value(s) of argument(s) file\n");
    assertThat(typed("/ip firewall layer7-protocol print once"))
        .startsWith("expected end of command");
    assertThat(typed("/ip firewall layer7-protocol print timestamp"))
        .isEqualTo("2023-11-14 22:13:20\n" + rows);
    typed("/ip firewall layer7-protocol print file=x; /ip firewall layer7-protocol print file=x");
    assertThat(files.text("x.txt")).isEqualTo(rows);
    typed("/ip firewall layer7-protocol print append file=x");
    assertThat(files.text("x.txt")).isEqualTo(rows + rows);
  }

  @Test
  void whatAnItemNamesMustBeThere() {
    typed("/ip firewall layer7-protocol add name=youtube regexp=x");
    assertThat(typed("/ip firewall filter add chain=forward layer7-protocol=youtub"))
        .startsWith("input does not match any value of layer7-protocol\n");
    assertThat(typed("/ip firewall filter add chain=forward in-interface-list=DMZ"))
        .startsWith("input does not match any value of in-interface-list\n");
    assertThat(typed("/ip firewall filter add chain=forward in-interface=any1")).isEmpty();
    assertThat(typed("/ip firewall filter add chain=forward action=jump jump-target=later"))
        .isEmpty();
    typed("/interface bridge add name=lan");
    assertThat(typed("/ip firewall filter add chain=forward in-interface=lann"))
        .startsWith("input does not match any value of interface\n");
    assertThat(typed("/ip firewall filter add chain=forward in-interface=!lan")).isEmpty();
    assertThat(typed("/ip firewall filter add chain=forward out-interface=ether3")).isEmpty();
    assertThat(typed("/ip address add address=10.0.0.1/24 interface=lan2"))
        .startsWith("input does not match any value of interface\n");
  }

  @Test
  void anItemWhoseReferenceIsGoneIsInvalid() {
    typed("/ip firewall layer7-protocol add name=youtube regexp=x");
    typed("/ip firewall filter add chain=forward layer7-protocol=youtube action=drop");
    typed("/ip firewall filter add chain=forward action=accept");
    assertThat(typed("/ip firewall filter print")).contains("\n 0    chain=forward");
    typed("/ip firewall layer7-protocol remove youtube");
    assertThat(typed("/ip firewall filter print")).contains("\n 0 I  chain=forward");
    assertThat(typed("/ip firewall filter print count-only where invalid")).isEqualTo("1\n");
  }

  @Test
  void aPersonIsToldWhatToDoAndAProgramWhatRouterOsPrints() {
    String line = "/ip firewall filter add chain=forward action=dorp";
    assertThat(typed(line)).isEqualTo("input does not match any value of action\n");
    session.terminal(80);
    assertThat(typed(line))
        .isEqualTo("input does not match any value of action\nhelp: did you mean drop?\n");
    assertThat(typed("/ip firewall filter add chain=input dst-port=80"))
        .isEqualTo(
            """
            failure: ports can be specified if proto is tcp,udp,udp-lite,dccp,sctp
            help: add protocol=tcp or protocol=udp
            """);
  }

  @Test
  void anActionCannotBeEmpty() {
    typed("/ip firewall filter add chain=input");
    assertThat(typed("/ip firewall filter set 0 action="))
        .isEqualTo("input does not match any value of action\n");
    assertThat(typed("/ip firewall filter set 0 src-address=\"\"")).isEmpty();
  }

  @Test
  void logIsAMenuWithCommands() {
    typed("/log info \"one\"; /log; warning two; /");
    assertThat(typed("/log print"))
        .isEqualTo(
            """
            22:13:20 script,info one
            22:13:20 script,warning two
            """);
    typed("/system clock set time-zone-name=Asia/Tokyo; :log info three");
    assertThat(typed("/log print"))
        .isEqualTo(
            """
            2023-11-14 22:13:20 script,info one
            2023-11-14 22:13:20 script,warning two
            07:13:20 script,info three
            """);
  }

  @Test
  void menusOfOtherSubsystemsSayThatTheyAreNotListed() {
    typed("/ip service set telnet disabled=yes");
    assertThat(typed("/ip service print"))
        .isEqualTo(
            "-- /ip service is no part of a firewall: what is set in it is kept and exported,"
                + " not listed\n");
    assertThat(typed("/ip service export")).contains("set telnet disabled=yes");
  }

  @Test
  void commandsOfOtherSubsystemsSayThatTheyAreNotDone() {
    assertThat(typed("/system script run x"))
        .isEqualTo("failure: /system script run is not done here: it is no part of a firewall\n");
    assertThat(typed("/ip service foo")).isEqualTo("bad command name foo (line 1 column 13)\n");
    assertThat(typed("/tool fetch there"))
        .isEqualTo("failure: fetch needs a network, and this console works in memory\n");
    assertThat(typed("/tool torch ether1"))
        .isEqualTo("no traffic to watch: start the console with --replay CAPTURE\n");
    assertThat(typed("/ip service; /")).isEmpty();
  }

  @Test
  void editMakesTheNextLine() {
    typed("/ip firewall filter add chain=input comment=\"a b\"");
    assertThat(typed("/ip firewall filter edit 0 comment"))
        .isEqualTo("failure: edit needs a terminal; use set\n");
    session.terminal(80);
    String next = session.execute("/ip firewall filter edit 0 comment").next();
    assertThat(next).startsWith("/ip firewall filter set *").endsWith(" comment=\"a b\"");
    assertThat(session.execute(next).errors()).isZero();
    assertThat(session.execute("/system identity edit name").next())
        .isEqualTo("/system identity set name=MikroTik");
    assertThat(typed("/ip firewall filter edit 0 nothing"))
        .startsWith("input does not match any value of value-name");
  }

  @Test
  void importBeginsAtALine() {
    String text = ":put a\n:put b\n) broken\n:put c\n";
    files.files.put("x.rsc", text.getBytes(StandardCharsets.UTF_8));
    assertThat(typed("/import x.rsc from-line=4"))
        .isEqualTo("c\nScript file loaded and executed successfully\n");
    assertThat(typed("/import x.rsc from-line=none"))
        .isEqualTo("invalid value for argument from-line\n");
  }

  @Test
  void itemsAreMeantByNumberNameIdRangeAndFind() {
    typed("/ip firewall layer7-protocol add name=a regexp=a");
    typed("/ip firewall layer7-protocol add name=b regexp=b");
    typed("/ip firewall layer7-protocol add name=c regexp=c");
    typed("/ip firewall layer7-protocol set a comment=one");
    typed("/ip firewall layer7-protocol print; set 1 comment=two");
    typed("/ip firewall layer7-protocol set 1-2 comment=two");
    typed("/ip firewall layer7-protocol set [find name=c] comment=three");
    typed("/ip firewall layer7-protocol disable a,b");
    assertThat(
            typed(
                ":foreach i in=[/ip firewall layer7-protocol find] do={"
                    + ":put [/ip firewall layer7-protocol get $i comment]}"))
        .isEqualTo("one\ntwo\nthree\n");
    assertThat(typed(":put [:len [/ip firewall layer7-protocol find disabled]]")).isEqualTo("2\n");
    assertThat(typed("/ip firewall layer7-protocol remove [find name=nothing]")).isEmpty();
  }

  @Test
  void numbersAreThoseOfTheLastPrint() {
    typed("/ip firewall filter\nadd chain=input comment=a\nadd chain=input comment=b\nprint");
    typed("remove 0");
    typed("set 1 comment=changed");
    assertThat(typed(":put [get [find] comment]")).isEqualTo("changed\n");
  }

  @Test
  void rulesArePlacedMovedAndCopied() {
    typed("/ip firewall filter\nadd chain=input comment=a\nadd chain=input comment=b");
    typed("/ip firewall filter add chain=input comment=first place-before=0");
    typed("/ip firewall filter add copy-from=[find comment=b] comment=copy");
    typed("/ip firewall filter move [find comment=copy] 0");
    assertThat(
            typed(
                ":foreach i in=[/ip firewall filter find] do={"
                    + ":put [/ip firewall filter get $i comment]}"))
        .isEqualTo("copy\nfirst\na\nb\n");
  }

  @Test
  void whereComparesValuesByTheirType() {
    typed(
        """
        /ip firewall address-list
        add list=a address=10.0.0.1 timeout=30s
        add list=a address=10.0.0.2 timeout=2h
        add list=b address=10.1.0.1
        """);
    assertThat(typed("print count-only where timeout<1h and timeout>1s")).isEqualTo("1\n");
    assertThat(typed("print count-only where address in 10.0.0.0/24")).isEqualTo("2\n");
    assertThat(typed("print count-only where list~\"^[ab]\\$\" !dynamic")).isEqualTo("1\n");
    assertThat(typed("print count-only where list=b or address=10.0.0.1")).isEqualTo("2\n");
  }

  @Test
  void undoRedoAndSafeModePutThingsBack() {
    typed("/ip firewall address-list add list=a address=1.1.1.1");
    typed("/ip firewall address-list add list=a address=2.2.2.2");
    typed("/undo");
    assertThat(typed("/ip firewall address-list print count-only")).isEqualTo("1\n");
    typed("/redo");
    assertThat(typed("/ip firewall address-list print count-only")).isEqualTo("2\n");
    assertThat(session.toggleSafeMode()).isTrue();
    assertThat(session.prompt()).isEqualTo("[admin@MikroTik] <SAFE> ");
    typed("/ip firewall address-list remove [find]");
    session.lost();
    assertThat(typed("/ip firewall address-list print count-only")).isEqualTo("2\n");
  }

  @Test
  void eachCommandOfAScriptIsUndoneByItself() {
    String three = "/ip firewall address-list\n";
    for (int i = 1; i <= 3; i++) {
      three += "add list=a address=1.1.1." + i + "\n";
    }
    assertThat(typed(three + "/undo\nprint count-only\n/redo\nprint count-only\n"))
        .isEqualTo("2\n3\n");
    typed("add list=a address=2.2.2.1; add list=a address=2.2.2.2");
    typed("/undo");
    assertThat(typed("print count-only")).isEqualTo("4\n");
    session.toggleSafeMode();
    typed("add list=a address=3.3.3.3 comment=\"floats\"");
    assertThat(typed("/system history print").lines())
        .contains(
            "Flags: U - UNDOABLE, F - FLOATING-UNDO",
            "Columns: ACTION, BY, POLICY",
            "F add list=a address=3.3.3.3 comment=\"floats\"  admin  write ");
  }

  @Test
  void undoReachesBackAHundredCommands() {
    StringBuilder text = new StringBuilder("/ip firewall address-list\n");
    for (int i = 0; i < 250; i++) {
      text.append("add list=a address=1.1.1.").append(i).append('\n');
    }
    typed(text.toString());
    typed("/undo");
    assertThat(typed("print count-only")).isEqualTo("249\n");
    for (int i = 0; i < 99; i++) {
      assertThat(typed("/undo")).isEmpty();
    }
    assertThat(typed("print count-only")).isEqualTo("150\n");
    assertThat(typed("/undo")).isEqualTo("nothing to undo\n");
  }

  @Test
  void bothSidesOfASimpleQueueAreLookedAt() {
    assertThat(typed("/queue simple add target=1.1.1.1 name=q max-limit=10M/some"))
        .isEqualTo("invalid value for argument max-limit\n");
    assertThat(typed("/queue simple add target=1.1.1.1 name=q priority=8/9"))
        .isEqualTo("value of priority out of range (1..8)\n");
    assertThat(typed("/queue simple add target=1.1.1.1 name=q max-limit=10M/unlimited priority=8"))
        .isEmpty();
  }

  @Test
  void wordsMayBeShortened() {
    typed("/ip fire fil add ch=input act=dr comm=x");
    assertThat(typed("/ip fi f pr terse")).isEqualTo("0 comment=x chain=input action=drop \n");
    assertThat(typed("/expo ter"))
        .endsWith("/ip firewall filter add action=drop chain=input comment=x\n");
    files.write("short.rsc", bytes(":put short\n"));
    assertThat(typed("impo file=short.rsc")).startsWith("short\n");
  }

  @Test
  void thePromptNamesTheMenu() {
    assertThat(session.prompt()).isEqualTo("[admin@MikroTik] > ");
    typed("/ip firewall filter");
    assertThat(session.prompt()).isEqualTo("[admin@MikroTik] /ip/firewall/filter> ");
    typed("..");
    typed("/system identity set name=gw");
    assertThat(session.prompt()).isEqualTo("[admin@gw] /ip/firewall> ");
    session.toggleSafeMode();
    assertThat(session.prompt()).isEqualTo("[admin@gw] /ip/firewall<SAFE> ");
    session.toggleSafeMode();
    typed("/");
    assertThat(session.prompt()).isEqualTo("[admin@gw] > ");
  }

  @Test
  void anExportReadsAsTheSameConfiguration() {
    typed(
        """
        /ip firewall layer7-protocol add name=x regexp="^a\\\\x13\\$"
        /ip firewall filter add chain=forward action=drop layer7-protocol=x comment="a \\"b\\""
        /ip dns set servers=1.1.1.1
        /queue tree add name=q parent=global max-limit=10M
        """);
    for (String form : new String[] {"", " terse", " verbose"}) {
      Session other = new Session(Config.EMPTY);
      String exported = typed("/export" + form);
      assertThat(other.execute(exported).text()).as(form).isEmpty();
      assertThat(other.execute("/ip firewall export verbose").text())
          .as(form)
          .isEqualTo(typed("/ip firewall export verbose"));
    }
    assertThat(typed("/ip firewall filter export where chain=input").lines().count()).isEqualTo(1);
  }

  @Test
  void importStopsAtAnErrorAndADryRunGoesOn() {
    files.write("a.rsc", bytes("/ip firewall address-list\nadd list=a address=1.1.1.1\nadd bad\n"));
    assertThat(typed("/import a.rsc")).isEqualTo("expected end of command (line 3 column 5)\n");
    assertThat(typed("/ip firewall address-list print count-only")).isEqualTo("1\n");
    files.write("d.rsc", bytes("/ip firewall\nfilter add chain=input\nfilter add action=drop\n"));
    assertThat(typed("/import d.rsc"))
        .isEqualTo(
            "Script Error: missing value(s) of argument(s) chain"
                + " (/ip/firewall/filter/add; line 3)\n");
    files.write("b.rsc", bytes("/ip address add foo=1\n/ip bogus\n:put hi\n"));
    assertThat(typed("/import b.rsc dry-run").lines())
        .endsWith("Script Error: found 2 error(s) in import file");
    files.write("c.rsc", bytes(":global made 5\n"));
    assertThat(typed("import file-name=c.rsc verbose=yes"))
        .isEqualTo("#line 1\n:global made 5\nScript file loaded and executed successfully\n");
    assertThat(typed(":put ($made + 1)")).isEqualTo("6\n");
  }

  @Test
  void whatIsOpenGoesOnInTheNextLine() {
    assertThat(Session.open(":if (true) do={")).isTrue();
    assertThat(Session.open("add comment=\"a")).isTrue();
    assertThat(Session.open("add chain=input \\")).isTrue();
    assertThat(Session.open("print # {")).isTrue();
    assertThat(Session.open("# {")).isFalse();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
