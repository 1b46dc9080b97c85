package dev.sluice.engine.queues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Origin;
import dev.sluice.policy.QueueType;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueueParametersTest {
  private static QueueParameters of(String value) {
    return new QueueParameters(new QueueType("t", "pcq", Map.of("x", value), Origin.NONE));
  }

  @Test
  void readsCountsAndRates() {
    assertThat(of("50").number("x", 7)).isEqualTo(50);
    assertThat(of("10M").number("x", 7)).isEqualTo(10_000_000);
    assertThat(of("512k").number("x", 7)).isEqualTo(512_000);
    assertThat(of("nonsense").number("x", 7)).isEqualTo(7);
    assertThat(of("1").number("y", 7)).isEqualTo(7);
  }

  @Test
  void readsBytesWithTheirUnits() {
    assertThat(of("50KiB").bytes("x", 7, 1)).isEqualTo(50 * 1_024);
    assertThat(of("50").bytes("x", 7, 1_024)).isEqualTo(50 * 1_024);
    assertThat(of("2MiB").bytes("x", 7, 1)).isEqualTo(2 << 20);
    assertThat(of("").bytes("x", 7, 1)).isEqualTo(7);
  }

  @Test
  void readsTimes() {
    assertThat(of("5ms").nanos("x", 7)).isEqualTo(5_000_000);
    assertThat(of("1m40s").nanos("x", 7)).isEqualTo(100_000_000_000L);
    assertThat(of("5").nanos("x", 7)).isEqualTo(5_000_000_000L);
    assertThat(of("none").nanos("x", 7)).isEqualTo(7);
  }
}
