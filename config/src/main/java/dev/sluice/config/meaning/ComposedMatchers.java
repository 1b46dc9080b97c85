package dev.sluice.config.meaning;

import dev.sluice.policy.Comparison;
import dev.sluice.policy.HashFields;
import dev.sluice.policy.Hotspot;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.Ipv6Header;
import dev.sluice.policy.LimitFlow;
import dev.sluice.policy.Matcher;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the conditions whose values have parts. Stateless. */
final class ComposedMatchers {
  private static final List<String> FLAGS =
      List.of("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr");
  private static final long MOST_RATE = 32_000_000_000L;
  private static final long MOST_BURST = 2_000_000_000L;
  private static final long DEFAULT_EXPIRE = 100;
  private static final List<String> HASHED =
      List.of(
          "src-address",
          "dst-address",
          "both-addresses",
          "src-port",
          "src-address-and-port",
          "dst-port",
          "dst-address-and-port",
          "both-ports",
          "both-addresses-and-ports");
  private static final int[] HASHED_BITS = {1, 2, 3, 4, 5, 8, 10, 12, 15};
  private static final List<String> FLOWS =
      List.of(
          "dst-address",
          "dst-address-and-port",
          "src-address",
          "src-and-dst-addresses",
          "addresses-and-dst-port");

  private ComposedMatchers() {}

  static @Nullable Matcher read(Piece whole, Piece piece, boolean not) {
    return switch (whole.property()) {
      case "tcp-flags" -> flags(whole);
      case "hotspot" -> hotspot(whole);
      case "icmp-options" -> icmp(piece, not);
      case "tos" -> tos(piece, not);
      case "ttl", "hop-limit" -> ttl(whole);
      case "headers" -> headers(piece, not);
      case "nth" -> nth(piece, not);
      case "per-connection-classifier" -> classifier(piece, not);
      case "limit" -> limit(piece, not);
      case "dst-limit" -> flowLimit(whole);
      case "psd" -> scan(whole);
      case "time" -> DayTimes.read(piece, not);
      case "ipsec-policy" -> ipsec(whole);
      case "connection-bytes" -> bytes(whole);
      case "connection-limit" -> connections(piece, not);
      case "connection-rate" -> rate(piece, not);
      default -> throw new IllegalStateException(whole.property());
    };
  }

  /** RouterOS: every {@code !} belongs to its own flag, the first one too. */
  private static @Nullable Matcher flags(Piece whole) {
    int mask = 0;
    int wanted = 0;
    for (Piece part : whole.split(',')) {
      Piece flag = part.positive();
      String name = flag.word(FLAGS);
      if (name == null) {
        return null;
      }
      int bit = 1 << FLAGS.indexOf(name);
      mask |= bit;
      wanted = part.negated() ? wanted & ~bit : wanted | bit;
    }
    return new Matcher.TcpFlags(false, mask, wanted);
  }

  @SuppressWarnings("EnumOrdinal") // the policy says that the ordinal is the bit
  private static @Nullable Matcher hotspot(Piece whole) {
    int mask = 0;
    int wanted = 0;
    for (Piece part : whole.split(',')) {
      Hotspot fact = part.positive().constant(Hotspot.values());
      if (fact == null) {
        return null;
      }
      mask |= 1 << fact.ordinal();
      wanted |= part.negated() ? 0 : 1 << fact.ordinal();
    }
    return new Matcher.HotspotState(false, mask, wanted);
  }

  private static @Nullable Matcher icmp(Piece piece, boolean not) {
    int colon = piece.text().indexOf(':');
    Integer type = (colon < 0 ? piece : piece.cut(0, colon)).integer(0, 255);
    IntRange codes = colon < 0 ? new IntRange(0, 255) : piece.after(colon + 1).range(0, 255);
    return type == null || codes == null ? null : new Matcher.IcmpOptions(not, type, codes);
  }

