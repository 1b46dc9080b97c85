package dev.sluice.replay.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AlignmentTest {
  private static Alignment of(String before, String after) {
    return Alignment.of(
        List.of(before.split("")),
        List.of(after.split("")),
        (one, other) -> one.equalsIgnoreCase(other));
  }

  @Test
  void whatStaysInOrderIsPaired() {
    Alignment alignment = of("abcde", "abXcde");
    assertThat(alignment.oldToNew()).containsExactly(0, 1, 3, 4, 5);
    assertThat(alignment.newToOld()).containsExactly(0, 1, -1, 2, 3, 4);
    assertThat(alignment.moved()).doesNotContain(true);
  }

  @Test
  void oneThatChangesItsPlaceIsTheOnlyOneThatMoved() {
    Alignment alignment = of("abcde", "bcdea");
    assertThat(alignment.oldToNew()).containsExactly(4, 0, 1, 2, 3);
    assertThat(alignment.moved()).containsExactly(false, false, false, false, true);
  }

  @Test
  void whatIsSimilarIsPairedLast() {
    Alignment alignment = of("abc", "aBd");
    assertThat(alignment.oldToNew()).containsExactly(0, 1, -1);
    assertThat(alignment.newToOld()).containsExactly(0, 1, -1);
  }
}
