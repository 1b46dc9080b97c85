package dev.sluice.engine.track;

import dev.sluice.policy.Helper;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;

/** A client and a server on a line where calls of H.323 are watched, by IPv4 or by IPv6. */
final class H323Line {
  static final String FOREIGN = "203.0.113.99";

  final TrackedLine line = ControlTalk.watching(Helper.H323);
  final ConnectionTable table = line.table;
  final String client;
  final String server;

  private H323Line(String client, String server) {
    this.client = client;
    this.server = server;
  }

  static H323Line four() {
    return new H323Line("10.0.0.2", "192.0.2.80");
  }

  static H323Line six() {
    return new H323Line("2001:db8::2", "2001:db8:1::80");
  }

  static H323Line either(Gen gen) {
    return gen.flip() ? four() : six();
  }

  ControlTalk call() {
    return new ControlTalk(line, client, ControlTalk.CLIENT_PORT, server, 1720);
  }

  int expected() {
    return table.expectations();
  }

  /** Somebody third, of the same family. */
  String stranger() {
    return client.contains(":") ? "2001:db8:2::99" : FOREIGN;
  }

  /** The state of a connection that somebody opens now. */
  String opens(String from, int fromPort, String to, int toPort) {
    return line.send(Frames.tcp(from, fromPort, to, toPort).flags(Frames.SYN).seq(1));
  }

  /** The state of a datagram that somebody sends now. */
  String sends(String from, int fromPort, String to, int toPort) {
    return line.send(Frames.udp(from, fromPort, to, toPort));
  }
}
