package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.console.Session;
import dev.sluice.config.model.Config;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.Test;

/** The keys of a person, and what stands on the screen then. */
final class ConsoleTerminalTest {
  private static final String TAB = "\t";
  private static final String ENTER = "\r";
  private static final String UP = "\033OA";
  private static final String F1 = "\033OP";
  private static final String F4 = "\033OS";
  private static final String CTRL_D = "\u0004";
  private static final String CTRL_U = "\u0015";
  private static final String CTRL_X = "\u0018";

  private final Session session = new Session(Config.EMPTY);

  /** What a terminal of 100 columns and 12 lines shows after these keys, without colours. */
  private String typed(String keys) throws IOException {
    return shown(keys).replaceAll("\033\\[[0-9;?]*[a-zA-Z]|\033[=>]", "").replace("\r", "");
  }

  private String shown(String keys) throws IOException {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    byte[] bytes = keys.getBytes(StandardCharsets.UTF_8);
    try (Terminal terminal =
        new ExternalTerminal(
            "test",
            "xterm-256color",
            new ByteArrayInputStream(bytes),
            screen,
            StandardCharsets.UTF_8)) {
      terminal.setSize(Size.of(100, 12));
      new ConsoleTerminal(session).run(terminal);
    }
    return screen.toString(StandardCharsets.UTF_8);
  }

  @Test
  void completesMenusCommandsArgumentsAndValuesWithTab() throws IOException {
    String keys = "/ip fire" + TAB + "fil" + TAB + "ad" + TAB + "chain=inp" + TAB + "act" + TAB;
    typed(keys + "dro" + TAB + ENTER + CTRL_D);
    assertThat(session.execute("/ip firewall filter export").text())
        .endsWith("add action=drop chain=input\n");
  }

  @Test
  void completesInsideBracketsAndQuotes() throws IOException {
    session.execute("/ip firewall address-list add list=\"my list\" address=1.1.1.1");
    typed(
        ":put [/ip fire"
            + TAB
            + "addr"
            + TAB
            + "get [fi"
            + TAB
            + "] lis"
            + TAB
            + "]"
            + ENTER
            + CTRL_D);
    String screen =
        typed(
            "/ip firewall filter add chain=input src-address-list=\"my l"
                + TAB
                + ENTER
                + "/ip firewall filter print terse"
                + ENTER
                + CTRL_D);
    assertThat(screen).contains("src-address-list=my list");
  }

  @Test
  void listsWhatFitsAndLeavesTheLineAlone() throws IOException {
    String screen =
        typed("/ip firewall filter re" + TAB + TAB + TAB + "mo" + TAB + "9" + ENTER + CTRL_D);
    assertThat(screen).contains("reset-counters-all", "(removes items)").contains("no such item");
  }

  @Test
  void tellsWithQuestionMarkAndF1WhatMayFollow() throws IOException {
    for (String key : new String[] {"?", F1}) {
      String screen = typed("/ip firewall filter pri" + key + CTRL_U + CTRL_D);
      assertThat(screen).as(key).contains("print -- shows items");
    }
    assertThat(typed(":put \"what?\"" + ENTER + CTRL_D)).contains("\nwhat?\n");
  }

  @Test
  void coloursMenusAndArguments() throws IOException {
    assertThat(shown("/ip firewall filter add chain=input" + ENTER + CTRL_D))
        .contains("\033[1m[admin@MikroTik] > ", "\033[36m/", "\033[32mchain\033[0m=");
  }

  @Test
  void goesBackInTheHistory() throws IOException {
    assertThat(typed(":put \"o\\6Ee\"" + ENTER + UP + ENTER + CTRL_D))
        .containsPattern("one\n(?s:.*)one\n");
  }

  @Test
  void keepsOrUndoesWhatWasDoneInSafeMode() throws IOException {
    String add = "/ip firewall address-list add list=a address=1.1.1.";
    String screen = typed(CTRL_X + add + "1" + ENTER + CTRL_X + F4 + add + "2" + ENTER + CTRL_D);
    assertThat(screen)
        .contains("[Safe Mode taken]", "[admin@MikroTik] <SAFE> ", "[Safe Mode released]");
    assertThat(session.execute("/ip firewall address-list export").text())
        .contains("address=1.1.1.1")
        .doesNotContain("1.1.1.2");
    typed(CTRL_X + add + "3" + ENTER + "/quit" + ENTER);
    assertThat(session.execute("/ip firewall address-list export").text())
        .contains("address=1.1.1.3");
  }

  @Test
  void stopsAfterEachPage() throws IOException {
    String lines = ":for i from=1 to=40 do={:put \"line $i\"}" + ENTER;
    assertThat(typed(lines + "q" + CTRL_D))
        .contains("line 11\n-- [Q quit|D dump|down]")
        .doesNotContain("line 12");
    assertThat(typed(lines + " q" + CTRL_D)).contains("line 22\n").doesNotContain("line 23");
    assertThat(typed(lines + "d" + CTRL_D)).contains("line 40\n");
  }

  @Test
  void readsOnWhileSomethingIsOpen() throws IOException {
    assertThat(typed("{" + ENTER + ":put \"in" + ENTER + "side\"" + ENTER + "}" + ENTER + CTRL_D))
        .contains("{... ", "\"... ")
        .contains("in\nside\n");
    assertThat(typed(":put [" + ENTER + ":len {1;2}]" + ENTER + CTRL_D)).contains("[... ", "\n2\n");
  }

  @Test
  void tellsOnlyAPersonWhatToDo() throws IOException {
    assertThat(typed("/ip firewall filter add chain=input action=dorp" + ENTER + CTRL_D))
        .contains("input does not match any value of action\nhelp: did you mean drop?\n");
  }
}
