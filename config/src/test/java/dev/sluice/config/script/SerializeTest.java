package dev.sluice.config.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.console.Session;
import dev.sluice.config.console.Store;
import dev.sluice.config.model.Config;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code :serialize} and {@code :deserialize}; RouterOS: the manual's examples, and the limits. */
class SerializeTest {
  private final Map<String, String> files = new HashMap<>();

  private final Session session =
      new Session(
          Config.EMPTY,
          new Store() {
            @Override
            public Optional<byte[]> read(String name) {
              return Optional.ofNullable(files.get(name))
                  .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
            }

            @Override
            public boolean write(String name, byte[] text) {
              files.put(name, new String(text, StandardCharsets.ISO_8859_1));
              return true;
            }
          },
          () -> 0);

  private String run(String text) {
    return session.execute(text).text();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[:serialize value=a,b,c to=json]|[\"a\",\"b\",\"c\"]",
        "[:serialize to=json value={\"string\"=\"1234\";\"number\"=1234}]"
            + "|{\"number\":1234,\"string\":1234.000000}",
        "[:serialize to=json value={\"string\"=\"1234\";\"number\"=1234}"
            + " options=json.no-string-conversion]|{\"number\":1234,\"string\":\"1234\"}",
        "[:serialize to=json value={set=true;when=10s;deep={1;{a=2}}}]"
            + "|{\"deep\":[1,{\"a\":2}],\"set\":true,\"when\":\"00:00:10\"}",
        "[:serialize to=json value=\"a\\\"b\\\\c\\n\"]|\"a\\\"b\\\\c\\n\"",
        "[:deserialize from=json value=\"[\\\"a\\\",\\\"b\\\",\\\"c\\\"]\"]|a;b;c",
        "[:typeof ([:deserialize \"{ \\\"str\\\": \\\"123\\\" }\" from=json]->\"str\")]|num",
        "[:typeof ([:deserialize \"{ \\\"str\\\": \\\"123\\\" }\" from=json"
            + " options=json.no-string-conversion]->\"str\")]|str",
        "[:typeof [:deserialize from=json value=\"\\\"192.168.1.1\\\"\"]]|ip",
        "([:deserialize from=dsv delimiter=\";\" value=\"a;b;c\\n1;findme;3\""
            + " options=dsv.plain]->1->1)|findme",
        "([:deserialize from=dsv delimiter=\";\" value=\"a;b;c\\n1;findme;3\""
            + " options=dsv.plain]->0->1)|b",
        "([:deserialize from=dsv \"a;b;c\\n1;2;3\\n4;5;6\" delimiter=\";\""
            + " options=dsv.array]->1->\"b\")|5",
        "([:deserialize from=dsv \"a;b;c\\n1;2;3\\n4;5;6\" delimiter=\";\""
            + " options=dsv.array]->0->\"c\")|3",
        "([:deserialize from=dsv \"a;b\\n\\\"1;x\\\";2\" delimiter=\";\"]->\"a\")|1;x",
        "[:tonsec value=10:00]|36000000000000",
        "{b=1;a=2;3}|3;a=2;b=1",
      })
  void hasTheValueOfTheManual(String expression, String value) {
    assertThat(run(":put " + expression)).isEqualTo(value + "\n");
  }

  @Test
  void writesColumnsInOrder() {
    String test = ":local t {a=(1,2,3);b=(4,5,6);c=(7,\"text\",9)}; ";
    assertThat(
            run(
                test
                    + ":put [:serialize to=dsv delimiter=\";\" value=$t"
                    + " order=(\"c\",\"a\",\"b\")]"))
        .isEqualTo("c;a;b\n7;1;4\ntext;2;5\n9;3;6\n");
  }

  @Test
  void writesRecordsOfPrintAsColumns() {
    run("/ip firewall layer7-protocol add name=a regexp=x comment=one");
    run("/ip firewall layer7-protocol add name=b regexp=\"y#z\"");
    assertThat(
            run(
                ":put [:serialize to=dsv options=dsv.remap delimiter=\"#\""
                    + " [/ip firewall layer7-protocol print as-value proplist=name,regexp]]"))
        .isEqualTo("name#regexp\na#x\nb#\"y#z\"\n");
  }

  @Test
  void refusesColumnsOfDifferentLength() {
    String uneven = ":put [:serialize to=dsv delimiter=\";\" value={a=(1,2);b=(3,4,5)}";
    assertThat(run(uneven + "]")).startsWith("failure: array size mismatch");
    assertThat(run(uneven + " options=dsv.ignore-size]")).isEqualTo("a;b\n1;3\n2;4\n;5\n");
  }

  @Test
  void writesAFile() {
    run(":serialize to=json value={1;2} file-name=x.json");
    assertThat(files).containsEntry("x.json", "[1,2]");
  }

  @Test
  void refusesWhatIsNoJson() {
    for (String text : new String[] {"", "[1", "{a:1}", "[1,]", "01x", "[1] 2", "\\\"\\\\q\\\""}) {
      assertThat(run(":put [:deserialize from=json value=\"" + text + "\"]"))
          .as(text)
          .startsWith("failure: malformed JSON");
    }
    assertThat(run(":put [:deserialize from=json value=\"" + "[".repeat(100) + "\"]"))
        .contains("64 deep");
    assertThat(run(":put [:serialize to=xml value=1]"))
        .startsWith("input does not match any value of to");
  }
}
