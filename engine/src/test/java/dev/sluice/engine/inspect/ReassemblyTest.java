package dev.sluice.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Gen;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReassemblyTest {
  private static byte[] ready(Reassembly stream) {
    byte[] all = stream.bytes().toArray(ValueLayout.JAVA_BYTE);
    return Arrays.copyOf(all, stream.ready());
  }

  private static boolean put(Reassembly stream, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return stream.put(offset, MemorySegment.ofArray(bytes), 0, bytes.length);
  }

  @Test
  void keepsWhatWasThereFirst() {
    Reassembly stream = new Reassembly(100);
    put(stream, 2, "CD");
    put(stream, 0, "abcdef");
    assertThat(ready(stream)).asString().isEqualTo("abCDef");
  }

  @Test
  void isReadyUpToTheFirstHole() {
    Reassembly stream = new Reassembly(100);
    put(stream, 3, "def");
    assertThat(stream.ready()).isZero();
    put(stream, 0, "ab");
    assertThat(ready(stream)).asString().isEqualTo("ab");
    put(stream, 2, "c");
    assertThat(ready(stream)).asString().isEqualTo("abcdef");
  }

  @Test
  void cutsWhatLiesBeforeTheBeginning() {
    Reassembly stream = new Reassembly(100);
    put(stream, -3, "xyzab");
    assertThat(ready(stream)).asString().isEqualTo("ab");
  }

  @Test
  void takesNothingBeyondTheLimit() {
    Reassembly stream = new Reassembly(4);
    assertThat(put(stream, 0, "abcd")).isTrue();
    assertThat(put(stream, 4, "e")).isFalse();
    assertThat(ready(stream)).asString().isEqualTo("abcd");
  }

  @Test
  void takesALimitedNumberOfPieces() {
    Reassembly stream = new Reassembly(10_000);
    for (int i = 0; i < Reassembly.MOST_PIECES; i++) {
      assertThat(put(stream, 10 + 2 * i, "x")).isTrue();
    }
    assertThat(put(stream, 5_000, "x")).isFalse();
  }

  @Test
  void agreesWithAPlainModel() {
    Gen.cases(
        11,
        Gen.count(300),
        gen -> {
          int limit = 1 + gen.below(200);
          Reassembly stream = new Reassembly(limit);
          int[] model = new int[limit];
          for (int i = gen.below(40); i > 0; i--) {
            int offset = gen.below(limit + 10) - 5;
            byte[] piece = gen.bytes(gen.below(30));
            if (stream.put(offset, MemorySegment.ofArray(piece), 0, piece.length)) {
              for (int j = Math.max(0, -offset); j < piece.length; j++) {
                if (model[offset + j] == 0) {
                  model[offset + j] = 256 | piece[j] & 255;
                }
              }
            }
          }
          int ready = 0;
          while (ready < limit && model[ready] != 0) {
            ready++;
          }
          byte[] expected = new byte[ready];
          for (int i = 0; i < ready; i++) {
            expected[i] = (byte) model[i];
          }
          assertThat(ready(stream)).as(gen.toString()).isEqualTo(expected);
        });
  }
}
