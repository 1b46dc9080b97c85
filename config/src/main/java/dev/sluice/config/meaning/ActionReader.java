package dev.sluice.config.meaning;

import dev.sluice.config.model.Item;
import dev.sluice.config.model.Value;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Property;
import dev.sluice.config.syntax.Source;
import dev.sluice.policy.Action;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.DscpSource;
import dev.sluice.policy.Family;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.ListTimeout;
import dev.sluice.policy.PrioritySource;
import dev.sluice.policy.RejectWith;
import dev.sluice.policy.TtlChange;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a rule does. One rule, one reader. Null means that a complaint was made. */
final class ActionReader {
  private static final int TZSP_PORT = 37_008;
  private static final long LONGEST_TIMEOUT = 21_474_836;

  private final Menu menu;
  private final Family family;
  private final Item item;
  private final Faults faults;

  ActionReader(Menu menu, Family family, Item item, Faults faults) {
    this.menu = menu;
    this.family = family;
    this.item = item;
    this.faults = faults;
  }

  @Nullable Action read() {
    Property property = menu.property("action");
    String name = "accept";
    Piece written = piece("action");
    if (property != null && written != null) {
      String word = written.word(property.values());
      if (word == null) {
        return null;
      }
      name = word;
    }
    return switch (name) {
      case "accept" -> new Action.Accept();
      case "drop" -> new Action.Drop();
      case "tarpit" -> new Action.Tarpit();
      case "passthrough" -> new Action.Passthrough();
      case "log" -> new Action.Log();
      case "return" -> new Action.Return();
      case "notrack" -> new Action.Notrack();
      case "reject" -> reject();
      case "jump" -> {
        String target = required("jump-target");
        yield target == null ? null : new Action.Jump(target);
      }
      case "add-src-to-address-list", "add-dst-to-address-list" -> addressList(name);
      case "fasttrack-connection" -> new Action.FasttrackConnection(yes("hw-offload", true));
      default -> translates(name) ? translation(name) : change(name);
    };
  }

  private static boolean translates(String name) {
    return List.of(
            "src-nat",
            "masquerade",
            "dst-nat",
            "redirect",
            "netmap",
            "same",
            "endpoint-independent-nat",
            "socksify")
        .contains(name);
  }

  private @Nullable Action change(String name) {
    return switch (name) {
      case "mark-connection" -> {
        String mark = required("new-connection-mark");
        yield mark == null ? null : new Action.MarkConnection(mark, passthrough());
      }
      case "mark-packet" -> {
        String mark = required("new-packet-mark");
        yield mark == null ? null : new Action.MarkPacket(mark, passthrough());
      }
      case "mark-routing" -> {
        String mark = required("new-routing-mark");
        yield mark == null ? null : new Action.MarkRouting(mark, passthrough());
      }
      case "change-mss" -> mss();
      case "change-dscp" -> dscp();
      case "change-ttl" -> ttl("new-ttl");
      case "change-hop-limit" -> ttl("new-hop-limit");
      case "set-priority" -> priority();
      case "clear-df" -> new Action.ClearDf(passthrough());
      case "strip-ipv4-options" -> new Action.StripIpv4Options(passthrough());
      case "sniff-tzsp", "sniff-pc" -> sniff(name);
      case "route" -> {
        Address to = address("route-dst", true);
        yield to == null ? null : new Action.Route(to, passthrough());
      }
      case "snpt", "dnpt" -> prefixes(name);
      default -> throw new IllegalStateException(name);
    };
  }

  private @Nullable Action reject() {
    Piece written = piece("reject-with");
    RejectWith with =
        family == Family.IPV4 ? RejectWith.ICMP_NETWORK_UNREACHABLE : RejectWith.ICMP_NO_ROUTE;
    if (written != null) {
      Property property = menu.property("reject-with");
      String word = written.word(property == null ? List.of() : property.values());
      if (word == null) {
        return null;
      }
      with = rejectWith(word);
    }
    return new Action.Reject(with);
  }

