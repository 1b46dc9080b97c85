package dev.sluice.replay.spec;

import dev.sluice.replay.spec.Literals.Endpoint;
import dev.sluice.wire.LinkType;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads packets written by hand. It remembers the last conversation and the time, so that a later
 * packet needs to say only what is new; TCP's numbers follow from what was sent. Not threadsafe.
 */
public final class SpecReader {
  /** The most packets that one text may ask for. */
  public static final int MOST_PACKETS = 10_000;

  private static final long STEP = 1_000_000L;
  private static final int DEFAULT_MSS = 1460;
  private static final int SYN = 2;
  private static final int FIN = 1;
  private static final int PSH = 8;
  private static final int ACK = 16;

  private final SpecTime clock;
  private final Map<String, Integer> sequences = new HashMap<>();
  private int protocol = Draft.UNSET;
  private @Nullable Endpoint source;
  private @Nullable Endpoint destination;
  private String in = "";
  private String back = "";
  private int made;

  /**
   * Starts without a conversation.
   *
   * @param zone of times that name none
   * @param start the time of a first packet that says none, nanoseconds since the epoch
   */
  public SpecReader(ZoneId zone, long start) {
    clock = new SpecTime(zone, start);
  }

  /** Packets, up to what is wrong if something is. */
  public record Reading(List<Crafted> packets, Optional<Fault> fault) {
    public Reading {
      packets = List.copyOf(packets);
    }
  }

  /** Sets the time of the next packet; what is wrong with it, if anything. */
  public Optional<Fault> at(Token token) {
    return clock.set(token);
  }

  /** Reads one or several packets, separated by semicolons. */
  public Reading read(String text) {
    Token.Line line = Token.cut(text);
    if (line.fault().isPresent()) {
      return new Reading(List.of(), line.fault());
    }
    return read(line.tokens(), text);
  }

  /**
   * Reads packets from words.
   *
   * @param text the line that the words' places are in
   */
  public Reading read(List<Token> tokens, String text) {
    List<Crafted> packets = new ArrayList<>();
    List<Token> one = new ArrayList<>();
    for (int i = 0; i <= tokens.size(); i++) {
      boolean end = i == tokens.size() || tokens.get(i).raw().equals(";");
      if (!end) {
        one.add(tokens.get(i));
      } else if (!one.isEmpty()) {
        Optional<Fault> fault = packet(one, packets);
        if (fault.isPresent()) {
          return new Reading(packets, fault);
        }
        one.clear();
      }
    }
    if (packets.isEmpty()) {
      return new Reading(
          packets,
          Optional.of(new Fault(0, Math.max(1, text.length()), "no packet", SpecWords.EXAMPLE)));
    }
    return new Reading(packets, Optional.empty());
  }

  private Optional<Fault> packet(List<Token> tokens, List<Crafted> packets) {
    Draft draft = new Draft();
    for (Token token : tokens) {
      boolean time = token.hasValue() && token.name().equals("at");
      Optional<Fault> fault = time ? clock.set(token) : SpecWords.read(draft, token);
      if (fault.isPresent()) {
        return fault;
      }
    }
    int start = tokens.getFirst().start();
    int end = tokens.getLast().end();
    if (made >= MOST_PACKETS) {
      return fault(start, end, "more than " + MOST_PACKETS + " packets", "use a capture");
    }
    Optional<Fault> wrong = complete(draft, start, end);
    if (wrong.isPresent()) {
      return wrong;
    }
    if (draft.open) {
      for (int flags : new int[] {SYN, SYN | ACK, ACK}) {
        Draft step = copy(draft);
        step.flags = flags;
        step.back = flags == (SYN | ACK);
        step.in = step.back ? "" : draft.in;
        packets.add(make(step));
      }
      return Optional.empty();
    }
    packets.add(make(draft));
    return Optional.empty();
  }

