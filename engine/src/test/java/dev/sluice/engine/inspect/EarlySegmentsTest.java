package dev.sluice.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EarlySegmentsTest {
  private static final MemorySegment BYTES =
      MemorySegment.ofArray("0123456789".getBytes(StandardCharsets.US_ASCII));

  private final EarlySegments early = new EarlySegments(4);

  private static String chain(EarlySegments early, int head) {
    StringBuilder text = new StringBuilder();
    for (int slot = head; slot != 0; slot = early.next(slot)) {
      text.append(early.sequence(slot)).append('=');
      for (int i = 0; i < early.length(slot); i++) {
        text.append((char) early.bytes(slot).get(ValueLayout.JAVA_BYTE, early.place(slot) + i));
      }
      text.append(' ');
    }
    return text.toString().strip();
  }

  @Test
  void keepsAChainInTheOrderOfSequenceNumbersAlsoWhereTheyWrap() {
    int head = early.add(0, 3, BYTES, 0, 2);
    head = early.add(head, -2, BYTES, 2, 2);
    head = early.add(head, 9, BYTES, 4, 2);
    assertThat(chain(early, head)).isEqualTo("-2=23 3=01 9=45");
    head = early.drop(head);
    assertThat(chain(early, head)).isEqualTo("3=01 9=45");
  }

  @Test
  void cutsWhatIsLongerThanASlot() {
    assertThat(chain(early, early.add(0, 1, BYTES, 0, 10))).isEqualTo("1=0123");
  }

  @Test
  void lengthensWhatEndsWhereMoreBeginsWhileThereIsRoom() {
    int head = early.add(0, -2, BYTES, 0, 2);
    assertThat(early.extend(head, 0, BYTES, 2, 1)).isTrue();
    assertThat(early.extend(head, 2, BYTES, 3, 1)).as("a hole between").isFalse();
    assertThat(early.extend(head, 1, BYTES, 3, 2)).as("no room for both").isFalse();
    assertThat(chain(early, head)).isEqualTo("-2=012");
    assertThat(early.held()).isEqualTo(1);
  }

  @Test
  void isFullAtTheLimitAndUsesDroppedSlotsAgain() {
    int head = 0;
    for (int i = 0; i < EarlySegments.MOST_SLOTS; i++) {
      assertThat(early.full()).isFalse();
      head = early.add(0, i, BYTES, 0, 1);
    }
    assertThat(early.full()).isTrue();
    early.drop(head);
    assertThat(early.full()).isFalse();
    assertThat(chain(early, early.add(0, 7, BYTES, 5, 1))).isEqualTo("7=5");
    assertThat(early.held()).isEqualTo(EarlySegments.MOST_SLOTS);
  }
}
