package dev.sluice.bench;

import dev.sluice.testkit.Frames;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * One flow of a generated capture: gives its frames one after another, each made when asked for.
 */
final class Flow {
  private static final int[] SIZES = {1400, 900, 300, 1400, 60, 600};

  private record Message(boolean fromClient, int flags, int from, int length) {}

  private final boolean tcp;
  private final String client;
  private final int clientPort;
  private final String server;
  private final int serverPort;
  private final byte[] noise;
  private final Queue<byte[]> said = new ArrayDeque<>();
  private final Queue<Message> script = new ArrayDeque<>();
  private final int lot;
  private long clientNext;
  private long serverNext;
  private int exchanges;
  private boolean closing;

  private Flow(
      boolean tcp, String client, int clientPort, String server, int port, byte[] noise, int lot) {
    this.tcp = tcp;
    this.client = client;
    this.clientPort = clientPort;
    this.server = server;
    this.serverPort = port;
    this.noise = noise;
    this.lot = lot & 0x7fffffff;
    this.clientNext = this.lot;
    this.serverNext = this.lot ^ 0x2aaaaaaa;
  }

  static Flow tcp(String client, int from, String server, int to, byte[] noise, int lot) {
    Flow flow = new Flow(true, client, from, server, to, noise, lot);
    flow.script.add(new Message(true, Frames.SYN, 0, 0));
    flow.script.add(new Message(false, Frames.SYN | Frames.ACK, 0, 0));
    flow.script.add(new Message(true, Frames.ACK, 0, 0));
    flow.closing = true;
    return flow;
  }

  static Flow refused(String client, int from, String server, int to, byte[] noise, int lot) {
    Flow flow = new Flow(true, client, from, server, to, noise, lot);
    flow.script.add(new Message(true, Frames.SYN, 0, 0));
    flow.script.add(new Message(false, Frames.RST | Frames.ACK, 0, 0));
    return flow;
  }

  static Flow udp(String client, int from, String server, int to, byte[] noise, int lot) {
    return new Flow(false, client, from, server, to, noise, lot);
  }

  /** One message with bytes of its own. */
  Flow say(boolean fromClient, byte[] bytes) {
    script.add(new Message(fromClient, Frames.PSH | Frames.ACK, -1, 0));
    said.add(bytes);
    return this;
  }

  /** So many exchanges of noise: two packets from the server, one from the client. */
  Flow exchange(int count) {
    exchanges = count;
    return this;
  }

  boolean ended() {
    return script.isEmpty() && exchanges == 0 && !closing;
  }

  byte[] next() {
    if (script.isEmpty()) {
      refill();
    }
    Message message = script.remove();
    byte[] payload =
        message.from < 0
            ? said.remove()
            : Arrays.copyOfRange(noise, message.from, message.from + message.length);
    return frame(message, payload);
  }

  private void refill() {
    if (exchanges > 0) {
      exchanges--;
      for (int i = 0; i < 2; i++) {
        int size = SIZES[(lot + exchanges + i) % SIZES.length];
        int from = (int) ((lot + exchanges * 7919L + i) % (noise.length - size));
        script.add(new Message(false, Frames.PSH | Frames.ACK, from, size));
      }
      script.add(new Message(true, Frames.ACK, 0, tcp ? 0 : 40));
      return;
    }
    closing = false;
    script.add(new Message(true, Frames.FIN | Frames.ACK, 0, 0));
    script.add(new Message(false, Frames.FIN | Frames.ACK, 0, 0));
    script.add(new Message(true, Frames.ACK, 0, 0));
  }

  private byte[] frame(Message message, byte[] payload) {
    boolean out = message.fromClient;
    String from = out ? client : server;
    String to = out ? server : client;
    int fromPort = out ? clientPort : serverPort;
    int toPort = out ? serverPort : clientPort;
    if (!tcp) {
      return Frames.udp(from, fromPort, to, toPort).payload(payload).frame();
    }
    Frames frame = Frames.tcp(from, fromPort, to, toPort).flags(message.flags).payload(payload);
    frame.seq(out ? clientNext : serverNext);
    if ((message.flags & Frames.ACK) != 0) {
      frame.ack(out ? serverNext : clientNext);
    }
    boolean syn = (message.flags & Frames.SYN) != 0;
    if (syn) {
      frame.mss(1460).sackPermitted().windowScale(7);
    }
    int length = payload.length + (syn || (message.flags & Frames.FIN) != 0 ? 1 : 0);
    if (out) {
      clientNext = clientNext + length & 0xffffffffL;
    } else {
      serverNext = serverNext + length & 0xffffffffL;
    }
    return frame.frame();
  }
}