  private static @Nullable Matcher tos(Piece piece, boolean not) {
    int slash = piece.text().indexOf('/');
    Integer value = (slash < 0 ? piece : piece.cut(0, slash)).integer(0, 255);
    Integer mask = slash < 0 ? Integer.valueOf(255) : piece.after(slash + 1).integer(0, 255);
    return value == null || mask == null ? null : new Matcher.Tos(not, value, mask);
  }

  private static @Nullable Matcher ttl(Piece whole) {
    int colon = whole.text().indexOf(':');
    if (colon < 0) {
      whole.invalid();
      return null;
    }
    Comparison comparison = whole.cut(0, colon).constant(Comparison.values());
    Integer value = whole.after(colon + 1).integer(0, 255);
    return comparison == null || value == null ? null : new Matcher.Ttl(comparison, value);
  }

  private static @Nullable Matcher headers(Piece piece, boolean not) {
    int colon = piece.text().indexOf(':');
    Piece list = colon < 0 ? piece : piece.cut(0, colon);
    String mode = "contains";
    if (colon >= 0) {
      String written = piece.after(colon + 1).word(List.of("exact", "contains"));
      if (written == null) {
        return null;
      }
      mode = written;
    }
    Set<Ipv6Header> named = EnumSet.noneOf(Ipv6Header.class);
    for (Piece part : list.split(',')) {
      Ipv6Header header = part.constant(Ipv6Header.values());
      if (header == null) {
        return null;
      }
      named.add(header);
    }
    return new Matcher.Ipv6Headers(not, named, mode.equals("exact"));
  }

  private static @Nullable Matcher nth(Piece piece, boolean not) {
    List<Piece> parts = piece.split(',');
    if (parts.size() > 2) {
      piece.invalid();
      return null;
    }
    Integer every = parts.getFirst().integer(1, Integer.MAX_VALUE);
    Integer packet =
        parts.size() == 1 ? Integer.valueOf(1) : parts.get(1).integer(1, Integer.MAX_VALUE);
    return every == null || packet == null ? null : new Matcher.Nth(not, every, packet);
  }

