package dev.sluice.engine.track;

/** Whose tolerance and, for {@link #LINUX}, whose timeouts tracking has. */
public enum Profile {
  /** RouterOS 7, a Linux 5.6 kernel: any violation of the TCP window makes a packet invalid. */
  ROUTEROS,
  /** A current 6.x kernel: old data and old acknowledgements pass without changing the state. */
  LINUX
}
