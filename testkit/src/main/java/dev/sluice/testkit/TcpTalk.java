package dev.sluice.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A scripted TCP conversation: sequence and acknowledgment numbers are always those that the two
 * ends would send, however segments are lost, doubled or reordered. Every step moves its clock.
 */
public final class TcpTalk {
  private static final int MSS = 1460;
  private static final int MSS6 = 1440;
  // RFC 7323 2.2: the window of a SYN is never scaled, all later ones are (by 7 here).
  private static final int SYN_WINDOW = 64240;
  private static final int WINDOW = 502;

  /** One end: where it is and how far it has sent. */
  private static final class End {
    final String address;
    final int port;
    long next;
    byte[] last = new byte[0];
    long lastSequence;

    End(String address, int port, long next) {
      this.address = address;
      this.port = port;
      this.next = next;
    }
  }

  private final Traffic traffic;
  private final End client;
  private final End server;
  private final int mss;
  private long now;
  private long delay = 8 * Traffic.MILLISECOND;

  TcpTalk(Traffic traffic, long now, String client, int clientPort, String server, int serverPort) {
    this.traffic = traffic;
    this.now = now;
    this.client = new End(client, clientPort, (clientPort * 2654435761L + now) & 0x7fffffffL);
    this.server = new End(server, serverPort, (clientPort * 40503L + now / 7) & 0x7fffffffL);
    this.mss = Frames.address(client).length == 4 ? MSS : MSS6;
  }

  /** How long the way from one end to the other takes in later steps. */
  public TcpTalk delay(long nanos) {
    this.delay = nanos;
    return this;
  }

  /** Starts both sequence spaces elsewhere, for tests at their wrap. */
  public TcpTalk sequences(long clientNext, long serverNext) {
    client.next = clientNext;
    server.next = serverNext;
    return this;
  }

  /** The three-way handshake. */
  public TcpTalk open() {
    syn();
    Frames answer = from(server, client).flags(Frames.SYN | Frames.ACK).seq(server.next);
    step(answer.window(SYN_WINDOW).ack(client.next).mss(mss).sackPermitted().windowScale(7));
    server.next++;
    acknowledge(client, server);
    return this;
  }

  /** A SYN alone. */
  public TcpTalk syn() {
    Frames syn = from(client, server).flags(Frames.SYN).seq(client.next);
    step(syn.window(SYN_WINDOW).mss(mss).sackPermitted().windowScale(7));
    client.next++;
    return this;
  }

  /** A SYN that is answered by RST. */
  public TcpTalk refused() {
    syn();
    Frames answer = from(server, client).flags(Frames.RST | Frames.ACK).seq(0).ack(client.next);
    step(answer.window(0));
    return this;
  }

  /** Data from the client, cut into segments, acknowledged by the server. */
  public TcpTalk client(byte[] data) {
    return data(client, server, data);
  }