  private static @Nullable Matcher classifier(Piece piece, boolean not) {
    int colon = piece.text().indexOf(':');
    int slash = piece.text().indexOf('/');
    if (colon < 0 || slash < colon) {
      piece.invalid();
      return null;
    }
    String kind = piece.cut(0, colon).word(HASHED);
    Long denominator = piece.cut(colon + 1, slash).number(1, 0xFFFF_FFFFL);
    Long remainder = piece.after(slash + 1).number(0, 0xFFFF_FFFFL);
    if (kind == null || denominator == null || remainder == null) {
      return null;
    }
    int bits = HASHED_BITS[HASHED.indexOf(kind)];
    HashFields fields =
        new HashFields((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
    return new Matcher.PerConnectionClassifier(not, fields, denominator, remainder);
  }

  private record Rate(long count, long perSeconds) {}

  private static @Nullable Rate perTime(Piece piece) {
    int slash = piece.text().indexOf('/');
    Long count = (slash < 0 ? piece : piece.cut(0, slash)).quantity();
    Long seconds = slash < 0 ? Long.valueOf(1) : piece.after(slash + 1).seconds();
    if (count == null || seconds == null) {
      return null;
    }
    if (count < 1 || count > MOST_RATE || seconds < 1) {
      piece.outOfRange("1.." + MOST_RATE);
      return null;
    }
    return new Rate(count, seconds);
  }

  private static @Nullable Matcher limit(Piece piece, boolean not) {
    int colon = piece.text().indexOf(':');
    String mode = "packet";
    if (colon >= 0) {
      String written = piece.after(colon + 1).word(List.of("packet", "bit"));
      if (written == null) {
        return null;
      }
      mode = written;
    }
    List<Piece> parts = (colon < 0 ? piece : piece.cut(0, colon)).split(',');
    if (parts.size() != 2) {
      piece.invalid();
      return null;
    }
    Rate rate = perTime(parts.get(0));
    Long burst = parts.get(1).quantity();
    if (rate == null || burst == null) {
      return null;
    }
    if (burst > MOST_BURST) {
      parts.get(1).outOfRange("0.." + MOST_BURST);
      return null;
    }
    return new Matcher.Limit(not, rate.count(), rate.perSeconds(), burst, mode.equals("bit"));
  }

  private static @Nullable Matcher flowLimit(Piece whole) {
    List<Piece> parts = whole.split(',');
    if (parts.size() != 3) {
      whole.invalid();
      return null;
    }
    Rate rate = perTime(parts.get(0));
    Long burst = parts.get(1).number(0, MOST_BURST);
    Piece tail = parts.get(2);
    int slash = tail.text().indexOf('/');
    String flow = (slash < 0 ? tail : tail.cut(0, slash)).word(FLOWS);
    Long expire = slash < 0 ? Long.valueOf(DEFAULT_EXPIRE) : tail.after(slash + 1).seconds();
    if (rate == null || burst == null || flow == null || expire == null) {
      return null;
    }
    return new Matcher.DestinationLimit(rate.count(), rate.perSeconds(), burst, flow(flow), expire);
  }

  private static LimitFlow flow(String name) {
    return switch (name) {
      case "dst-address" -> LimitFlow.DESTINATION_ADDRESS;
      case "dst-address-and-port" -> LimitFlow.DESTINATION_ADDRESS_AND_PORT;
      case "src-address" -> LimitFlow.SOURCE_ADDRESS;
      case "src-and-dst-addresses" -> LimitFlow.SOURCE_AND_DESTINATION_ADDRESSES;
      default -> LimitFlow.ADDRESSES_AND_DESTINATION_PORT;
    };
  }

  private static @Nullable Matcher scan(Piece whole) {
    List<Piece> parts = whole.split(',');
    if (parts.size() != 4) {
      whole.invalid();
      return null;
    }
    Integer threshold = parts.get(0).integer(0, Integer.MAX_VALUE);
    Long delay = parts.get(1).time();
    Integer low = parts.get(2).integer(0, Integer.MAX_VALUE);
    Integer high = parts.get(3).integer(0, Integer.MAX_VALUE);
    return threshold == null || delay == null || low == null || high == null
        ? null
        : new Matcher.PortScan(threshold, delay, low, high);
  }

  private static @Nullable Matcher ipsec(Piece whole) {
    List<Piece> parts = whole.split(',');
    if (parts.size() != 2) {
      whole.invalid();
      return null;
    }
    String side = parts.get(0).word(List.of("in", "out"));
    String kind = parts.get(1).word(List.of("none", "ipsec"));
    return side == null || kind == null
        ? null
        : new Matcher.IpsecPolicy(side.equals("in"), kind.equals("ipsec"));
  }

  private static @Nullable Matcher bytes(Piece whole) {
    int dash = whole.text().indexOf('-');
    if (dash < 0) {
      whole.invalid();
      return null;
    }
    Long from = whole.cut(0, dash).quantity();
    Long to = whole.after(dash + 1).quantity();
    return from == null || to == null ? null : new Matcher.ConnectionBytes(from, to);
  }

  private static @Nullable Matcher connections(Piece piece, boolean not) {
    List<Piece> parts = piece.split(',');
    if (parts.size() != 2) {
      piece.invalid();
      return null;
    }
    Integer limit = parts.get(0).integer(0, Integer.MAX_VALUE);
    Integer netmask = parts.get(1).integer(0, 128);
    return limit == null || netmask == null
        ? null
        : new Matcher.ConnectionLimit(not, limit, netmask);
  }

  private static @Nullable Matcher rate(Piece piece, boolean not) {
    int dash = piece.text().indexOf('-');
    if (dash < 0) {
      piece.invalid();
      return null;
    }
    Long from = piece.cut(0, dash).quantity();
    Long to = piece.after(dash + 1).quantity();
    return from == null || to == null ? null : new Matcher.ConnectionRate(not, from, to);
  }
}
