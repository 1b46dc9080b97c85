package dev.sluice.engine.rules;

/** Why a matcher itself dropped the packet, as some of Linux's do, without any rule counting it. */
public enum HotDrop {
  NONE("none"),
  SHORT_HEADER("transport header too short for a matcher"),
  TINY_FRAGMENT("fragment that would overlap the TCP header"),
  LIMIT_TABLE_FULL("table of a dst-limit full");

  private final String reason;

  HotDrop(String reason) {
    this.reason = reason;
  }

  /** A few words for a report. */
  public String reason() {
    return reason;
  }
}
