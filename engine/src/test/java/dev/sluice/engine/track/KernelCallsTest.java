package dev.sluice.engine.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Helper;
import dev.sluice.policy.Origin;
import dev.sluice.policy.ServicePort;
import dev.sluice.policy.TrackingSettings;
import dev.sluice.policy.TrackingState;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.h323.CallMessage;
import dev.sluice.testkit.h323.CallMessage.Body;
import dev.sluice.testkit.h323.Channel;
import dev.sluice.testkit.h323.Ras;
import dev.sluice.testkit.h323.Tpkt;
import dev.sluice.testkit.h323.Transport;
import dev.sluice.testkit.kernel.KernelRouter;
import dev.sluice.testkit.kernel.KernelRouter.Seen;
import dev.sluice.wire.LinkType;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The Linux kernel's own reader of H.323 as the oracle of ours: the same calls and registrations
 * through both, then a packet to each address that was named and to their neighbours. What the
 * kernel expects is expected here; what only we expect must have been named, and must be little:
 * Linux reads no INFORMATION, no address of a Facility that forwards a call, T.120 only in one of
 * its forms, and fails at a few messages that are well formed.
 */
class KernelCallsTest {
  private static final String RULES =
      """
      table inet calls {
        ct helper q4 { type "Q.931" protocol tcp; l3proto ip; }
        ct helper q6 { type "Q.931" protocol tcp; l3proto ip6; }
        ct helper r4 { type "RAS" protocol udp; l3proto ip; }
        ct helper r6 { type "RAS" protocol udp; l3proto ip6; }
        chain assign {
          type filter hook prerouting priority 0;
          meta nfproto ipv4 tcp dport 1720 ct helper set "q4"
          meta nfproto ipv6 tcp dport 1720 ct helper set "q6"
          meta nfproto ipv4 udp dport 1719 ct helper set "r4"
          meta nfproto ipv6 udp dport 1719 ct helper set "r6"
        }
      }
      """;
  private static final int RAS = 1719;
  private static final int ENDPOINT = 2776;

  private final ConnectionTable table =
      new ConnectionTable(TrackingSettings.DEFAULT, Profile.LINUX, 1 << 16, 7);
  private final PacketView view = new PacketView();
  private final List<String> missed = new ArrayList<>();
  private final List<String> invented = new ArrayList<>();
  private final List<String> more = new ArrayList<>();
  private long now = 1_000_000_000_000L;
  private int related;

  @BeforeEach
  void watch() {
    table.helpers(
        ServicePorts.of(List.of(new ServicePort(Helper.H323, List.of(), false, Origin.NONE))));
  }

  @Test
  void expectsWhatTheKernelExpects() throws IOException {
    Optional<String> obstacle = KernelRouter.obstacle();
    Assumptions.assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    int cases = Gen.count(300);
    Gen seed = Gen.seeded(1720);
    try (KernelRouter kernel = open()) {
      for (int i = 0; i < cases; i++) {
        Gen gen = seed.split();
        Pair pair = new Pair(kernel, i % 40_000, gen.oneIn(3));
        switch (gen.below(4)) {
          case 0, 1 -> call(pair, gen);
          case 2 -> channels(pair, gen);
          default -> registration(pair, gen);
        }
      }
    }
    System.out.printf("kernel's calls: %d related, %d only here%n", related, more.size());
    if (Boolean.getBoolean("sluice.tell")) {
      more.forEach(System.out::println);
    }
    assertThat(missed).as(seed.toString()).isEmpty();
    assertThat(invented).as(seed.toString()).isEmpty();
    assertThat(related).isGreaterThan(2 * cases);
    assertThat(more.size()).isLessThan(related / 4);
  }

  /** RouterOS does not say; here a registration must be agreed on, and an admission asked for. */
  @Test
  void waitsForWhatTheKernelDoesNotWaitFor() throws IOException {
    Optional<String> obstacle = KernelRouter.obstacle();
    Assumptions.assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    Gen gen = Gen.fixed(1);
    try (KernelRouter kernel = open()) {
      Pair pair = new Pair(kernel, 1, false);
      Transport here = new Transport(pair.client, 1720);
      Ras asks = new Ras(7, gen).plain().signalling(here).timeToLive(100);
      pair.what = "RRQ";
      pair.ras(true, asks.ras(new Transport(pair.client, ENDPOINT))::registrationRequest);
      pair.send(Frames.tcp(pair.server, 9, pair.client, 1720).flags(2).seq(0), false);
      pair.what = "ACF";
      Transport callee = new Transport(pair.other, 1725);
      pair.ras(false, new Ras(8, gen).plain().signalling(callee)::admissionConfirm);
      pair.send(Frames.tcp(pair.client, 9, pair.other, 1725).flags(2).seq(0), true);
    }
    assertThat(missed).containsExactly("RRQ: RELATED, here NEW", "ACF: RELATED, here NEW");
  }

