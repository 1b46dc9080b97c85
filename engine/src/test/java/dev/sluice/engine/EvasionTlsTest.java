package dev.sluice.engine;

import static dev.sluice.engine.EvasionLine.ACK;
import static dev.sluice.engine.EvasionLine.FIRST;
import static dev.sluice.engine.EvasionLine.cut;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Bytes;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.Tls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways of hiding the name in a ClientHello: no server gets a whole hello for *.forbidden.test. */
class EvasionTlsTest {
  private static final String HOST = "www.forbidden.test";
  private static final int HANDSHAKE = 22;
  private static final int CHANGE = 20;
  private static final int SERVER_NAME = 0;
  private static final int ENCRYPTED_SERVER_NAME = 0xffce;
  private static final int ENCRYPTED_CLIENT_HELLO = 0xfe0d;
  private static final int KEY_SHARE = 51;

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String hello(String host, byte[]... more) {
    return text(Tls.record(HANDSHAKE, Tls.message(host, Gen.fixed(1), more)));
  }

  private record Hidden(String name, String bytes) {}

  private static List<Hidden> hidden() {
    byte[] noise = Gen.fixed(3).bytes(230);
    byte[] decoy = Tls.serverName("www.allowed.test");
    List<Hidden> all = new ArrayList<>();
    all.add(new Hidden("plain", hello(HOST)));
    all.add(new Hidden("upper case", hello("WWW.Forbidden.TEST")));
    all.add(new Hidden("a dot at the end", hello(HOST + ".")));
    all.add(new Hidden("an internationalised label", hello("xn--bcher-kva.forbidden.test")));
    all.add(new Hidden("a label that is not ASCII", hello("b\u00fccher.forbidden.test")));
    all.add(new Hidden("a name of 300 characters", hello("a.".repeat(142) + "forbidden.test")));
    all.add(new Hidden("a NUL behind the name", hello(HOST + "\0.allowed.test")));
    all.add(new Hidden("a second name in another extension", hello(HOST, decoy)));
    all.add(new Hidden("a first name that is allowed", hello("www.allowed.test", name(HOST))));
    all.add(new Hidden("two names in one list", hello("", twoNames())));
    all.add(new Hidden("ESNI and the name", hello(HOST, extension(ENCRYPTED_SERVER_NAME, noise))));
    all.add(
        new Hidden("ECH (or its grease)", hello(HOST, extension(ENCRYPTED_CLIENT_HELLO, noise))));
    byte[] share =
        new Bytes().with16(new Bytes().u16(0x11ec).with16(new byte[1_216]).array()).array();
    all.add(new Hidden("a key share of X25519MLKEM768", hello(HOST, extension(KEY_SHARE, share))));
    all.add(
        new Hidden(
            "the name behind 1,600 bytes", hello("", extension(21, new byte[1_600]), name(HOST))));
    byte[] message = Tls.message(HOST, Gen.fixed(1));
    all.add(
        new Hidden("records with empty ones in between", inRecords(message, 40, new byte[0][])));
    all.add(
        new Hidden(
            "records with change cipher specs in between",
            inRecords(message, 40, new byte[][] {Tls.record(CHANGE, new byte[] {1})})));
    for (int size : new int[] {1, 2, 3, 16, 64, 100, 255}) {
      all.add(
          new Hidden(
              "records of " + size, text(Tls.clientHelloInRecords(HOST, Gen.fixed(1), size))));
    }
    return all;
  }

  private static byte[] name(String host) {
    return Tls.serverName(host);
  }

  private static byte[] extension(int type, byte[] body) {
    return Tls.extension(type, body);
  }

  private static byte[] twoNames() {
    Bytes list = new Bytes();
    list.u8(0).with16("www.allowed.test".getBytes(StandardCharsets.US_ASCII));
    list.u8(0).with16(HOST.getBytes(StandardCharsets.US_ASCII));
    return extension(SERVER_NAME, new Bytes().with16(list.array()).array());
  }

  /** Records with others in between; no others means empty records of the same type. */
  private static String inRecords(byte[] message, int size, byte[][] between) {
    Bytes out = new Bytes();
    for (int at = 0; at < message.length; at += size) {
      int end = Math.min(message.length, at + size);
      out.add(Tls.record(HANDSHAKE, Arrays.copyOfRange(message, at, end)));
      out.add(between.length == 0 ? Tls.record(HANDSHAKE, new byte[0]) : between[0]);
    }
    return text(out.array());
  }

