package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.SAXException;

/** What programs read is as its schema says: ours in docs/schema, and that of SARIF 2.1.0. */
class SchemaTest {
  private static final Path SCHEMAS = Path.of("..", "docs", "schema");
  private static final Path OFFICE = Path.of("..", "examples", "office", "office.rsc");
  private static final String CAPTURE = "../examples/office/office.pcap";
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder -> builder.schemaLoader(loader -> loader.fetchRemoteResources()));

  @TempDir private Path folder = Path.of("");

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  /** The office policy with a piece of it written otherwise. */
  private String office(String from, String to) throws IOException {
    String text = Files.readString(OFFICE);
    assertThat(text).contains(from);
    return file("other.rsc", text.replace(from, to));
  }

  private String faulty() throws IOException {
    return file(
        "faulty <&>.rsc",
        """
        /ip firewall filter
        add chain=input action=dorp comment="<&>\\00"
        add chain=input action=drop
        add chain=input action=accept
        /ip firewall layer7-protocol add name=a regexp="(b"
        """);
  }

  private static Schema schema(String name) {
    Path file = SCHEMAS.resolve(name + ".schema.json").toAbsolutePath().normalize();
    return REGISTRY.getSchema(SchemaLocation.of(file.toUri().toString()));
  }

  private static String valid(String name, String... arguments) {
    Outcome outcome = Outcome.of(arguments);
    assertThat(outcome.out()).as(outcome.err()).isNotEmpty();
    assertThat(schema(name).validate(outcome.out(), InputFormat.JSON))
        .as(String.join(" ", arguments))
        .isEmpty();
    return outcome.out();
  }

  @Test
  void refuseWhatNoneOfThemSays() {
    for (String name : List.of("check", "match", "replay", "explain", "diff", "test")) {
      assertThat(schema(name).validate("{\"files\": 1, \"x\": 2}", InputFormat.JSON)).isNotEmpty();
    }
  }

  @Test
  void checkAndMatch() throws IOException {
    assertThat(valid("check", "check", "--format", "json", OFFICE.toString(), faulty()))
        .contains("unmatched-parenthesis");
    valid("match", "match", "--format", "json", "--pattern", "http", CAPTURE, OFFICE.toString());
  }

  @Test
  void replay() throws IOException {
    String text =
        office(
            "# 1.",
            "/ip firewall filter add chain=forward action=add-src-to-address-list"
                + " address-list=seen address-list-timeout=1h log=yes\n# 1.");
    String document = valid("replay", "replay", "--format", "json", text, CAPTURE);
    for (String part : List.of("\"list\":\"seen\"", "\"topics\"", "busiest-second-bytes")) {
      assertThat(document.contains(part)).as(part).isTrue();
    }
    valid("replay", "replay", "--format", "json", faulty(), CAPTURE);
  }

  @Test
  void explain() throws IOException {
    valid("explain", "explain", "--format", "json", OFFICE.toString(), CAPTURE, "--all");
    valid("explain", "explain", "--format", "json", faulty(), CAPTURE, "--all");
    String nat = office("# 1.", "/ip firewall nat add chain=srcnat action=masquerade\n# 1.");
    String packet = "in=bridge tcp 192.168.1.101:40000 > 192.0.2.80:443 syn";
    String document = valid("explain", "explain", "--format", "json", nat, "--packet-spec", packet);
    assertThat(document).contains("\"step\":\"road\"");
  }

  @Test
  void diff() throws IOException {
    String other = office("(facebook|fbcdn)", "(facebooc|fbcdn)");
    valid("diff", "diff", "--format", "json", OFFICE.toString(), other);
    valid("diff", "diff", "--format", "json", OFFICE.toString(), other, CAPTURE);
    valid("diff", "diff", "--format", "json", OFFICE.toString(), faulty());
  }

  private String tests() throws IOException {
    Files.copy(OFFICE, folder.resolve("office.rsc"));
    return file(
        "office.test",
        """
        policy office.rsc
        test "passes <&> \uD83D\uDD25"
          packet in=bridge udp 192.168.1.101:5353 > 198.51.100.53:53
          expect accept
        test "fails"
          packet in=bridge udp 192.168.1.101:5353 > 198.51.100.53:53
          expect drop rule="nobody"
        """);
  }

  @Test
  void test() throws IOException {
    assertThat(valid("test", "test", "--format", "json", tests()))
        .contains("not-exercised", "\"holds\":false");
  }

  @Test
  void sarifIsAsTheStandardsSchemaSays() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            SchemaTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json"))) {
      Schema sarif = REGISTRY.getSchema(in);
      Outcome outcome = Outcome.of("check", "--format", "sarif", OFFICE.toString(), faulty());
      assertThat(sarif.validate(outcome.out(), InputFormat.JSON)).isEmpty();
      assertThat(sarif.validate("{\"version\": \"2.1.0\", \"runs\": [{}]}", InputFormat.JSON))
          .isNotEmpty();
    }
  }

  @Test
  void junitXmlIsAsItsSchemaSays() throws IOException, SAXException {
    javax.xml.validation.Schema schema =
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
            .newSchema(SCHEMAS.resolve("junit.xsd").toFile());
    for (Outcome outcome :
        List.of(
            Outcome.of("check", "--format", "junit", OFFICE.toString(), faulty()),
            Outcome.of("test", "--format", "junit", tests()))) {
      schema.newValidator().validate(new StreamSource(new StringReader(outcome.out())));
    }
  }
}
