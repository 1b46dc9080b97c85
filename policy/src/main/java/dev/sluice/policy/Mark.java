package dev.sluice.policy;

/** The names of marks that have a meaning of their own. */
public final class Mark {
  /** No mark at all, for packet-mark and connection-mark. */
  public static final String NO_MARK = "no-mark";

  /** The routing table of unmarked packets. */
  public static final String MAIN = "main";

  private Mark() {}
}
