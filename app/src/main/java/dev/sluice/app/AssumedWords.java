package dev.sluice.app;

import dev.sluice.engine.rules.Assumptions;
import dev.sluice.policy.Hotspot;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The words of {@code --assume}. */
final class AssumedWords {
  private static final long MOST_REALM = 0xFFFF_FFFFL;

  private AssumedWords() {}

  /** What was assumed and one NAME=VALUE more, or nothing if that says nothing. */
  static Optional<Assumptions> add(Assumptions to, String word) {
    int equals = word.indexOf('=');
    if (equals < 0) {
      return Optional.empty();
    }
    String value = word.substring(equals + 1);
    return switch (word.substring(0, equals)) {
      case "ipsec" -> ipsec(to, value);
      case "hotspot" -> hotspot(to, value);
      case "realm" -> realm(to, value);
      default -> Optional.empty();
    };
  }

  private static Optional<Assumptions> ipsec(Assumptions to, String value) {
    boolean in = to.ipsecIn();
    boolean out = to.ipsecOut();
    for (String one : value.split("\\+", -1)) {
      switch (one) {
        case "in" -> in = true;
        case "out" -> out = true;
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new Assumptions(in, out, to.hotspot(), to.realm()));
  }

  private static Optional<Assumptions> hotspot(Assumptions to, String value) {
    int bits = to.hotspot();
    for (String one : value.split("\\+", -1)) {
      Optional<Hotspot> named =
          Arrays.stream(Hotspot.values()).filter(fact -> word(fact).equals(one)).findFirst();
      if (named.isEmpty()) {
        return Optional.empty();
      }
      bits |= 1 << named.get().ordinal();
    }
    return Optional.of(new Assumptions(to.ipsecIn(), to.ipsecOut(), bits, to.realm()));
  }

  private static String word(Hotspot fact) {
    return fact.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Optional<Assumptions> realm(Assumptions to, String value) {
    if (!value.matches("[0-9]{1,10}") || Long.parseLong(value) > MOST_REALM) {
      return Optional.empty();
    }
    return Optional.of(
        new Assumptions(to.ipsecIn(), to.ipsecOut(), to.hotspot(), Long.parseLong(value)));
  }
}
