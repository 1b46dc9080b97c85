package dev.sluice.engine;

import dev.sluice.testkit.Bytes;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.h323.CallMessage;
import dev.sluice.testkit.h323.CallMessage.Body;
import dev.sluice.testkit.h323.Channel;
import dev.sluice.testkit.h323.Ras;
import dev.sluice.testkit.h323.Tpkt;
import dev.sluice.testkit.h323.Transport;
import java.util.ArrayList;
import java.util.List;

/**
 * What the helpers of H.323 and Quake 3 read: endpoints that register, are admitted, call and close
 * the call again, with all that it announces coming, and players who ask for servers.
 */
final class CallsLike {
  private static final String GATEKEEPER = "198.51.100.7";
  private static final String MASTER = "198.51.100.8";

  private CallsLike() {}

  static List<byte[]> frames(int endpoints) {
    List<byte[]> out = new ArrayList<>();
    for (int i = 0; i < endpoints; i++) {
      Gen gen = Gen.fixed(i);
      String client = "192.168.1." + (2 + i % 250);
      String callee = "198.51.100." + (20 + i % 200);
      registered(out, client, 3000 + i, callee, gen);
      called(out, client, 10_000 + i, callee, gen);
      played(out, client, 30_000 + i);
    }
    return out;
  }

  private static void udp(
      List<byte[]> out, String from, int port, String to, int toPort, byte[] payload) {
    out.add(Frames.udp(from, port, to, toPort).payload(payload).frame());
  }

  private static void registered(
      List<byte[]> out, String client, int port, String callee, Gen gen) {
    Transport here = new Transport(client, 1720);
    Ras asks = new Ras(7, gen).signalling(here).ras(new Transport(client, port));
    Ras confirms = new Ras(7, gen).signalling(new Transport(GATEKEEPER, 1720));
    udp(out, client, port, GATEKEEPER, 1719, asks.timeToLive(60).registrationRequest());
    udp(out, GATEKEEPER, 1719, client, port, confirms.registrationConfirm());
    udp(out, client, port, GATEKEEPER, 1719, new Ras(8, gen).admissionRequest());
    Ras admits = new Ras(8, gen).signalling(new Transport(callee, 1720));
    udp(out, GATEKEEPER, 1719, client, port, admits.admissionConfirm());
  }

  private static void called(List<byte[]> out, String client, int port, String callee, Gen gen) {
    byte[] takes =
        new Channel(gen).reverseMedia(client, port).reverseReports(client, port + 1).open();
    byte[] asks = new Channel(gen).reports(client, port + 2).request();
    byte[] setup = new CallMessage(Body.SETUP, gen).fastStart(takes, takes).tunnels(asks).segment();
    byte[] connect = new CallMessage(Body.CONNECT, gen).h245Address(callee, 5000).segment();
    talk(out, client, port, callee, 1720, setup, connect);
    byte[] open = Tpkt.of(new Channel(gen).reports(client, port + 3).request());
    Channel data = new Channel(gen).media(callee, 5002).stack(callee, 1503);
    talk(out, client, port + 1, callee, 5000, open, Tpkt.of(data.acknowledgment()));
    for (int i = 0; i < 4; i++) {
      udp(out, callee, 6000, client, port + i, new byte[160]);
    }
    for (int open1720 = 0; open1720 < 2; open1720++) {
      int to = open1720 == 0 ? 1720 : 5000;
      out.add(Frames.tcp(client, port + open1720, callee, to).flags(20).seq(0).ack(1).frame());
    }
  }

  /** A connection on which each side says one thing. */
  private static void talk(
      List<byte[]> out, String a, int port, String b, int toPort, byte[] says, byte[] answers) {
    out.add(Frames.tcp(a, port, b, toPort).flags(2).seq(0).frame());
    out.add(Frames.tcp(b, toPort, a, port).flags(18).seq(0).ack(1).frame());
    out.add(Frames.tcp(a, port, b, toPort).flags(24).seq(1).ack(1).payload(says).frame());
    Frames back = Frames.tcp(b, toPort, a, port).flags(24).seq(1).ack(1 + says.length);
    out.add(back.payload(answers).frame());
  }

  private static void played(List<byte[]> out, String client, int port) {
    byte[] asks = new Bytes().u32(0xFFFF_FFFFL).add("getservers 68").array();
    Bytes list = new Bytes().u32(0xFFFF_FFFFL).add("getserversResponse");
    for (int i = 0; i < 150; i++) {
      list.add("\\").add(Frames.address("203.0.113." + i)).u16(27_960);
    }
    udp(out, client, port, MASTER, 27_950, asks);
    udp(out, MASTER, 27_950, client, port, list.add("\\EOT").array());
    udp(out, client, port, "203.0.113.9", 27_960, new byte[20]);
  }
}
