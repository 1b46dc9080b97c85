package dev.sluice.bench;

import dev.sluice.check.reach.Reachability;
import dev.sluice.config.PolicyReader;
import dev.sluice.config.Reading;
import dev.sluice.policy.Family;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Of how many rules of a policy it is decided whether they can match. Prints a part of a row. */
public final class CheckBench {
  private CheckBench() {}

  /** Options: {@code --policy}. */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(Options.of(args).text("policy", "examples/office/office.rsc"));
    Reading reading = PolicyReader.read(file.toString(), Files.readAllBytes(file), true);
    long rules = 0;
    int never = 0;
    int open = 0;
    for (Family family : Family.values()) {
      List<Table> tables = reading.policy().firewall(family).tables();
      Reachability reach = new Reachability(reading.policy(), family);
      for (Table table : tables) {
        Reachability.Answers answers = reach.answers(table.name());
        rules += table.rules().stream().filter(Rule::active).count();
        never += answers.dead().size();
        open += answers.open().size();
      }
    }
    System.out.printf("%d %d %d %d%n", Files.size(file), rules, never, open);
  }
}
