package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.engine.Datapath;
import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Shared;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The hellos of real captures, cut into TLS records of any size: the same name comes out. */
class RecordSplitTest {
  private static final int HANDSHAKE = 22;
  private static final int HEADER = 5;
  private static final int MOST_HELLOS = 400;

  private int port = 1_024;

  @Test
  void anySizeOfRecordsGivesTheSameName() throws IOException {
    Path shared = Shared.folder("captures").orElse(null);
    assumeTrue(shared != null, Shared.absent("captures"));
    Lab lab = Lab.four("protocol=tcp tls-host=*");
    int named = 0;
    for (byte[] hello : hellos(shared)) {
      String plain = name(lab, hello, hello.length);
      named += plain.isEmpty() ? 0 : 1;
      for (int record : new int[] {1, 7, 100, 536}) {
        byte[] split = split(hello, record);
        for (int segment : new int[] {7, 536, 1_460}) {
          assertThat(name(lab, split, segment))
              .as("records of %d in segments of %d", record, segment)
              .isEqualTo(plain);
        }
      }
    }
    assertThat(named).as("hellos with a name").isGreaterThan(10);
  }

  /** The first payloads of TCP connections that are one whole handshake record. */
  private static List<byte[]> hellos(Path folder) throws IOException {
    List<byte[]> found = new ArrayList<>();
    Recut.Sink sink =
        (view, now) -> {
          int length = view.payloadCaptured();
          boolean tcp = view.protocol() == 6 && view.transport() && length > HEADER;
          if (!tcp || found.size() >= MOST_HELLOS) {
            return;
          }
          byte[] data = new byte[length];
          MemorySegment.copy(
              view.bytes(), ValueLayout.JAVA_BYTE, view.payloadOffset(), data, 0, length);
          int says = (data[3] & 0xFF) << 8 | data[4] & 0xFF;
          if (data[0] == HANDSHAKE && data[1] == 3 && data[5] == 1 && says + HEADER == length) {
            found.add(data);
          }
        };
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(f -> f.toString().matches(".*\\.pcap(ng)?")).sorted().toList()) {
        try (Recut plain = new Recut(0, false, 1, sink)) {
          plain.show(file);
        }
      }
    }
    return found;
  }

  private static byte[] split(byte[] record, int size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = HEADER; at < record.length; at += size) {
      int length = Math.min(size, record.length - at);
      out.writeBytes(
          new byte[] {HANDSHAKE, record[1], record[2], (byte) (length >> 8), (byte) length});
      out.write(record, at, length);
    }
    return out.toByteArray();
  }

  private String name(Lab lab, byte[] stream, int segment) {
    port++;
    Frames syn = Frames.tcp("192.168.1.10", port, "198.51.100.7", 443).flags(Frames.SYN).seq(7);
    lab.send(syn);
    lab.send(
        Frames.tcp("198.51.100.7", 443, "192.168.1.10", port)
            .flags(Frames.SYN | Frames.ACK)
            .seq(900)
            .ack(8));
    for (int at = 0; at < stream.length; at += segment) {
      byte[] piece =
          java.util.Arrays.copyOfRange(stream, at, Math.min(stream.length, at + segment));
      lab.send(
          Frames.tcp("192.168.1.10", port, "198.51.100.7", 443)
              .flags(Frames.ACK)
              .seq(8 + at)
              .ack(901)
              .payload(piece));
    }
    Datapath datapath = lab.lane.datapath();
    int connection = datapath.context().connection();
    assertThat(connection).isNotEqualTo(ConnectionTable.NONE);
    String name = datapath.serverNames().name(connection);
    lab.send(
        Frames.tcp("192.168.1.10", port, "198.51.100.7", 443)
            .flags(Frames.RST)
            .seq(8 + stream.length));
    return name;
  }
}
