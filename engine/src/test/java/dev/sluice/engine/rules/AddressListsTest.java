package dev.sluice.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Address;
import dev.sluice.policy.AddressListEntry;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Family;
import dev.sluice.policy.Firewall;
import dev.sluice.policy.Origin;
import dev.sluice.testkit.Gen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AddressListsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = 1_700_000_000L * SECOND;

  private static AddressListEntry entry(String list, AddressRange range, OptionalLong seconds) {
    return new AddressListEntry(
        list, range.toString(), Optional.of(range), seconds, false, "", Origin.NONE);
  }

  private static AddressLists lists(int most, AddressListEntry... entries) {
    Firewall empty = Firewall.empty(Family.IPV4);
    Firewall four =
        new Firewall(
            Family.IPV4,
            empty.raw(),
            empty.mangle(),
            empty.nat(),
            empty.filter(),
            List.of(entries));
    AddressLists lists = new AddressLists(four, Firewall.empty(Family.IPV6), most, 1);
    lists.start(NOW);
    return lists;
  }

  private static AddressRange prefix(long low, int length) {
    return AddressRange.prefix(Address.ipv4((int) low), length);
  }

  @Test
  void containsWhatItsRangesContainAndNothingElse() {
    Gen gen = Gen.fixed(3);
    for (int round = 0; round < 40; round++) {
      boolean six = gen.flip();
      List<AddressRange> ranges = new ArrayList<>();
      for (int n = gen.pick(1, 5, 200); n > 0; n--) {
        Address member =
            six
                ? Address.ipv6(0x2001_0DB8_0000_0000L | gen.below(4), gen.below(1 << 20))
                : Address.ipv4(0x0A00_0000 | gen.below(1 << 22));
        ranges.add(AddressRange.prefix(member, member.bits() - gen.below(9)));
      }
      AddressSet set = AddressSet.of(six, ranges);
      for (int i = 0; i < 400; i++) {
        Address asked =
            six
                ? Address.ipv6(0x2001_0DB8_0000_0000L | gen.below(4), gen.below(1 << 20))
                : Address.ipv4(0x0A00_0000 | gen.below(1 << 22));
        boolean wanted = ranges.stream().anyMatch(range -> range.contains(asked));
        assertThat(set.contains(asked.high(), asked.low())).as("%s", asked).isEqualTo(wanted);
      }
    }
  }

  @Test
  void holdsTheEndsOfTheAddressSpace() {
    AddressSet set = AddressSet.of(false, List.of(prefix(0xFFFF_FFFFL, 32), prefix(0, 32)));
    assertThat(set.contains(0, 0)).isTrue();
    assertThat(set.contains(0, 0xFFFF_FFFFL)).isTrue();
    assertThat(set.contains(0, 1)).isFalse();
  }

  @Test
  void anAddressAddedByARuleLeavesWhenItsTimeIsOver() {
    AddressLists lists = lists(100);
    int list = lists.number(Family.IPV4, "seen");
    assertThat(lists.add(false, list, 0, 5, NOW + 60 * SECOND, NOW)).isTrue();
    assertThat(lists.contains(false, list, 0, 5, NOW + 59 * SECOND)).isTrue();
    assertThat(lists.contains(false, list, 0, 5, NOW + 60 * SECOND)).isFalse();
    assertThat(lists.contains(false, list, 0, 6, NOW)).isFalse();
  }

  @Test
  void addingAgainSetsTheTimeAnew() {
    AddressLists lists = lists(100);
    int list = lists.number(Family.IPV4, "seen");
    lists.add(false, list, 0, 5, NOW + 60 * SECOND, NOW);
    assertThat(lists.add(false, list, 0, 5, NOW + 90 * SECOND, NOW + 30 * SECOND)).isFalse();
    assertThat(lists.contains(false, list, 0, 5, NOW + 80 * SECOND)).isTrue();
  }

  @Test
  void whatIsConfiguredCountsAsPresentAndStaysUntouched() {
    AddressLists lists = lists(100, entry("lan", prefix(0xC0A8_0100L, 24), OptionalLong.empty()));
    int list = lists.number(Family.IPV4, "lan");
    assertThat(lists.add(false, list, 0, 0xC0A8_0105L, NOW + SECOND, NOW)).isFalse();
    assertThat(lists.entries(Family.IPV4, NOW)).hasSize(1);
    assertThat(lists.contains(false, list, 0, 0xC0A8_0105L, NOW + 5 * SECOND)).isTrue();
  }

  @Test
  void aConfiguredTimeoutRunsFromTheFirstPacket() {
    AddressLists lists = lists(100, entry("guests", prefix(7, 32), OptionalLong.of(10)));
    int list = lists.number(Family.IPV4, "guests");
    assertThat(lists.contains(false, list, 0, 7, NOW + 9 * SECOND)).isTrue();
    assertThat(lists.contains(false, list, 0, 7, NOW + 10 * SECOND)).isFalse();
    assertThat(lists.entries(Family.IPV4, NOW + 10 * SECOND)).isEmpty();
  }

  @Test
  void refusesAndCountsWhatIsBeyondItsLimit() {
    AddressLists lists = lists(10);
    int list = lists.number(Family.IPV4, "seen");
    for (int i = 0; i < 11; i++) {
      lists.add(false, list, 0, i, NOW + SECOND, NOW);
    }
    assertThat(lists.refused()).isEqualTo(1);
    assertThat(lists.contains(false, list, 0, 9, NOW)).isTrue();
    assertThat(lists.contains(false, list, 0, 10, NOW)).isFalse();
    // A second later there is room again.
    assertThat(lists.add(false, list, 0, 10, NOW + 9 * SECOND, NOW + 2 * SECOND)).isTrue();
  }

  @Test
  void remembersLikeAMapWhateverComesAndGoes() {
    Gen gen = Gen.fixed(11);
    AddedAddresses added = new AddedAddresses(5_000, 42);
    Map<Long, Long> wanted = new HashMap<>();
    long now = NOW;
    for (int i = 0; i < 200_000; i++) {
      now += gen.below(20) * (SECOND / 100);
      long key = gen.below(3_000);
      Long until = wanted.get(key);
      boolean present = until != null && until > now;
      assertThat(added.contains(1, 0, key, now)).isEqualTo(present);
      if (gen.oneIn(3)) {
        long leaves = now + gen.between(1, 100) * SECOND;
        int did = added.add(1, 0, key, leaves, now);
        assertThat(did).isEqualTo(present ? AddedAddresses.REFRESHED : AddedAddresses.ADDED);
        wanted.put(key, leaves);
      }
    }
  }

  @Test
  void listsTheConfiguredAndThenTheAddedInOrder() {
    AddressLists lists = lists(100, entry("z", prefix(1, 32), OptionalLong.empty()));
    int list = lists.number(Family.IPV4, "a");
    lists.add(false, list, 0, 9, AddedAddresses.UNTIL_RESTART, NOW);
    lists.add(false, list, 0, 3, NOW + SECOND, NOW);
    assertThat(lists.entries(Family.IPV4, NOW))
        .extracting(listed -> listed.list() + " " + listed.range())
        .containsExactly("z 0.0.0.1", "a 0.0.0.3", "a 0.0.0.9");
  }
}
