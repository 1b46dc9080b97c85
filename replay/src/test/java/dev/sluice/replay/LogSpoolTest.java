package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSpoolTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void givesBackTimeTopicsAndMessage() throws IOException {
    try (LogSpool log = new LogSpool(Optional.empty(), ZoneOffset.UTC)) {
      log.add(-SECOND / 2, "before the epoch");
      log.add(1_772_438_400L * SECOND + 999_999_999, "ärger forward: in:ether1");
      assertThat(all(log))
          .containsExactly(
              new LogSpool.Line("1969-12-31 23:59:59", "firewall,info", "before the epoch"),
              new LogSpool.Line(
                  "2026-03-02 08:00:00", "firewall,info", "ärger forward: in:ether1"));
      log.add(1_772_438_401L * SECOND, "later");
      assertThat(all(log)).hasSize(3);
    }
  }

  @Test
  void letsNoPrefixForgeALine() throws IOException {
    try (LogSpool log = new LogSpool(Optional.empty(), ZoneOffset.UTC)) {
      log.add(0, "a\r\nb\nc");
      assertThat(all(log)).hasSize(1);
      assertThat(all(log).get(0).message()).isEqualTo("a  b c");
    }
  }

  @Test
  void writesTheUsersFileInTheRoutersZone(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("log");
    try (LogSpool log = new LogSpool(Optional.of(file), ZoneId.of("Europe/Berlin"))) {
      log.add(1_772_438_400L * SECOND, "x");
    }
    assertThat(Files.readString(file)).isEqualTo("2026-03-02 09:00:00 firewall,info x\n");
  }

  private static List<LogSpool.Line> all(LogSpool log) throws IOException {
    List<LogSpool.Line> lines = new ArrayList<>();
    log.forEach(lines::add);
    return lines;
  }
}
