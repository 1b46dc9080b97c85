package dev.sluice.engine.track;

import dev.sluice.policy.Helper;
import dev.sluice.policy.Origin;
import dev.sluice.policy.ServicePort;
import dev.sluice.testkit.Frames;
import java.util.List;

/** A control connection of TCP, open and in order, whose two ends say things in turn. */
final class ControlTalk {
  static final int CLIENT_PORT = 40_000;

  final TrackedLine line;
  final String client;
  final String server;
  private final int clientPort;
  private final int port;
  private long toServer;
  private long toClient;

  ControlTalk(TrackedLine line, String client, int clientPort, String server, int port) {
    this.line = line;
    this.client = client;
    this.clientPort = clientPort;
    this.server = server;
    this.port = port;
    line.send(Frames.tcp(client, clientPort, server, port).flags(Frames.SYN).seq(1000));
    Frames accepts = Frames.tcp(server, port, client, clientPort);
    line.send(accepts.flags(Frames.SYN | Frames.ACK).seq(5000).ack(1001));
    toServer = 1001;
    toClient = 5001;
    say(new byte[0]);
  }

  /** A fresh line on which this helper listens at its usual ports. */
  static TrackedLine watching(Helper helper) {
    TrackedLine line = TrackedLine.routeros();
    line.table.helpers(
        ServicePorts.of(List.of(new ServicePort(helper, List.of(), false, Origin.NONE))));
    return line;
  }

  String say(byte[] bytes) {
    String state = line.send(said(bytes));
    toServer += bytes.length;
    return state;
  }

  String answer(byte[] bytes) {
    String state = line.send(answered(bytes));
    toClient += bytes.length;
    return state;
  }

  /** What the client would say next. */
  Frames said(byte[] bytes) {
    return Frames.tcp(client, clientPort, server, port)
        .flags(Frames.PSH | Frames.ACK)
        .seq(toServer)
        .ack(toClient)
        .payload(bytes);
  }

  private Frames answered(byte[] bytes) {
    return Frames.tcp(server, port, client, clientPort)
        .flags(Frames.PSH | Frames.ACK)
        .seq(toClient)
        .ack(toServer)
        .payload(bytes);
  }
}
