package dev.sluice.policy;

/** Writes addresses as RouterOS prints them. Reading them is the business of {@code config}. */
public final class AddressText {
  private AddressText() {}

  /** RFC 5952: lower case, the longest run of two or more zero groups shortened, first on a tie. */
  public static String format(Family family, long high, long low) {
    return family == Family.IPV4 ? ipv4((int) low) : ipv6(high, low);
  }

  private static String ipv4(int bits) {
    return (bits >>> 24)
        + "."
        + (bits >>> 16 & 255)
        + "."
        + (bits >>> 8 & 255)
        + "."
        + (bits & 255);
  }

  private static String ipv6(long high, long low) {
    int[] group = new int[8];
    for (int i = 0; i < 4; i++) {
      group[i] = (int) (high >>> 48 - 16 * i) & 0xFFFF;
      group[i + 4] = (int) (low >>> 48 - 16 * i) & 0xFFFF;
    }
    int start = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && group[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
      i = Math.max(i, end - 1);
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(group[i]));
      }
    }
    return text.toString();
  }
}
