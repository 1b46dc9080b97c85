package dev.sluice.bench;

import dev.sluice.testkit.Gen;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes captures of any length: a fixed number of flows is alive at any time, each packet belongs
 * to one of them by lot, and a flow that ends is followed by a fresh one. The same options give the
 * same bytes. Nothing but the live flows is held in memory.
 */
public final class LargeCapture {
  private static final long START = 1_773_133_200_000_000_000L; // a Tuesday, 09:00 UTC
  private static final int SNAP = 262144;

  private LargeCapture() {}

  /** Options: {@code --out --packets --flows --rate --seed --mix office|web|dns}. */
  public static void main(String[] args) throws IOException {
    Options options = Options.of(args);
    write(
        Path.of(options.text("out", "large.pcap")),
        options.number("packets", 1_000_000),
        (int) options.number("flows", 10_000),
        options.number("rate", 100_000),
        options.number("seed", 1),
        Mix.of(options.text("mix", "office")));
  }

  static void write(Path file, long packets, int flows, long rate, long seed, Mix mix)
      throws IOException {
    Gen gen = Gen.fixed(seed);
    FlowSource source = new FlowSource(gen.split(), mix);
    List<Flow> live = new ArrayList<>(flows);
    for (int i = 0; i < flows; i++) {
      live.add(source.next());
    }
    ByteBuffer header = ByteBuffer.allocate(24);
    header.putInt(0xa1b23c4d).putShort((short) 2).putShort((short) 4).putLong(0);
    header.putInt(SNAP).putInt(1);
    ByteBuffer record = ByteBuffer.allocate(16);
    long step = 1_000_000_000L / rate;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      out.write(header.array());
      for (long i = 0; i < packets; i++) {
        int at = gen.below(flows);
        byte[] frame = live.get(at).next();
        long now = START + i * step;
        record.clear();
        record.putInt((int) (now / 1_000_000_000L)).putInt((int) (now % 1_000_000_000L));
        record.putInt(frame.length).putInt(frame.length);
        out.write(record.array());
        out.write(frame);
        if (live.get(at).ended()) {
          live.set(at, source.next());
        }
      }
    }
  }

  /** How many flows of a hundred are of which kind. */
  record Mix(int tls, int http, int dns, int quic, int peer, int refused) {
    static Mix of(String name) {
      return switch (name) {
        case "office" -> new Mix(50, 10, 25, 8, 4, 3);
        case "web" -> new Mix(70, 30, 0, 0, 0, 0);
        case "dns" -> new Mix(0, 0, 100, 0, 0, 0);
        default -> throw new IllegalArgumentException("no mix " + name + ": office, web, dns");
      };
    }
  }
}
