package dev.sluice.engine;

import static dev.sluice.policy.TableName.FILTER;
import static dev.sluice.policy.TableName.MANGLE;
import static dev.sluice.policy.TableName.NAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Action;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Family;
import dev.sluice.policy.IntRange;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.TrackingState;
import dev.sluice.testkit.Frames;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Captures hold a translated connection from one side only; both directions belong together. */
class CaptureSideTest {
  private static final Action COUNT = new Action.Passthrough();
  private static final Matcher ESTABLISHED =
      new Matcher.ConnectionState(false, EnumSet.of(TrackingState.ESTABLISHED));

  private static Router masquerading() {
    return new Router()
        .rule(NAT, "srcnat", new Action.Masquerade(Optional.empty(), false))
        .rule(
            MANGLE,
            "prerouting",
            COUNT,
            new Matcher.DestinationAddress(false, AddressRange.of(Router.address("203.0.113.1"))))
        .rule(FILTER, "forward", COUNT, ESTABLISHED);
  }

  @Test
  void anAnswerCapturedInsideBelongsToTheMasqueradedConnection() {
    Router router = masquerading();
    router.send(Frames.udp("192.168.1.10", 5000, "198.51.100.7", 53));
    router.send(Frames.udp("198.51.100.7", 53, "192.168.1.10", 5000));
    assertThat(router.datapath().connections().size()).isOne();
    assertThat(router.packets(FILTER, 0)).isOne();
    assertThat(router.packets(MANGLE, 0)).as("as it came in").isOne();
  }

  @Test
  void soDoesOneCapturedOutside() {
    Router router = masquerading();
    router.send(Frames.udp("192.168.1.10", 5000, "198.51.100.7", 53));
    router.send(Frames.udp("198.51.100.7", 53, "203.0.113.1", 5000));
    assertThat(router.datapath().connections().size()).isOne();
    assertThat(router.packets(FILTER, 0)).isOne();
    assertThat(router.packets(MANGLE, 0)).isOne();
  }

  @Test
  void anEchoReplyCapturedInsideBelongsToItsRequest() {
    Router router = masquerading();
    router.send(Frames.icmp("192.168.1.10", "198.51.100.7", 8, 0).echo(7, 1));
    router.send(Frames.icmp("198.51.100.7", "192.168.1.10", 0, 0).echo(7, 1));
    assertThat(router.packets(FILTER, 0)).isOne();
  }

  @Test
  void anAnswerOfAForwardedPortCapturedOutsideIsForwarded() {
    Router router =
        new Router()
            .rule(
                NAT,
                "dstnat",
                new Action.DestinationNat(
                    Optional.of(AddressRange.of(Router.address("192.168.1.10"))),
                    Optional.of(new IntRange(8080, 8080)),
                    false))
            .rule(FILTER, "forward", COUNT, ESTABLISHED);
    router.send(Frames.udp("198.51.100.7", 4000, "203.0.113.1", 80));
    router.send(Frames.udp("203.0.113.1", 80, "198.51.100.7", 4000));
    assertThat(router.packets(FILTER, 0)).isOne();
    assertThat(router.datapath().connections().size()).isOne();
  }

  @Test
  void aConnectionWithoutAFreePortIsDroppedAndCounted() {
    Router router =
        new Router()
            .rule(
                NAT,
                "srcnat",
                new Action.SourceNat(
                    Optional.of(AddressRange.of(Router.address("203.0.113.1"))),
                    Optional.of(new IntRange(7000, 7001)),
                    false));
    for (int port = 1; port <= 2; port++) {
      assertThat(router.send(Frames.udp("192.168.1.10", port, "198.51.100.7", 53)))
          .isEqualTo(Verdict.ACCEPTED);
    }
    assertThat(router.send(Frames.udp("192.168.1.10", 3, "198.51.100.7", 53)))
        .isEqualTo(Verdict.DROPPED);
    assertThat(router.datapath().drops().of(Drops.Reason.NO_FREE_PORT)).isOne();
    assertThat(router.datapath().connections().size()).isEqualTo(2);
  }

  @Test
  void endpointIndependentConnectionsShowIt() {
    Action ein = new Action.EndpointIndependentNat(Optional.empty(), Optional.empty(), false);
    Router router =
        new Router()
            .rule(NAT, "srcnat", ein)
            .rule(NAT, "dstnat", ein)
            .rule(
                FILTER,
                "forward",
                COUNT,
                new Matcher.ConnectionNatState(
                    false, EnumSet.of(dev.sluice.policy.NatState.EIN_DNAT)))
            .rule(
                FILTER,
                "forward",
                COUNT,
                new Matcher.ConnectionNatState(
                    false, EnumSet.of(dev.sluice.policy.NatState.EIN_SNAT)));
    router.send(Frames.udp("192.168.1.10", 5000, "198.51.100.7", 53));
    router.send(Frames.udp("198.51.100.7", 53, "203.0.113.1", 5000));
    router.send(Frames.udp("198.51.100.99", 9, "203.0.113.1", 5000));
    assertThat(router.datapath().packets(Family.IPV4, FILTER, 0)).as("ein-dnat").isOne();
    assertThat(router.datapath().packets(Family.IPV4, FILTER, 1)).as("ein-snat").isOne();
  }
}
