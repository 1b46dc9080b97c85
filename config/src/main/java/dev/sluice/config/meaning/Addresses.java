package dev.sluice.config.meaning;

import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Family;
import org.jspecify.annotations.Nullable;

/** Reads addresses, prefixes and ranges. Null is no address. */
public final class Addresses {
  private Addresses() {}

  /** A, A/len, A/mask or, for IPv4, A-B. */
  public static @Nullable AddressRange range(Family family, String text) {
    int slash = text.indexOf('/');
    if (slash >= 0) {
      Address base = address(family, text.substring(0, slash));
      int length = base == null ? -1 : prefixLength(family, text.substring(slash + 1));
      return base == null || length < 0 ? null : AddressRange.prefix(base, length);
    }
    int dash = text.indexOf('-');
    if (dash >= 0) {
      Address first = address(family, text.substring(0, dash));
      Address last = address(family, text.substring(dash + 1));
      return first == null || last == null || first.compareTo(last) > 0
          ? null
          : new AddressRange(first, last);
    }
    Address single = address(family, text);
    return single == null ? null : AddressRange.of(single);
  }

  static int prefixLength(Family family, String text) {
    int most = family == Family.IPV4 ? 32 : 128;
    if (!text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      int length = Integer.parseInt(text);
      return length <= most ? length : -1;
    }
    Address mask = family == Family.IPV4 ? ipv4(text) : null;
    if (mask == null) {
      return -1;
    }
    int bits = (int) mask.low();
    int length = Integer.bitCount(bits);
    return length == 0 || bits == -1 << 32 - length ? length : -1;
  }

  public static @Nullable Address address(Family family, String text) {
    return family == Family.IPV4 ? ipv4(text) : ipv6(text);
  }

  /** RouterOS: {@code 10.1} is 10.0.0.1, as with inet_aton. */
  private static @Nullable Address ipv4(String text) {
    int bits = 0;
    int parts = 0;
    int value = 0;
    int digits = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '.' : text.charAt(i);
      if (c >= '0' && c <= '9') {
        value = value * 10 + c - '0';
        if (++digits > 3) {
          return null;
        }
        continue;
      }
      if (c != '.' || digits == 0 || value > 255 || parts == 4) {
        return null;
      }
      boolean last = i == text.length();
      bits |= value << (last ? 0 : 24 - 8 * parts);
      parts++;
      value = 0;
      digits = 0;
    }
    if (parts < 2) {
      return null;
    }
    return Address.ipv4(bits);
  }

  private static @Nullable Address ipv6(String text) {
    int gap = text.indexOf("::");
    if (text.indexOf(':') < 0 || gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return null;
    }
    String head = gap < 0 ? text : text.substring(0, gap);
    String tail = gap < 0 ? "" : text.substring(gap + 2);
    int[] groups = new int[8];
    int before = groups(head, groups, 0);
    int[] last = new int[8];
    int after = groups(tail, last, 0);
    if (before < 0 || after < 0 || (gap < 0 ? before != 8 : before + after > 7)) {
      return null;
    }
    System.arraycopy(last, 0, groups, 8 - after, after);
    long high = 0;
    long low = 0;
    for (int i = 0; i < 4; i++) {
      high = high << 16 | groups[i];
      low = low << 16 | groups[i + 4];
    }
    return Address.ipv6(high, low);
  }

  private static int groups(String text, int[] into, int from) {
    if (text.isEmpty()) {
      return from;
    }
    int count = from;
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      if (i == parts.length - 1 && part.indexOf('.') >= 0) {
        Address tail = part.chars().filter(c -> c == '.').count() == 3 ? ipv4(part) : null;
        if (tail == null || count > 6) {
          return -1;
        }
        into[count++] = (int) (tail.low() >>> 16);
        into[count++] = (int) tail.low() & 0xFFFF;
        return count;
      }
      if (count == 8 || part.isEmpty() || part.length() > 4) {
        return -1;
      }
      int value = 0;
      for (int j = 0; j < part.length(); j++) {
        int digit = Character.digit(part.charAt(j), 16);
        if (digit < 0 || part.charAt(j) > 'f') {
          return -1;
        }
        value = value << 4 | digit;
      }
      into[count++] = value;
    }
    return count;
  }
}
