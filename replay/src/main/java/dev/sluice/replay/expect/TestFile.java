package dev.sluice.replay.expect;

import dev.sluice.policy.Origin;
import dev.sluice.policy.Problem;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.spec.Crafted;
import dev.sluice.replay.spec.EndsPattern;
import dev.sluice.replay.spec.Token;
import java.util.List;

/**
 * One file of expectations. Immutable.
 *
 * @param settings what it says of interfaces and of the router
 * @param problems what is wrong with its text; then it is not run
 */
public record TestFile(
    String file, ReplaySettings settings, List<Case> cases, List<Problem> problems) {
  public TestFile {
    cases = List.copyOf(cases);
    problems = List.copyOf(problems);
  }

  /** One test: steps that an engine of its own takes in order. */
  public record Case(String name, Origin origin, List<Step> steps) {
    public Case {
      steps = List.copyOf(steps);
    }

    public long expectations() {
      return steps.stream().filter(step -> step instanceof Step.Expect).count();
    }
  }

  /** What a line of a test asks for. */
  public sealed interface Step {
    /** Where it is written; its source line without a line end. */
    Line line();

    /** Packets that come in. */
    record Play(Line line, List<Crafted> packets) implements Step {
      public Play {
        packets = List.copyOf(packets);
      }
    }

    /** A capture that comes in; {@code capture} as written, beside the file. */
    record Capture(Line line, String capture) implements Step {}

    /** What must have become of the last packet, or of those that the selector names. */
    record Expect(Line line, Selector selector, List<Token> words) implements Step {
      public Expect {
        words = List.copyOf(words);
      }
    }
  }

  /** A line of the file. */
  public record Line(Origin origin, String text) {}

  /** Which packets an expectation is about. */
  public sealed interface Selector {
    /** The packet before it. */
    record Last() implements Selector {}

    /** The packet of a capture with this number, from 1. */
    record Numbered(long number) implements Selector {}

    /** A conversation of a capture. */
    record Between(EndsPattern ends) implements Selector {}
  }
}
