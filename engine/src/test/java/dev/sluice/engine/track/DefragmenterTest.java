package dev.sluice.engine.track;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.wire.LinkType;
import dev.sluice.wire.PacketView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DefragmenterTest {
  private static final long SECOND = 1_000_000_000L;
  private final MemorySegment buffer = Arena.ofAuto().allocate(70_000);
  private final PacketView view = new PacketView();
  private Defragmenter defragmenter = new Defragmenter();
  private long now = 1000 * SECOND;

  private @Nullable PacketView offer(byte[] frame) {
    return offer(frame, frame.length);
  }

  private @Nullable PacketView offer(byte[] frame, int captured) {
    MemorySegment.copy(MemorySegment.ofArray(frame), 0, buffer, 0, frame.length);
    assertThat(view.wrap(buffer, 0, captured, frame.length, LinkType.ETHERNET))
        .isEqualTo(PacketView.Status.OK);
    return defragmenter.offer(view, now);
  }

  private static Frames four() {
    return Frames.udp("10.0.0.2", 1000, "10.0.0.3", 53)
        .id(7)
        .vlan(5)
        .payload(Gen.seeded(3).bytes(4000));
  }

  private static Frames six() {
    return Frames.udp("2001:db8::2", 1000, "2001:db8::3", 53)
        .id(7)
        .payload(Gen.seeded(3).bytes(4000));
  }

  private static byte[] bytes(PacketView whole) {
    byte[] out = new byte[whole.frameCaptured()];
    MemorySegment.copy(
        whole.bytes(), whole.frameOffset(), MemorySegment.ofArray(out), 0, out.length);
    return out;
  }

  @Test
  void makesTheDatagramThatWasNeverCutInAnyOrderInBothFamilies() {
    for (Frames frames : List.of(four(), six())) {
      for (int order = 0; order < 20; order++) {
        List<byte[]> parts = new ArrayList<>(frames.fragments(600));
        Collections.shuffle(parts, new Random(order));
        PacketView whole = null;
        for (int i = 0; i < parts.size(); i++) {
          whole = offer(parts.get(i));
          assertThat(defragmenter.held()).isEqualTo(i + 1 < parts.size());
          assertThat(whole == null).isEqualTo(i + 1 < parts.size());
        }
        assertThat(defragmenter.released()).isEqualTo(parts.size());
        assertThat(defragmenter.waiting()).isZero();
        assertThat(requireNonNull(whole).checksumsGood()).isTrue();
        assertThat(whole.fragment()).isFalse();
        byte[] uncut = (frames.six() ? frames : four().id(7)).frame();
        assertThat(bytes(whole)).isEqualTo(uncut);
      }
    }
  }

  @Test
  void passesOverAFragmentThatComesTwice() {
    List<byte[]> parts = four().fragments(1500);
    offer(parts.get(0));
    offer(parts.get(1));
    assertThat(offer(parts.get(1))).isNull();
    assertThat(defragmenter.held()).isTrue();
    assertThat(offer(parts.get(2))).isNotNull();
    assertThat(defragmenter.released()).isEqualTo(4);
  }

  @Test
  void dropsTheWholeDatagramWhenFragmentsOverlapAndDiffer() {
    for (Frames frames : List.of(four(), six())) {
      defragmenter = new Defragmenter();
      List<byte[]> parts = frames.fragments(1500);
      byte[] other = parts.get(1).clone();
      other[other.length - 1] ^= 1;
      offer(parts.get(0));
      offer(parts.get(1));
      assertThat(offer(other)).isNull();
      assertThat(defragmenter.held()).isFalse();
      assertThat(offer(parts.get(2))).isNull();
      assertThat(defragmenter.held()).isFalse();
      assertThat(defragmenter.dropped(FragmentDrop.OVERLAP)).isEqualTo(4);
      assertThat(defragmenter.waiting()).isZero();
    }
  }

  @Test
  void dropsAPartialOverlapEvenIfItsBytesAreTheSame() {
    Frames first = Frames.ip("10.0.0.2", "10.0.0.3", 99).id(9).fragment(0, true);
    offer(first.payload(new byte[32]).frame());
    Frames overlap = Frames.ip("10.0.0.2", "10.0.0.3", 99).id(9).fragment(24, true);
    assertThat(offer(overlap.payload(new byte[16]).frame())).isNull();
    assertThat(defragmenter.dropped(FragmentDrop.OVERLAP)).isEqualTo(2);
  }

  @Test
  void givesUpAfterThirtySecondsForFourAndSixtyForSix() {
    offer(four().fragments(1500).get(0));
    offer(six().fragments(1500).get(0));
    now += 30 * SECOND - 1;
    defragmenter.expire(now);
    assertThat(defragmenter.waiting()).isEqualTo(2);
    now += 1;
    defragmenter.expire(now);
    assertThat(defragmenter.waiting()).isEqualTo(1);
    now += 30 * SECOND;
    defragmenter.expire(now);
    assertThat(defragmenter.waiting()).isZero();
    assertThat(defragmenter.dropped(FragmentDrop.TIMEOUT)).isEqualTo(2);
  }

  @Test
  void refusesWhatIsNoMultipleOfEightOrTooLongOrContradictsItsEnd() {
    offer(
        Frames.ip("10.0.0.2", "10.0.0.3", 99).id(1).fragment(0, true).payload(new byte[9]).frame());
    assertThat(defragmenter.dropped(FragmentDrop.BAD_LENGTH)).isEqualTo(1);
    Frames far = Frames.ip("10.0.0.2", "10.0.0.3", 99).id(2).fragment(65528, false);
    offer(far.payload(new byte[100]).frame());
    assertThat(defragmenter.dropped(FragmentDrop.TOO_LONG)).isEqualTo(1);
    offer(
        Frames.ip("10.0.0.2", "10.0.0.3", 99)
            .id(3)
            .fragment(80, false)
            .payload(new byte[8])
            .frame());
    offer(
        Frames.ip("10.0.0.2", "10.0.0.3", 99)
            .id(3)
            .fragment(88, true)
            .payload(new byte[8])
            .frame());
    assertThat(defragmenter.dropped(FragmentDrop.INCONSISTENT)).isEqualTo(2);
    assertThat(defragmenter.waiting()).isZero();
  }

  @Test
  void holdsNoMoreThanItsLimits() {
    defragmenter = new Defragmenter(10, 100_000, 4);
    for (int id = 0; id < 1000; id++) {
      offer(
          Frames.ip("10.0.0.2", "10.0.0.3", 99)
              .id(id)
              .fragment(8, true)
              .payload(new byte[8])
              .frame());
      assertThat(defragmenter.waiting()).isLessThanOrEqualTo(10);
    }
    assertThat(defragmenter.dropped(FragmentDrop.FULL)).isEqualTo(990);
    for (int i = 0; i < 5; i++) {
      offer(
          Frames.ip("10.0.0.2", "10.0.0.3", 99)
              .id(1)
              .fragment(8 + 8 * i, true)
              .payload(new byte[8])
              .frame());
    }
    assertThat(defragmenter.dropped(FragmentDrop.TOO_MANY)).isEqualTo(5);
    defragmenter = new Defragmenter(100, 2048, 100);
    for (int id = 0; id < 100; id++) {
      offer(
          Frames.ip("10.0.0.2", "10.0.0.3", 99)
              .id(id)
              .fragment(8, true)
              .payload(new byte[800])
              .frame());
    }
    assertThat(defragmenter.waiting()).isEqualTo(2);
    List<byte[]> parts =
        Frames.udp("10.0.0.9", 1, "10.0.0.3", 2).payload(new byte[900]).fragments(500);
    offer(parts.get(0));
    assertThat(offer(parts.get(1))).isNotNull();
  }

  @Test
  void dropsASixthVersionFirstFragmentWithoutItsUpperHeader() {
    Frames tcp = Frames.tcp("2001:db8::2", 1, "2001:db8::3", 2).payload(new byte[100]);
    offer(tcp.fragments(40 + 8 + 8).get(0));
    assertThat(defragmenter.dropped(FragmentDrop.TINY)).isEqualTo(1);
  }

  @Test
  void countsADatagramAsCapturedUpToTheFirstCut() {
    List<byte[]> parts = four().fragments(1500);
    offer(parts.get(0));
    offer(parts.get(1), 100);
    PacketView whole = offer(parts.get(2));
    assertThat(requireNonNull(whole).payloadLength()).isEqualTo(4000);
    assertThat(whole.payloadCaptured()).isEqualTo(1480 - 8 + 100 - 38);
  }

  @Test
  void neverMixesOrLosesFragmentsWhateverComes() {
    Gen gen = Gen.seeded(11);
    defragmenter = new Defragmenter(20, 50_000, 40);
    long offered = 0;
    long out = 0;
    for (int i = 0; i < 20_000; i++) {
      boolean more = gen.below(4) != 0;
      Frames f =
          gen.flip()
              ? Frames.ip("10.0.0.2", "10.0.0.3", 99)
              : Frames.ip("2001:db8::2", "2001:db8::3", 99);
      offer(
          f.id(gen.below(30))
              .fragment(8 * gen.below(12), more)
              .payload(new byte[more ? 8 * gen.between(1, 4) : gen.between(1, 30)])
              .frame());
      offered += view.fragment() ? 1 : 0;
      out += view.fragment() ? defragmenter.released() : 0;
      now += gen.below(100_000_000);
    }
    long dropped =
        Arrays.stream(FragmentDrop.values()).mapToLong(r -> defragmenter.dropped(r)).sum();
    assertThat(out + dropped + defragmenter.waiting()).as(gen.toString()).isEqualTo(offered);
    defragmenter.finish();
    assertThat(defragmenter.waiting()).isZero();
  }
}
