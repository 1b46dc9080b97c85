package dev.sluice.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.Tls;
import dev.sluice.wire.PacketView;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerNamesTest {
  private static final String HOST = "www.example.com";
  private static final int BASE = -50; // sequence numbers wrap within the hello

  private final Gen gen = Gen.seeded(1);
  private final byte[] hello = Tls.clientHello(HOST, gen);
  private ServerNames names = new ServerNames();
  private final PacketView packet = new PacketView();
  private final Set<Integer> sent = new HashSet<>();

  private String see(int connection, boolean reply, Frames frame) {
    byte[] bytes = frame.packet();
    packet.wrapIp(MemorySegment.ofArray(bytes), 0, bytes.length, bytes.length);
    assertThat(packet.status()).isEqualTo(PacketView.Status.OK);
    boolean first = !reply && sent.add(connection);
    names.look(packet, connection, reply, first, false);
    return names.name(connection);
  }

  private void forget() {
    names = new ServerNames();
    sent.clear();
  }

  private static Frames segment(int offset, byte[] bytes) {
    return Frames.tcp("10.0.0.1", 40_000, "192.0.2.1", 443)
        .flags(Frames.ACK)
        .seq(BASE + offset & 0xFFFF_FFFFL)
        .ack(7)
        .payload(bytes);
  }

  private static Frames syn() {
    return Frames.tcp("10.0.0.1", 40_000, "192.0.2.1", 443)
        .flags(Frames.SYN)
        .seq(BASE - 1 & 0xFFFF_FFFFL);
  }

  private Frames part(int from, int to) {
    return segment(from, Arrays.copyOfRange(hello, from, to));
  }

  @Test
  void findsTheNameInOneSegment() {
    see(1, false, syn());
    assertThat(see(1, false, segment(0, hello))).isEqualTo(HOST);
    assertThat(names.name(2)).isEmpty();
  }

  @Test
  void findsTheNameCutAtEveryByte() {
    for (int cut = 1; cut < hello.length; cut++) {
      forget();
      see(1, false, syn());
      see(1, false, part(0, cut));
      assertThat(see(1, false, part(cut, hello.length))).as("cut at %d", cut).isEqualTo(HOST);
    }
  }

  @Test
  void findsTheNameCutAtEveryByteWithTheSecondPartFirst() {
    for (int cut = 1; cut < hello.length; cut++) {
      forget();
      see(1, false, syn());
      see(1, false, part(cut, hello.length));
      assertThat(see(1, false, part(0, cut))).as("cut at %d", cut).isEqualTo(HOST);
    }
  }

  @Test
  void findsTheNameInSegmentsOfOneByte() {
    see(1, false, syn());
    for (int i = 0; i < hello.length; i++) {
      see(1, false, part(i, i + 1));
    }
    assertThat(names.name(1)).isEqualTo(HOST);
  }

  @Test
  void findsTheNameInRecordsOfEverySize() {
    for (int size : new int[] {1, 2, 7, 64, 200}) {
      forget();
      byte[] records = Tls.clientHelloInRecords(HOST, Gen.seeded(2), size);
      see(1, false, syn());
      assertThat(see(1, false, segment(0, records))).as("records of %d", size).isEqualTo(HOST);
    }
  }

  @Test
  void keepsTheBytesThatCameFirst() {
    see(1, false, syn());
    see(1, false, part(0, 100));
    byte[] lie = hello.clone();
    Arrays.fill(lie, 0, 100, (byte) 'x');
    assertThat(see(1, false, segment(0, lie))).isEqualTo(HOST);
  }

  @Test
  void findsTheNameInTheMiddleOfAConnection() {
    see(1, false, segment(0, "EHLO a\r\n".getBytes(StandardCharsets.US_ASCII)));
    see(1, true, segment(0, "220 ready\r\n".getBytes(StandardCharsets.US_ASCII)));
    assertThat(see(1, false, segment(500, hello))).isEqualTo(HOST);
  }

  @Test
  void findsTheNameInADirectionThatTheCaptureCallsReply() {
    assertThat(see(1, true, segment(0, hello))).isEqualTo(HOST);
  }

  @Test
  void takesTheNameOfASecondHello() {
    byte[] other = Tls.clientHello("other.example", gen);
    see(1, false, segment(0, hello));
    see(1, true, answer(hello.length));
    assertThat(see(1, false, segment(900, new byte[] {23, 3, 3, 0, 1, 0}))).isEqualTo(HOST);
    assertThat(see(1, false, segment(906, Arrays.copyOf(other, 50)))).isEqualTo(HOST);
    Frames rest = segment(956, Arrays.copyOfRange(other, 50, other.length));
    assertThat(see(1, false, rest)).isEqualTo("other.example");
  }

  private static Frames answer(int acknowledged) {
    return Frames.tcp("192.0.2.1", 443, "10.0.0.1", 40_000)
        .flags(Frames.ACK)
        .seq(7)
        .ack(BASE + acknowledged & 0xFFFF_FFFFL);
  }

  @Test
  void distrustsAHelloWhoseBytesComeAgainAsOthersUntilItIsAcknowledged() {
    byte[] lie = Tls.clientHello("WWW.EXAMPLE.COM", Gen.seeded(1));
    see(1, false, segment(0, hello));
    see(1, false, part(3, 60));
    assertThat(names.contradicts()).isFalse();
    see(1, false, segment(100, Arrays.copyOfRange(lie, 100, 200)));
    assertThat(names.contradicts()).isTrue();
    see(2, false, segment(0, hello));
    names.begin();
    see(2, true, answer(hello.length));
    see(2, false, segment(100, Arrays.copyOfRange(lie, 100, 200)));
    assertThat(names.contradicts()).isFalse();
  }

  @Test
  void findsTheNameBehindOtherWordsInAnyOrderOfSegments() {
    byte[] words = "CONNECT a:443 HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    see(1, false, syn());
    for (int at : new int[] {10, 0, 20}) {
      int to = Math.min(words.length, at + 10);
      see(1, false, segment(at, Arrays.copyOfRange(words, at, to)));
    }
    see(1, true, answer(words.length));
    byte[] tail = Arrays.copyOfRange(hello, 90, hello.length);
    see(1, false, segment(words.length + 90, tail));
    Frames head = segment(words.length, Arrays.copyOf(hello, 90));
    assertThat(see(1, false, head)).isEqualTo(HOST);
  }

  @Test
  void findsTheNameOfAQuicConnection() {
    byte[] datagram = quic("quic.example", 1);
    Frames frame = Frames.udp("10.0.0.1", 40_000, "192.0.2.1", 443).payload(datagram);
    assertThat(see(1, false, frame)).isEqualTo("quic.example");
  }

  private static byte[] quic(String host, long seed) {
    return dev.sluice.testkit.Quic.initial(host, Gen.seeded(seed));
  }

  @Test
  void worksForIpv6() {
    Frames frame =
        Frames.tcp("2001:db8::1", 40_000, "2001:db8::2", 443)
            .flags(Frames.ACK)
            .seq(1)
            .payload(hello);
    assertThat(see(1, false, frame)).isEqualTo(HOST);
  }

  @Test
  void fitsGlobsToTheNameOnceItIsKnown() {
    int glob = names.glob("*.example.com");
    int other = names.glob("*.example.net");
    assertThat(names.glob("*.example.com")).isEqualTo(glob);
    see(1, false, segment(0, hello));
    assertThat(names.known(1)).isTrue();
    assertThat(names.fits(glob)).isTrue();
    assertThat(names.fits(other)).isFalse();
  }

  @Test
  void countsAHelloThatIsMalformed() {
    byte[] wrong = hello.clone();
    wrong[5 + 38] = (byte) 255;
    assertThat(see(1, false, segment(0, wrong))).isEmpty();
    assertThat(names.malformed()).isEqualTo(1);
  }

  @Test
  void givesUpOnAHelloThatIsReadTooOften() {
    byte[] bytes = new byte[0x3000];
    byte[] start = {22, 3, 1, 0x40, 0, 1, 0, (byte) 0xF0, 0, 3, 3};
    System.arraycopy(start, 0, bytes, 0, start.length);
    int suites = 5 + 39;
    bytes[suites + 2] = 1; // one method of compression, then empty extensions that go on and on
    bytes[suites + 4] = (byte) 0xE0;
    for (int at = suites + 6; at < bytes.length; at += 4) {
      bytes[at] = 99;
    }
    see(1, false, syn());
    for (int i = 0; i < bytes.length; i++) {
      see(1, false, segment(i, new byte[] {bytes[i]}));
    }
    assertThat(names.beyondLimits()).isEqualTo(1);
  }

  @Test
  void keepsWordsThatAreNoHelloWithoutAllocating() {
    byte[] words = "POST /x HTTP/1.1\r\n".repeat(60).getBytes(StandardCharsets.US_ASCII);
    List<PacketView> talk = new ArrayList<>();
    for (Frames one :
        List.of(
            syn(),
            segment(0, words),
            segment(words.length, words),
            segment(words.length, words),
            segment(2 * words.length, words),
            answer(3 * words.length))) {
      byte[] bytes = one.packet();
      PacketView view = new PacketView();
      view.wrapIp(MemorySegment.ofArray(bytes), 0, bytes.length, bytes.length);
      talk.add(view);
    }
    for (int i = 0; i < 20_000; i++) {
      talk(talk, i);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
    for (int i = 0; i < 100_000; i++) {
      talk(talk, i);
    }
    long after = threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
    assertThat(after - before).isLessThan(10_000);
    assertThat(names.beyondLimits()).isZero();
  }

  private void talk(List<PacketView> talk, int connection) {
    for (int i = 0; i < talk.size(); i++) {
      boolean reply = i == talk.size() - 1;
      names.look(talk.get(i), connection, reply, i == 0, reply);
    }
  }
}