  private RejectWith rejectWith(String word) {
    if (family == Family.IPV6 && word.equals("icmp-admin-prohibited")) {
      return RejectWith.ICMP6_ADMIN_PROHIBITED;
    }
    if (family == Family.IPV6 && word.equals("icmp-port-unreachable")) {
      return RejectWith.ICMP6_PORT_UNREACHABLE;
    }
    return Piece.named(RejectWith.values(), word);
  }

  private @Nullable Action addressList(String name) {
    String list = required("address-list");
    Piece written = piece("address-list-timeout");
    ListTimeout timeout = new ListTimeout.NoneDynamic();
    if (written != null && written.text().equals("none-static")) {
      timeout = new ListTimeout.NoneStatic();
    } else if (written != null && !written.text().equals("none-dynamic")) {
      Long seconds = written.seconds();
      if (seconds == null) {
        return null;
      }
      if (seconds > LONGEST_TIMEOUT) {
        written.outOfRange("0.." + LONGEST_TIMEOUT);
        return null;
      }
      // RouterOS: a timeout of 0 is none-dynamic.
      timeout = seconds == 0 ? timeout : new ListTimeout.Seconds(seconds);
    }
    if (list == null) {
      return null;
    }
    return name.equals("add-src-to-address-list")
        ? new Action.AddSourceToAddressList(list, timeout)
        : new Action.AddDestinationToAddressList(list, timeout);
  }

  private @Nullable Action mss() {
    Piece written = needed("new-mss");
    if (written == null) {
      return null;
    }
    if (written.text().equals("clamp-to-pmtu")) {
      return new Action.ChangeMss(Optional.empty(), passthrough());
    }
    Integer size = written.integer(40, 65_534);
    return size == null ? null : new Action.ChangeMss(Optional.of(size), passthrough());
  }

  private @Nullable Action dscp() {
    Piece written = needed("new-dscp");
    if (written == null) {
      return null;
    }
    if (!written.text().isEmpty() && Character.isDigit(written.text().charAt(0))) {
      Integer value = written.integer(0, 63);
      return value == null ? null : new Action.ChangeDscp(DscpSource.VALUE, value, passthrough());
    }
    String word = written.word(List.of("from-priority", "from-priority-to-high-3-bits"));
    if (word == null) {
      return null;
    }
    return new Action.ChangeDscp(Piece.named(DscpSource.values(), word), 0, passthrough());
  }

  private @Nullable Action priority() {
    Piece written = needed("new-priority");
    if (written == null) {
      return null;
    }
    if (!written.text().isEmpty() && Character.isDigit(written.text().charAt(0))) {
      Integer value = written.integer(0, 63);
      return value == null
          ? null
          : new Action.SetPriority(PrioritySource.VALUE, value, passthrough());
    }
    String word = written.word(List.of("from-dscp", "from-dscp-high-3-bits", "from-ingress"));
    if (word == null) {
      return null;
    }
    return new Action.SetPriority(Piece.named(PrioritySource.values(), word), 0, passthrough());
  }

  private @Nullable Action ttl(String property) {
    Piece written = needed(property);
    if (written == null) {
      return null;
    }
    int colon = written.text().indexOf(':');
    if (colon < 0) {
      written.invalid();
      return null;
    }
    TtlChange change = written.cut(0, colon).constant(TtlChange.values());
    Integer value = written.after(colon + 1).integer(0, 255);
    return change == null || value == null
        ? null
        : new Action.ChangeTtl(change, value, passthrough());
  }

  private @Nullable Action sniff(String name) {
    Address target = address("sniff-target", true);
    Piece port = piece("sniff-target-port");
    Integer number = port == null ? Integer.valueOf(TZSP_PORT) : port.integer(0, 65_535);
    if (target == null || number == null) {
      return null;
    }
    if (name.equals("sniff-tzsp")) {
      return new Action.SniffTzsp(target, number);
    }
    Piece id = piece("sniff-id");
    Integer idNumber = id == null ? Integer.valueOf(0) : id.integer(0, Integer.MAX_VALUE);
    return idNumber == null ? null : new Action.SniffPc(target, number, idNumber);
  }

