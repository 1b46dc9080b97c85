package dev.sluice.bench;

/** One way of finding which patterns of a set occur in a window. Built before it is measured. */
interface Engine extends AutoCloseable {
  /** What the table calls it. */
  String name();

  /** Looks at one window; how many patterns matched in it. */
  int run(Windows windows, int window);

  /** Bytes held, as far as the engine can say; -1 where it cannot. */
  default long memory() {
    return -1;
  }

  /** What a reader of the table should know, such as patterns that were left out; or nothing. */
  default String remark() {
    return "";
  }

  @Override
  default void close() {}
}