  private static KernelRouter open() throws IOException {
    try {
      return KernelRouter.open(RULES);
    } catch (IOException failure) {
      Assumptions.abort("no helpers of H.323 in this kernel: " + failure.getMessage());
      throw failure;
    }
  }

  /** Two hosts of a case, and what they send through both routers. */
  private final class Pair {
    private final KernelRouter kernel;
    final String client;
    final String server;
    final String other;
    String what = "";

    Pair(KernelRouter kernel, int number, boolean six) {
      this.kernel = kernel;
      String rest =
          six
              ? ":%x::%x".formatted(number / 200, 10 + number % 200)
              : "." + number / 200 + "." + (10 + number % 200);
      client = (six ? "fd01" : "10.1") + rest;
      server = (six ? "fd02" : "10.2") + rest;
      other = six ? "fd02:ffff::9" : "10.2.255.9";
    }

    void send(Frames frame, boolean fromClient) {
      send(frame, fromClient, true);
    }

    /**
     * @param named whether this goes where somebody said it should
     */
    void send(Frames frame, boolean fromClient, boolean named) {
      byte[] bytes = frame.frame();
      Seen expected = kernel.push(bytes, fromClient, true);
      now += 300_000;
      view.wrap(MemorySegment.ofArray(bytes), 0, bytes.length, bytes.length, LinkType.ETHERNET);
      int c = table.track(view, now);
      Seen found = Seen.valueOf(TrackingState.values()[table.state()].name());
      if (c >= 0) {
        table.confirm(c, now);
      }
      related += found == Seen.RELATED ? 1 : 0;
      if (expected != found) {
        boolean moreHere = expected == Seen.NEW && found == Seen.RELATED;
        (moreHere ? named ? more : invented : missed)
            .add(what + ": " + expected + ", here " + found);
      }
    }

    void says(boolean client, int port, int to, byte[] bytes) {
      says(client, port, to, 1, bytes);
    }

    void says(boolean client, int port, int to, long at, byte[] bytes) {
      Frames frame =
          client
              ? Frames.tcp(this.client, port, server, to)
              : Frames.tcp(server, to, this.client, port);
      send(frame.flags(24).seq(at).ack(1).payload(bytes), client);
    }

    void opens(int port, int to) {
      send(Frames.tcp(client, port, server, to).flags(2).seq(0), true);
      send(Frames.tcp(server, to, client, port).flags(18).seq(0).ack(1), false);
      send(Frames.tcp(client, port, server, to).flags(16).seq(1).ack(1), true);
    }

    /** Datagrams to eight ports of the speaker, and a SYN to each of two others. */
    void probe(boolean client, int first, int tcp, boolean named) {
      String speaker = client ? this.client : server;
      String peer = client ? server : this.client;
      for (int port = first; port < first + 8; port++) {
        send(Frames.udp(peer, 9, speaker, port).payload("x"), !client, named && port < first + 6);
      }
      send(Frames.tcp(peer, 4001, speaker, tcp).flags(2).seq(0), !client, named);
      send(Frames.tcp(peer, 4002, speaker, tcp + 1).flags(2).seq(0), !client, false);
    }

    void ras(boolean client, Supplier<byte[]> drawn) {
      byte[] message = small(drawn);
      send(
          client
              ? Frames.udp(this.client, ENDPOINT, server, RAS).payload(message)
              : Frames.udp(server, RAS, this.client, ENDPOINT).payload(message),
          client);
    }
  }

  /** A message that one frame of the wire can carry. */
  private static byte[] small(Supplier<byte[]> drawn) {
    for (int tries = 0; tries < 1_000; tries++) {
      byte[] message = drawn.get();
      if (message.length <= 1_400) {
        return message;
      }
    }
    throw new IllegalStateException("no such message is small");
  }

