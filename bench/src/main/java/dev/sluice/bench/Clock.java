package dev.sluice.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The processor time of the measuring thread, the kernel's part included. Unlike the time on the
 * wall it does not grow when other processes want the same core; what other threads of the JVM do
 * meanwhile (the compilers, the collector) is not in it.
 */
final class Clock {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Clock() {}

  /** Nanoseconds from some fixed moment; the wall's where the system does not count a thread's. */
  static long now() {
    return THREADS.isCurrentThreadCpuTimeSupported()
        ? THREADS.getCurrentThreadCpuTime()
        : System.nanoTime();
  }
}
