package dev.sluice.engine;

import static dev.sluice.policy.TableName.RAW;

import dev.sluice.policy.Action;
import dev.sluice.policy.Family;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.PortSet;
import dev.sluice.policy.TableName;
import dev.sluice.testkit.Frames;
import java.util.Arrays;

/** How often one rule with one matcher hits, and packets to try it with. */
final class Hits {
  static final Action COUNT = new Action.Passthrough();

  private Hits() {}

  static long hits(Matcher matcher, Frames... packets) {
    return hits(RAW, "prerouting", matcher, packets);
  }

  static long hits(TableName table, String chain, Matcher matcher, Frames... packets) {
    return hits(new Router(), table, chain, matcher, packets);
  }

  static long hits(
      Router router, TableName table, String chain, Matcher matcher, Frames... packets) {
    Family family = packets[0].six() ? Family.IPV6 : Family.IPV4;
    router.rule(family, table, chain, COUNT, matcher);
    for (Frames packet : packets) {
      router.send(packet);
    }
    return router.packets(family, table, 0);
  }

  static Frames udp(int port) {
    return Frames.udp("192.168.1.10", 5000, "198.51.100.7", port);
  }

  static Frames udp6(int port) {
    return Frames.udp("2001:db8:1::10", 5000, "2001:db8:2::7", port);
  }

  static Frames tcp(int flags) {
    return Frames.tcp("192.168.1.10", 5000, "198.51.100.7", 80).flags(flags);
  }

  static PortSet ports(int... ports) {
    return new PortSet(Arrays.stream(ports).mapToObj(IntRange::of).toList());
  }
}
