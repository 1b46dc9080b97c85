package dev.sluice.replay;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The policy's log lines, on disk from the first one on: in the user's file, else in a temporary
 * one that goes with {@link #close}. A line is {@code 2026-03-02 08:10:55 firewall,info …}, as
 * RouterOS 7 writes its log to disk. Not threadsafe.
 */
public final class LogSpool implements AutoCloseable {
  /** The topics of every line a firewall rule writes. */
  public static final String TOPICS = "firewall,info";

  private static final int TIME_LENGTH = 19;
  private static final long NANOS = 1_000_000_000L;

  private final ZoneId zone;
  private final boolean temporary;
  private @Nullable Path file;
  private @Nullable BufferedWriter writer;
  private long size;
  private long second = Long.MIN_VALUE;
  private String time = "";

  /** One line, taken apart. */
  public record Line(String time, String topics, String message) {}

  /** Takes lines one by one. */
  @FunctionalInterface
  public interface Sink {
    void take(Line line) throws IOException;
  }

  LogSpool(Optional<Path> wanted, ZoneId zone) throws IOException {
    this.zone = zone;
    temporary = wanted.isEmpty();
    if (wanted.isPresent()) {
      file = wanted.get();
      writer = Files.newBufferedWriter(wanted.get());
    }
  }

  /** Line ends inside the message would forge lines, so they become blanks. */
  void add(long now, CharSequence message) throws IOException {
    if (writer == null) {
      file = Files.createTempFile("sluice-log-", ".spool");
      writer = Files.newBufferedWriter(file);
    }
    long seconds = Math.floorDiv(now, NANOS);
    if (seconds != second) {
      second = seconds;
      time = time(seconds, zone);
    }
    writer.append(time).append(' ').append(TOPICS).append(' ');
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      writer.append(c == '\n' || c == '\r' ? ' ' : c);
    }
    writer.append('\n');
    size++;
  }

  static String time(long seconds, ZoneId zone) {
    LocalDateTime local = LocalDateTime.ofInstant(Instant.ofEpochSecond(seconds), zone);
    return local.toLocalDate() + " " + clock(local);
  }

  private static String clock(LocalDateTime local) {
    return two(local.getHour()) + ":" + two(local.getMinute()) + ":" + two(local.getSecond());
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }

  /** Whether the lines are in a file of the user's. */
  boolean kept() {
    return !temporary;
  }

  public long size() {
    return size;
  }

  /** Shows each line once, in order. May be called again. */
  public void forEach(Sink sink) throws IOException {
    if (writer == null || file == null) {
      return;
    }
    writer.flush();
    int message = TIME_LENGTH + TOPICS.length() + 2;
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        sink.take(new Line(line.substring(0, TIME_LENGTH), TOPICS, line.substring(message)));
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
      writer = null;
    }
    if (temporary && file != null) {
      Files.deleteIfExists(file);
    }
  }
}
