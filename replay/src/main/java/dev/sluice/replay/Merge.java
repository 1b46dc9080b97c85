package dev.sluice.replay;

import dev.sluice.wire.CaptureReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The packets of several captures in one order: the earliest first, and of equally early ones that
 * of the capture named first. Within one capture the order of the file stays, even where its time
 * goes backwards. Not threadsafe.
 */
final class Merge {
  private static final int NOT_ASKED = -2;

  private final List<Source> sources;
  private final ToIntFunction<String> interfaceNumbers;
  private final PriorityQueue<Head> waiting;
  private @Nullable Head least;
  private boolean started;

  /** A capture that has a packet to show. */
  private static final class Head {
    final CaptureReader reader;
    final int number;
    int[] interfaces = new int[0];

    Head(CaptureReader reader, int number) {
      this.reader = reader;
      this.number = number;
    }

    long timestamp() {
      return reader.timestamp();
    }
  }

  /**
   * Takes what has been opened.
   *
   * @param interfaceNumbers the topology's index of an interface name, or -1
   */
  Merge(List<Source> sources, ToIntFunction<String> interfaceNumbers) {
    this.sources = sources;
    this.interfaceNumbers = interfaceNumbers;
    waiting =
        new PriorityQueue<>(
            Comparator.comparingLong(Head::timestamp).thenComparingInt(head -> head.number));
  }

  /** Fills an empty batch; it stays empty only at the end of all captures. */
  void fill(Batch batch) throws IOException {
    if (!started) {
      started = true;
      for (int i = 0; i < sources.size(); i++) {
        Head head = new Head(sources.get(i).reader(), i);
        if (head.reader.next()) {
          waiting.add(head);
        }
      }
      least = waiting.poll();
    }
    while (least != null && batch.add(least.reader, least.number, interfaceOf(least))) {
      advance(least);
    }
  }

  /** Most captures go on for a while before another's turn comes; then the queue is not touched. */
  private void advance(Head head) throws IOException {
    if (!head.reader.next()) {
      least = waiting.poll();
      return;
    }
    Head next = waiting.peek();
    if (next != null
        && (next.timestamp() < head.timestamp()
            || (next.timestamp() == head.timestamp() && next.number < head.number))) {
      least = waiting.poll();
      waiting.add(head);
    }
  }

  private int interfaceOf(Head head) {
    int index = head.reader.interfaceIndex();
    if (index < 0) {
      return -1;
    }
    if (index >= head.interfaces.length) {
      int length = head.interfaces.length;
      head.interfaces = Arrays.copyOf(head.interfaces, index + 1);
      Arrays.fill(head.interfaces, length, index + 1, NOT_ASKED);
    }
    if (head.interfaces[index] == NOT_ASKED) {
      String name = head.reader.interfaceName();
      head.interfaces[index] = name.isEmpty() ? -1 : interfaceNumbers.applyAsInt(name);
    }
    return head.interfaces[index];
  }
}
