package dev.sluice.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

class MatcherStatesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long TICK = SECOND / 100;
  private static final long START = 1_700_000_000L * SECOND;

  private static int taken(TokenBucket bucket, int times, long now) {
    int taken = 0;
    for (int i = 0; i < times; i++) {
      taken += bucket.take(now, 100) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void limitOfOneASecondStartsWithItsBurst() {
    TokenBucket bucket = new TokenBucket(1, 1, 5, false);
    assertThat(taken(bucket, 10, START)).isEqualTo(5);
    // The fixed point cuts a little off: the first token comes one tick after the second.
    assertThat(taken(bucket, 10, START + SECOND)).isZero();
    assertThat(taken(bucket, 10, START + SECOND + TICK)).isEqualTo(1);
  }

  @Test
  void limitOverFiveSecondsRefillsEveryTenthOfASecond() {
    TokenBucket bucket = new TokenBucket(50, 5, 2, false);
    assertThat(taken(bucket, 10, START)).isEqualTo(2);
    assertThat(taken(bucket, 10, START + 10 * TICK)).isZero();
    assertThat(taken(bucket, 10, START + 11 * TICK)).isEqualTo(1);
  }

  @Test
  void limitKeepsTheFractionSoThatNoDriftFollows() {
    TokenBucket bucket = new TokenBucket(1, 1, 1, false);
    int taken = 0;
    for (int tick = 0; tick <= 100_000; tick++) {
      taken += bucket.take(START + tick * TICK, 1) ? 1 : 0;
    }
    assertThat(taken).isEqualTo(1000);
  }

  @Test
  void limitInBitsSpendsTheLengthOfThePacket() {
    TokenBucket bucket = new TokenBucket(8_000, 1, 8_000, true);
    assertThat(taken(bucket, 20, START)).isEqualTo(10);
    assertThat(new TokenBucket(8_000, 1, 792, true).take(START, 100)).isFalse();
  }

  @Test
  void limitIsFullAgainAfterALongPause() {
    TokenBucket bucket = new TokenBucket(32_000_000_000L, 1, 2_000_000_000L, false);
    assertThat(taken(bucket, 3, START)).isEqualTo(3);
    assertThat(taken(bucket, 3, START + 1_000_000 * SECOND)).isEqualTo(3);
  }

  @Test
  void nthMatchesItsPacketOfEachCycle() {
    NthCounter first = new NthCounter(3, 1);
    NthCounter third = new NthCounter(3, 3);
    NthCounter beyond = new NthCounter(2, 3);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 7; i++) {
      text.append(matched(first)).append(matched(third)).append(matched(beyond)).append(' ');
    }
    assertThat(text.toString()).isEqualTo("100 000 010 100 000 010 100 ");
  }

  private static int matched(NthCounter counter) {
    return counter.next() ? 1 : 0;
  }

  private static long scaled(JenkinsHash hash, long denominator) {
    return ((hash.end() & 0xFFFF_FFFFL) * denominator) >>> 32;
  }

  @Test
  void hashesAsTheKernelDoes() {
    JenkinsHash hash = new JenkinsHash();
    int seed = 0xDEADBEEF;
    hash.begin(4, seed);
    hash.add(0x7F000001);
    assertThat(scaled(hash, 1_000_000)).isEqualTo(142_729);
    hash.begin(16, seed);
    hash.add(0x7F000001);
    hash.add(0x7F090001);
    hash.addPort(40_000);
    hash.addPort(7_000);
    assertThat(scaled(hash, 1_000_000)).isEqualTo(473_034);
    hash.begin(2, seed);
    hash.addPort(40_000);
    assertThat(scaled(hash, 1_000_000)).isEqualTo(157_991);
    hash.begin(8, seed);
    hash.addPort(40_000);
    hash.addPort(7_000);
    assertThat(scaled(hash, 1_000_000)).isEqualTo(475_544);
    hash.begin(8, 1);
    hash.add(0x7F000001);
    hash.add(0x7F090001);
    assertThat(scaled(hash, 3)).isEqualTo(1);
  }

  @Test
  void hashesLongKeysAsTheKernelDoes() {
    JenkinsHash hash = new JenkinsHash();
    hash.begin(32, 0xDEADBEEF);
    addresses(hash);
    assertThat(scaled(hash, 1_000_000)).isEqualTo(311_446);
    hash.begin(40, 0xDEADBEEF);
    addresses(hash);
    hash.addPort(40_000);
    hash.addPort(7_000);
    assertThat(scaled(hash, 1_000_000)).isEqualTo(547_218);
  }

  private static void addresses(JenkinsHash hash) {
    for (int last : new int[] {0x5, 0x77}) {
      hash.add(0xFD000000);
      hash.add(0);
      hash.add(0);
      hash.add(last);
    }
  }

  @Test
  void clockFollowsDaylightSaving() {
    ZoneId riga = ZoneId.of("Europe/Riga");
    LocalClock clock = new LocalClock(riga);
    ZonedDateTime before = ZonedDateTime.of(2026, 10, 25, 0, 30, 0, 0, riga);
    for (int hours = 0; hours < 8; hours++) {
      ZonedDateTime time = before.plusHours(hours);
      long now = time.toEpochSecond() * SECOND;
      assertThat(clock.secondOfDay(now)).isEqualTo(time.toLocalTime().toSecondOfDay());
      assertThat(DayOfWeek.of(clock.dayOfWeek(now) + 1)).isEqualTo(time.getDayOfWeek());
    }
    long earlier = before.minusMonths(5).toEpochSecond() * SECOND;
    assertThat(clock.secondOfDay(earlier)).isEqualTo(30 * 60);
  }
}