  @TestFactory
  Stream<DynamicTest> noServerGetsAForbiddenHelloInAnySegments() {
    return hidden().stream()
        .map(hidden ->
            DynamicTest.dynamicTest(
                hidden.name(),
                () -> {
                  for (int segment : new int[] {1, 5, 100, 536, 1460}) {
                    for (boolean six : new boolean[] {false, true}) {
                      EvasionLine line = EvasionLine.names(six).handshake();
                      int size = Math.max(segment, hidden.bytes().length() / 300);
                      cut(line, hidden.bytes(), size);
                      assertThat(line.has(hidden.bytes())).as("segments of " + size).isFalse();
                    }
                  }
                }));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHelloThatNamesNobodyForbiddenPasses(boolean six) {
    for (String host : List.of("www.allowed.test", "forbidden.test", "")) {
      EvasionLine line = EvasionLine.names(six).handshake();
      String hello = hello(host, extension(ENCRYPTED_CLIENT_HELLO, new byte[100]));
      cut(line, hello, 100);
      assertThat(line.has(hello)).as(host).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientHelloIsReadWhereverItIsCut(boolean six) {
    String hello = hello(HOST);
    for (int at = 1; at < hello.length(); at += Gen.count(0) > 0 ? 1 : 9) {
      EvasionLine line = EvasionLine.names(six).handshake();
      line.data(0, hello.substring(0, at)).data(at, hello.substring(at));
      assertThat(line.has(hello)).as("cut at " + at).isFalse();
      EvasionLine turned = EvasionLine.names(six).handshake();
      turned.data(at, hello.substring(at)).data(0, hello.substring(0, at));
      assertThat(turned.has(hello)).as("cut at and turned round " + at).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHelloCutInTheMiddleOfTheNameIsRead(boolean six) {
    String hello = hello(HOST);
    int at = hello.indexOf("bidden");
    EvasionLine line = EvasionLine.names(six).handshake();
    line.data(0, hello.substring(0, at)).data(at, hello.substring(at));
    assertThat(line.has(hello)).isFalse();
  }

  private static void decoy(boolean six, Consumer<Frames> trick) {
    String hello = hello(HOST);
    EvasionLine line = EvasionLine.names(six).handshake();
    Frames decoy = line.up(ACK, FIRST).payload(hello.replace("forbidden", "allowable"));
    trick.accept(decoy);
    line.router.send(decoy);
    line.data(0, hello).data(0, hello);
    cut(line, hello, 100);
    assertThat(line.has(hello)).isFalse();
  }

  @Test
  void aWholeDecoyHelloBeforeTheTrueOneDoesNotHelp() {
    for (boolean six : new boolean[] {false, true}) {
      decoy(six, frame -> frame.ttl(2));
      decoy(six, Frames::badChecksum);
      decoy(six, frame -> frame.timestamps(1, 1));
      decoy(six, frame -> frame.seq(FIRST - 50_000));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDecoyThatIsNoHelloBeforeTheTrueOneDoesNotHelp(boolean six) {
    String hello = hello(HOST);
    for (int size : new int[] {7, 1_460}) {
      EvasionLine line = EvasionLine.names(six).handshake();
      line.router.send(line.up(ACK, FIRST).ttl(2).payload("GET / HTTP/1.1".repeat(30)));
      cut(line, hello, size);
      assertThat(line.has(hello)).as("segments of " + size).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDecoyForThePartOfTheHelloWithTheNameDoesNotHelp(boolean six) {
    String hello = hello(HOST);
    int at = hello.indexOf("forbidden");
    EvasionLine line = EvasionLine.names(six).handshake();
    line.data(0, hello.substring(0, at));
    line.router.send(line.up(ACK, FIRST + at).ttl(2).payload("allowable"));
    line.data(at + 9, hello.substring(at + 9)).data(at, hello.substring(at, at + 9));
    assertThat(line.has(hello)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aNameThatComesOnlyInTheHelloAfterAHelloRetryRequestIsRead(boolean six) {
    String first = hello("www.allowed.test");
    String second = text(Tls.record(CHANGE, new byte[] {1})) + hello(HOST);
    for (int size : new int[] {100, 1_460}) {
      EvasionLine line = EvasionLine.names(six).handshake();
      line.data(0, first);
      Frames retry = line.down(ACK, 5001, FIRST + first.length());
      line.router.send(retry.payload(Tls.record(HANDSHAKE, new byte[90])));
      for (int at = 0; at < second.length(); at += size) {
        String piece = second.substring(at, Math.min(second.length(), at + size));
        line.data(line.up(ACK, FIRST + first.length() + at).ack(5096), first.length() + at, piece);
      }
      assertThat(line.has(first + second)).as("segments of " + size).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHelloBehindTheWordsOfAProxyIsRead(boolean six) {
    String words = "CONNECT www.example.test:443 HTTP/1.1\r\n\r\n";
    String hello = hello(HOST);
    EvasionLine line = EvasionLine.names(six).handshake();
    cut(line, words, 7);
    line.router.send(
        line.down(ACK, 5001, FIRST + words.length()).payload("HTTP/1.1 200 OK\r\n\r\n"));
    int half = hello.length() / 2;
    line.data(words.length() + half, hello.substring(half));
    line.data(words.length(), hello.substring(0, half));
    assertThat(line.has(words + hello)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHelloInMorePiecesThanCanBePutTogetherIsNotLetThrough(boolean six) {
    String hello = hello(HOST, extension(21, new byte[6_000]));
    EvasionLine line = EvasionLine.names(six).handshake();
    boolean refused = false;
    line.data(0, hello.substring(0, 100));
    for (int at = 102; at < hello.length() && !refused; at += 2) {
      Frames one = line.up(ACK, FIRST + at).payload(hello.substring(at, at + 1));
      refused = line.router.send(one) != Verdict.ACCEPTED;
    }
    assertThat(refused).isTrue();
  }
}
