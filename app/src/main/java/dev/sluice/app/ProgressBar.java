package dev.sluice.app;

import dev.sluice.replay.Progress;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Draws how far a replay has come, once it has lasted longer than a second. Draws over its own line
 * and takes it away at the end. Not threadsafe.
 */
final class ProgressBar implements Progress {
  private static final long SECOND = 1_000_000_000L;
  private static final long REDRAW_NANOS = SECOND / 10;
  private static final int WIDTH = 30;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream err;
  private final boolean shown;
  private final long totalBytes;
  private final long start = System.nanoTime();
  private long drawn = start + SECOND - REDRAW_NANOS;
  private boolean visible;

  /** Starts the clock; nothing is ever drawn where standard error is no terminal. */
  ProgressBar(Streams streams, List<String> captures) {
    err = streams.err();
    shown = streams.errorTerminal();
    totalBytes = shown ? CaptureFiles.totalBytes(captures) : -1;
  }

  @Override
  public void at(long packets, long fileBytes) {
    long now = System.nanoTime();
    if (!shown || now - drawn < REDRAW_NANOS) {
      return;
    }
    drawn = now;
    visible = true;
    err.print(CLEAR + line(packets, fileBytes, totalBytes, now - start));
    err.flush();
  }

  static String line(long packets, long fileBytes, long totalBytes, long nanos) {
    double seconds = (double) nanos / SECOND;
    String rate =
        String.format(
            Locale.ROOT, "%,d packets, %,.0f/s", packets, packets / Math.max(seconds, 1e-3));
    rate = rate.replace(',', ' ').replace("packets ", "packets,");
    if (totalBytes <= 0) {
      return rate;
    }
    double done = Math.min(1, (double) fileBytes / totalBytes);
    int blocks = (int) (done * WIDTH);
    String bar = "█".repeat(blocks) + "░".repeat(WIDTH - blocks);
    double left = done == 0 ? 0 : seconds / done - seconds;
    return String.format(Locale.ROOT, "%s %3.0f %%  %s, %.0f s left", bar, done * 100, rate, left);
  }

  void clear() {
    if (visible) {
      err.print(CLEAR);
      err.flush();
      visible = false;
    }
  }
}
