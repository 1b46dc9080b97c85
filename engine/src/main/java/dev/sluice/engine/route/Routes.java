package dev.sluice.engine.route;

import dev.sluice.engine.Topology;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.AddressType;
import dev.sluice.policy.Family;
import dev.sluice.policy.Interface;
import dev.sluice.policy.InterfaceAddress;
import dev.sluice.policy.Mark;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The routing decision and what hangs on it. Interfaces are numbers: first those of the topology in
 * its order, then those that only the policy names. Of routes with the same destination the
 * policy's blackholes come first, then connected networks, then the topology's attachments, then
 * the policy's other routes by distance. Immutable, so it may be shared.
 */
public final class Routes {
  /** No interface: nothing is known, or the route leads nowhere. */
  public static final int NONE = -1;

  /** The index of the main routing table. */
  public static final int MAIN_TABLE = 0;

  private static final int TYPE_SHIFT = 24;
  private static final int ROUTE_BASE = 64; // makes all routes positive
  private static final int KIND_BASE = -16; // a route's value below -1 is KIND_BASE - its kind

  private final List<String> interfaces;
  private final int[] mtus;
  private final int[] bridges;
  private final long[] primaries; // by interface: IPv4, IPv6 high, IPv6 low
  private final List<String> tableNames = new ArrayList<>(List.of(Mark.MAIN));
  private final RangeTable[] tables;
  private final RangeTable special;
  private final RangeTable places; // a type of address + 1, from TYPE_SHIFT on, and a route
  private final InterfaceSets sets;

  public Routes(Topology topology, Policy policy) {
    Map<String, Integer> index = new HashMap<>();
    interfaces = List.copyOf(names(topology, policy));
    for (int i = 0; i < interfaces.size(); i++) {
      index.put(interfaces.get(i), i);
    }
    mtus = new int[interfaces.size()];
    bridges = new int[interfaces.size()];
    java.util.Arrays.fill(mtus, Interface.DEFAULT_MTU);
    java.util.Arrays.fill(bridges, NONE);
    for (Interface one : policy.interfaces()) {
      int at = number(index, one.name());
      mtus[at] = one.mtu();
      bridges[at] = one.bridge().isEmpty() ? NONE : number(index, one.bridge());
    }
    topology.mtu().forEach((name, mtu) -> set(mtus, number(index, name), mtu));
    primaries = primaries(topology, policy, index);
    for (Route route : policy.routes()) {
      if (!route.disabled() && !tableNames.contains(route.table())) {
        tableNames.add(route.table());
      }
    }
    tables = new RangeTable[tableNames.size()];
    tables[MAIN_TABLE] = main(topology, policy, index);
    for (int i = 1; i < tables.length; i++) {
      RangeTable.Builder builder = new RangeTable.Builder();
      putRoutes(builder, policy, tableNames.get(i), index, tables[MAIN_TABLE]);
      tables[i] = builder.build();
    }
    special = special(topology, policy);
    places =
        RangeTable.of(
            special,
            tables[MAIN_TABLE],
            (type, route) -> place(type == RangeTable.NONE ? -1 : type, route));
    sets = new InterfaceSets(interfaces, policy.interfaces(), policy.interfaceLists());
  }

  private static Set<String> names(Topology topology, Policy policy) {
    Set<String> names = new LinkedHashSet<>(topology.interfaces());
    topology.attachments().forEach(attachment -> names.add(attachment.interfaceName()));
    policy.interfaces().forEach(one -> names.add(one.name()));
    for (Interface one : policy.interfaces()) {
      if (!one.bridge().isEmpty()) {
        names.add(one.bridge());
      }
    }
    policy.addresses().forEach(address -> names.add(address.interfaceName()));
    policy.routes().forEach(route -> route.interfaceName().ifPresent(names::add));
    policy.interfaceLists().forEach(list -> names.addAll(list.members()));
    return names;
  }

  private static int number(Map<String, Integer> index, String name) {
    return index.getOrDefault(name, NONE);
  }

  private static void set(int[] values, int at, int value) {
    if (at >= 0) {
      values[at] = value;
    }
  }

  private static long[] primaries(Topology topology, Policy policy, Map<String, Integer> index) {
    long[] found = new long[index.size() * 3];
    topology.primary().forEach((name, address) -> primary(found, number(index, name), address));
    for (InterfaceAddress one : policy.addresses()) {
      if (!one.disabled()) {
        primary(found, number(index, one.interfaceName()), one.address());
      }
    }
    return found;
  }

  /** The first address of a family stays. */
  private static void primary(long[] found, int at, Address address) {
    if (at < 0) {
      return;
    }
    if (address.family() == Family.IPV4) {
      found[3 * at] = found[3 * at] == 0 ? address.low() : found[3 * at];
    } else if (found[3 * at + 1] == 0 && found[3 * at + 2] == 0) {
      found[3 * at + 1] = address.high();
      found[3 * at + 2] = address.low();
    }
  }

