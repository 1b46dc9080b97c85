package dev.sluice.engine.track;

/**
 * Which ICMP and ICMPv6 messages begin a connection, answer one, report an error about one, or
 * belong to none (RFC 792, RFC 4443; the choice is the kernel's).
 */
final class IcmpTypes {
  /** The highest ICMP type that tracking accepts. */
  static final int HIGHEST = 18;

  private static final int ERRORS = 1 << 3 | 1 << 4 | 1 << 5 | 1 << 11 | 1 << 12;

  private IcmpTypes() {}

  /** The type that answers this one, -1 if there is none. */
  static int answer(boolean six, int type) {
    if (six) {
      return switch (type) {
        case 128 -> 129;
        case 129 -> 128;
        case 139 -> 140;
        case 140 -> 139;
        default -> -1;
      };
    }
    return switch (type) {
      case 0 -> 8;
      case 8 -> 0;
      case 13 -> 14;
      case 14 -> 13;
      case 15 -> 16;
      case 16 -> 15;
      case 17 -> 18;
      case 18 -> 17;
      default -> -1;
    };
  }

  /** Whether this is a query, which may begin a connection. */
  static boolean request(boolean six, int type) {
    return six ? type == 128 || type == 139 : type == 8 || type == 13 || type == 15 || type == 17;
  }

  static boolean error(boolean six, int type) {
    return six ? type < 128 : type <= HIGHEST && (ERRORS >>> type & 1) != 0;
  }

  /** Multicast listener and neighbour discovery: stateless, so that loss of state never hurts. */
  static boolean untracked(boolean six, int type) {
    return six && (type >= 130 && type <= 136 || type == 143);
  }
}
