package dev.sluice.engine.track;

import static dev.sluice.testkit.Frames.ACK;
import static dev.sluice.testkit.Frames.FIN;
import static dev.sluice.testkit.Frames.PSH;
import static dev.sluice.testkit.Frames.RST;
import static dev.sluice.testkit.Frames.SYN;

import dev.sluice.testkit.Bytes;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import java.util.ArrayList;
import java.util.List;

/**
 * One random conversation between a host on the left and one on the right: mostly as two hosts
 * would hold it, now and then wrong. Deterministic by its generator.
 */
final class Conversation {
  /** A frame, the side it comes from, and words for a failure. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Step(byte[] frame, boolean fromLeft, boolean last, String what) {}

  private final Gen gen;
  private final int kind;
  private final boolean six;
  private final String left;
  private final String right;
  private final int leftPort;
  private final int rightPort;
  private final long[] next = new long[2];
  private final long[] first = new long[2];
  private final int[] scale = {-1, -1};
  private final List<Step> sent = new ArrayList<>();
  private int turn;

  Conversation(Gen gen, int number) {
    this.gen = gen;
    this.kind = gen.below(14);
    this.six = gen.oneIn(3);
    int high = number >> 8 & 255;
    int low = number & 255;
    left = six ? "fd01::%x:%x".formatted(high, low + 1) : "10.1.%d.%d".formatted(high, low);
    right = six ? "fd02::%x:%x".formatted(high, low + 1) : "10.2.%d.%d".formatted(high, low);
    leftPort = gen.between(1024, 60_000);
    rightPort = gen.pick(80, 443, 9000, 5000);
    next[0] = gen.anyLong() & 0xFFFF_FFFFL;
    next[1] = gen.anyLong() & 0xFFFF_FFFFL;
    first[0] = next[0];
    first[1] = next[1];
  }

  /** What comes next; a datagram in pieces is several steps. */
  List<Step> step() {
    List<Step> steps =
        switch (kind) {
          case 0 -> udp();
          case 1 -> echo();
          case 2 -> fragments();
          case 3 -> other();
          case 4, 5 -> List.of(sctp());
          default -> List.of(tcp());
        };
    sent.add(steps.getLast());
    turn++;
    if (gen.oneIn(25) && kind > 3) {
      return List.of(error());
    }
    return steps;
  }

  private Step as(Frames frame, boolean fromLeft, String what) {
    return new Step(frame.frame(), fromLeft, true, (six ? "6 " : "4 ") + what);
  }

  private Frames from(boolean fromLeft) {
    return fromLeft
        ? Frames.tcp(left, leftPort, right, rightPort)
        : Frames.tcp(right, rightPort, left, leftPort);
  }

  private List<Step> udp() {
    boolean fromLeft = turn == 0 || gen.flip();
    Frames frame =
        fromLeft
            ? Frames.udp(left, leftPort, right, rightPort)
            : Frames.udp(right, rightPort, left, leftPort);
    frame.payload(gen.bytes(gen.below(200)));
    return List.of(
        gen.oneIn(20)
            ? as(frame.badChecksum(), fromLeft, "udp with a bad checksum")
            : as(frame, fromLeft, "udp"));
  }

  private List<Step> echo() {
    boolean request = turn == 0 ? !gen.oneIn(8) : gen.flip();
    boolean fromLeft = turn < 2 || !gen.oneIn(10) ? request : !request;
    int type = six ? (request ? 128 : 129) : request ? 8 : 0;
    if (gen.oneIn(30)) {
      type = six ? gen.pick(139, 140, 200) : gen.pick(13, 14, 15, 17, 40);
    }
    String source = fromLeft ? left : right;
    String destination = fromLeft ? right : left;
    Frames frame =
        six
            ? Frames.icmp6(source, destination, type, 0)
            : Frames.icmp(source, destination, type, 0);
    return List.of(as(frame.echo(leftPort, turn), fromLeft, "icmp type " + type));
  }

