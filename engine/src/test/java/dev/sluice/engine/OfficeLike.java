package dev.sluice.engine;

import static dev.sluice.policy.TableName.FILTER;
import static dev.sluice.policy.TableName.MANGLE;

import dev.sluice.policy.Action;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.ListTimeout;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.PortSet;
import dev.sluice.policy.TrackingState;
import dev.sluice.testkit.Frames;
import dev.sluice.testkit.Gen;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** About thirty rules as an office has them, layer 7 in mangle prerouting, and its traffic. */
final class OfficeLike {
  private static final List<String> APPLICATIONS =
      List.of("http", "bittorrent", "sip", "ssh", "dns", "steam");

  private final Reel reel;

  OfficeLike(int flows, Arena arena) {
    reel = new Reel(frames(flows), arena);
  }

  int packets() {
    return reel.packets();
  }

  Verdict send(int packet, Datapath datapath, long now) {
    return reel.send(packet, datapath, now);
  }

  static Matcher state(TrackingState... states) {
    return new Matcher.ConnectionState(false, Set.of(states));
  }

  static Matcher port(int first, int last) {
    return new Matcher.DestinationPort(false, new PortSet(List.of(new IntRange(first, last))));
  }

  static Router router() {
    Router router =
        new Router()
            .layer7("http", "^(get|post|head) [^ ]+ http/1\\.[01]")
            .layer7("bittorrent", "^\\x13bittorrent protocol")
            .layer7("sip", "^(invite|register) sip")
            .layer7("ssh", "^ssh-[12]\\.[0-9]")
            .layer7("dns", "^.?.?.?.?[\\x01\\x02].?.?.?.?.?.?[\\x01-?][a-z0-9]")
            .layer7("steam", "^\\xff\\xff\\xff\\xff.*steam")
            .list("office", Router.prefix("192.168.1.0", 24), OptionalLong.empty())
            .list("bogons", Router.prefix("10.0.0.0", 8), OptionalLong.empty());
    for (String name : APPLICATIONS) {
      router.rule(
          MANGLE,
          "prerouting",
          new Action.MarkConnection(name, true),
          new Matcher.ConnectionMark(false, List.of("no-mark")),
          new Matcher.Layer7(false, List.of(name)));
    }
    for (String name : APPLICATIONS) {
      router.rule(
          MANGLE,
          "prerouting",
          new Action.MarkPacket(name, false),
          new Matcher.ConnectionMark(false, List.of(name)));
    }
    router
        .rule(
            FILTER,
            "forward",
            new Action.Accept(),
            state(TrackingState.ESTABLISHED, TrackingState.RELATED))
        .rule(FILTER, "forward", new Action.Drop(), state(TrackingState.INVALID))
        .rule(FILTER, "forward", new Action.Drop(), new Matcher.SourceAddressList(false, "bogons"))
        .rule(
            FILTER,
            "forward",
            new Action.AddSourceToAddressList("scanners", new ListTimeout.Seconds(60)),
            new Matcher.PortScan(21, 3_000_000_000L, 3, 1));
    for (int i = 0; i < 12; i++) {
      router.rule(
          FILTER,
          "forward",
          new Action.Accept(),
          new Matcher.Protocol(false, i % 2 == 0 ? 6 : 17),
          port(5000 + 10 * i, 5000 + 10 * i + 4),
          new Matcher.SourceAddress(false, Router.prefix("192.168.1." + 16 * i, 28)));
    }
    return router
        .rule(FILTER, "forward", new Action.Accept(), new Matcher.InInterfaceList(false, "LAN"))
        .rule(FILTER, "forward", new Action.Drop());
  }

  /** Web, DNS and bulk traffic, the flows' packets mixed. */
  private static List<byte[]> frames(int flows) {
    Gen gen = Gen.fixed(7);
    List<List<byte[]>> conversations = new ArrayList<>();
    for (int i = 0; i < flows; i++) {
      String client = "192.168.1." + gen.between(2, 250);
      String server = "198.51.100." + gen.between(1, 250);
      int from = gen.between(20_000, 60_000);
      List<byte[]> one = new ArrayList<>();
      if (gen.oneIn(4)) {
        one.add(Frames.udp(client, from, server, 53).payload("\1\0\0\1\0\0\0\0\3www").frame());
        one.add(Frames.udp(server, 53, client, from).payload("\1\0\0\1\0\0\0\0\3www").frame());
      } else {
        one.add(Frames.tcp(client, from, server, 80).flags(2).seq(0).frame());
        one.add(Frames.tcp(server, 80, client, from).flags(18).seq(0).ack(1).frame());
        one.add(Frames.tcp(client, from, server, 80).flags(16).seq(1).ack(1).frame());
        String get = "GET /index.html HTTP/1.1\r\nHost: example.com\r\n\r\n";
        one.add(Frames.tcp(client, from, server, 80).flags(24).seq(1).ack(1).payload(get).frame());
        long at = 1;
        for (int n = gen.between(5, 20); n > 0; n--) {
          one.add(
              Frames.tcp(server, 80, client, from)
                  .flags(16)
                  .seq(at)
                  .ack(1 + get.length())
                  .payload("x".repeat(1400))
                  .frame());
          at += 1400;
          one.add(
              Frames.tcp(client, from, server, 80).flags(16).seq(1 + get.length()).ack(at).frame());
        }
      }
      conversations.add(one);
    }
    List<byte[]> frames = new ArrayList<>();
    int[] next = new int[flows];
    int first = 0;
    while (first < flows) {
      int at = Math.min(flows - 1, first + gen.below(64));
      if (next[at] < conversations.get(at).size()) {
        frames.add(conversations.get(at).get(next[at]++));
      }
      while (first < flows && next[first] == conversations.get(first).size()) {
        first++;
      }
    }
    return frames;
  }
}