  /** Text from the client, one byte a character. */
  public TcpTalk client(String data) {
    return client(data.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Data from the server. */
  public TcpTalk server(byte[] data) {
    return data(server, client, data);
  }

  /** Text from the server, one byte a character. */
  public TcpTalk server(String data) {
    return server(data.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Data from the client in segments of the given sizes, the rest in one more. */
  public TcpTalk clientIn(byte[] data, int... sizes) {
    int at = 0;
    for (int size : sizes) {
      segment(client, server, Arrays.copyOfRange(data, at, at + size));
      at += size;
    }
    segment(client, server, Arrays.copyOfRange(data, at, data.length));
    acknowledge(server, client);
    return this;
  }

  /** The client's last segment once more, and the server's repeated acknowledgment. */
  public TcpTalk retransmit() {
    return again(client, server);
  }

  /** The server's last segment once more. */
  public TcpTalk serverRetransmit() {
    return again(server, client);
  }

  /** Data from the server whose first two segments change places on the way. */
  public TcpTalk serverReordered(byte[] data) {
    return reordered(server, client, data);
  }

  /** Data from the client whose first two segments change places on the way. */
  public TcpTalk clientReordered(byte[] data) {
    return reordered(client, server, data);
  }

  /**
   * Data from the server whose first segment is lost before it reaches this wire: the client
   * repeats its acknowledgment with a SACK block, then the segment comes at last.
   */
  public TcpTalk serverLosing(byte[] data) {
    List<byte[]> parts = cut(data);
    long first = server.next;
    server.next += parts.getFirst().length;
    for (byte[] part : parts.subList(1, parts.size())) {
      long left = server.next;
      segment(server, client, part);
      step(from(client, server).seq(client.next).ack(first).sack(left, server.next));
    }
    now += 200 * Traffic.MILLISECOND;
    step(data(server, client).seq(first).payload(parts.getFirst()));
    acknowledge(client, server);
    return this;
  }

  /** Both ends close, the client first. */
  public TcpTalk close() {
    fin(client, server);
    fin(server, client);
    acknowledge(client, server);
    return this;
  }

  /** The client aborts. */
  public TcpTalk reset() {
    step(from(client, server).flags(Frames.RST | Frames.ACK).seq(client.next).ack(server.next));
    return this;
  }

  /** Lets time pass. */
  public TcpTalk pause(long nanos) {
    now += nanos;
    return this;
  }

  /** The time of the next step. */
  public long now() {
    return now;
  }

  private TcpTalk data(End from, End to, byte[] data) {
    int unacknowledged = 0;
    for (byte[] part : cut(data)) {
      segment(from, to, part);
      unacknowledged++;
      // RFC 9293 3.8.6.3: at least every second full segment is acknowledged.
      if (unacknowledged == 2) {
        acknowledge(to, from);
        unacknowledged = 0;
      }
    }
    if (unacknowledged > 0) {
      acknowledge(to, from);
    }
    return this;
  }

  private TcpTalk again(End from, End to) {
    now += 200 * Traffic.MILLISECOND;
    step(data(from, to).seq(from.lastSequence).payload(from.last));
    acknowledge(to, from);
    return this;
  }

  private TcpTalk reordered(End from, End to, byte[] data) {
    List<byte[]> parts = cut(data);
    if (parts.size() < 2) {
      throw new IllegalArgumentException("two segments are needed to change places");
    }
    long first = from.next;
    long second = first + parts.get(0).length;
    from.next = second + parts.get(1).length;
    step(data(from, to).seq(second).payload(parts.get(1)));
    step(from(to, from).seq(to.next).ack(first).sack(second, from.next));
    step(data(from, to).seq(first).payload(parts.get(0)));
    acknowledge(to, from);
    for (byte[] part : parts.subList(2, parts.size())) {
      segment(from, to, part);
      acknowledge(to, from);
    }
    return this;
  }

  private void segment(End from, End to, byte[] part) {
    from.last = part;
    from.lastSequence = from.next;
    step(data(from, to).seq(from.next).payload(part));
    from.next = (from.next + part.length) & 0xffffffffL;
  }

  private void fin(End from, End to) {
    step(from(from, to).flags(Frames.FIN | Frames.ACK).seq(from.next).ack(to.next));
    from.next = (from.next + 1) & 0xffffffffL;
    if (from == client) {
      acknowledge(to, from);
    }
  }

  private void acknowledge(End from, End to) {
    step(from(from, to).seq(from.next).ack(to.next));
  }

  private Frames data(End from, End to) {
    return from(from, to).flags(Frames.PSH | Frames.ACK).ack(to.next);
  }

  private Frames from(End from, End to) {
    Frames out = Frames.tcp(from.address, from.port, to.address, to.port).window(WINDOW);
    return from == server ? out.ttl(54) : out;
  }

  private void step(Frames frame) {
    traffic.send(now, frame);
    now += delay;
  }

  private List<byte[]> cut(byte[] data) {
    List<byte[]> out = new ArrayList<>();
    for (int at = 0; at < data.length; at += mss) {
      out.add(Arrays.copyOfRange(data, at, Math.min(data.length, at + mss)));
    }
    return out;
  }
}
