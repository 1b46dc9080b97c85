package dev.sluice.engine;

import static dev.sluice.engine.EvasionLine.ACK;
import static dev.sluice.engine.EvasionLine.FIRST;
import static dev.sluice.engine.EvasionLine.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Bytes;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.Tls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Clients that try at random. One sends a forbidden hello in pieces in any order, and whatever it
 * likes in between that its server will not take; the server acknowledges what it has. The other
 * sends something innocent over a bad line, and nothing of it may be held up.
 */
class EvasionSearchTest {
  private static final int HANDSHAKE = 22;
  private static final String ALLOWED = "www.allowable.test";
  private static final String FORBIDDEN = "www.forbidden.test";

  private static byte[] hello(String host, Gen gen) {
    byte[] more = Tls.extension(21, new byte[gen.below(300)]);
    return Tls.record(HANDSHAKE, Tls.message(host, gen, more));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** How much the server has without a hole. */
  private static int ready(EvasionLine line) {
    int count = 0;
    while (line.there[count]) {
      count++;
    }
    return count;
  }

  private static byte[] lie(Gen gen, byte[] hello) {
    byte[] bytes =
        switch (gen.below(7)) {
          case 0 ->
              "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(20).getBytes(StandardCharsets.US_ASCII);
          case 1 -> hello(ALLOWED, gen.split());
          case 2 -> hello("", gen.split());
          case 3 -> gen.bytes(600);
          case 4 -> hello.clone();
          case 5 -> Tls.clientHelloInRecords(ALLOWED, gen.split(), 1 + gen.below(50));
          default -> new byte[] {22, 3, 1, 0, 0};
        };
    if (gen.oneIn(3)) {
      bytes[gen.below(bytes.length)] ^= (byte) gen.between(1, 255);
    }
    int from = gen.flip() ? 0 : gen.below(bytes.length);
    return Arrays.copyOfRange(bytes, from, from + gen.between(1, bytes.length - from));
  }

  private static void decoy(EvasionLine line, Gen gen, byte[] hello) {
    int offset =
        gen.oneIn(3) ? 0 : gen.oneIn(4) ? gen.between(-3_000, 3_000) : gen.between(-50, 600);
    long sequence = FIRST + offset;
    Frames frame =
        switch (gen.below(20)) {
          case 0 -> line.up(SYN, sequence).ack(0);
          case 1 -> line.up(Frames.RST, sequence).ack(0);
          case 2 -> line.up(ACK, sequence);
          case 3 -> line.up(SYN, sequence).ack(0).payload(lie(gen, hello));
          default -> line.up(ACK, sequence).payload(lie(gen, hello));
        };
    line.router.send(frame.ttl(2));
  }

  private static void handshake(EvasionLine line, Gen gen, byte[] hello) {
    for (int i = gen.below(3); i > 0 && gen.oneIn(3); i--) {
      byte[] lie = gen.flip() ? new byte[0] : lie(gen, hello);
      long sequence = FIRST - 1 + (gen.flip() ? 0 : gen.between(-2_000, 2_000));
      line.router.send(line.up(SYN, sequence).ack(0).ttl(2).payload(lie).windowScale(7));
    }
    line.handshake();
  }

  private static List<int[]> pieces(Gen gen, int length) {
    List<int[]> pieces = new ArrayList<>();
    int most = gen.pick(1, 3, 20, 100, 200, 700);
    for (int at = 0; at < length; ) {
      int end = Math.min(length, at + gen.between(1, most));
      pieces.add(new int[] {at, end});
      at = end;
    }
    shuffle(gen, pieces, gen.pick(1, 2, 5, pieces.size()));
    return pieces;
  }

  /** Moves each by less than {@code far} places. */
  private static <T> void shuffle(Gen gen, List<T> all, int far) {
    for (int i = 0; i < all.size(); i++) {
      Collections.swap(all, i, i + gen.below(Math.min(far, all.size() - i)));
    }
  }

  private static void acknowledge(EvasionLine line) {
    int ready = ready(line);
    if (ready > 0) {
      line.router.send(line.down(ACK, 5001, FIRST + ready));
    }
  }

  /** Whether the server has all of it in the end. */
  private static boolean arrives(EvasionLine line, Gen gen, byte[] bytes) {
    String all = text(bytes);
    handshake(line, gen, bytes);
    int lies = gen.pick(1, 1, 2, 4, 20);
    for (int[] piece : pieces(gen, bytes.length)) {
      while (lies > 0 && gen.oneIn(3)) {
        lies--;
        decoy(line, gen, bytes);
      }
      line.data(piece[0], all.substring(piece[0], piece[1]));
      if (gen.flip()) {
        acknowledge(line);
      }
    }
    return line.has(all);
  }

  // A reset makes tracking forget the connection, and take it up again in the middle if it may.

  @Test
  void noServerGetsAForbiddenHelloWhateverComesBetweenItsPieces() {
    Gen.cases(
        11,
        Gen.count(2_000),
        gen -> {
          EvasionLine line = EvasionLine.names(gen.flip()).strict();
          byte[] hello = hello(FORBIDDEN, gen.split());
          assertThat(arrives(line, gen, hello)).as("the server has all of it").isFalse();
        });
  }

  @Test
  void noServerGetsAForbiddenRequestWhateverComesBetweenItsPieces() {
    Gen.cases(
        13,
        Gen.count(2_000),
        gen -> {
          EngineSettings wide = EngineSettings.DEFAULT.withWindow(2_000, 8_192);
          EvasionLine line = new EvasionLine(gen.flip(), wide, "^get /forbidden").strict();
          byte[] request =
              EvasionLine.FORBIDDEN.repeat(gen.between(1, 9)).getBytes(StandardCharsets.US_ASCII);
          assertThat(arrives(line, gen, request)).as("the server has all of it").isFalse();
        });
  }

  private static byte[] innocent(Gen gen) {
    byte[] words =
        "CONNECT www.example.test:443 HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    byte[] noise = gen.bytes(gen.pick(10, 500, 3_000, 6_000));
    for (int i = 0; i < noise.length; i++) {
      noise[i] = gen.oneIn(20) ? HANDSHAKE : noise[i];
    }
    byte[] hello = hello(gen.oneIn(4) ? "" : ALLOWED, gen.split());
    return switch (gen.below(4)) {
      case 0 -> noise;
      case 1 -> joined(hello, Tls.data(noise.length, gen));
      case 2 -> joined(words, hello, noise);
      default -> joined(words, noise);
    };
  }

  private static byte[] joined(byte[]... parts) {
    Bytes out = new Bytes();
    for (byte[] part : parts) {
      out.add(part);
    }
    return out.array();
  }

  @Test
  void nothingOfAnInnocentStreamIsHeldUp() {
    Gen.cases(
        12,
        Gen.count(500),
        gen -> {
          EvasionLine line = EvasionLine.names(gen.flip());
          byte[] stream = innocent(gen);
          String all = text(stream);
          line.handshake();
          List<int[]> pieces = pieces(gen, stream.length);
          for (int i = pieces.size() / 5; i > 0; i--) {
            int from = gen.below(stream.length);
            pieces.add(
                gen.below(pieces.size()),
                new int[] {from, Math.min(stream.length, from + gen.between(1, 1_400))});
          }
          for (int[] piece : pieces) {
            line.data(piece[0], all.substring(piece[0], piece[1]));
            if (gen.oneIn(3)) {
              acknowledge(line);
            }
          }
          assertThat(line.has(all)).as("the server has all of it").isTrue();
          assertThat(line.router.datapath().drops().byText()).isEmpty();
        });
  }
}
