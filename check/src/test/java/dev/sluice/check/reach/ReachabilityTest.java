package dev.sluice.check.reach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Family;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Policy;
import dev.sluice.policy.TableName;
import dev.sluice.policy.TrackingState;
import dev.sluice.testkit.Gen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReachabilityTest {
  private static final int CASES = Gen.count(25);
  private static final int PACKETS = 10_000;

  private static List<Reachability.Dead> dead(String rules) {
    Policy policy = Road.policy("/ip firewall filter\n" + rules);
    return new Reachability(policy, Family.IPV4).answers(TableName.FILTER).dead();
  }

  private static List<Integer> numbers(String rules) {
    return dead(rules).stream().map(one -> one.rule().number()).toList();
  }

  private static Reachability.Taken taken(String rules) {
    return (Reachability.Taken) dead(rules).getFirst();
  }

  @Test
  void oneRuleTakesAllOfAnother() {
    Reachability.Taken taken =
        taken(
            """
            add chain=forward action=drop src-address=10.0.0.0/8
            add chain=forward action=accept src-address=10.1.0.0/16 protocol=tcp dst-port=80
            """);
    assertThat(taken.by()).containsExactly(0);
    assertThat(taken.witness().values()).containsEntry("protocol", "tcp");
  }

  @Test
  void severalRulesTogetherTakeAll() {
    Reachability.Taken taken =
        taken(
            """
            add chain=forward action=accept protocol=udp
            add chain=forward action=drop protocol=tcp dst-port=0-1000
            add chain=forward action=drop protocol=tcp dst-port=1001-65535
            add chain=forward action=accept protocol=tcp dst-port=900-1100
            """);
    assertThat(taken.by()).containsExactly(1, 2);
  }

  @Test
  void whatCountsOrDrawsTakesNothingForSure() {
    assertThat(
            numbers(
                """
                add chain=forward action=accept protocol=icmp limit=5,5:packet
                add chain=forward action=drop random=50
                add chain=forward action=drop protocol=icmp
                """))
        .isEmpty();
  }

  @Test
  void theSameQuestionToThePayloadHasTheSameAnswer() {
    assertThat(
            numbers(
                """
                add chain=forward action=accept content=abc
                add chain=forward action=drop content=abd
                add chain=forward action=drop content=abc protocol=tcp
                """))
        .containsExactly(2);
  }

  @Test
  void aChainThatIsJumpedToTakesItsShare() {
    assertThat(
            numbers(
                """
                add chain=forward action=jump jump-target=tcp protocol=tcp
                add chain=forward action=accept protocol=tcp dst-port=22
                add chain=forward action=accept protocol=udp dst-port=53
                add chain=tcp action=accept dst-address=192.0.2.1
                add chain=tcp action=drop
                """))
        .containsExactly(1);
  }

  @Test
  void whatReturnsIsNotTaken() {
    assertThat(
            numbers(
                """
                add chain=forward action=jump jump-target=tcp protocol=tcp
                add chain=forward action=accept protocol=tcp dst-port=22
                add chain=forward action=accept protocol=tcp dst-port=80
                add chain=tcp action=return protocol=tcp dst-port=22
                add chain=tcp action=drop
                add chain=tcp action=accept protocol=tcp dst-port=443
                """))
        .containsExactly(2, 5);
  }

  @Test
  void aMarkThatARuleSetsIsAskedAnew() {
    Policy policy =
        Road.policy(
            """
            /ip firewall mangle
            add chain=forward action=accept connection-mark=a
            add chain=forward action=mark-connection new-connection-mark=a protocol=tcp
            add chain=forward action=passthrough connection-mark=a
            add chain=forward action=passthrough connection-mark=a protocol=udp
            """);
    assertThat(new Reachability(policy, Family.IPV4).answers(TableName.MANGLE).dead())
        .extracting(one -> one.rule().number())
        .containsExactly(3);
  }

  @Test
  void aListThatRulesFillIsAskedAnew() {
    assertThat(
            numbers(
                """
                add chain=input action=drop src-address-list=bad
                add chain=input action=add-src-to-address-list address-list=bad protocol=tcp
                add chain=input action=drop src-address-list=bad
                """))
        .isEmpty();
  }

  @Test
  void aListThatIsKnownIsItsAddresses() {
    Policy policy =
        Road.policy(
            """
            /ip firewall address-list
            add list=lan address=192.168.0.0/24
            add list=lan address=192.168.1.0/24
            /ip firewall filter
            add chain=forward action=accept src-address-list=lan
            add chain=forward action=drop src-address=192.168.0.128-192.168.1.9
            """);
    assertThat(new Reachability(policy, Family.IPV4).answers(TableName.FILTER).dead()).hasSize(1);
  }

  @Test
  void contradictionsAreNamed() {
    assertThat(dead("add chain=input action=drop connection-state=invalid connection-mark=x\n"))
        .first()
        .isInstanceOf(Reachability.Contradiction.class);
    assertThat(dead("add chain=input action=drop out-interface=ether1\n"))
        .first()
        .isInstanceOf(Reachability.Misplaced.class);
    assertThat(dead("add chain=input action=drop packet-size=0-19\n"))
        .first()
        .isInstanceOf(Reachability.Contradiction.class);
  }

  @Test
  void aDisabledRuleTakesNothing() {
    assertThat(
            numbers(
                """
                add chain=forward action=drop disabled=yes
                add chain=forward action=accept
                """))
        .isEmpty();
  }

  /** Rules that overlap in part, as access lists do; every fiftieth repeats one before it. */
  @Test
  void leavesNothingOpenInALongListOfRules() {
    Gen gen = Gen.seeded(3);
    StringBuilder rules = new StringBuilder();
    List<Integer> planted = new ArrayList<>();
    String last = "";
    for (int i = 0; i < 1_500; i++) {
      if (i % 50 == 49) {
        planted.add(i);
        rules.append("add chain=forward action=drop dscp=3").append(last);
      } else {
        last =
            " src-address=10.%d.%d.0/%d dst-address=10.%d.0.0/%d protocol=%s dst-port=%d-%d\n"
                .formatted(
                    gen.below(9),
                    gen.below(256) & 0xF0,
                    gen.pick(16, 20, 24),
                    gen.below(9),
                    gen.pick(12, 16, 24),
                    gen.pick("tcp", "udp"),
                    gen.below(1_000),
                    gen.between(1_000, 9_000));
        rules.append("add chain=forward action=accept").append(last);
      }
    }
    Policy policy = Road.policy("/ip firewall filter\n" + rules);
    Reachability.Answers answers = new Reachability(policy, Family.IPV4).answers(TableName.FILTER);
    assertThat(answers.open()).isEmpty();
    assertThat(answers.dead()).extracting(one -> one.rule().number()).containsAll(planted);
  }

  /** Each rule asks three of sixty questions, and the last whether an answer to all is left. */
  @Test
  void saysWhereAQuestionIsTooLarge() {
    Gen gen = Gen.seeded(5);
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      rules.append("add chain=forward action=accept");
      for (String asked : List.of("src-address-list", "dst-address-list", "content")) {
        rules.append(' ').append(asked).append('=').append(gen.pick("", "!"));
        rules.append("name").append(gen.below(20));
      }
      rules.append('\n');
    }
    rules.append("add chain=forward action=drop\n");
    Policy policy = Road.policy("/ip firewall filter\n" + rules);
    Reachability.Answers answers = new Reachability(policy, Family.IPV4).answers(TableName.FILTER);
    assertThat(answers.open()).extracting(rule -> rule.number()).contains(300);
  }

  @Test
  void saysWhichRulesKeepEstablishedPacketsAway() {
    Policy policy =
        Road.policy(
            """
            /ip firewall layer7-protocol add name=p regexp=abc
            /ip firewall filter
            add chain=forward action=accept connection-state=established,related
            add chain=forward action=drop layer7-protocol=p
            """);
    Reachability reach = new Reachability(policy, Family.IPV4);
    assertThat(
            reach.kept(
                TableName.FILTER, policy.ipv4().filter().rules().get(1), TrackingState.ESTABLISHED))
        .contains(List.of(0));
    assertThat(reach.answers(TableName.FILTER).dead()).isEmpty();
  }

  @Test
  void findsWhatIsPlantedAndNothingThatPacketsReach() {
    for (int seed = 1; seed <= CASES; seed++) {
      Planted planted = new Planted(Gen.seeded(seed));
      String text = planted.text();
      Policy policy = Road.policy(text);
      List<Reachability.Dead> dead =
          new Reachability(policy, Family.IPV4).answers(TableName.FILTER).dead();
      Set<Integer> numbers = new HashSet<>();
      dead.forEach(one -> numbers.add(one.rule().number()));
      assertThat(numbers).as("seed %d\n%s", seed, text).containsAll(planted.rules());
      Road road = new Road(policy);
      Gen gen = Gen.seeded(seed);
      for (int i = 0; i < PACKETS; i++) {
        road.random(gen);
      }
      for (Reachability.Dead one : dead) {
        assertThat(road.count(TableName.FILTER, one.rule().number()))
            .as("seed %d rule %d\n%s", seed, one.rule().number(), text)
            .isZero();
        if (one instanceof Reachability.Taken taken) {
          witnessed(text, taken, seed);
        }
      }
    }
  }

  /** Its witness is decided by another rule, and by this one if all others of its chain go. */
  private static void witnessed(String text, Reachability.Taken taken, int seed) {
    String state = taken.witness().values().getOrDefault("connection-state", "new");
    // Only a first packet can be sent out of nothing.
    int number = taken.rule().number();
    boolean lots = taken.rule().matchers().stream().anyMatch(Matcher.Random.class::isInstance);
    if (lots
        || !state.equals("new")
        || taken.witness().values().containsKey("src-address-list")
        || taken.witness().values().containsKey("dscp")) {
      return;
    }
    Road whole = new Road(Road.policy(text));
    whole.send(taken.witness());
    assertThat(whole.count(TableName.FILTER, number)).as("seed %d\n%s", seed, text).isZero();
    if (!taken.rule().chain().equals("forward")) {
      return;
    }
    List<String> lines = new ArrayList<>(text.lines().toList());
    int first = lines.indexOf("/ip firewall filter") + 1;
    for (int i = first; i < lines.size(); i++) {
      lines.set(i, i - first == number ? lines.get(i) : lines.get(i) + " disabled=yes");
    }
    Road alone = new Road(Road.policy(String.join("\n", lines) + "\n"));
    alone.send(taken.witness());
    assertThat(alone.count(TableName.FILTER, number))
        .as("seed %d rule %d witness %s\n%s", seed, number, taken.witness(), text)
        .isEqualTo(1);
  }
}
