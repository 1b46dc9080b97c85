package dev.sluice.engine.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Bytes;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.h323.Per;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PackedBitsTest {
  private final PackedBits bits = new PackedBits();

  private PackedBits read(Per per) {
    return read(per.array());
  }

  private PackedBits read(byte[] bytes) {
    bits.of(MemorySegment.ofArray(bytes), 0, bytes.length);
    return bits;
  }

  @Test
  void readsWhatWasWritten() {
    Gen.cases(
        323,
        Gen.count(2_000),
        gen -> {
          Per out = new Per();
          List<Consumer<PackedBits>> checks = new ArrayList<>();
          for (int i = gen.between(1, 40); i > 0; i--) {
            checks.add(value(gen, out));
          }
          read(out);
          checks.forEach(check -> check.accept(bits));
          assertThat(bits.failed()).isFalse();
          bits.skip(1);
          assertThat(bits.failed()).isTrue();
        });
  }

  /** Writes something, and says how it is to be read. */
  private static Consumer<PackedBits> value(Gen gen, Per out) {
    return switch (gen.below(6)) {
      case 0 -> {
        int count = gen.between(1, 32);
        long value = gen.anyLong() & -1L >>> 64 - count;
        out.bits(value, count);
        yield in -> assertThat(in.bits(count)).isEqualTo(value);
      }
      case 1 -> {
        int low = gen.below(3);
        int high = low + gen.pick(1, 2, 7, 253, 254, 255, 256, 4_000, 65_533);
        int value = gen.between(low, high);
        out.integer(value, low, high);
        yield in -> assertThat(in.integer(low, high)).isEqualTo(value);
      }
      case 2 -> {
        long value = gen.anyLong() & 0xFFFF_FFFFL >>> gen.below(32);
        out.integer(value, 0, 0xFFFF_FFFFL);
        yield in -> assertThat(in.number(0)).isEqualTo(value);
      }
      case 3 -> {
        byte[] octets = gen.bytes(gen.pick(0, 1, 127, 128, 500, 16_383));
        out.string(octets);
        yield PackedBits::skipOpen;
      }
      case 4 -> {
        int value = gen.below(64);
        out.small(value);
        yield in -> assertThat(in.small()).isEqualTo(value);
      }
      default -> {
        int inner = gen.below(65_536);
        out.open(new Per().integer(inner, 0, 65_535).octets(gen.bytes(gen.below(9))));
        yield in -> {
          in.enter();
          assertThat(in.integer(0, 65_535)).isEqualTo(inner);
          assertThat(in.leave()).isTrue();
        };
      }
    };
  }

  @Test
  void findsEachAddition() {
    Gen.cases(
        18,
        Gen.count(500),
        gen -> {
          @Nullable Per[] all = new Per[gen.between(1, 64)];
          for (int i = 0; i < all.length; i++) {
            all[i] = gen.flip() ? new Per().octets(gen.bytes(gen.below(200))) : null;
          }
          int index = gen.below(all.length);
          all[index] = new Per().bits(index, 8).octets(gen.bytes(gen.below(200)));
          read(new Per().additions(Arrays.asList(all)).bits(77, 7));
          long marks = bits.seek(bits.additions(), index);
          assertThat(PackedBits.marked(marks, index)).isTrue();
          bits.enter();
          assertThat(bits.bits(8)).isEqualTo(index);
          assertThat(bits.leave()).isTrue();
          bits.skipAdditions(PackedBits.behind(marks, index));
          assertThat(bits.bits(7)).isEqualTo(77);
          assertThat(bits.failed()).isFalse();
        });
  }

  @Test
  void aFailureInsideStaysInside() {
    read(new Per().string(Bytes.hex("01 02")).bits(3, 8));
    bits.enter();
    assertThat(bits.bits(32)).isZero();
    assertThat(bits.leave()).isFalse();
    assertThat(bits.failed()).isFalse();
    assertThat(bits.bits(8)).isEqualTo(3);
  }

  @Test
  void readsNothingPastTheEndNorInsideWhatDoesNotFit() {
    read(Bytes.hex("05 01 02"));
    bits.enter();
    assertThat(bits.failed()).isTrue();
    assertThat(bits.bits(8)).isZero();
    assertThat(bits.leave()).isFalse();
    assertThat(bits.failed()).isTrue();
    read(Bytes.hex("C1 02"));
    assertThat(bits.length()).as("fragments of 16K").isZero();
    assertThat(bits.failed()).isTrue();
    read(Bytes.hex("FF"));
    assertThat(bits.small()).isZero();
    assertThat(bits.failed()).isTrue();
  }

  @Test
  void nestsAsDeepAsMessagesDoAndNoDeeper() {
    byte[] inner = {7};
    for (int i = 0; i < 12; i++) {
      inner = new Per().string(inner).array();
    }
    read(inner);
    for (int i = 0; i < 12; i++) {
      bits.enter();
    }
    assertThat(bits.failed()).isTrue();
    for (int i = 0; i < 12; i++) {
      bits.leave();
    }
    assertThat(bits.failed()).isFalse();
  }
}
