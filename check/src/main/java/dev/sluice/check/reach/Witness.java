package dev.sluice.check.reach;

import dev.sluice.policy.AddressType;
import dev.sluice.policy.TrackingState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One packet of a box, as far as it matters: values by RouterOS property. Immutable.
 *
 * @param values what the packet has; what is not named may be anything
 */
public record Witness(Map<String, String> values) {
  private static final List<String> FLAGS =
      List.of("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr");

  public Witness {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  static Witness of(Box box, Vocabulary known) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < box.size(); i++) {
      add(box.field(i), box.set(i), known, values);
    }
    return new Witness(values);
  }

  private static void add(int field, Numbers set, Vocabulary known, Map<String, String> values) {
    int first = set.first();
    switch (field) {
      case Fields.SOURCE -> values.put("src-address", known.addresses.example(set).toString());
      case Fields.DESTINATION -> values.put("dst-address", known.addresses.example(set).toString());
      case Fields.PROTOCOL -> values.put("protocol", protocol(set));
      case Fields.SOURCE_PORT -> values.put("src-port", Integer.toString(first));
      case Fields.DESTINATION_PORT -> values.put("dst-port", Integer.toString(first));
      case Fields.TCP_FLAGS -> values.put("tcp-flags", flags(first));
      case Fields.ICMP -> values.put("icmp-options", (first >> 8) + ":" + (first & 255));
      case Fields.STATE ->
          values.put(
              "connection-state", TrackingState.values()[first].name().toLowerCase(Locale.ROOT));
      case Fields.IN -> side("in-interface", set, known, values);
      case Fields.OUT -> side("out-interface", set, known, values);
      case Fields.LENGTH -> values.put("packet-size", Integer.toString(first));
      case Fields.TOS -> values.put("dscp", Integer.toString(first >> 2));
      case Fields.TTL -> values.put("ttl", Integer.toString(first));
      case Fields.CONNECTION_MARK -> values.put("connection-mark", known.names.markName(first));
      case Fields.PACKET_MARK -> values.put("packet-mark", known.names.markName(first));
      case Fields.ROUTING_MARK -> values.put("routing-mark", known.names.markName(first));
      case Fields.INGRESS_PRIORITY -> values.put("ingress-priority", Integer.toString(first));
      case Fields.PRIORITY -> values.put("priority", Integer.toString(first));
      case Fields.SOURCE_TYPE -> values.put("src-address-type", type(first));
      case Fields.DESTINATION_TYPE -> values.put("dst-address-type", type(first));
      case Fields.TIME -> values.put("time", time(first));
      default -> fact(field, set, known, values);
    }
  }

  /** The best known protocol of the set. */
  private static String protocol(Numbers set) {
    for (int usual : new int[] {6, 17, 1, 58}) {
      if (set.contains(usual)) {
        return usual == 6 ? "tcp" : usual == 17 ? "udp" : usual == 1 ? "icmp" : "icmpv6";
      }
    }
    return Integer.toString(set.first());
  }

  private static String flags(int bits) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < FLAGS.size(); i++) {
      if ((bits >> i & 1) != 0) {
        names.add(FLAGS.get(i));
      }
    }
    return names.isEmpty() ? "none" : String.join(",", names);
  }

  private static void side(
      String property, Numbers set, Vocabulary known, Map<String, String> values) {
    Numbers there = set.minus(Numbers.of(Names.NO_INTERFACE));
    if (!there.isEmpty()) {
      values.put(property, known.names.interfaceName(there.first()));
    }
  }

  private static String type(int ordinal) {
    return AddressType.values()[ordinal].name().toLowerCase(Locale.ROOT);
  }

  private static String time(int secondOfWeek) {
    String day =
        List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun").get(secondOfWeek / 86_400);
    int second = secondOfWeek % 86_400;
    return String.format(
        Locale.ROOT, "%s %02d:%02d:%02d", day, second / 3600, second / 60 % 60, second % 60);
  }

  private static void fact(int field, Numbers set, Vocabulary known, Map<String, String> values) {
    if (known.fields.isFact(field)
        && set.contains(Fields.YES)
        && known.fields.question(field) instanceof MatcherSets.Asked asked
        && asked.what() instanceof String name) {
      String kind = asked.kind();
      String property =
          switch (kind) {
            case "src-list", "dst-list" -> kind.substring(0, 3) + "-address-list";
            case "in-list", "out-list" -> kind.substring(0, kind.indexOf('-')) + "-interface-list";
            default -> kind;
          };
      values.put(property, name);
    }
  }

  /** The values as a rule would ask for them; empty if any packet will do. */
  @Override
  public String toString() {
    List<String> text = new ArrayList<>();
    values.forEach((property, value) ->
        text.add(property + "=" + (value.contains(" ") ? "<" + value + ">" : value)));
    return String.join(" ", text);
  }
}
