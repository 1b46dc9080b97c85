package dev.sluice.engine.queues;

/** Hears of each second of each queue in which something happened, in the order of time. */
@FunctionalInterface
public interface QueueObserver {
  void second(QueueSecond figures);
}
