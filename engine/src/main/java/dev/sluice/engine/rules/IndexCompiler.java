package dev.sluice.engine.rules;

import dev.sluice.engine.rules.FactClasses.Fact;
import dev.sluice.policy.Family;
import dev.sluice.policy.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Builds the index of a chain. A rule takes part with those of its matchers that are asked before
 * the first one that remembers anything: only they may keep a packet from it unasked.
 */
final class IndexCompiler {
  private final List<Rule> rules;
  private final FactRuns[] facts;

  private IndexCompiler(List<Rule> rules, Family family, Surroundings around) {
    this.rules = rules;
    boolean few = rules.size() < IndexedChain.WORTH_IT;
    List<FactRuns> asked = new ArrayList<>();
    for (Fact fact : Fact.values()) {
      if (few && !fact.plain()) {
        continue;
      }
      FactRuns runs = new FactRuns(fact, rules, family, around);
      if (runs.asked()) {
        asked.add(runs);
      }
    }
    facts = asked.toArray(FactRuns[]::new);
  }

  static CompiledChain compile(
      ChainProgram program, List<Rule> rules, Family family, Surroundings around) {
    IndexCompiler compiler = new IndexCompiler(rules, family, around);
    if (compiler.facts.length == 0) {
      return program;
    }
    if (rules.size() < IndexedChain.WORTH_IT) {
      return compiler.masked(program);
    }
    int[] ruleAt = compiler.order();
    List<Dimension> dimensions = new ArrayList<>();
    for (FactRuns runs : compiler.facts) {
      FactClasses classes = runs.classes();
      dimensions.add(new Dimension(classes, bits(runs, classes.classes, ruleAt)));
    }
    dimensions.sort(Comparator.comparingInt(one -> rank(one.facts.fact)));
    return new IndexedChain(program, dimensions.toArray(Dimension[]::new), ruleAt);
  }

  private MaskedChain masked(ChainProgram program) {
    FactClasses[] classes = new FactClasses[facts.length];
    long[][] allowed = new long[facts.length][];
    for (int i = 0; i < facts.length; i++) {
      classes[i] = facts[i].classes();
      allowed[i] = new long[classes[i].classes];
      for (int rule = 0; rule < rules.size(); rule++) {
        int[] run = facts[i].of(rule);
        for (int of = 0; of < allowed[i].length; of++) {
          allowed[i][of] |= run == null || FactRuns.holds(run, of) ? 1L << rule : 0;
        }
      }
    }
    return new MaskedChain(program, classes, allowed);
  }

  /** Facts that tell most rules apart come first, so that the rest need not be looked at. */
  private static int rank(Fact fact) {
    return switch (fact) {
      case SOURCE -> 0;
      case DESTINATION -> 1;
      case DESTINATION_PORT -> 2;
      case SOURCE_PORT -> 3;
      case CONNECTION_MARK -> 4;
      case PACKET_MARK -> 5;
      case STATE -> 6;
      case IN_INTERFACE -> 7;
      case OUT_INTERFACE -> 8;
      case TCP_FLAGS -> 9;
      case PROTOCOL -> 10;
      case LAYER7 -> 11;
    };
  }

  /** What decides a rule's place in its block: its most telling fact, and where it lies in it. */
  private record Place(int rule, int fact, int width, int first, int second) {}

  private int[] order() {
    int[] ruleAt = new int[rules.size()];
    for (int from = 0; from < ruleAt.length; from += IndexedChain.BLOCK) {
      int to = Math.min(ruleAt.length, from + IndexedChain.BLOCK);
      List<Place> places = new ArrayList<>();
      for (int rule = from; rule < to; rule++) {
        places.add(place(rule));
      }
      places.sort(
          Comparator.comparingInt(Place::fact)
              .thenComparingInt(Place::width)
              .thenComparingInt(Place::first)
              .thenComparingInt(Place::second)
              .thenComparingInt(Place::rule));
      for (int i = 0; i < places.size(); i++) {
        ruleAt[from + i] = places.get(i).rule;
      }
    }
    return ruleAt;
  }

  private Place place(int rule) {
    int best = facts.length;
    int next = facts.length;
    double bestShare = 1;
    double nextShare = 1;
    for (int i = 0; i < facts.length; i++) {
      double share = facts[i].share(rule);
      if (share < bestShare) {
        next = best;
        nextShare = bestShare;
        best = i;
        bestShare = share;
      } else if (share < nextShare) {
        next = i;
        nextShare = share;
      }
    }
    if (best == facts.length) {
      return new Place(rule, best, 0, 0, 0);
    }
    int width = 32 - Integer.numberOfLeadingZeros(facts[best].width(rule));
    int second = next == facts.length ? 0 : next << 24 | facts[next].first(rule);
    return new Place(rule, best, width, facts[best].first(rule), second);
  }

  private static Dimension.Bits bits(FactRuns runs, int classes, int[] ruleAt) {
    int blocks = (ruleAt.length + IndexedChain.BLOCK - 1) >> IndexedChain.BLOCK_SHIFT;
    Dimension.Bits bits = new Dimension.Bits(blocks, classes);
    int used = 0;
    for (int block = 0; block < blocks; block++) {
      int first = block << IndexedChain.BLOCK_SHIFT;
      int end = Math.min(ruleAt.length, first + IndexedChain.BLOCK);
      Sweep sweep = new Sweep(classes);
      for (int at = first; at < end; at++) {
        int[] run = runs.of(ruleAt[at]);
        if (run == null) {
          bits.wild[at >> 6] |= 1L << at;
          bits.wildSummaries[block] |= 1L << (at - first >> 6);
        } else {
          sweep.add(at - first, run);
        }
      }
      for (int of = 0; of < classes; of++) {
        sweep.step(of);
        int row = block * classes + of;
        bits.offsets[row] = used;
        bits.summaries[row] = sweep.summary;
        for (long left = sweep.summary; left != 0; left &= left - 1) {
          if (used == bits.words.length) {
            bits.words = Arrays.copyOf(bits.words, used * 2);
          }
          bits.words[used++] = sweep.bits[Long.numberOfTrailingZeros(left)];
        }
      }
    }
    bits.words = Arrays.copyOf(bits.words, used);
    return bits;
  }

  /** The bits of one block, moved from class to class. */
  private static final class Sweep {
    final long[] bits = new long[64];
    long summary;
    private final List<List<Integer>> flips = new ArrayList<>();

    Sweep(int classes) {
      for (int i = 0; i <= classes; i++) {
        flips.add(new ArrayList<>(0));
      }
    }

    /** A rule allows the classes of these pairs, first and last. */
    void add(int place, int[] run) {
      for (int i = 0; i < run.length; i += 2) {
        flips.get(run[i]).add(place);
        flips.get(run[i + 1] + 1).add(place);
      }
    }

    void step(int toClass) {
      for (int place : flips.get(toClass)) {
        int word = place >> 6;
        bits[word] ^= 1L << place;
        summary = bits[word] == 0 ? summary & ~(1L << word) : summary | 1L << word;
      }
    }
  }
}