  /** Takes what is not said from the conversation before; says what is missing all the same. */
  private Optional<Fault> complete(Draft d, int start, int end) {
    Endpoint from = d.source;
    Endpoint to = d.destination;
    if (d.protocol != Draft.UNSET) {
      protocol = d.protocol;
    }
    if (from != null && to != null) {
      source = from;
      destination = to;
      in = "";
      back = "";
    }
    Endpoint first = source;
    Endpoint second = destination;
    if (protocol == Draft.UNSET || first == null || second == null) {
      String missing = protocol == Draft.UNSET ? "a protocol" : "addresses";
      return fault(start, end, missing + " must be said first", SpecWords.EXAMPLE);
    }
    d.protocol = protocol;
    if (first.address().family() != second.address().family()) {
      return fault(start, end, "one address is IPv4, the other IPv6", "use two of one family");
    }
    boolean ports = d.hasPorts();
    if (ports && (first.port() < 0 || second.port() < 0)) {
      return fault(start, end, "tcp and udp need a port at both addresses", SpecWords.EXAMPLE);
    }
    if (!ports && (first.port() >= 0 || second.port() >= 0)) {
      return fault(start, end, "only tcp and udp have ports", "leave the ports out");
    }
    if (d.protocol != Draft.TCP && (d.flags != Draft.UNSET || d.open)) {
      return fault(start, end, "only tcp has flags", "leave them out");
    }
    int shortest = Forge.headers(d, d.six(first)) + d.payload.length();
    if (d.length != Draft.UNSET && d.length < shortest) {
      return fault(
          start, end, "len=" + d.length + " is shorter than the packet", "at least " + shortest);
    }
    return shortest > 0xFFFF
        ? fault(start, end, "payload is too long", "at most 65000 bytes")
        : Optional.empty();
  }

  private static Optional<Fault> fault(int start, int end, String message, String help) {
    return Optional.of(new Fault(start, end, message, help));
  }

  private static Draft copy(Draft d) {
    Draft step = new Draft();
    step.protocol = d.protocol;
    step.ttl = d.ttl;
    step.dscp = d.dscp;
    step.mac = d.mac;
    step.mss = d.mss;
    return step;
  }

  private Crafted make(Draft d) {
    made++;
    Endpoint first = source;
    Endpoint second = destination;
    if (first == null || second == null) {
      throw new IllegalStateException("a packet without addresses");
    }
    Endpoint from = d.back ? second : first;
    Endpoint to = d.back ? first : second;
    number(d, from, to);
    if (d.protocol == Draft.ICMP || d.protocol == Draft.ICMPV6) {
      int request = d.protocol == Draft.ICMP ? 8 : 128;
      int reply = d.protocol == Draft.ICMP ? 0 : 129;
      d.type = d.type != Draft.UNSET ? d.type : d.back ? reply : request;
    }
    if (d.back) {
      back = d.in.isEmpty() ? back : d.in;
    } else {
      in = d.in.isEmpty() ? in : d.in;
    }
    byte[] frame = Forge.frame(d, from, to);
    int link = d.mac < 0 ? LinkType.RAW : LinkType.ETHERNET;
    return new Crafted(d.back ? back : in, clock.take(STEP), link, frame);
  }

  /** Flags that were not said, and the numbers that follow from what both sides have sent. */
  private void number(Draft d, Endpoint from, Endpoint to) {
    if (d.protocol != Draft.TCP) {
      return;
    }
    String there = from + ">" + to;
    String here = to + ">" + from;
    boolean known = sequences.containsKey(there) || sequences.containsKey(here);
    if (d.flags == Draft.UNSET) {
      d.flags = !d.payload.isEmpty() ? PSH | ACK : known ? ACK : SYN;
    }
    boolean syn = (d.flags & SYN) != 0;
    if (syn && d.mss == Draft.UNSET) {
      d.mss = DEFAULT_MSS;
    }
    boolean answer = syn && (d.flags & ACK) != 0;
    int fresh = answer ? 2_000_000 : 1_000_000;
    d.sequence = syn ? fresh : sequences.getOrDefault(there, 1_000_001);
    d.acknowledgment = (d.flags & ACK) == 0 ? 0 : sequences.getOrDefault(here, 2_000_001);
    int headers = Forge.headers(d, d.six(from));
    int data = Math.max(d.payload.length(), d.length - headers);
    int ends = syn ? 1 : (d.flags & FIN) != 0 ? 1 : 0;
    sequences.put(there, d.sequence + Math.max(0, data) + ends);
  }
}
