package dev.sluice.replay.spec;

import dev.sluice.policy.Family;
import dev.sluice.replay.spec.Literals.Endpoint;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The words of one packet as they are being read. Not threadsafe. */
final class Draft {
  static final int TCP = 6;
  static final int UDP = 17;
  static final int ICMP = 1;
  static final int ICMPV6 = 58;
  static final int UNSET = -1;

  int protocol = UNSET;
  @Nullable Endpoint source;
  @Nullable Endpoint destination;
  boolean back;
  boolean open;
  int flags = UNSET;
  int length = UNSET;
  int ttl = 64;
  int dscp;
  int type = UNSET;
  int code;
  int mss = UNSET;
  long mac = UNSET;
  String in = "";
  String payload = "";

  /** Numbers of TCP, when the bytes are made. */
  int sequence;

  int acknowledgment;

  boolean hasPorts() {
    return protocol == TCP || protocol == UDP;
  }

  boolean six(Endpoint end) {
    return end.address().family() == Family.IPV6;
  }

  byte[] data() {
    return payload.getBytes(StandardCharsets.ISO_8859_1);
  }
}
