package dev.sluice.wire;

/**
 * The link types of a capture file that {@link PacketView} reads, by their registered numbers.
 * Immutable.
 */
public final class LinkType {
  public static final int NULL = 0;
  public static final int ETHERNET = 1;
  public static final int PPP = 9;

  /** Raw IP as most systems number it inside the kernel; found in files all the same. */
  public static final int RAW_OLD = 12;

  /** Raw IP as OpenBSD numbers it. */
  public static final int RAW_OPENBSD = 14;

  public static final int PPP_HDLC = 50;
  public static final int PPPOE = 51;
  public static final int RAW = 101;
  public static final int LOOP = 108;
  public static final int LINUX_SLL = 113;
  public static final int IPV4 = 228;
  public static final int IPV6 = 229;
  public static final int LINUX_SLL2 = 276;

  private LinkType() {}

  /** Whether packets of this link type can be decoded; those of others are all "not IP". */
  public static boolean known(int linkType) {
    return switch (linkType) {
      case NULL,
          ETHERNET,
          PPP,
          RAW_OLD,
          RAW_OPENBSD,
          PPP_HDLC,
          PPPOE,
          RAW,
          LOOP,
          LINUX_SLL,
          IPV4,
          IPV6,
          LINUX_SLL2 ->
          true;
      default -> false;
    };
  }

  /** A name for a person to read. */
  public static String name(int linkType) {
    return switch (linkType) {
      case NULL -> "BSD loopback";
      case ETHERNET -> "Ethernet";
      case PPP, PPP_HDLC -> "PPP";
      case RAW_OLD, RAW_OPENBSD, RAW -> "raw IP";
      case PPPOE -> "PPPoE";
      case LOOP -> "OpenBSD loopback";
      case LINUX_SLL -> "Linux cooked";
      case IPV4 -> "raw IPv4";
      case IPV6 -> "raw IPv6";
      case LINUX_SLL2 -> "Linux cooked v2";
      default -> "link type " + linkType;
    };
  }
}
