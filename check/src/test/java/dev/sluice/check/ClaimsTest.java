package dev.sluice.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.check.reach.Crowd;
import dev.sluice.check.reach.Reachability;
import dev.sluice.check.reach.Road;
import dev.sluice.config.PolicyReader;
import dev.sluice.config.Reading;
import dev.sluice.policy.Family;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Severity;
import dev.sluice.policy.Table;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.Shared;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is said never to match is never matched by packets that the engine itself sees: random ones
 * of the values that the policy names, half of them aimed at those rules, and the witnesses. {@code
 * -Dsluice.cases=10000}: so many packets for each policy.
 */
class ClaimsTest {
  private static final int PACKETS = Gen.count(250);
  private static final boolean ALL = System.getProperty("sluice.cases") != null;

  /** Returns how many claims it tried. */
  private static int refute(String name, Policy policy) {
    int claims = 0;
    for (Family family : Family.values()) {
      Reachability reach = new Reachability(policy, family);
      List<Table> tables = policy.firewall(family).tables();
      List<Rule> aims = new ArrayList<>();
      List<Reachability.Dead> dead = new ArrayList<>();
      for (Table table : tables) {
        for (Reachability.Dead one : reach.answers(table.name()).dead()) {
          dead.add(one);
          aims.add(one.rule());
        }
      }
      if (dead.isEmpty()) {
        continue;
      }
      Crowd crowd = new Crowd(policy, family, aims, Gen.seeded(6));
      Road road = new Road(policy, crowd.topology());
      crowd.run(road, PACKETS);
      for (Reachability.Dead one : dead) {
        if (family == Family.IPV4 && one instanceof Reachability.Taken taken) {
          road.send(taken.witness());
        }
      }
      for (Table table : tables) {
        for (Reachability.Dead one : reach.answers(table.name()).dead()) {
          assertThat(road.count(family, table.name(), one.rule().number()))
              .as(name + ": " + one)
              .isZero();
          claims++;
        }
      }
    }
    return claims;
  }

  private static Policy policy(byte[] text) {
    return PolicyReader.read("a.rsc", text, true).policy();
  }

  @Test
  void noPacketRefutesAClaimAboutAPlantedMistake() throws IOException {
    PlantedMistakesTest.read();
    long claims =
        PlantedMistakesTest.mistakes()
            .mapToLong(mistake ->
                refute(
                    mistake.toString(), policy(mistake.planted().getBytes(StandardCharsets.UTF_8))))
            .sum();
    assertThat(claims).isGreaterThan(3);
  }

  /** The policies beside the repository of at most this size. */
  private static List<Path> real(long most) throws IOException {
    assumeTrue(Shared.folder("rsc").isPresent(), Shared.absent("rsc"));
    try (Stream<Path> files = Files.list(Shared.folder("rsc").orElseThrow())) {
      List<Path> real = new ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".rsc")).sorted().toList()) {
        if (Files.size(file) <= most) {
          real.add(file);
        }
      }
      return real;
    }
  }

  @Test
  void noPacketRefutesAClaimAboutARealPolicy() throws IOException {
    int claims = 0;
    for (Path file : real(ALL ? Long.MAX_VALUE : 20_000)) {
      claims += refute(file.getFileName().toString(), policy(Files.readAllBytes(file)));
    }
    assertThat(claims).isGreaterThan(10);
    tell(
        claims + " claims that a rule never matches, none refuted by " + PACKETS + " packets each");
  }

  private static void tell(String line) {
    if (Boolean.getBoolean("sluice.tell")) {
      System.out.println(line);
    }
  }

  private static String share(int count, int rules) {
    return String.format(Locale.ROOT, "%d, %.2f in 100 rules", count, 100.0 * count / rules);
  }

  @Test
  void atMostOneFalseAlarmInAHundredRulesOfRealPolicies() throws IOException {
    Map<String, Boolean> judged = judged();
    Set<String> ours = new HashSet<>();
    Stream.of(Code.values()).map(Code::code).forEach(ours::add);
    Map<String, Integer> counts = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    int rules = 0;
    for (Path file : real(ALL ? Long.MAX_VALUE : 100_000)) {
      String name = file.getFileName().toString();
      byte[] text = Files.readAllBytes(file);
      Reading reading = PolicyReader.read(name, text, true);
      rules += rules(reading.policy());
      for (Problem problem : PolicyCheck.problems(text, reading)) {
        if (ours.contains(problem.code())) {
          counts.merge(problem.code(), 1, Integer::sum);
          String place = name + "\t" + problem.origin().line() + "\t" + problem.code();
          // A warning that nobody has judged counts as a false one.
          if (!judged.getOrDefault(place, problem.severity() == Severity.NOTE)) {
            wrong.add(place.replace('\t', ' '));
          }
        }
      }
    }
    for (Map.Entry<String, Integer> count : counts.entrySet()) {
      tell(count.getKey() + ": " + share(count.getValue(), rules));
    }
    tell(rules + " rules; false alarms: " + share(wrong.size(), rules));
    assertThat(wrong.size() * 100).as(wrong.toString()).isLessThanOrEqualTo(rules);
  }

  private static int rules(Policy policy) {
    return Stream.of(Family.values())
        .flatMap(family -> policy.firewall(family).tables().stream())
        .mapToInt(table -> table.rules().size())
        .sum();
  }

  /** Whether a finding is right, by file, line and code. */
  private static Map<String, Boolean> judged() throws IOException {
    Map<String, Boolean> judged = new HashMap<>();
    try (InputStream in =
        Objects.requireNonNull(ClaimsTest.class.getResourceAsStream("judged.tsv"))) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        String[] columns = line.split("\t", -1);
        if (columns.length == 5) {
          judged.put(columns[0] + "\t" + columns[1] + "\t" + columns[2], columns[3].equals("yes"));
        }
      }
    }
    return judged;
  }
}
