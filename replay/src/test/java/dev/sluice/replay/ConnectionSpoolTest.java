package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Address;
import dev.sluice.replay.Report.Connection;
import dev.sluice.replay.Report.End;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConnectionSpoolTest {
  private static final long SEED = 20260302;

  @Test
  void givesBackWhatItGotInOrderWhateverTheRunLength() throws IOException {
    List<Connection> expected = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      expected.add(connection(i / 3, i));
    }
    for (int runLength : new int[] {1, 7, 100, 999, 1_000, 1_001}) {
      List<Connection> shuffled = new ArrayList<>(expected);
      Collections.shuffle(shuffled, new Random(SEED));
      try (ConnectionSpool spool = new ConnectionSpool(runLength)) {
        for (Connection connection : shuffled) {
          spool.add(connection);
        }
        assertThat(spool.runsOnDisk()).isEqualTo(1_000 / runLength);
        assertThat(all(spool)).as("runs of %d", runLength).isEqualTo(expected);
        assertThat(all(spool)).as("read again").isEqualTo(expected);
      }
    }
  }

  @Test
  void staysInMemoryBelowItsLimit() throws IOException {
    try (ConnectionSpool spool = new ConnectionSpool(10)) {
      for (int i = 0; i < 9; i++) {
        spool.add(connection(i, i));
      }
      assertThat(spool.runsOnDisk()).isZero();
      spool.add(connection(9, 9));
      assertThat(spool.runsOnDisk()).isEqualTo(1);
      assertThat(spool.size()).isEqualTo(10);
    }
  }

  @Test
  void mayBeEmpty() throws IOException {
    try (ConnectionSpool spool = new ConnectionSpool()) {
      assertThat(all(spool)).isEmpty();
    }
  }

  private static List<Connection> all(ConnectionSpool spool) throws IOException {
    List<Connection> read = new ArrayList<>();
    spool.forEach(read::add);
    return read;
  }

  /** Numbered so that {@code n} orders those that began at the same time. */
  private static Connection connection(long first, int n) {
    boolean six = n % 3 == 2;
    Address source = six ? Address.ipv6(-1L << 60, n) : Address.ipv4(0x0A000000 + n);
    Address destination = six ? Address.ipv6(1, -n) : Address.ipv4(-n);
    boolean ports = n % 2 == 0;
    End from = new End(source, ports ? n : -1);
    End to = new End(destination, ports ? 65_535 - n : -1);
    return new Connection(
        six ? 255 : 6,
        from,
        to,
        to,
        from,
        "märk-" + n,
        BitSet.valueOf(n % 2 == 0 ? new long[0] : new long[] {n, n % 3}),
        n % 5 == 0 ? "" : "time-wait",
        n,
        n * 100L,
        n + 1L,
        n * 200L,
        2L * n,
        1,
        first,
        first + n,
        new Tracking("SAC".substring(n % 3), n - 1, n % 7, -n, n, 2L * n, 3L * n, 4L * n));
  }
}
