package dev.sluice.check;

import dev.sluice.config.meaning.Suggestion;
import dev.sluice.policy.Action;
import dev.sluice.policy.AddressListEntry;
import dev.sluice.policy.Family;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Interface;
import dev.sluice.policy.InterfaceList;
import dev.sluice.policy.Layer7Protocol;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares the names of lists, interfaces and patterns that rules ask for with those that exist.
 * One policy, one object.
 */
final class NameUse {
  private final Policy policy;
  private final Findings findings;

  NameUse(Policy policy, Findings findings) {
    this.policy = policy;
    this.findings = findings;
  }

  void check() {
    for (Family family : Family.values()) {
      Firewall firewall = policy.firewall(family);
      for (Table table : firewall.tables()) {
        table.rules().stream().filter(Rule::active).forEach(rule -> severalNames(table, rule));
      }
      lists(firewall);
      interfaces(firewall);
    }
    interfaceLists();
    patterns();
  }

  private void interfaceLists() {
    // RouterOS has the first ones itself, and once made the others for services that are no rules.
    Set<String> used =
        new HashSet<>(
            Set.of("all", "none", "dynamic", "static", "discover", "mactel", "mac-winbox"));
    boolean rules = false;
    for (Family family : Family.values()) {
      for (Table table : policy.firewall(family).tables()) {
        rules |= !table.rules().isEmpty();
        for (Rule rule : table.rules()) {
          for (Matcher matcher : rule.matchers()) {
            switch (matcher) {
              case Matcher.InInterfaceList m -> used.add(m.list());
              case Matcher.OutInterfaceList m -> used.add(m.list());
              case Matcher.InBridgePortList m -> used.add(m.list());
              case Matcher.OutBridgePortList m -> used.add(m.list());
              default -> {}
            }
          }
        }
      }
    }
    for (InterfaceList list : policy.interfaceLists()) {
      used.addAll(list.include());
      used.addAll(list.exclude());
    }
    for (InterfaceList list : policy.interfaceLists()) {
      if (rules && !used.contains(list.name()) && !findings.mentionedElsewhere(list.name())) {
        findings.item(
            Code.UNUSED_INTERFACE_LIST,
            "/interface/list",
            list.origin(),
            "name",
            "no rule asks for the interface list " + list.name(),
            "use it in rules with in-interface-list=" + list.name() + ", or take it away");
      }
    }
  }

  private void severalNames(Table table, Rule rule) {
    for (Matcher matcher : rule.matchers()) {
      List<String> names =
          switch (matcher) {
            case Matcher.Layer7 m -> m.names();
            case Matcher.ConnectionMark m -> m.marks();
            case Matcher.PacketMark m -> m.marks();
            case Matcher.RoutingMark m -> m.marks();
            default -> List.of();
          };
      if (names.size() > 1) {
        String property = Properties.of(matcher, table.family());
        findings.rule(
            Code.SEVERAL_NAMES,
            table,
            rule,
            property,
            "RouterOS takes one name for " + property + "; a list is an extension, any of them",
            "for a router, write one rule for each of " + String.join(", ", names));
      }
    }
  }

  private void patterns() {
    Set<String> used = new HashSet<>();
    boolean rules = false;
    for (Family family : Family.values()) {
      for (Table table : policy.firewall(family).tables()) {
        rules |= !table.rules().isEmpty();
        for (Rule rule : table.rules()) {
          for (Matcher.Layer7 m : Properties.all(rule.matchers(), Matcher.Layer7.class)) {
            used.addAll(m.names());
          }
        }
      }
    }
    for (Layer7Protocol entry : policy.layer7()) {
      if (rules
          && !entry.disabled()
          && !used.contains(entry.name())
          && !findings.mentionedElsewhere(entry.name())) {
        findings.item(
            Code.UNUSED_PATTERN,
            "/ip/firewall/layer7-protocol",
            entry.origin(),
            "name",
            "no rule asks for the pattern " + entry.name(),
            "use it in a rule with layer7-protocol=" + entry.name() + ", or take it away");
      }
    }
  }

  private void lists(Firewall firewall) {
    Set<String> filled = new TreeSet<>();
    Set<String> wanted = new TreeSet<>();
    firewall.addressLists().stream()
        .filter(entry -> !entry.disabled())
        .forEach(entry -> filled.add(entry.list()));
    boolean entries = !filled.isEmpty();
    for (Table table : firewall.tables()) {
      for (Rule rule : table.rules()) {
        switch (rule.action()) {
          case Action.AddSourceToAddressList a -> filled.add(a.list());
          case Action.AddDestinationToAddressList a -> filled.add(a.list());
          default -> {}
        }
        rule.matchers().forEach(matcher -> list(matcher).ifPresent(wanted::add));
      }
    }
    Set<String> told = new HashSet<>();
    for (Table table : firewall.tables()) {
      for (Rule rule : table.rules()) {
        for (Matcher matcher : rule.matchers()) {
          String list = list(matcher).orElse("");
          if (entries
              && rule.active()
              && !list.isEmpty()
              && !filled.contains(list)
              && !findings.mentionedElsewhere(list)
              && told.add(list)) {
            empty(table, rule, matcher, list, filled);
          }
        }
      }
    }
    unusedLists(firewall, wanted);
  }

