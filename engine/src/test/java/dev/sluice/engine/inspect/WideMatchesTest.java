package dev.sluice.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Gen;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WideMatchesTest {
  @Test
  void agreesWithAMapOfSets() {
    Gen.cases(
        5,
        Gen.count(100),
        gen -> {
          WideMatches matches = new WideMatches(3, 1_000);
          Map<Integer, BitSet> model = new HashMap<>();
          for (int i = 0; i < 300; i++) {
            int connection = gen.below(50) * 128;
            if (gen.oneIn(3)) {
              matches.remove(connection);
              model.remove(connection);
            } else {
              int pattern = 64 + gen.below(128);
              long[] bits = new long[3];
              bits[pattern >> 6] = 1L << pattern;
              matches.add(connection, bits);
              model.computeIfAbsent(connection, ignored -> new BitSet()).set(pattern);
            }
          }
          assertThat(matches.size()).as(gen.toString()).isEqualTo(model.size());
          for (int i = 0; i < 50; i++) {
            for (int pattern = 64; pattern < 192; pattern++) {
              BitSet set = model.getOrDefault(i * 128, new BitSet());
              assertThat(matches.has(i * 128, pattern))
                  .as(gen.toString())
                  .isEqualTo(set.get(pattern));
            }
          }
        });
  }

  @Test
  void forgetsAndCountsWhatIsBeyondTheLimit() {
    WideMatches matches = new WideMatches(2, 2);
    long[] bits = {0, 1};
    matches.add(1, bits);
    matches.add(2, bits);
    matches.add(3, bits);
    assertThat(matches.has(3, 64)).isFalse();
    assertThat(matches.refused()).isEqualTo(1);
    matches.remove(1);
    matches.add(3, bits);
    assertThat(matches.has(3, 64)).isTrue();
  }

  @Test
  void takesNoRoomForPatternsOfTheFirstWord() {
    WideMatches matches = new WideMatches(2, 2);
    matches.add(1, new long[] {-1, 0});
    assertThat(matches.size()).isZero();
  }
}
