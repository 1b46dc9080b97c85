package dev.sluice.replay.spec;

import dev.sluice.replay.spec.Literals.Endpoint;
import java.util.List;
import java.util.Optional;

/** What each word of a packet says. */
final class SpecWords {
  static final String EXAMPLE =
      "such as: in=bridge tcp 192.168.1.101:40000 > 192.0.2.80:443 syn at=2026-03-02T10:00";

  private static final List<String> FLAGS =
      List.of("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr");

  private SpecWords() {}

  static Optional<Fault> read(Draft draft, Token token) {
    return token.hasValue() ? property(draft, token) : word(draft, token);
  }

  private static Optional<Fault> property(Draft draft, Token token) {
    String value = token.value();
    switch (token.name()) {
      case "in" -> draft.in = value;
      case "payload" -> draft.payload = value;
      case "len" -> draft.length = number(value, 0xFFFF);
      case "ttl" -> draft.ttl = number(value, 255);
      case "dscp" -> draft.dscp = number(value, 63);
      case "type" -> draft.type = number(value, 255);
      case "code" -> draft.code = number(value, 255);
      case "mss" -> draft.mss = number(value, 0xFFFF);
      case "mac" -> {
        if (!value.matches("([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}")) {
          return fault(token, "expected a MAC address", "such as mac=02:00:00:00:00:01");
        }
        draft.mac = Long.parseLong(value.replace(":", ""), 16);
      }
      default -> {
        return fault(
            token,
            "unknown word " + token.name() + "=",
            "known are in, at, len, ttl, dscp, mac, mss, type, code and payload");
      }
    }
    boolean wrong = draft.length == WRONG || draft.ttl == WRONG || draft.dscp == WRONG;
    wrong |= draft.type == WRONG || draft.code == WRONG || draft.mss == WRONG;
    if (wrong) {
      return fault(token, "value of " + token.name() + " is out of range", "a number that fits");
    }
    if (token.name().equals("payload") && token.raw().chars().anyMatch(c -> c > 0x7E)) {
      return fault(token, "a character is no byte", "write other bytes as \\xHH");
    }
    return Optional.empty();
  }

  private static final int WRONG = -2;

  private static int number(String text, int most) {
    if (!text.matches("[0-9]{1,5}")) {
      return WRONG;
    }
    int value = Integer.parseInt(text);
    return value > most ? WRONG : value;
  }

  private static Optional<Fault> word(Draft draft, Token token) {
    String word = token.name();
    int protocol = protocol(word);
    if (protocol >= 0 && draft.protocol == Draft.UNSET) {
      draft.protocol = protocol;
    } else if (word.equals(">")) {
      draft.back = false;
    } else if (word.equals("<")) {
      draft.back = true;
    } else if (word.equals("open")) {
      draft.open = true;
    } else if (word.equals("none")) {
      draft.flags = 0;
    } else if (FLAGS.contains(word.split(",", -1)[0])) {
      return flags(draft, token);
    } else {
      return endpoint(draft, token);
    }
    return Optional.empty();
  }

  private static int protocol(String word) {
    return switch (word) {
      case "tcp" -> Draft.TCP;
      case "udp" -> Draft.UDP;
      case "icmp" -> Draft.ICMP;
      case "icmpv6" -> Draft.ICMPV6;
      default -> word.matches("[0-9]{1,3}") ? number(word, 255) : -1;
    };
  }

  private static Optional<Fault> flags(Draft draft, Token token) {
    int bits = Math.max(0, draft.flags);
    for (String name : token.name().split(",", -1)) {
      int bit = FLAGS.indexOf(name);
      if (bit < 0) {
        return fault(token, "unknown flag " + name, "known are " + String.join(", ", FLAGS));
      }
      bits |= 1 << bit;
    }
    draft.flags = bits;
    return Optional.empty();
  }

  private static Optional<Fault> endpoint(Draft draft, Token token) {
    Optional<Endpoint> end = Literals.endpoint(token.name());
    if (end.isEmpty()) {
      String[] parts = token.name().split(":(?=[0-9]+$)", 2);
      if (parts.length == 2 && Literals.endpoint(parts[0]).isPresent()) {
        return fault(token, parts[1] + " is no port", "ports go from 0 to 65535");
      }
      return fault(token, "expected a protocol, an address, a flag or a property", EXAMPLE);
    }
    if (draft.source == null) {
      draft.source = end.get();
    } else if (draft.destination == null) {
      draft.destination = end.get();
    } else {
      return fault(token, "a third address", "a packet goes from one address > to another");
    }
    return Optional.empty();
  }

  private static Optional<Fault> fault(Token token, String message, String help) {
    return Optional.of(new Fault(token.start(), token.end(), message, help));
  }
}
