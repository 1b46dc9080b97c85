package dev.sluice.testkit;

import java.nio.charset.StandardCharsets;

/** A scripted exchange of UDP datagrams; every step moves its clock. */
public final class UdpTalk {
  private final Traffic traffic;
  private final String client;
  private final int clientPort;
  private final String server;
  private final int serverPort;
  private long now;
  private long delay = 10 * Traffic.MILLISECOND;

  UdpTalk(Traffic traffic, long now, String client, int clientPort, String server, int serverPort) {
    this.traffic = traffic;
    this.now = now;
    this.client = client;
    this.clientPort = clientPort;
    this.server = server;
    this.serverPort = serverPort;
  }

  /** How long each later step takes. */
  public UdpTalk delay(long nanos) {
    this.delay = nanos;
    return this;
  }

  /** One datagram from the client. */
  public UdpTalk client(byte[] payload) {
    traffic.send(now, Frames.udp(client, clientPort, server, serverPort).payload(payload));
    now += delay;
    return this;
  }

  /** One datagram from the client, one byte a character. */
  public UdpTalk client(String payload) {
    return client(payload.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** One datagram from the server. */
  public UdpTalk server(byte[] payload) {
    traffic.send(now, Frames.udp(server, serverPort, client, clientPort).ttl(56).payload(payload));
    now += delay;
    return this;
  }

  /** One datagram from the server, one byte a character. */
  public UdpTalk server(String payload) {
    return server(payload.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Lets time pass. */
  public UdpTalk pause(long nanos) {
    now += nanos;
    return this;
  }

  /** The time of the next step. */
  public long now() {
    return now;
  }
}
