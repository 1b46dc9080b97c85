package dev.sluice.check.reach;

import dev.sluice.config.PolicyReader;
import dev.sluice.config.Reading;
import dev.sluice.engine.Datapath;
import dev.sluice.engine.EngineSettings;
import dev.sluice.engine.Observer;
import dev.sluice.engine.Topology;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Family;
import dev.sluice.policy.Policy;
import dev.sluice.policy.TableName;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.wire.PacketView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Sends packets through a policy with the engine itself, to see which rules count them. */
public final class Road {
  static final List<String> SOURCES =
      List.of("192.168.1.10", "192.168.1.77", "192.168.2.5", "10.1.2.3", "198.51.100.7");
  static final List<String> TARGETS =
      List.of("203.0.113.9", "203.0.113.200", "198.51.100.99", "192.168.2.9", "192.0.2.80");
  static final int[] PORTS = {22, 53, 80, 443, 1000, 1001, 8080, 40_000};

  private static final long START = 1_700_000_000_000_000_000L;
  private static final Topology TOPOLOGY =
      new Topology(
          List.of("lan", "wan", "dmz", "another interface"),
          List.of(attached(192, 168, 1, "lan"), attached(192, 168, 2, "dmz"), all("wan")),
          List.of(),
          Map.of(),
          Map.of());

  private final Datapath datapath;
  private final List<String> interfaces;
  private final PacketView view = new PacketView();
  private final MemorySegment bytes = Arena.ofAuto().allocate(2048);
  private long now = START;

  public Road(Policy policy) {
    this(policy, TOPOLOGY);
  }

  public Road(Policy policy, Topology topology) {
    interfaces = topology.interfaces();
    datapath =
        new Datapath(
            policy,
            topology,
            EngineSettings.DEFAULT.withMaxConnections(1 << 12),
            new Observer() {});
  }

  private static Topology.Attachment attached(int a, int b, int c, String name) {
    return new Topology.Attachment(
        AddressRange.prefix(Address.ipv4(a << 24 | b << 16 | c << 8), 24), name);
  }

  private static Topology.Attachment all(String name) {
    return new Topology.Attachment(AddressRange.prefix(Address.ipv4(0), 0), name);
  }

  public static Policy policy(String text) {
    Reading reading = PolicyReader.read("test.rsc", text.getBytes(StandardCharsets.UTF_8), false);
    if (reading.hasErrors()) {
      throw new IllegalArgumentException(reading.problems() + "\n" + text);
    }
    return reading.policy();
  }

  /** Lets time go by. */
  public void letPass(long nanos) {
    now += nanos;
  }

  void send(Frames frame, int inInterface) {
    byte[] packet = frame.packet();
    MemorySegment.copy(MemorySegment.ofArray(packet), 0, bytes, 0, packet.length);
    now += 1_000_000;
    if (view.wrapIp(bytes, 0, packet.length, packet.length) == PacketView.Status.OK) {
      datapath.process(view, inInterface, now);
    }
  }

  void random(Gen gen) {
    String one = gen.pick(SOURCES);
    String other = gen.pick(TARGETS);
    boolean back = gen.oneIn(3);
    String source = back ? other : one;
    String target = back ? one : other;
    int low = PORTS[gen.below(PORTS.length)];
    int high = gen.pick(1024, 40_000, 40_001);
    int from = back ? low : high;
    int to = back ? high : low;
    Frames frame =
        switch (gen.below(5)) {
          case 0 -> Frames.udp(source, from, target, to).payload("x");
          case 1 -> Frames.icmp(source, target, gen.pick(0, 8, 3), 0);
          case 2 -> Frames.ip(source, target, gen.pick(47, 50));
          default ->
              Frames.tcp(source, from, target, to)
                  .flags(gen.pick(Frames.SYN, Frames.SYN | Frames.ACK, Frames.ACK, Frames.RST));
        };
    send(frame.dscp(gen.pick(0, 0, 2)), gen.below(3));
  }

  /** A packet as a witness describes it; what it leaves open is anything. */
  public void send(Witness witness) {
    Map<String, String> v = witness.values();
    String source = v.getOrDefault("src-address", "192.168.1.10");
    String target = v.getOrDefault("dst-address", "203.0.113.9");
    int from = Integer.parseInt(v.getOrDefault("src-port", "40000"));
    int to = Integer.parseInt(v.getOrDefault("dst-port", "8080"));
    int in = interfaces.indexOf(v.getOrDefault("in-interface", "lan"));
    String protocol = v.getOrDefault("protocol", "tcp");
    Frames frame =
        switch (protocol) {
          case "tcp" ->
              Frames.tcp(source, from, target, to)
                  .flags(flags(v.getOrDefault("tcp-flags", "syn")))
                  .payload(v.getOrDefault("content", ""));
          case "udp" ->
              Frames.udp(source, from, target, to).payload(v.getOrDefault("content", "x"));
          case "icmp" -> {
            String[] options = v.getOrDefault("icmp-options", "8:0").split(":", -1);
            yield Frames.icmp(
                source, target, Integer.parseInt(options[0]), Integer.parseInt(options[1]));
          }
          case "47" -> Frames.gre(source, target, 0x0800, new byte[20]);
          default -> Frames.ip(source, target, Integer.parseInt(protocol));
        };
    // The policies mark connections by the packets' DSCP.
    frame.dscp("web".equals(v.get("connection-mark")) ? 2 : 0);
    send(frame, Math.max(0, in));
  }

  private static int flags(String names) {
    int bits = 0;
    for (String name : names.split(",", -1)) {
      bits |=
          switch (name) {
            case "syn" -> Frames.SYN;
            case "ack" -> Frames.ACK;
            case "rst" -> Frames.RST;
            default -> 0;
          };
    }
    return bits;
  }

  long count(TableName table, int rule) {
    return count(Family.IPV4, table, rule);
  }

  public long count(Family family, TableName table, int rule) {
    return datapath.packets(family, table, rule);
  }
}
