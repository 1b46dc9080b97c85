package dev.sluice.config.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.console.Session;
import dev.sluice.config.model.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterpreterTest {
  private final Session session = new Session(Config.EMPTY);

  private String run(String text) {
    return session.execute(text).text();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1 + 2 * 3|7",
        "(1 + 2) * 3|9",
        "7 / 2|3",
        "7 % 4|3",
        "1 << 4 ^ 1|32",
        "\"a\" . 1 . true|a1true",
        "1 = 1 && 2 > 1|true",
        "!(1 = 1) or false|false",
        "10.0.0.1 + 5|10.0.0.6",
        "10.0.0.7 - 10.0.0.1|6",
        "192.168.1.5 in 192.168.1.0/24|true",
        "192.168.1.5 & 255.255.255.0|192.168.1.0",
        "00:01:30 + 5s|00:01:35",
        "1d + 1h|1d01:00:00",
        "\"abc\" ~ \"^a.c\\$\"|true",
        "1,2,3|1;2;3",
        "{1;2;3}->1|2",
        "{a=5}->\"a\"|5",
        "-5|-5",
        "(>[:return ($1 . $b)]) <%% {7;\"b\"=8}|78",
      })
  void expressionsHaveTheirValue(String expression, String value) {
    assertThat(run(":put (" + expression + ")")).isEqualTo(value + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[:len \"hello\"]|5",
        "[:len {1;2}]|2",
        "[:pick \"hello\" 1 3]|el",
        "[:find \"hello\" \"l\"]|2",
        "[:typeof 1.1]|ip",
        "[:typeof 9:00]|time",
        "[:typeof *1]|id",
        "[:typeof {1}]|array",
        "[:typeof $none]|nothing",
        "[:tostr 5]|5",
        "[:tonum \"12\"]|12",
        "[:toip \"1.2.3.4\"]|1.2.3.4",
        "[:totime 90]|00:01:30",
        "[:tobool yes]|true",
        "[:toarray \"a,b\"]|a;b",
        "1.1|1.0.0.1",
        "[:convert \"ab\" to=hex]|6162",
        "[[:parse \":return 3\"]]|3",
      })
  void functionsHaveTheirValue(String call, String value) {
    assertThat(run(":put " + call)).isEqualTo(value + "\n");
  }

  @Test
  void bodiesRunAsTheirConditionsSay() {
    assertThat(run(":if (1 > 2) do={:put a} else={:put b}")).isEqualTo("b\n");
    assertThat(run(":for i from=3 to=1 do={:put $i}")).isEqualTo("3\n2\n1\n");
    assertThat(run(":local i 0; :while ($i < 3) do={:set i ($i + 1)}; :put $i")).isEqualTo("3\n");
    assertThat(run(":foreach k,v in={a=1;b=2} do={:put \"$k=$v\"}")).isEqualTo("a=1\nb=2\n");
    assertThat(run(":do {:error boom} on-error={:put caught}")).isEqualTo("caught\n");
    assertThat(run(":onerror e in={:error boom} do={:put \"got $e\"}")).isEqualTo("got boom\n");
    assertThat(run(":error \"the end\"")).isEqualTo("the end\n");
  }

  @Test
  void functionsTakeArgumentsAndGlobalsLast() {
    run(":global add do={:return ($1 + $b)}");
    assertThat(run(":global add; :put [$add 2 b=3]")).isEqualTo("5\n");
    run(":global list {a=1}; :set ($list->\"b\") 2");
    assertThat(run(":put $list")).isEqualTo("a=1;b=2\n");
  }

  @Test
  void locksAreOnStepsDepthAndMemory() {
    assertThat(run(":global f do={:global f; :return [$f]}; :put [$f]"))
        .isEqualTo("the script goes more than 64 deep\n");
    assertThat(run(":local s \"aaaaaaaaaaaaaaaa\"; :while (true) do={:set s ($s . $s)}"))
        .startsWith("the script needs more than");
    assertThat(run(":do {:while (true) do={}} on-error={:put no}"))
        .startsWith("the script takes more than");
  }

  @Test
  void scriptsChangeWhatTheyFind() {
    run(
        """
        :foreach a in={"10.0.0.1";"10.0.0.2"} do={
          /ip firewall address-list add list=made address=$a comment=("for " . $a)
        }
        :if ([:len [/ip firewall address-list find list=made]] = 2) do={
          /ip firewall address-list set [find where address="10.0.0.2"] comment=second
        }
        """);
    assertThat(run(":put [/ip firewall address-list get [find comment=second] address]"))
        .isEqualTo("10.0.0.2\n");
    assertThat(run(":put ([/ip firewall address-list print as-value]->0->\"comment\")"))
        .isEqualTo("for 10.0.0.1\n");
  }
}