  /** A protocol that has only addresses. */
  private List<Step> other() {
    boolean fromLeft = turn == 0 || gen.flip();
    int protocol =
        sent.isEmpty() ? gen.pick(47, 50, 89, 112, 2) : sent.getFirst().frame()[six ? 20 : 23];
    String source = fromLeft ? left : right;
    String destination = fromLeft ? right : left;
    Frames frame =
        protocol == 47
            ? Frames.gre(source, destination, 0x0800, gen.bytes(40))
            : Frames.ip(source, destination, protocol).payload(gen.bytes(40));
    return List.of(as(frame, fromLeft, "protocol " + protocol));
  }

  /** A chunk of SCTP, mostly the one that comes next. */
  private Step sctp() {
    int[] usual = {1, 2, 10, 11, 0, 3, 0, 3, 4, 5, 0, 3, 7, 8, 14};
    boolean orderly = !gen.oneIn(6);
    int type = orderly ? usual[turn % usual.length] : gen.pick(0, 1, 2, 4, 5, 6, 7, 8, 10, 11, 14);
    boolean fromLeft = orderly ? turn % 2 == 0 : gen.flip();
    int tag = type == 1 ? 0 : fromLeft ? (int) first[1] : (int) first[0];
    if (gen.oneIn(12)) {
      tag = gen.pick((int) first[0], (int) first[1], 0, 77);
    }
    Bytes chunks = new Bytes();
    switch (type) {
      case 1, 2 ->
          chunks
              .u8(type)
              .u8(0)
              .u16(20)
              .u32(fromLeft ? first[0] : first[1])
              .u32(65_535)
              .u16(4)
              .u16(4)
              .u32(1);
      default -> chunks.u8(type).u8(type == 6 || type == 14 ? gen.below(2) : 0).u16(8).u32(turn);
    }
    Frames frame =
        fromLeft
            ? Frames.sctp(left, leftPort, right, rightPort)
            : Frames.sctp(right, rightPort, left, leftPort);
    frame.rest(tag & 0xFFFF_FFFFL).payload(chunks.array());
    return as(frame, fromLeft, "sctp " + type + " tag " + tag);
  }

  private List<Step> fragments() {
    boolean fromLeft = turn == 0 || gen.flip();
    Frames frame =
        fromLeft
            ? Frames.udp(left, leftPort, right, rightPort)
            : Frames.udp(right, rightPort, left, leftPort);
    List<byte[]> pieces =
        new ArrayList<>(frame.id(turn * 7 + 1).payload(gen.bytes(1700)).fragments(600));
    if (gen.oneIn(3)) {
      pieces.add(pieces.removeFirst());
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      boolean last = i == pieces.size() - 1;
      steps.add(new Step(pieces.get(i), fromLeft, last, "fragment " + i + " of udp"));
    }
    return steps;
  }

  /** An error of ICMP about something sent before, from a host beyond. */
  private Step error() {
    Step about = sent.get(gen.below(sent.size()));
    byte[] quoted = new byte[Math.min(about.frame().length - 14, six ? 96 : 28 + gen.below(20))];
    System.arraycopy(about.frame(), 14, quoted, 0, quoted.length);
    if (gen.oneIn(6)) {
      quoted[six ? 40 : 20] ^= 1;
    }
    boolean fromLeft = !about.fromLeft();
    String source = fromLeft ? left : right;
    String destination = about.fromLeft() ? left : right;
    Frames frame =
        six
            ? Frames.icmp6(source, destination, gen.pick(1, 2, 3), 0)
            : Frames.icmp(source, destination, gen.pick(3, 11, 12), gen.below(2));
    return as(frame.rest(0).payload(quoted), fromLeft, "icmp error about " + about.what());
  }

