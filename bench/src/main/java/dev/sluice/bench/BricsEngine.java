package dev.sluice.bench;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.BasicAutomata;
import dk.brics.automaton.RunAutomaton;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * dk.brics.automaton: one deterministic automaton a pattern, run one after another, because the
 * automaton of a whole set does not fit; a pattern with an anchor inside is left out.
 */
final class BricsEngine implements Engine {
  private static final int LARGEST = 20_000;

  private final List<RunAutomaton> automata = new ArrayList<>();
  private int refused;
  private long bytes;

  BricsEngine(List<Regex> trees) {
    for (Regex tree : trees) {
      try {
        Automaton automaton = search(tree);
        automaton.determinize();
        automaton.minimize();
        if (automaton.getNumberOfStates() > LARGEST) {
          throw new UnsupportedOperationException("too large");
        }
        RunAutomaton run = new RunAutomaton(automaton, true);
        bytes += (long) run.getSize() * run.getCharIntervals().length * 4 + 65536 * 2;
        automata.add(run);
      } catch (UnsupportedOperationException e) {
        refused++;
      }
    }
  }

  @Override
  public String name() {
    return "dk.brics.automaton";
  }

  @Override
  public int run(Windows windows, int window) {
    byte[] bytesOfWindow = windows.whole(window);
    int count = 0;
    for (RunAutomaton run : automata) {
      if (run(run, bytesOfWindow)) {
        count++;
      }
    }
    return count;
  }

  private static boolean run(RunAutomaton run, byte[] bytes) {
    int state = run.getInitialState();
    if (run.isAccept(state)) {
      return true;
    }
    for (byte b : bytes) {
      state = run.step(state, (char) (b & 0xff));
      if (state < 0) {
        return false;
      }
    }
    return run.isAccept(state);
  }

  @Override
  public long memory() {
    return bytes;
  }

  @Override
  public String remark() {
    return refused == 0 ? "" : refused + " patterns left out";
  }

  /** The automaton of all texts in which the pattern occurs. */
  private static Automaton search(Regex tree) {
    if (tree instanceof Regex.Choice choice) {
      return Automaton.union(choice.branches().stream().map(BricsEngine::search).toList());
    }
    List<Regex> parts =
        tree instanceof Regex.Sequence s
            ? new ArrayList<>(s.parts())
            : new ArrayList<>(List.of(tree));
    if (parts.size() == 1 && parts.getFirst() instanceof Regex.Choice only) {
      return search(only);
    }
    Automaton anything = range(0, 255).repeat();
    boolean begins = !parts.isEmpty() && parts.getFirst() instanceof Regex.Begin;
    boolean ends = !parts.isEmpty() && parts.getLast() instanceof Regex.End;
    List<Regex> middle = parts.subList(begins ? 1 : 0, parts.size() - (ends ? 1 : 0));
    Automaton out = begins ? Automaton.makeEmptyString() : anything.clone();
    out = out.concatenate(automaton(new Regex.Sequence(middle)));
    return ends ? out : out.concatenate(anything);
  }

  private static Automaton automaton(Regex regex) {
    return switch (regex) {
      case Regex.Bytes bytes -> set(bytes.set());
      case Regex.Sequence sequence ->
          BasicAutomata.makeEmptyString()
              .concatenate(
                  Automaton.concatenate(
                      sequence.parts().stream().map(BricsEngine::automaton).toList()));
      case Regex.Choice choice ->
          Automaton.union(choice.branches().stream().map(BricsEngine::automaton).toList());
      case Regex.Repeat repeat -> {
        Automaton inner = automaton(repeat.inner());
        yield repeat.most() < 0
            ? inner.repeat(repeat.least())
            : inner.repeat(repeat.least(), repeat.most());
      }
      case Regex.Begin begin -> throw new UnsupportedOperationException("anchor inside");
      case Regex.End end -> throw new UnsupportedOperationException("anchor inside");
    };
  }

  private static Automaton set(BitSet set) {
    List<Automaton> ranges = new ArrayList<>();
    for (int low = set.nextSetBit(0); low >= 0; low = set.nextSetBit(set.nextClearBit(low))) {
      ranges.add(range(low, set.nextClearBit(low) - 1));
    }
    return Automaton.union(ranges);
  }

  private static Automaton range(int low, int high) {
    return BasicAutomata.makeCharRange((char) low, (char) high);
  }
}
