package dev.sluice.config.meaning;

import dev.sluice.policy.Family;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** IP protocols by the names that RouterOS gives them. */
public final class Protocols {
  public static final int ICMP = 1;
  public static final int TCP = 6;
  public static final int UDP = 17;
  public static final int ICMPV6 = 58;
  private static final Map<String, Integer> NUMBERS = new LinkedHashMap<>();

  static {
    String names =
        "icmp 1 igmp 2 ggp 3 ipencap 4 ipv4 4 st 5 tcp 6 egp 8 pup 12 udp 17 hmp 20 xns-idp 22 rdp"
            + " 27 iso-tp4 29 dccp 33 xtp 36 ddp 37 idpr-cmtp 38 ipv6 41 ipv6-encap 41 ipv6-route"
            + " 43 ipv6-frag 44 idrp 45 rsvp 46 gre 47 ipsec-esp 50 ipsec-ah 51 icmpv6 58"
            + " ipv6-icmp 58 ipv6-nonxt 59 ipv6-opts 60 rspf 73 vmtp 81 ospf 89 ipip 94 etherip 97"
            + " encap 98 pim 103 vrrp 112 l2tp 115 sctp 132 udp-lite 136 udplite 136";
    String[] words = names.split(" ", -1);
    for (int i = 0; i < words.length; i += 2) {
      NUMBERS.put(words[i], Integer.parseInt(words[i + 1]));
    }
  }

  private Protocols() {}

  static List<String> names() {
    return List.copyOf(NUMBERS.keySet());
  }

  static @Nullable Integer read(Piece piece) {
    if (!piece.text().isEmpty() && Character.isDigit(piece.text().charAt(0))) {
      return piece.integer(0, 255);
    }
    String name = piece.word(names());
    return name == null ? null : NUMBERS.get(name);
  }

  /** The name that RouterOS shows for a number, or {@code otherwise} if there is none. */
  static String name(long number, String otherwise) {
    for (Map.Entry<String, Integer> one : NUMBERS.entrySet()) {
      // The older name of ipv6-encap, which is no longer shown.
      if (one.getValue() == number && !one.getKey().equals("ipv6")) {
        return one.getKey();
      }
    }
    return otherwise;
  }

  static boolean hasPorts(int protocol) {
    return protocol == TCP
        || protocol == UDP
        || protocol == 136
        || protocol == 33
        || protocol == 132;
  }

  static int icmp(Family family) {
    return family == Family.IPV4 ? ICMP : ICMPV6;
  }
}
