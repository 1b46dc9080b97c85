package dev.sluice.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Scripted conversations on one wire. Each conversation has a clock of its own that its steps move;
 * {@link #packets} merges all of them by time. The wire is the local side of a router: a local host
 * (private or ULA address) has a hardware address of its own, all others share the router's.
 *
 * <p>Deterministic: the same script gives the same bytes. Not threadsafe.
 */
public final class Traffic {
  /** One millisecond in nanoseconds. */
  public static final long MILLISECOND = 1_000_000L;

  /** One second in nanoseconds. */
  public static final long SECOND = 1_000_000_000L;

  private static final String ROUTER = "02:00:00:00:00:01";

  private final List<Sent> sent = new ArrayList<>();
  private int identification = 1;

  /** A TCP conversation that begins at {@code time}; nothing is sent before its first step. */
  public TcpTalk tcp(long time, String client, int clientPort, String server, int serverPort) {
    return new TcpTalk(this, time, client, clientPort, server, serverPort);
  }

  /** A UDP conversation that begins at {@code time}. */
  public UdpTalk udp(long time, String client, int clientPort, String server, int serverPort) {
    return new UdpTalk(this, time, client, clientPort, server, serverPort);
  }

  /** Echo requests a second apart, each answered after 12 ms. */
  public void ping(long time, String from, String to, int identifier, int count) {
    boolean six = Frames.address(from).length == 16;
    byte[] data = new byte[48];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (0x10 + i);
    }
    for (int i = 0; i < count; i++) {
      long at = time + i * SECOND;
      Frames ask = six ? Frames.icmp6(from, to, 128, 0) : Frames.icmp(from, to, 8, 0);
      Frames answer = six ? Frames.icmp6(to, from, 129, 0) : Frames.icmp(to, from, 0, 0);
      send(at, ask.echo(identifier, i + 1).payload(data));
      send(at + 12 * MILLISECOND, answer.echo(identifier, i + 1).payload(data));
    }
  }

  /**
   * A SYN scan of {@code ports} from one source port up: an open port answers SYN/ACK and is reset
   * by the scanner, a closed one answers RST, every fifth closed one not at all.
   */
  public void scan(long time, String from, int fromPort, String to, int[] ports, int... open) {
    List<Integer> listening = new ArrayList<>();
    for (int port : open) {
      listening.add(port);
    }
    for (int i = 0; i < ports.length; i++) {
      long at = time + 2L * i * MILLISECOND;
      int source = fromPort + i;
      long isn = 0x10000000L + i;
      send(at, Frames.tcp(from, source, to, ports[i]).flags(Frames.SYN).seq(isn).mss(1460));
      Frames answer = Frames.tcp(to, ports[i], from, source).ack(isn + 1);
      if (listening.contains(ports[i])) {
        answer.flags(Frames.SYN | Frames.ACK).seq(7000).mss(1460);
        send(at + MILLISECOND / 2, answer);
        send(
            at + MILLISECOND,
            Frames.tcp(from, source, to, ports[i]).flags(Frames.RST).seq(isn + 1).window(0));
      } else if (i % 5 != 4) {
        send(at + MILLISECOND / 2, answer.flags(Frames.RST | Frames.ACK).window(0));
      }
    }
  }

  /** Any packet at any time. */
  public void send(long time, Frames packet) {
    if (!packet.six()) {
      packet.id(identification++ & 0xffff);
    }
    packet.mac(hardware(packet.source), hardware(packet.destination));
    sent.add(new Sent(time, packet));
  }

  /** All packets by time; those of one moment in the order in which they were sent. */
  public List<Sent> packets() {
    List<Sent> out = new ArrayList<>(sent);
    out.sort(Comparator.comparingLong(Sent::time));
    return out;
  }

  /** Writes all packets as a pcap file with nanoseconds, link type Ethernet. */
  public void write(Path file) {
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(pcap());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of that pcap file. */
  public byte[] pcap() {
    Bytes out = new Bytes().u32(0xa1b23c4dL).u16(2).u16(4).u32(0).u32(0).u32(262144).u32(1);
    for (Sent packet : packets()) {
      out.u32(packet.time() / SECOND).u32(packet.time() % SECOND);
      out.u32(packet.frame().length).u32(packet.frame().length).add(packet.frame());
    }
    return out.array();
  }

  private static String hardware(byte[] address) {
    if (address.length == 4) {
      boolean local = address[0] == (byte) 192 && address[1] == (byte) 168 || address[0] == 10;
      boolean router = address[3] == 1;
      return local && !router
          ? "02:00:c0:a8:%02x:%02x".formatted(address[2] & 0xff, address[3] & 0xff)
          : ROUTER;
    }
    boolean local = (address[0] & 0xfe) == 0xfc || address[4] == 0 && address[5] == 0x0f;
    return local ? "02:00:fd:00:%02x:%02x".formatted(address[14], address[15]) : ROUTER;
  }
}