  private void call(Pair pair, Gen gen) {
    boolean client = gen.flip();
    String speaker = client ? pair.client : pair.server;
    Body body = gen.pick(Body.values());
    CallMessage message = new CallMessage(body, gen).plain();
    StringBuilder what = new StringBuilder(body.name());
    if (body.addresses() && gen.flip()) {
      message.h245Address(speaker, 5010);
      what.append(" h245Address");
    }
    if (body.starts() && gen.flip()) {
      Channel takes = new Channel(gen).plain().reverseMedia(speaker, 5002);
      Channel sends = new Channel(gen).plain().reports(speaker, 5001);
      message.fastStart(sends.open(), takes.reverseReports(speaker, 5003).open());
      what.append(" fastStart");
    }
    if (gen.flip()) {
      Channel channel = new Channel(gen).plain().media(speaker, 5004).reports(speaker, 5005);
      message.tunnels(gen.flip() ? channel.request() : channel.acknowledgment());
      what.append(" h245Control");
    }
    pair.what = what.toString();
    pair.opens(4000, 1720);
    byte[] segment = small(message::segment);
    if (gen.oneIn(4)) {
      pair.says(client, 4000, 1720, Arrays.copyOf(segment, 4));
      pair.says(client, 4000, 1720, 5, Arrays.copyOfRange(segment, 4, segment.length));
    } else {
      pair.says(client, 4000, 1720, segment);
    }
    pair.probe(client, 5000, 5010, what.length() > body.name().length());
  }

  private void channels(Pair pair, Gen gen) {
    pair.what = "CONNECT";
    CallMessage connects = new CallMessage(Body.CONNECT, gen).plain();
    pair.opens(4000, 1720);
    pair.says(false, 4000, 1720, small(connects.h245Address(pair.server, 5000)::segment));
    pair.opens(4001, 5000);
    Channel channel = new Channel(gen).plain().media(pair.client, 6000);
    if (gen.flip()) {
      channel.reports(pair.client, 6003);
    }
    if (gen.oneIn(3)) {
      channel.reverseMedia(pair.client, 6004);
    }
    boolean stack = gen.oneIn(3);
    if (stack) {
      channel.stack(pair.client, 1503);
    }
    boolean asks = gen.flip();
    pair.what = (asks ? "OpenLogicalChannel" : "its Ack") + (stack ? " of T.120" : "");
    byte[] message = asks ? channel.request() : channel.acknowledgment();
    pair.says(true, 4001, 5000, Tpkt.of(message));
    pair.probe(true, 6000, 1503, true);
    pair.send(Frames.tcp(pair.server, 4003, pair.client, 1503).flags(2).seq(0), false, stack);
  }

  private void registration(Pair pair, Gen gen) {
    int port = gen.pick(1720, 1730);
    boolean moved = gen.oneIn(3);
    if (moved) {
      pair.what = "GCF";
      pair.ras(true, () -> gen.bytes(1));
      Ras there = new Ras(6, gen).plain().ras(new Transport(pair.server, 1800));
      pair.ras(false, there::gatekeeperConfirm);
      Frames next = Frames.udp(pair.client, ENDPOINT, pair.server, 1800);
      pair.send(next.payload("x"), true);
    }
    pair.what = "RCF";
    Transport here = new Transport(pair.client, port);
    Ras asks = new Ras(7, gen).plain().signalling(here).timeToLive(100);
    pair.ras(true, asks.ras(new Transport(pair.client, ENDPOINT))::registrationRequest);
    Transport others = new Transport(pair.other, 1720);
    pair.ras(false, new Ras(7, gen).plain().signalling(others)::registrationConfirm);
    pair.send(Frames.tcp(pair.server, 9, pair.client, port).flags(2).seq(0), false);
    pair.send(Frames.tcp(pair.server, 8, pair.client, port).flags(2).seq(0), false);
    pair.send(Frames.tcp(pair.other, 8, pair.client, port).flags(2).seq(0), false, false);
    boolean admission = gen.flip();
    pair.what = admission ? "ACF" : "LCF";
    Transport callee = new Transport(gen.flip() ? pair.server : pair.other, 1725);
    Ras request = new Ras(8, gen);
    Ras confirm = new Ras(8, gen).plain().signalling(callee).ras(callee);
    pair.ras(true, admission ? request::admissionRequest : request::locationRequest);
    pair.ras(false, admission ? confirm::admissionConfirm : confirm::locationConfirm);
    pair.send(Frames.tcp(pair.client, 9, callee.address(), 1725).flags(2).seq(0), true);
    pair.send(Frames.tcp(pair.client, 8, callee.address(), 1725).flags(2).seq(0), true);
    pair.send(Frames.tcp(pair.client, 8, callee.address(), 1726).flags(2).seq(0), true, false);
    pair.what = "URQ";
    pair.ras(true, new Ras(9, gen).plain().signalling(here)::unregistrationRequest);
    pair.send(Frames.tcp(pair.server, 7, pair.client, port).flags(2).seq(0), false, false);
  }
}
