package dev.sluice.replay.diff;

import java.util.Locale;

/** In what a connection may fare differently. */
public enum Kind {
  VERDICT,
  CONNECTION_MARK,
  PACKET_MARK,
  ROUTING_MARK,
  LAYER7_PROTOCOL,
  TRANSLATION,
  HEADER,
  QUEUE;

  /** RouterOS's word where it has one. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