  private static java.util.Optional<String> list(Matcher matcher) {
    return switch (matcher) {
      case Matcher.SourceAddressList m -> java.util.Optional.of(m.list());
      case Matcher.DestinationAddressList m -> java.util.Optional.of(m.list());
      default -> java.util.Optional.empty();
    };
  }

  private void empty(Table table, Rule rule, Matcher matcher, String list, Set<String> filled) {
    String nearest = Suggestion.nearest(list, filled);
    // Lists that differ in a number are a family, not a slip.
    String near = nearest == null || letters(nearest).equals(letters(list)) ? null : nearest;
    findings.rule(
        near == null ? Code.EMPTY_LIST : Code.UNKNOWN_LIST,
        table,
        rule,
        Properties.of(matcher, table.family()),
        "nothing puts addresses into the list " + list + ", which contains nothing then",
        near == null
            ? "fill it: "
                + table
                    .menu()
                    .substring(0, table.menu().lastIndexOf('/'))
                    .replace("/", " ")
                    .strip()
                    .transform(m -> "/" + m)
                + " address-list add list="
                + list
                + " address=..."
            : "did you mean " + near + "?");
  }

  private void unusedLists(Firewall firewall, Set<String> wanted) {
    Set<String> told = new HashSet<>(wanted);
    boolean rules = firewall.tables().stream().anyMatch(table -> !table.rules().isEmpty());
    for (AddressListEntry entry : firewall.addressLists()) {
      if (rules && !findings.mentionedElsewhere(entry.list()) && told.add(entry.list())) {
        String menu = firewall.family() == Family.IPV4 ? "/ip" : "/ipv6";
        findings.item(
            Code.UNUSED_LIST,
            menu + "/firewall/address-list",
            entry.origin(),
            "list",
            "no rule asks for the address list " + entry.list(),
            "use it in rules with src-address-list= or dst-address-list=, or take it away");
      }
    }
  }

  private void interfaces(Firewall firewall) {
    Set<String> declared = new TreeSet<>();
    for (Interface one : policy.interfaces()) {
      if (!one.kind().isEmpty() || !one.bridge().isEmpty()) {
        declared.add(one.name());
      }
    }
    policy.addresses().forEach(address -> declared.add(address.interfaceName()));
    policy.interfaceLists().forEach(list -> declared.addAll(list.members()));
    for (Interface one : policy.interfaces()) {
      policy.interfaces().stream()
          .filter(i -> i.bridge().equals(one.name()))
          .findAny()
          .ifPresent(i -> declared.add(one.name()));
    }
    for (Table table : firewall.tables()) {
      for (Rule rule : table.rules()) {
        for (Matcher matcher : rule.matchers()) {
          switch (matcher) {
            case Matcher.InInterface m -> side(table, rule, "in-interface", m.name(), declared);
            case Matcher.OutInterface m -> side(table, rule, "out-interface", m.name(), declared);
            default -> {}
          }
        }
      }
    }
  }

  private void side(Table table, Rule rule, String property, String name, Set<String> declared) {
    if (!rule.active()) {
      return;
    }
    for (Interface one : policy.interfaces()) {
      if (one.name().equals(name) && !one.bridge().isEmpty()) {
        findings.rule(
            Code.BRIDGE_PORT,
            table,
            rule,
            property,
            name
                + " is a port of "
                + one.bridge()
                + ": for rules, packets come and go by the bridge",
            "write "
                + property
                + "="
                + one.bridge()
                + ", or "
                + property.replace("-interface", "-bridge-port")
                + "="
                + name);
        return;
      }
    }
    String near = declared.contains(name) ? null : Suggestion.nearest(name, declared);
    if (near != null
        && !letters(near).equals(letters(name))
        && !findings.mentionedElsewhere(name)) {
      findings.rule(
          Code.UNKNOWN_INTERFACE,
          table,
          rule,
          property,
          "the policy has no interface " + name + ", but it has " + near,
          "did you mean " + property + "=" + near + "?");
    }
  }

  private static String letters(String name) {
    return name.replaceAll("[0-9]", "");
  }
}
