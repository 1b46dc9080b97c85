package dev.sluice.bench;

import dev.sluice.config.PolicyReader;
import dev.sluice.config.Reading;
import dev.sluice.engine.Datapath;
import dev.sluice.engine.EngineSettings;
import dev.sluice.engine.Observer;
import dev.sluice.engine.Topology;
import dev.sluice.testkit.Frames;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a tracked connection costs in memory under a policy: a full table of as many, of IPv4 or of
 * IPv6, each with a segment that layer 7 looks at if a rule asks it. Prints one row of the table.
 */
public final class ConnectionBytes {
  /** Without a rule of its own a family is not tracked. */
  private static final String TRACKED = "\n/ip firewall connection tracking set enabled=yes\n";

  private static final int CONNECTIONS = 1 << 16;
  private static final long START = 1_773_133_200_000_000_000L;

  private ConnectionBytes() {}

  /** Options: {@code --policy --name}. */
  public static void main(String[] args) throws IOException {
    Options options = Options.of(args);
    Path file = Path.of(options.text("policy", "examples/office/office.rsc"));
    String text = Files.readString(file) + TRACKED;
    Reading reading =
        PolicyReader.read(file.toString(), text.getBytes(StandardCharsets.UTF_8), true);
    System.out.printf(
        Locale.ROOT,
        "%-14s %11.0f %11.0f%n",
        options.text("name", file.getFileName().toString()),
        bytes(reading, false),
        bytes(reading, true));
  }

  private static double bytes(Reading reading, boolean six) {
    EngineSettings settings = EngineSettings.DEFAULT.withMaxConnections(CONNECTIONS);
    Datapath datapath = new Datapath(reading.policy(), Topology.EMPTY, settings, new Observer() {});
    PacketView view = new PacketView();
    for (int i = 0; i < CONNECTIONS; i++) {
      byte[] packet = packet(six, i);
      view.wrapIp(MemorySegment.ofArray(packet), 0, packet.length, packet.length);
      datapath.process(view, -1, START + i);
    }
    if (datapath.connections().size() != CONNECTIONS) {
      throw new IllegalStateException("only " + datapath.connections().size() + " connections");
    }
    return datapath.connections().allocatedBytes() / (double) CONNECTIONS;
  }

  private static byte[] packet(boolean six, int i) {
    String from =
        six ? "2001:db8:1::1:" + Integer.toHexString(i) : "10.0." + (i >> 8) + "." + i % 256;
    String to = six ? "2001:db8:2::1" : "203.0.113.1";
    return Frames.tcp(from, 40_000, to, 443).flags(Frames.SYN).packet();
  }
}
