package dev.sluice.engine;

import dev.sluice.policy.Action;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressListEntry;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Family;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.InterfaceAddress;
import dev.sluice.policy.InterfaceList;
import dev.sluice.policy.Layer7Protocol;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import dev.sluice.policy.TableName;
import dev.sluice.policy.TrackingSettings;
import dev.sluice.testkit.Frames;
import dev.sluice.wire.LinkType;
import dev.sluice.wire.PacketView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A router for tests: LAN 192.168.1.0/24 and 2001:db8:1::/64 behind {@code lan}, everything else
 * behind {@code wan}; 192.168.1.1, 203.0.113.1 and 2001:db8:1::1 are its own. Rules are added in
 * order, then packets are sent.
 */
public final class Router implements Observer {
  public static final long START = 1_700_000_000_000_000_000L;
  private static final long MILLI = 1_000_000L;

  private final Map<Family, Map<TableName, List<Rule>>> rules = new EnumMap<>(Family.class);
  private final Map<Family, List<AddressListEntry>> entries = new EnumMap<>(Family.class);
  private final List<Layer7Protocol> layer7 = new ArrayList<>();
  private final PacketView view = new PacketView();
  private EngineSettings settings = EngineSettings.DEFAULT.withMaxConnections(1 << 12);
  private TrackingSettings tracking = TrackingSettings.DEFAULT;
  private ZoneId zone = ZoneId.of("UTC");
  private Observer observer = this;
  private @Nullable Datapath datapath;
  private long now = START;

  public Router() {
    for (Family family : Family.values()) {
      Map<TableName, List<Rule>> tables = new EnumMap<>(TableName.class);
      for (TableName name : TableName.values()) {
        tables.put(name, new ArrayList<>());
      }
      rules.put(family, tables);
      entries.put(family, new ArrayList<>());
    }
  }

  public Router settings(EngineSettings value) {
    settings = value;
    return this;
  }

  public Router tracking(TrackingSettings value) {
    tracking = value;
    return this;
  }

  public Router zone(String name) {
    zone = ZoneId.of(name);
    return this;
  }

  public Router observer(Observer value) {
    observer = value;
    return this;
  }

  public Router rule(
      Family family, TableName table, String chain, Action action, Matcher... matchers) {
    return add(family, table, chain, action, false, "", matchers);
  }

  public Router rule(TableName table, String chain, Action action, Matcher... matchers) {
    return add(Family.IPV4, table, chain, action, false, "", matchers);
  }

  public Router logged(TableName table, String chain, String prefix, Matcher... matchers) {
    return add(Family.IPV4, table, chain, new Action.Passthrough(), true, prefix, matchers);
  }

  private Router add(
      Family family,
      TableName table,
      String chain,
      Action action,
      boolean log,
      String prefix,
      Matcher... matchers) {
    List<Rule> list = rules(family, table);
    list.add(
        new Rule(
                list.size(),
                chain,
                Arrays.asList(matchers),
                action,
                log,
                prefix,
                false,
                "",
                Optional.empty(),
                Origin.NONE)
            .ordered(family));
    return this;
  }

  public Router list(String name, AddressRange range, OptionalLong seconds) {
    Objects.requireNonNull(entries.get(range.family()))
        .add(
            new AddressListEntry(
                name, range.toString(), Optional.of(range), seconds, false, "", Origin.NONE));
    return this;
  }

  public Router layer7(String name, String regexp) {
    layer7.add(new Layer7Protocol(name, regexp, false, "", Origin.NONE));
    return this;
  }

  public Policy policy() {
    return new Policy(
        firewall(Family.IPV4),
        firewall(Family.IPV6),
        layer7,
        List.of(),
        List.of(
            new InterfaceList("LAN", List.of(), List.of(), List.of("lan"), Origin.NONE),
            new InterfaceList("WAN", List.of(), List.of(), List.of("wan"), Origin.NONE)),
        List.of(
            new InterfaceAddress(address("192.168.1.1"), 24, "lan", false, Origin.NONE),
            new InterfaceAddress(address("203.0.113.1"), 24, "wan", false, Origin.NONE),
            new InterfaceAddress(address("2001:db8:1::1"), 64, "lan", false, Origin.NONE)),
        List.of(),
        tracking,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        zone);
  }

  private Firewall firewall(Family family) {
    return new Firewall(
        family,
        new Table(family, TableName.RAW, rules(family, TableName.RAW)),
        new Table(family, TableName.MANGLE, rules(family, TableName.MANGLE)),
        new Table(family, TableName.NAT, rules(family, TableName.NAT)),
        new Table(family, TableName.FILTER, rules(family, TableName.FILTER)),
        Objects.requireNonNull(entries.get(family)));
  }

  private List<Rule> rules(Family family, TableName table) {
    return Objects.requireNonNull(Objects.requireNonNull(rules.get(family)).get(table));
  }

  public static Topology topology() {
    return new Topology(
        List.of("lan", "wan"),
        List.of(
            new Topology.Attachment(prefix("192.168.1.0", 24), "lan"),
            new Topology.Attachment(prefix("2001:db8:1::", 64), "lan"),
            new Topology.Attachment(prefix("0.0.0.0", 0), "wan"),
            new Topology.Attachment(prefix("::", 0), "wan")),
        List.of(),
        Map.of(),
        Map.of());
  }

  public static AddressRange prefix(String address, int length) {
    return AddressRange.prefix(address(address), length);
  }

  public static Address address(String text) {
    byte[] bytes = Frames.address(text);
    long high = 0;
    long low = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes.length == 16 && i < 8) {
        high = high << 8 | bytes[i] & 0xFF;
      } else {
        low = low << 8 | bytes[i] & 0xFF;
      }
    }
    return new Address(bytes.length == 16 ? Family.IPV6 : Family.IPV4, high, low);
  }

  public Datapath datapath() {
    Datapath made = datapath;
    if (made == null) {
      made = new Datapath(policy(), topology(), settings, observer);
      datapath = made;
    }
    return made;
  }

  /** Lets time pass. */
  public Router after(long millis) {
    now += millis * MILLI;
    return this;
  }

  public Router at(long nanos) {
    now = nanos;
    return this;
  }

  public long now() {
    return now;
  }

  public Verdict send(Frames packet) {
    return send(packet.frame());
  }

  public Verdict send(byte[] frame) {
    PacketView.Status status = wrap(frame);
    if (status != PacketView.Status.OK) {
      throw new IllegalStateException("test packet is malformed: " + status.reason());
    }
    return datapath().process(view, -1, now);
  }

  /** Sends what may be malformed: then it goes nowhere. */
  public Verdict sendAny(byte[] frame) {
    boolean whole = wrap(frame) == PacketView.Status.OK;
    return whole ? datapath().process(view, -1, now) : Verdict.DROPPED;
  }

  private PacketView.Status wrap(byte[] frame) {
    MemorySegment segment = Arena.ofAuto().allocate(frame.length);
    MemorySegment.copy(frame, 0, segment, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, frame.length);
    return view.wrap(segment, 0, frame.length, frame.length, LinkType.ETHERNET);
  }

  /** How often the rule of this number has matched. */
  public long packets(TableName table, int rule) {
    return datapath().packets(Family.IPV4, table, rule);
  }

  public long packets(Family family, TableName table, int rule) {
    return datapath().packets(family, table, rule);
  }
}