  private static RangeTable main(Topology topology, Policy policy, Map<String, Integer> index) {
    RangeTable.Builder known = new RangeTable.Builder();
    putBase(known, topology, policy, index);
    RangeTable.Builder full = new RangeTable.Builder();
    putBase(full, topology, policy, index);
    RangeTable first = known.build();
    putRoutes(known, policy, Mark.MAIN, index, first);
    // A gateway may itself be reached by a route through a gateway.
    putRoutes(full, policy, Mark.MAIN, index, known.build());
    return full.build();
  }

  private static void putBase(
      RangeTable.Builder builder, Topology topology, Policy policy, Map<String, Integer> index) {
    for (Route route : policy.routes()) {
      if (!route.disabled() && route.table().equals(Mark.MAIN) && leadsNowhere(route.kind())) {
        builder.put(route.destination(), KIND_BASE - route.kind().ordinal());
      }
    }
    for (InterfaceAddress one : policy.addresses()) {
      if (!one.disabled()) {
        builder.put(one.network(), number(index, one.interfaceName()));
      }
    }
    for (Topology.Attachment one : topology.attachments()) {
      builder.put(one.range(), number(index, one.interfaceName()));
    }
  }

  private static void putRoutes(
      RangeTable.Builder builder,
      Policy policy,
      String table,
      Map<String, Integer> index,
      RangeTable gateways) {
    List<Route> sorted = new ArrayList<>(policy.routes());
    sorted.sort(Comparator.comparingInt(Route::distance));
    for (Route route : sorted) {
      if (route.disabled() || !route.table().equals(table)) {
        continue;
      }
      if (leadsNowhere(route.kind())) {
        builder.put(route.destination(), KIND_BASE - route.kind().ordinal());
      } else if (route.interfaceName().isPresent()) {
        builder.put(route.destination(), number(index, route.interfaceName().get()));
      } else if (route.gateway().isPresent()) {
        Address gateway = route.gateway().get();
        int value = gateways.find(gateway.high(), gateway.low(), gateway.family() == Family.IPV6);
        builder.put(route.destination(), value >= 0 ? value : NONE);
      }
    }
  }

  private static boolean leadsNowhere(AddressType kind) {
    return kind == AddressType.BLACKHOLE
        || kind == AddressType.PROHIBIT
        || kind == AddressType.UNREACHABLE;
  }

  private static RangeTable special(Topology topology, Policy policy) {
    RangeTable.Builder builder = new RangeTable.Builder();
    for (Address address : topology.local()) {
      builder.put(AddressRange.of(address), AddressType.LOCAL.ordinal());
    }
    for (Address address : topology.primary().values()) {
      builder.put(AddressRange.of(address), AddressType.LOCAL.ordinal());
    }
    for (InterfaceAddress one : policy.addresses()) {
      if (one.disabled()) {
        continue;
      }
      builder.put(AddressRange.of(one.address()), AddressType.LOCAL.ordinal());
      if (one.address().family() == Family.IPV4 && one.prefixLength() < 31) {
        builder.put(AddressRange.of(one.network().last()), AddressType.BROADCAST.ordinal());
      } else if (one.address().family() == Family.IPV6 && one.prefixLength() < 127) {
        // RFC 4291 §2.6.1: the subnet-router anycast address is the prefix with a zero host part.
        builder.put(AddressRange.of(one.network().first()), AddressType.ANYCAST.ordinal());
      }
    }
    Address any = Address.ipv4(0);
    builder.put(AddressRange.prefix(any, 8), AddressType.BROADCAST.ordinal());
    builder.put(AddressRange.of(Address.ipv4(-1)), AddressType.BROADCAST.ordinal());
    builder.put(AddressRange.prefix(Address.ipv4(127 << 24), 8), AddressType.LOCAL.ordinal());
    builder.put(AddressRange.prefix(Address.ipv4(224 << 24), 4), AddressType.MULTICAST.ordinal());
    builder.put(AddressRange.of(Address.ipv6(0, 1)), AddressType.LOCAL.ordinal());
    builder.put(
        AddressRange.prefix(Address.ipv6(0xFFL << 56, 0), 8), AddressType.MULTICAST.ordinal());
    return builder.build();
  }

  /** How many interfaces there are; they are numbered from 0. */
  public int interfaces() {
    return interfaces.size();
  }

  public String interfaceName(int interfaceIndex) {
    return interfaceIndex < 0 ? "" : interfaces.get(interfaceIndex);
  }

  /** The number of the interface, or {@link #NONE}. Slow; for setting up. */
  public int interfaceIndex(String name) {
    return interfaces.indexOf(name);
  }

  /** In bytes. */
  public int mtu(int interfaceIndex) {
    return interfaceIndex < 0 ? Interface.DEFAULT_MTU : mtus[interfaceIndex];
  }

  /** The bridge whose port the interface is, or {@link #NONE}. */
  public int bridge(int interfaceIndex) {
    return interfaceIndex < 0 ? NONE : bridges[interfaceIndex];
  }

