package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.ClientHello.Result;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
  private final ClientHello reader = new ClientHello();

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] u16(byte[] content) {
    return joined(new byte[] {(byte) (content.length >> 8), (byte) content.length}, content);
  }

  private static byte[] extension(int type, byte[] content) {
    return joined(new byte[] {(byte) (type >> 8), (byte) type}, u16(content));
  }

  private static byte[] serverName(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    return extension(0, u16(joined(new byte[] {0}, u16(bytes))));
  }

  private static byte[] message(byte[]... extensions) {
    byte[] body =
        joined(
            new byte[] {3, 3},
            new byte[32],
            new byte[] {32},
            new byte[32],
            u16(new byte[] {0x13, 1, 0x13, 2}),
            new byte[] {1, 0},
            u16(joined(extensions)));
    return joined(new byte[] {1, 0, (byte) (body.length >> 8), (byte) body.length}, body);
  }

  private static byte[] record(int type, byte[] content) {
    return joined(new byte[] {(byte) type, 3, 1}, u16(content));
  }

  private static byte[] hello(String name) {
    return record(22, message(extension(43, new byte[] {2, 3, 4}), serverName(name)));
  }

  private Result read(byte[] bytes) {
    return reader.readRecords(MemorySegment.ofArray(bytes), 0, bytes.length);
  }

  @Test
  void findsTheNameInLowerCase() {
    assertThat(read(hello("WWW.Example.com"))).isEqualTo(Result.NAMED);
    assertThat(reader.name()).isEqualTo("www.example.com");
  }

  @Test
  void leavesTheDotAtTheEndOut() {
    assertThat(read(hello("www.example.com."))).isEqualTo(Result.NAMED);
    assertThat(reader.name()).isEqualTo("www.example.com");
  }

  @Test
  void asksForMoreUntilTheNameIsWhole() {
    byte[] whole = hello("a.example");
    for (int length = 0; length < whole.length; length++) {
      assertThat(read(Arrays.copyOf(whole, length))).as("of %d", length).isEqualTo(Result.MORE);
    }
    assertThat(read(whole)).isEqualTo(Result.NAMED);
  }

  @Test
  void findsTheNameBeforeTheRestOfALongMessageHasCome() {
    byte[] whole = record(22, message(serverName("a.example"), extension(51, new byte[1_200])));
    assertThat(read(Arrays.copyOf(whole, 200))).isEqualTo(Result.NAMED);
  }

  @Test
  void readsAMessageSpreadOverRecordsOfEverySize() {
    byte[] message = message(serverName("a.example"));
    for (int size = 1; size < message.length; size++) {
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      for (int from = 0; from < message.length; from += size) {
        int to = Math.min(message.length, from + size);
        stream.writeBytes(record(22, Arrays.copyOfRange(message, from, to)));
        stream.writeBytes(record(22, new byte[0]));
        stream.writeBytes(record(20, new byte[] {1}));
      }
      assertThat(read(stream.toByteArray())).as("records of %d", size).isEqualTo(Result.NAMED);
      assertThat(reader.name()).isEqualTo("a.example");
    }
  }

  @Test
  void readsAMessageWithoutRecords() {
    byte[] message = message(serverName("quic.example"));
    assertThat(reader.readMessage(MemorySegment.ofArray(message), 0, message.length))
        .isEqualTo(Result.NAMED);
    assertThat(reader.name()).isEqualTo("quic.example");
  }

  @Test
  void takesTheFirstOfTwoNames() {
    assertThat(read(record(22, message(serverName("first.example"), serverName("second.example")))))
        .isEqualTo(Result.NAMED);
    assertThat(reader.name()).isEqualTo("first.example");
  }

  @Test
  void saysWhenThereIsNoName() {
    assertThat(read(record(22, message(extension(43, new byte[] {2, 3, 4})))))
        .isEqualTo(Result.NAMELESS);
    assertThat(read(record(22, message(extension(0, new byte[0]))))).isEqualTo(Result.NAMELESS);
  }

  @Test
  void keepsOddBytesOfANameUpToANul() {
    assertThat(read(hello("a b.\u00e9xample"))).isEqualTo(Result.NAMED);
    assertThat(reader.name()).isEqualTo("a b.\u00e9xample");
    assertThat(read(hello("a.example\0.b.example"))).isEqualTo(Result.NAMED);
    assertThat(reader.name()).isEqualTo("a.example");
  }

  @Test
  void tellsWhetherMoreIsToComeAndWhetherTwoServersAreNamed() {
    byte[] message = message(serverName("a.example"), extension(5, new byte[9]));
    byte[] hello = joined(part(message, 0, 100), part(message, 100, message.length));
    assertThat(read(Arrays.copyOf(hello, 107))).isEqualTo(Result.NAMED);
    assertThat(reader.whole()).isFalse();
    assertThat(read(hello)).isEqualTo(Result.NAMED);
    assertThat(reader.whole()).isTrue();
    assertThat(reader.ambiguous()).isFalse();
    assertThat(read(record(22, message(serverName("a.example"), serverName("b.example")))))
        .isEqualTo(Result.NAMED);
    assertThat(reader.ambiguous()).isTrue();
  }

  private static byte[] part(byte[] message, int from, int to) {
    return record(22, Arrays.copyOfRange(message, from, to));
  }

  @Test
  void refusesANameThatIsTooLong() {
    assertThat(read(hello("a".repeat(ClientHello.MOST_NAME_BYTES)))).isEqualTo(Result.NAMED);
    assertThat(read(hello("a".repeat(ClientHello.MOST_NAME_BYTES + 1))))
        .isEqualTo(Result.MALFORMED);
  }

  @Test
  void refusesLengthsThatContradictEachOther() {
    byte[] longer = hello("a.example");
    longer[longer.length - "a.example".length() - 1]++;
    assertThat(read(longer)).isEqualTo(Result.MALFORMED);
    byte[] session = hello("a.example");
    session[5 + 38] = (byte) 200;
    assertThat(read(session)).isEqualTo(Result.MALFORMED);
  }

  @Test
  void takesNothingElseForAHello() {
    byte[] serverHello = hello("a.example");
    serverHello[5] = 2;
    assertThat(read(serverHello)).isEqualTo(Result.NOT);
    assertThat(read("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(Result.NOT);
    assertThat(read(record(23, message(serverName("a.example"))))).isEqualTo(Result.NOT);
  }

  @Test
  void survivesAnyBytes() {
    long seed = 7L;
    SplittableRandom random = new SplittableRandom(seed);
    byte[] whole = hello("www.example.com");
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 20));
      for (int j = random.nextInt(5); j > 0 && bytes.length > 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      if (read(bytes) == Result.NAMED) {
        assertThat(reader.name()).isNotEmpty();
      }
    }
  }
}
