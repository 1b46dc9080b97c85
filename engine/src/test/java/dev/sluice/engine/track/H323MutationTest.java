package dev.sluice.engine.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Helper;
import dev.sluice.testkit.Bytes;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.h323.CallMessage;
import dev.sluice.testkit.h323.CallMessage.Body;
import dev.sluice.testkit.h323.Channel;
import dev.sluice.testkit.h323.Ras;
import dev.sluice.testkit.h323.Tpkt;
import dev.sluice.testkit.h323.Transport;
import dev.sluice.wire.PacketView;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Each message cut at every octet and with every bit turned, one at a time, in a buffer that ends
 * where the packet does: nothing is read outside, nothing thrown, and no address becomes the
 * speaker's own.
 */
class H323MutationTest {
  private static final int MESSAGES = Gen.count(60);

  private final H323Line test = H323Line.four();
  private final PacketView view = new PacketView();

  private void send(Frames frame) {
    byte[] packet = frame.packet();
    MemorySegment exact = MemorySegment.ofArray(packet);
    assertThat(view.wrapIp(exact, 0, packet.length, packet.length)).isEqualTo(PacketView.Status.OK);
    test.line.send(view);
  }

  /** Every cut of a message, as a whole message of that length, and every bit of it turned. */
  private static void mutate(byte[] message, Consumer<byte[]> each) {
    for (int length = 0; length < message.length; length++) {
      each.accept(Arrays.copyOf(message, length));
    }
    byte[] turned = message.clone();
    for (int bit = 0; bit < 8 * message.length; bit++) {
      turned[bit / 8] ^= (byte) (1 << bit % 8);
      each.accept(turned);
      turned[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  private void forget(int master) {
    test.table.tracker().expectations.forget(master);
  }

  private static Channel channel(String address, Gen gen) {
    Channel channel = new Channel(gen);
    channel.media(address, 5000).reports(address, 5001);
    if (gen.flip()) {
      channel.reverseMedia(address, 5002).reverseReports(address, 5003);
    }
    return gen.oneIn(3) ? channel.stack(address, 1503) : channel;
  }

  private static CallMessage message(String address, Gen gen) {
    Body body = gen.pick(Body.values());
    CallMessage message = new CallMessage(body, gen).tunnels(channel(address, gen).request());
    if (body.addresses()) {
      message.h245Address(address, 5004);
    }
    return body.starts() ? message.fastStart(channel(address, gen).open()) : message;
  }

  private static byte[] payload(byte[] segment) {
    return Arrays.copyOfRange(segment, 4, segment.length);
  }

  @Test
  void callSignalling() {
    ControlTalk call = test.call();
    int master = test.line.last;
    Gen.cases(
        1,
        MESSAGES,
        gen -> {
          byte[] whole = payload(message(test.client, gen).segment());
          send(call.said(Tpkt.of(whole)));
          int most = test.expected();
          assertThat(most).isPositive();
          mutate(
              whole,
              other -> {
                forget(master);
                send(call.said(Tpkt.of(other)));
                if (other.length < whole.length) {
                  assertThat(test.expected()).isIn(0, most);
                }
              });
        });
  }

  @Test
  void callSignallingOfSomebodyElse() {
    ControlTalk call = test.call();
    Gen.cases(
        2,
        MESSAGES,
        gen -> {
          byte[] whole = payload(message(H323Line.FOREIGN, gen).segment());
          mutate(whole, other -> send(call.said(Tpkt.of(other))));
          assertThat(test.expected()).isZero();
        });
  }

  @Test
  void channelsOfH245() {
    ControlTalk call = test.call();
    Gen fixed = Gen.fixed(3);
    byte[] connect = new CallMessage(Body.CONNECT, fixed).h245Address(test.server, 5000).segment();
    call.answer(connect);
    ControlTalk talk = new ControlTalk(test.line, test.client, 41_000, test.server, 5000);
    int master = test.line.last;
    Gen.cases(
        4,
        3 * MESSAGES,
        gen -> {
          Channel own = channel(test.client, gen);
          byte[] whole = gen.flip() ? own.request() : own.acknowledgment();
          send(talk.said(Tpkt.of(whole)));
          int most = test.expected();
          assertThat(most).isPositive();
          mutate(
              whole,
              other -> {
                forget(master);
                send(talk.said(Tpkt.of(other)));
                if (other.length < whole.length) {
                  assertThat(test.expected()).isIn(0, most);
                }
              });
          forget(master);
          Channel foreign = channel(H323Line.FOREIGN, gen);
          byte[] others = gen.flip() ? foreign.request() : foreign.acknowledgment();
          mutate(others, other -> send(talk.said(Tpkt.of(other))));
          assertThat(test.expected()).isZero();
        });
  }

  @Test
  void headersOfTpktAndSegmentsThatEndAnywhere() {
    ControlTalk call = test.call();
    int master = test.line.last;
    Gen.cases(
        5,
        MESSAGES,
        gen -> {
          byte[] whole = message(test.client, gen).segment();
          byte[] twice = new Bytes().add(whole).add(whole).array();
          for (int length = 0; length < twice.length; length++) {
            forget(master);
            send(call.said(Arrays.copyOf(twice, length)));
            assertThat(test.expected() > 0).isEqualTo(length >= whole.length);
          }
          byte[] header = whole.clone();
          for (int bit = 0; bit < 72; bit++) {
            header[bit / 8] ^= (byte) (1 << bit % 8);
            send(call.said(header));
            header[bit / 8] ^= (byte) (1 << bit % 8);
          }
        });
  }

  private byte[] ras(int kind, Gen gen) {
    Ras ras = new Ras(7, gen).ras(new Transport(test.client, 3000));
    ras.signalling(new Transport(test.client, 5000), new Transport(H323Line.FOREIGN, 5000));
    ras.timeToLive(gen.between(1, 1_000_000));
    return switch (kind) {
      case 0 -> ras.gatekeeperConfirm();
      case 1 -> ras.registrationRequest();
      case 2 -> ras.registrationConfirm();
      case 3 -> ras.registrationReject();
      case 4 -> ras.unregistrationRequest();
      case 5 -> ras.admissionRequest();
      case 6 -> ras.admissionConfirm();
      case 7 -> ras.locationRequest();
      default -> ras.locationConfirm();
    };
  }

  private void says(byte[] message, boolean reply) {
    send(
        reply
            ? Frames.udp(test.server, 1719, test.client, 2776).payload(message)
            : Frames.udp(test.client, 2776, test.server, 1719).payload(message));
  }

  @Test
  void registrations() {
    Gen.cases(
        6,
        3 * MESSAGES,
        gen -> {
          byte[] asks = ras(1, gen);
          byte[] message = ras(gen.below(9), gen);
          mutate(
              message,
              other -> {
                says(asks, false);
                says(other, gen.flip());
              });
          assertThat(test.expected()).isLessThanOrEqualTo(32);
        });
  }

  @Test
  void listsOfServers() {
    TrackedLine line = ControlTalk.watching(Helper.QUAKE3);
    Bytes list = new Bytes().u32(0xFFFF_FFFFL).add("getserversExtResponse");
    list.add("\\").add(Frames.address("203.0.113.5")).u16(27_960);
    list.add("/").add(Frames.address("2001:db8::5")).u16(27_960).add("\\EOT\0\0\0");
    byte[] asks = new Bytes().u32(0xFFFF_FFFFL).add("getservers").array();
    mutate(
        list.array(),
        other -> {
          line.send(Frames.udp("10.0.0.2", 27_960, "192.0.2.80", 27_950).payload(asks));
          byte[] packet =
              Frames.udp("192.0.2.80", 27_950, "10.0.0.2", 27_960).payload(other).packet();
          view.wrapIp(MemorySegment.ofArray(packet), 0, packet.length, packet.length);
          line.send(view);
        });
    assertThat(line.table.expectations()).isPositive();
  }

  @Test
  void noise() {
    ControlTalk call = test.call();
    Gen.cases(
        7,
        Gen.count(20_000),
        gen -> {
          byte[] noise = gen.bytes(gen.below(120));
          says(noise, gen.flip());
          byte[] user = new Bytes().u8(0x7E).u16(noise.length + 1).u8(5).add(noise).array();
          byte[] q931 = new Bytes().u8(8).u8(2).u16(1).u8(gen.pick(5, 7, 0x62)).add(user).array();
          send(call.said(Tpkt.of(q931)));
        });
  }
}
