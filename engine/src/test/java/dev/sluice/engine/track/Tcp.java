package dev.sluice.engine.track;

import dev.sluice.testkit.Frames;

/** Segments of one TCP conversation between a client and a server, by name. */
final class Tcp {
  static final String CLIENT = "10.0.0.2";
  static final String SERVER = "192.0.2.80";

  private Tcp() {}

  static Frames out(int flags, long sequence, long acknowledgment) {
    return Frames.tcp(CLIENT, 40000, SERVER, 80).flags(flags).seq(sequence).ack(acknowledgment);
  }

  static Frames in(int flags, long sequence, long acknowledgment) {
    return Frames.tcp(SERVER, 80, CLIENT, 40000).flags(flags).seq(sequence).ack(acknowledgment);
  }

  static byte[] data(int length) {
    return new byte[length];
  }

  /** SYN, SYN+ACK, ACK; the client's next number is 1001, the server's 5001. */
  static void open(TrackedLine line) {
    line.send(out(Frames.SYN, 1000, 0).mss(1460));
    line.send(in(Frames.SYN | Frames.ACK, 5000, 1001).mss(1460));
    line.send(out(Frames.ACK, 1001, 5001));
  }
}