  /** The number of a routing table; a name that has no route of its own means the main one. */
  public int table(String name) {
    return Math.max(MAIN_TABLE, tableNames.indexOf(name));
  }

  /**
   * The interface through which the address is reached, or {@link #NONE}. RouterOS: a table without
   * a matching route falls back to main.
   *
   * @param table of {@link #table}
   */
  public int interfaceOf(long high, long low, boolean six, int table) {
    return interfaceOf(route(high, low, six, table));
  }

  /** The interface of a {@link #route}, or {@link #NONE}. */
  public static int interfaceOf(int route) {
    return Math.max(route, NONE);
  }

  /** Whether a {@link #route} leads nowhere: it is a blackhole or one of its kin. */
  public static boolean leadsNowhere(int route) {
    return route <= KIND_BASE && route != RangeTable.NONE;
  }

  /**
   * The route of an address, of which {@link #interfaceOf(int)} and {@link #leadsNowhere} tell.
   *
   * @param table of {@link #table}
   */
  public int route(long high, long low, boolean six, int table) {
    int value = tables[table].find(high, low, six);
    return value == RangeTable.NONE && table != MAIN_TABLE
        ? tables[MAIN_TABLE].find(high, low, six)
        : value;
  }

  /**
   * All that the packet road asks about an address, in one search: {@link #local}, {@link
   * #deliveredHere} and its {@link #route(int)} in the main table.
   */
  public int place(long high, long low, boolean six) {
    return places.find(high, low, six);
  }

  private static int place(int type, int route) {
    return type + 1 << TYPE_SHIFT | (route == RangeTable.NONE ? 0 : route + ROUTE_BASE);
  }

  /** The {@link #route} of a {@link #place} in the main table. */
  public static int route(int place) {
    int route = place & (1 << TYPE_SHIFT) - 1;
    return route == 0 ? RangeTable.NONE : route - ROUTE_BASE;
  }

  /** Whether an address at this place is one of the router's own. */
  public static boolean local(int place) {
    return place >>> TYPE_SHIFT == AddressType.LOCAL.ordinal() + 1;
  }

  /**
   * Whether a packet to an address at this place goes to the router itself: own addresses,
   * broadcasts, anycast, and multicast, which RouterOS does not forward unless it is told to.
   */
  public static boolean deliveredHere(int place) {
    return place >>> TYPE_SHIFT != 0;
  }

  /**
   * The ordinal of the address's {@link AddressType}. Without any route an IPv4 address is UNICAST
   * and an IPv6 address UNREACHABLE. All IPv6 routes that lead nowhere are UNREACHABLE.
   */
  public int addressType(long high, long low, boolean six) {
    int type = special.find(high, low, six);
    if (type >= 0) {
      return type;
    }
    int value = tables[MAIN_TABLE].find(high, low, six);
    if (value >= NONE) {
      return AddressType.UNICAST.ordinal();
    }
    if (six) {
      return AddressType.UNREACHABLE.ordinal();
    }
    return value == RangeTable.NONE ? AddressType.UNICAST.ordinal() : KIND_BASE - value;
  }

  /**
   * Whether a list of address types holds for the address: one of them for IPv4. For IPv6 unicast
   * and multicast speak of the address and the others of its route, and both must hold.
   *
   * @param types bit set over the ordinals of {@link AddressType}
   */
  public boolean isOneOf(int types, long high, long low, boolean six) {
    int type = addressType(high, low, six);
    if (!six) {
      return (types >>> type & 1) != 0;
    }
    boolean multicast = high >>> 56 == 0xFF;
    if (listed(types, AddressType.MULTICAST) && !multicast
        || listed(types, AddressType.UNICAST) && multicast) {
      return false;
    }
    int route = types & ~(bit(AddressType.MULTICAST) | bit(AddressType.UNICAST));
    return route == 0 || (route >>> type & 1) != 0;
  }

  private static boolean listed(int types, AddressType type) {
    return (types & bit(type)) != 0;
  }

  private static int bit(AddressType type) {
    return 1 << type.ordinal();
  }

  /** The upper half of the interface's first IPv6 address; 0 for IPv4. */
  public long primaryHigh(int interfaceIndex, boolean six) {
    return six && interfaceIndex >= 0 ? primaries[3 * interfaceIndex + 1] : 0;
  }

  /** The interface's first address of the family, lower half; 0 with a zero upper half is none. */
  public long primaryLow(int interfaceIndex, boolean six) {
    return interfaceIndex < 0 ? 0 : primaries[3 * interfaceIndex + (six ? 2 : 0)];
  }

  /** The number of an interface list, built-in or the user's, or -1. Slow; for setting up. */
  public int list(String name) {
    return sets.list(name);
  }

  /** Whether the list holds the interface; no list and no interface hold nothing. */
  public boolean inList(int list, int interfaceIndex) {
    return sets.holds(list, interfaceIndex);
  }
}
