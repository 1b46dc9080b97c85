package dev.sluice.engine;

import static dev.sluice.engine.EvasionLine.cut;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Bytes;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.Tls;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ways of writing a request of HTTP or DNS otherwise: a pattern for the name of the host finds it
 * in each, in one segment and in several.
 */
class EvasionTextTest {
  private static final String HOST = "host:[\\x09-\\x0d ]*(www\\.)?forbidden\\.test";
  private static final String ANYWHERE = "forbidden\\.test";
  private static final String LABELS = "\\x09forbidden\\x04test";

  private record Way(String name, String pattern, String bytes) {}

  private static String get(String... headers) {
    return "GET / HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
  }

  private static List<Way> http() {
    return List.of(
        new Way("HTTP: plain", HOST, get("Host: forbidden.test")),
        new Way("HTTP: header in another case", HOST, get("hOSt: FORBIDDEN.Test")),
        new Way("HTTP: no space", HOST, get("Host:forbidden.test")),
        new Way("HTTP: many spaces", HOST, get("Host:      forbidden.test")),
        new Way("HTTP: tab", HOST, get("Host:\t \tforbidden.test")),
        new Way("HTTP: folded header (obs-fold)", HOST, get("Host:\r\n forbidden.test")),
        new Way(
            "HTTP: two hosts, the second forbidden", HOST, twoHosts("a.test", "forbidden.test")),
        new Way("HTTP: two hosts, the first forbidden", HOST, twoHosts("forbidden.test", "a.test")),
        new Way(
            "HTTP: absolute form",
            ANYWHERE,
            "GET http://forbidden.test/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        new Way("HTTP: CONNECT", ANYWHERE, "CONNECT forbidden.test:443 HTTP/1.1\r\n\r\n"),
        new Way("HTTP: pipelined", HOST, get("Host: a.test") + get("Host: forbidden.test")),
        new Way(
            "HTTP: a request in the chunks of another's body",
            HOST,
            chunked(get("Host: forbidden.test"))),
        new Way(
            "HTTP: a length that contradicts the chunks",
            HOST,
            get("Content-Length: 4", "Transfer-Encoding: chunked")
                + "0\r\n\r\n"
                + get("Host: forbidden.test")),
        new Way(
            "HTTP: upgrade to h2c",
            HOST,
            get("Host: forbidden.test", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk")),
        new Way(
            "HTTP: h2c with prior knowledge",
            ANYWHERE,
            "PRI * HTTP/2.0\r\n\r\n"
                + "SM\r\n\r\n"
                + "\0\0\u0012\u0001\4\0\0\0\1A\u000eforbidden.test"));
  }

  private static String twoHosts(String first, String second) {
    return get("Host: " + first, "Host: " + second);
  }

  private static String chunked(String body) {
    return "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n"
        + Integer.toHexString(body.length())
        + "\r\n"
        + body
        + "\r\n0\r\n\r\n";
  }

  private static Bytes question(int additional) {
    return new Bytes().u16(77).u16(0x0100).u16(1).u16(0).u16(0).u16(additional);
  }

  private static Bytes name(Bytes out, String host) {
    for (String label : host.split("\\.", -1)) {
      out.u8(label.length()).add(label);
    }
    return out.u8(0);
  }

  private static String dns(String host) {
    return text(name(question(0), host).u16(1).u16(1).array());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static List<Way> dns() {
    byte[] pointing =
        question(0)
            .u8(3)
            .add("www")
            .u16(0xc012)
            .u8(9)
            .add("forbidden")
            .u8(4)
            .add("test")
            .u8(0)
            .u16(1)
            .u16(1)
            .array();
    byte[] loop =
        name(question(0), "www.forbidden.test").u16(1).u16(1).u16(0xc022).u16(0xc020).array();
    Bytes padded = name(question(1), "forbidden.test").u16(1).u16(1);
    padded.u8(0).u16(41).u16(1232).u32(0).u16(204).u16(12).u16(200).repeat(0, 200);
    return List.of(
        new Way("DNS: plain", LABELS, dns("www.forbidden.test")),
        new Way("DNS: letters of mixed case (0x20)", LABELS, dns("wWw.FoRbIdDeN.tEsT")),
        new Way("DNS: a pointer forward in the name", LABELS, text(pointing)),
        new Way("DNS: pointers in a loop behind it", LABELS, text(loop)),
        new Way("DNS: padding (EDNS)", LABELS, text(padded.array())));
  }

  @TestFactory
  Stream<DynamicTest> noServerGetsTheRequestInAnySegments() {
    return http().stream().map(way -> DynamicTest.dynamicTest(way.name(), () -> segments(way)));
  }

  private static void segments(Way way) {
    for (boolean six : new boolean[] {false, true}) {
      for (int size : new int[] {1, 7, 1_460}) {
        EvasionLine line = line(six, way.pattern()).handshake();
        cut(line, way.bytes(), size);
        assertThat(line.has(way.bytes())).as("segments of " + size).isFalse();
      }
      int host = way.bytes().toLowerCase(java.util.Locale.ROOT).indexOf("forbidden");
      EvasionLine line = line(six, way.pattern()).handshake();
      line.data(0, way.bytes().substring(0, host)).data(host, way.bytes().substring(host));
      assertThat(line.has(way.bytes())).as("the host in the second segment").isFalse();
    }
  }

  private static EvasionLine line(boolean six, String pattern) {
    return new EvasionLine(six, EngineSettings.DEFAULT.withWindow(1_000, 4096), pattern);
  }

  @TestFactory
  Stream<DynamicTest> noServerGetsTheQuestionByUdpOrTcp() {
    return dns().stream().map(way -> DynamicTest.dynamicTest(way.name(), () -> asked(way)));
  }

  private static void asked(Way way) {
    byte[] message = way.bytes().getBytes(StandardCharsets.ISO_8859_1);
    for (boolean six : new boolean[] {false, true}) {
      assertThat(line(six, way.pattern()).datagram(53, message)).isFalse();
      String framed = text(new Bytes().with16(message).array());
      segments(new Way(way.name(), way.pattern(), framed));
      EvasionLine line = line(six, way.pattern()).handshake();
      line.data(0, framed.substring(0, 1)).data(1, framed.substring(1, 2)).data(2, way.bytes());
      assertThat(line.has(framed)).as("TCP: the length split off").isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void dnsOverHttpsIsKnownByTheNameOfItsServer(boolean six) {
    String hello = text(Tls.clientHello("dns.forbidden.test", Gen.fixed(1)));
    EvasionLine line = new EvasionLine(six).handshake().data(0, hello);
    assertThat(line.has(hello)).isFalse();
  }

  @Test
  void anotherHostPasses() {
    EvasionLine line = line(false, HOST).handshake();
    String request = get("Host: allowed.test", "X-Note: forbidden.test");
    cut(line, request, 7);
    assertThat(line.has(request)).isTrue();
  }
}
