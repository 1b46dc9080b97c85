package dev.sluice.engine;

import static dev.sluice.policy.TableName.FILTER;
import static dev.sluice.policy.TableName.NAT;
import static dev.sluice.policy.TableName.RAW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Action;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.PortSet;
import dev.sluice.policy.TrackingState;
import dev.sluice.testkit.Frames;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RewritingTest {
  private static final Action COUNT = new Action.Passthrough();

  private static Matcher state(TrackingState... states) {
    return new Matcher.ConnectionState(false, Set.of(states));
  }

  private static Matcher port(int port) {
    return new Matcher.DestinationPort(false, new PortSet(List.of(IntRange.of(port))));
  }

  private static Frames syn(int port) {
    return Frames.tcp("192.168.1.10", 40000, "198.51.100.7", port).flags(Frames.SYN);
  }

  @Test
  void translatesTheSourceForTheOutsideAndBack() {
    Router router =
        new Router()
            .rule(
                NAT,
                "srcnat",
                new Action.Masquerade(Optional.empty(), false),
                new Matcher.OutInterface(false, "wan"))
            .rule(
                FILTER,
                "forward",
                COUNT,
                new Matcher.DestinationAddress(false, Router.prefix("192.168.1.10", 32)));
    router.send(syn(80).seq(0));
    assertThat(router.packets(NAT, 0)).isEqualTo(1);
    router.send(
        Frames.tcp("198.51.100.7", 80, "203.0.113.1", 40000)
            .flags(Frames.SYN | Frames.ACK)
            .seq(1000)
            .ack(1));
    assertThat(router.packets(FILTER, 0)).isEqualTo(1);
    assertThat(router.packets(NAT, 0)).isEqualTo(1);
  }

  @Test
  void putsFragmentsTogetherBeforeTracking() {
    Router router =
        new Router()
            .rule(RAW, "prerouting", COUNT)
            .rule(FILTER, "forward", COUNT, port(9), state(TrackingState.NEW));
    List<byte[]> fragments =
        Frames.udp("192.168.1.10", 5000, "198.51.100.7", 9)
            .payload("x".repeat(3000))
            .fragments(1500);
    assertThat(router.send(fragments.get(0))).isEqualTo(Verdict.HELD);
    assertThat(router.send(fragments.get(1))).isEqualTo(Verdict.HELD);
    assertThat(router.send(fragments.get(2))).isEqualTo(Verdict.ACCEPTED);
    assertThat(router.datapath().released()).isEqualTo(3);
    assertThat(router.packets(RAW, 0)).isEqualTo(3);
    assertThat(router.packets(FILTER, 0)).isEqualTo(1);
  }
}
