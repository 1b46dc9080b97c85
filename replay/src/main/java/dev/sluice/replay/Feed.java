package dev.sluice.replay;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Batches of packets for the engine. With one worker they are read when they are asked for; with
 * more, a thread of its own reads ahead, and decompresses where there is something to. The batches
 * hold the same packets in the same order, so the result cannot depend on the number of workers.
 * For one consumer.
 */
final class Feed implements AutoCloseable {
  private static final int AHEAD = 4;
  private static final long PATIENCE_MILLIS = 10_000;

  private final Merge merge;
  private final Arena arena = Arena.ofShared();
  private final BlockingQueue<Batch> empty = new ArrayBlockingQueue<>(AHEAD);
  private final BlockingQueue<Batch> full = new ArrayBlockingQueue<>(AHEAD);
  private final @Nullable Thread reader;
  private @Nullable Batch current;

  Feed(Merge merge, int workers) {
    this.merge = merge;
    for (int i = 0; i < (workers > 1 ? AHEAD : 1); i++) {
      empty.add(new Batch(arena, workers > 1 ? Batch.MANY : Batch.FEW));
    }
    reader =
        workers > 1 ? Thread.ofPlatform().daemon().name("sluice-reader").start(this::read) : null;
  }

  /** The next batch, good until the next call; empty at the end. */
  Batch next() throws IOException {
    if (current != null) {
      current.clear();
      empty.add(current);
    }
    Batch batch = reader == null ? filled(empty.remove()) : taken();
    current = batch;
    IOException failure = batch.failure();
    if (failure != null) {
      throw failure;
    }
    return batch;
  }

  private Batch taken() throws IOException {
    try {
      return full.take();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading", stopped);
    }
  }

  private Batch filled(Batch batch) {
    try {
      merge.fill(batch);
    } catch (IOException problem) {
      batch.fail(problem);
    } catch (RuntimeException | Error fault) {
      batch.fail(new IOException("fault while reading: " + fault, fault));
    }
    return batch;
  }

  private void read() {
    try {
      boolean more = true;
      while (more) {
        Batch batch = filled(empty.take());
        more = batch.count() > 0 && batch.failure() == null;
        full.put(batch);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.interrupt();
      try {
        reader.join(PATIENCE_MILLIS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
      if (reader.isAlive()) {
        return; // Blocked in a read of standard input: its memory goes with the process.
      }
    }
    arena.close();
  }
}
