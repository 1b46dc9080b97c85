package dev.sluice.replay;

import static dev.sluice.replay.Policies.four;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Topology.Attachment;
import dev.sluice.engine.route.Routes;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.AddressType;
import dev.sluice.policy.InterfaceAddress;
import dev.sluice.policy.InterfaceList;
import dev.sluice.policy.Mark;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Route;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InterfacesTest {
  private static final Address LAN_HOST = four(192, 168, 1, 100);
  private static final Address INTERNET = four(203, 0, 113, 1);
  private static final InterfaceAddress ON_BRIDGE =
      new InterfaceAddress(four(192, 168, 1, 1), 24, "bridge-lan", false, Origin.NONE);

  @Test
  void putsPrivateAddressesBehindBridgeAndOthersBehindEther1WhenNothingIsKnown() {
    Interfaces interfaces = Interfaces.of(Policies.EMPTY, ReplaySettings.DEFAULT);
    Routes routes = routes(interfaces);
    assertThat(behind(routes, LAN_HOST)).isEqualTo("bridge");
    assertThat(behind(routes, four(172, 31, 255, 255))).isEqualTo("bridge");
    assertThat(behind(routes, four(172, 32, 0, 0))).isEqualTo("ether1");
    assertThat(behind(routes, Address.ipv6(0xFD00L << 48, 1))).isEqualTo("bridge");
    assertThat(behind(routes, Address.ipv6(0xFE80L << 48, 1))).isEqualTo("bridge");
    assertThat(behind(routes, Address.ipv6(0x2001_0db8L << 32, 1))).isEqualTo("ether1");
    assertThat(inList(routes, "LAN", "bridge")).isTrue();
    assertThat(inList(routes, "WAN", "ether1")).isTrue();
    assertThat(inList(routes, "WAN", "bridge")).isFalse();
    assertThat(interfaces.assumptions())
        .contains(
            "private addresses are behind bridge (list LAN), all others behind ether1 (list WAN)");
  }

  @Test
  void takesTheNamesOfThePolicysOwnLists() {
    Policy policy =
        Policies.of(
            List.of(list("WAN", "pppoe-out1"), list("LAN", "vlan10", "vlan20")),
            List.of(),
            List.of());
    Interfaces interfaces = Interfaces.of(policy, ReplaySettings.DEFAULT);
    Routes routes = routes(interfaces);
    assertThat(behind(routes, LAN_HOST)).isEqualTo("vlan10");
    assertThat(behind(routes, INTERNET)).isEqualTo("pppoe-out1");
    assertThat(inList(routes, "LAN", "vlan20")).isTrue();
  }

  @Test
  void fillsAListThatIsThereAndEmpty() {
    Policy policy = Policies.of(List.of(list("WAN")), List.of(), List.of());
    Routes routes = routes(Interfaces.of(policy, ReplaySettings.DEFAULT));
    assertThat(inList(routes, "WAN", "ether1")).isTrue();
  }

  @Test
  void believesThePolicysAddressesAndAssumesOnlyTheRest() {
    Policy policy = Policies.of(List.of(), List.of(ON_BRIDGE), List.of());
    Interfaces interfaces = Interfaces.of(policy, ReplaySettings.DEFAULT);
    Routes routes = routes(interfaces);
    assertThat(behind(routes, LAN_HOST)).isEqualTo("bridge-lan");
    assertThat(behind(routes, four(10, 0, 0, 1))).isEqualTo("ether1");
    assertThat(Routes.local(routes.place(0, ON_BRIDGE.address().low(), false))).isTrue();
    assertThat(interfaces.assumptions())
        .containsExactly("addresses of no known network are behind ether1");
  }

  @Test
  void assumesNothingForIpv4WhereADefaultRouteLeadsSomewhere() {
    Route route =
        new Route(
            AddressRange.prefix(four(0, 0, 0, 0), 0),
            Optional.of("lte1"),
            Optional.empty(),
            1,
            AddressType.UNICAST,
            Mark.MAIN,
            false,
            Origin.NONE);
    Policy policy = Policies.of(List.of(), List.of(ON_BRIDGE), List.of(route));
    Interfaces interfaces = Interfaces.of(policy, ReplaySettings.DEFAULT);
    assertThat(behind(routes(interfaces), INTERNET)).isEqualTo("lte1");
    assertThat(interfaces.assumptions())
        .containsExactly("IPv6 addresses of no known network are behind ether1");
  }

  @Test
  void believesTheUserBeforeAnythingElse() {
    ReplaySettings settings =
        ReplaySettings.DEFAULT.at(
            List.of(
                new Attachment(AddressRange.prefix(four(10, 9, 0, 0), 16), "ether5"),
                new Attachment(AddressRange.prefix(four(0, 0, 0, 0), 0), "ether9")),
            List.of(four(10, 9, 0, 1)));
    Interfaces interfaces = Interfaces.of(Policies.EMPTY, settings);
    Routes routes = routes(interfaces);
    assertThat(behind(routes, four(10, 9, 8, 7))).isEqualTo("ether5");
    assertThat(behind(routes, INTERNET)).isEqualTo("ether9");
    assertThat(behind(routes, LAN_HOST)).isEqualTo("ether9");
    assertThat(Routes.local(routes.place(0, four(10, 9, 0, 1).low(), false))).isTrue();
    assertThat(interfaces.topology().primary()).containsEntry("ether5", four(10, 9, 0, 1));
    assertThat(interfaces.assumptions())
        .containsExactly("IPv6 addresses of no known network are behind ether1");
  }

  private static Routes routes(Interfaces interfaces) {
    return new Routes(interfaces.topology(), interfaces.policy());
  }

  private static boolean inList(Routes routes, String list, String name) {
    return routes.inList(routes.list(list), routes.interfaceIndex(name));
  }

  private static String behind(Routes routes, Address address) {
    boolean six = address.bits() == 128;
    int index = routes.interfaceOf(address.high(), address.low(), six, Routes.MAIN_TABLE);
    return routes.interfaceName(index);
  }

  private static InterfaceList list(String name, String... members) {
    return new InterfaceList(name, List.of(), List.of(), List.of(members), Origin.NONE);
  }
}
