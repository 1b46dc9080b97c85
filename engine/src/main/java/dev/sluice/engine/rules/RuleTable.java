package dev.sluice.engine.rules;

import dev.sluice.policy.Family;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import dev.sluice.policy.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one table of one family, compiled chain by chain, with their counters. Disabled and
 * invalid rules are left out of the chains, but keep their number and a counter of zero.
 */
public final class RuleTable {
  /** A chain that has no active rule. */
  public static final int NO_CHAIN = -1;

  private final TableName name;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final CompiledChain[] chains;
  private final CompiledRule[][] rules;
  private final List<Tracing> tracing = new ArrayList<>();
  private final String[] chainNames;
  private final Map<Integer, CompiledRule> byNumber = new HashMap<>();

  /** A chain's rules and what they remember, for the day that a packet is traced. */
  private static final class Tracing {
    final Surroundings around;
    final Family family;
    final List<Rule> rules;
    final @Nullable RuleState[][] states;
    @Nullable Explainer explainer;

    Tracing(Surroundings around, Family family, List<Rule> rules, @Nullable RuleState[][] states) {
      this.around = around;
      this.family = family;
      this.rules = rules;
      this.states = states;
    }
  }

  /** Compiles a table; rules are asked in the way that {@code evaluator} says. */
  public RuleTable(Table table, Surroundings around, Evaluator evaluator) {
    name = table.name();
    Map<String, List<Rule>> byChain = new LinkedHashMap<>();
    for (Rule rule : table.rules()) {
      if (rule.active()) {
        byChain.computeIfAbsent(rule.chain(), chain -> new ArrayList<>()).add(rule);
      }
    }
    chainNames = byChain.keySet().toArray(String[]::new);
    for (int i = 0; i < chainNames.length; i++) {
      numbers.put(chainNames[i], i);
    }
    chains = new CompiledChain[chainNames.length];
    rules = new CompiledRule[chainNames.length][];
    Family family = table.family();
    for (int i = 0; i < chainNames.length; i++) {
      List<Rule> inChain = byChain.getOrDefault(chainNames[i], List.of());
      rules[i] =
          inChain.stream()
              .map(rule -> CompiledRule.of(rule, family, around, numbers))
              .toArray(CompiledRule[]::new);
      for (CompiledRule rule : rules[i]) {
        byNumber.put(rule.rule.number(), rule);
      }
      @Nullable RuleState[][] states = around.states().of(inChain);
      tracing.add(new Tracing(around, family, inChain, states));
      chains[i] = compile(inChain, family, around, states, evaluator);
    }
  }

  private static CompiledChain compile(
      List<Rule> rules,
      Family family,
      Surroundings around,
      @Nullable RuleState[][] states,
      Evaluator evaluator) {
    return switch (evaluator) {
      case EXPLAIN -> new Explainer(around, family, rules, states);
      case PROGRAM -> ProgramCompiler.compile(rules, family, around, states);
      case INDEX -> {
        ChainProgram program = ProgramCompiler.compile(rules, family, around, states);
        yield IndexCompiler.compile(program, rules, family, around);
      }
    };
  }

  public TableName name() {
    return name;
  }

  /** The number of a chain, or {@link #NO_CHAIN}. For setting up. */
  public int chain(String chain) {
    return numbers.getOrDefault(chain, NO_CHAIN);
  }

  CompiledChain chain(int number) {
    return chains[number];
  }

  /** The same chain, asked slowly; both share what the rules remember. */
  Explainer explainer(int number) {
    Tracing of = tracing.get(number);
    Explainer explainer = of.explainer;
    if (explainer == null) {
      explainer = new Explainer(of.around, of.family, of.rules, of.states);
      of.explainer = explainer;
    }
    return explainer;
  }

  String chainName(int number) {
    return chainNames[number];
  }

  CompiledRule rule(int chain, int place) {
    return rules[chain][place];
  }

  /** How many packets matched the rule of this number. */
  public long packets(int ruleNumber) {
    CompiledRule rule = byNumber.get(ruleNumber);
    return rule == null ? 0 : rule.packets;
  }

  /** The IP bytes of the packets that matched the rule of this number. */
  public long bytes(int ruleNumber) {
    CompiledRule rule = byNumber.get(ruleNumber);
    return rule == null ? 0 : rule.bytes;
  }
}