  private @Nullable Action prefixes(String name) {
    AddressRange from = range("src-prefix", true);
    AddressRange to = range("dst-prefix", true);
    if (from == null || to == null) {
      return null;
    }
    return name.equals("snpt")
        ? new Action.SourcePrefixTranslation(from, to)
        : new Action.DestinationPrefixTranslation(from, to);
  }

  private @Nullable Action translation(String name) {
    int before = faults.errors();
    String toProperty = family == Family.IPV4 ? "to-addresses" : "to-address";
    boolean needed = name.equals("netmap") || name.equals("same");
    AddressRange to = range(toProperty, needed);
    Piece written = piece("to-ports");
    IntRange toPorts = written == null ? null : written.range(0, 65_535);
    Address server = address("socks5-server", false);
    Piece serverPort = piece("socks5-port");
    Integer port = serverPort == null ? Integer.valueOf(1080) : serverPort.integer(0, 65_535);
    if (faults.errors() > before || port == null) {
      return null;
    }
    boolean random = yes("randomise-ports", false);
    Optional<IntRange> ports = Optional.ofNullable(toPorts);
    Optional<AddressRange> addresses = Optional.ofNullable(to);
    return switch (name) {
      case "src-nat" -> new Action.SourceNat(addresses, ports, random);
      case "masquerade" -> new Action.Masquerade(ports, random);
      case "dst-nat" -> new Action.DestinationNat(addresses, ports, random);
      case "redirect" -> new Action.Redirect(ports, random);
      case "netmap" -> to == null ? null : new Action.Netmap(to, ports);
      case "same" -> to == null ? null : new Action.Same(to, ports, yes("same-not-by-dst", false));
      case "endpoint-independent-nat" ->
          new Action.EndpointIndependentNat(addresses, ports, random);
      default -> new Action.Socksify(Optional.ofNullable(server), port);
    };
  }

  private boolean passthrough() {
    return yes("passthrough", true);
  }

  private boolean yes(String property, boolean unset) {
    Piece written = piece(property);
    Boolean read = written == null ? null : written.yes();
    return read == null ? unset : read;
  }

  private @Nullable AddressRange range(String property, boolean required) {
    Piece written = required ? needed(property) : piece(property);
    if (written == null) {
      return null;
    }
    AddressRange range = Addresses.range(family, written.text());
    if (range == null) {
      written.invalid();
    }
    return range;
  }

  private @Nullable Address address(String property, boolean required) {
    Piece written = required ? needed(property) : piece(property);
    if (written == null) {
      return null;
    }
    Address address = Addresses.address(family, written.text());
    // A collector may be of either family.
    if (address == null && property.startsWith("sniff")) {
      address = Addresses.address(Family.IPV4, written.text());
    }
    if (address == null) {
      written.invalid();
    }
    return address;
  }

  private @Nullable String required(String property) {
    Piece written = needed(property);
    return written == null ? null : Source.display(written.text());
  }

  private @Nullable Piece needed(String property) {
    Piece written = piece(property);
    if (written == null) {
      Value action = item.value("action");
      String help = "action=" + item.text("action") + " needs " + property;
      String message = "missing value(s) of argument(s) " + property;
      if (action == null) {
        faults.error(item.origin(), 1, "missing-value", message, help);
      } else {
        faults.error(action.origin(), action.length(), "missing-value", message, help);
      }
    }
    return written;
  }

  private @Nullable Piece piece(String property) {
    Value value = item.value(property);
    Property known = menu.property(property);
    if (value == null || value.text().isEmpty() || known == null) {
      return null;
    }
    return Piece.of(property, known.help(), value, faults);
  }
}