  private Step tcp() {
    if (turn < 3 && !gen.oneIn(12)) {
      return handshake();
    }
    int choice = gen.below(20);
    boolean fromLeft = gen.flip();
    if (choice < 10) {
      return segment(fromLeft, ACK | (gen.flip() ? PSH : 0), gen.below(600), 0, 0, "data");
    }
    return switch (choice) {
      case 10 -> again();
      case 11 -> segment(fromLeft, ACK, gen.below(50), far(), 0, "data out of window");
      case 12 -> segment(fromLeft, ACK, 0, 0, far(), "wrong ack");
      case 13, 14 -> segment(fromLeft, FIN | ACK, 0, 0, 0, "fin");
      case 15 ->
          segment(fromLeft, gen.flip() ? RST : RST | ACK, 0, gen.flip() ? 0 : near(), 0, "reset");
      case 16 -> segment(fromLeft, SYN, 0, gen.flip() ? 0 : far(), 0, "syn in between");
      case 17 -> segment(fromLeft, SYN | ACK, 0, gen.flip() ? 0 : near(), 0, "syn ack in between");
      case 18 ->
          segment(fromLeft, gen.pick(0, FIN, SYN | FIN, FIN | PSH, 63), 0, 0, 0, "odd flags");
      default -> segment(fromLeft, ACK, 0, -1, 0, "keep-alive");
    };
  }

  private long far() {
    return gen.flip() ? gen.between(70_000, 2_000_000) : -gen.between(70_000, 2_000_000);
  }

  private long near() {
    return gen.between(-1000, 1000);
  }

  private Step again() {
    return sent.isEmpty() ? handshake() : sent.get(gen.below(sent.size()));
  }

  private Step handshake() {
    boolean fromLeft = turn != 1;
    int me = fromLeft ? 0 : 1;
    int flags = turn == 0 ? SYN : turn == 1 ? SYN | ACK : ACK;
    int window = gen.pick(512, 8192, 65_535);
    Frames frame = from(fromLeft).flags(flags).seq(next[me]).window(window);
    String told = "tcp handshake " + turn + at(me, next[me]) + " window " + window;
    if (flags != SYN) {
      frame.ack(next[1 - me]);
      told += " ack" + at(1 - me, next[1 - me]);
    }
    if ((flags & SYN) != 0) {
      if (gen.flip()) {
        scale[me] = gen.below(8);
        frame.windowScale(scale[me]);
        told += " scale " + scale[me];
      }
      if (gen.flip()) {
        frame.sackPermitted();
      }
      frame.mss(1460);
      next[me] = next[me] + 1 & 0xFFFF_FFFFL;
    }
    return as(frame, fromLeft, told);
  }

  private Step segment(
      boolean fromLeft, int flags, int length, long seqOff, long ackOff, String what) {
    int me = fromLeft ? 0 : 1;
    int window = gen.oneIn(15) ? 0 : gen.pick(64, 512, 8192, 65_535);
    long sequence = next[me] + seqOff & 0xFFFF_FFFFL;
    Frames frame =
        from(fromLeft).flags(flags).seq(sequence).window(window).payload(gen.bytes(length));
    String told = "tcp " + what + " flags " + flags + at(me, sequence) + "+" + length;
    if ((flags & ACK) != 0) {
      long back = gen.oneIn(4) ? gen.below(2000) : 0;
      long acknowledged = next[1 - me] - back + ackOff & 0xFFFF_FFFFL;
      frame.ack(acknowledged);
      told += " ack" + at(1 - me, acknowledged);
      if (gen.oneIn(12)) {
        long edge = acknowledged + gen.below(900) & 0xFFFF_FFFFL;
        frame.sack(acknowledged + 1 & 0xFFFF_FFFFL, edge);
        told += " sack" + at(1 - me, edge);
      }
    }
    told += " window " + window;
    if (seqOff == 0) {
      int taken = length + ((flags & (FIN | SYN)) != 0 ? 1 : 0);
      next[me] = next[me] + taken & 0xFFFF_FFFFL;
    }
    boolean bad = gen.oneIn(60);
    return as(
        bad ? frame.badChecksum() : frame, fromLeft, told + (bad ? " with a bad checksum" : ""));
  }

  /** A sequence number as a failure tells it: from the first of its side on. */
  private String at(int side, long number) {
    return " " + (int) (number - first[side]);
  }
}
