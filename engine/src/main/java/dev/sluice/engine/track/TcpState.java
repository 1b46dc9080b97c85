package dev.sluice.engine.track;

/** The states of a TCP connection by number, and their names in RouterOS. */
public final class TcpState {
  public static final int NONE = 0;
  public static final int SYN_SENT = 1;
  public static final int SYN_RECEIVED = 2;
  public static final int ESTABLISHED = 3;
  public static final int FIN_WAIT = 4;
  public static final int CLOSE_WAIT = 5;
  public static final int LAST_ACK = 6;
  public static final int TIME_WAIT = 7;
  public static final int CLOSE = 8;

  /** Both sides sent a SYN; RouterOS prints it under the old name of its number. */
  public static final int LISTEN = 9;

  private static final String[] NAMES = {
    "none",
    "syn-sent",
    "syn-recv",
    "established",
    "fin-wait",
    "close-wait",
    "last-ack",
    "time-wait",
    "close",
    "listen"
  };

  private TcpState() {}

  /** The state as {@code tcp-state} prints it. */
  public static String name(int state) {
    return NAMES[state];
  }
}
