package dev.sluice.replay.expect;

import dev.sluice.engine.Verdict;
import dev.sluice.policy.Family;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Severity;
import dev.sluice.policy.Table;
import dev.sluice.replay.Packets;
import dev.sluice.replay.Progress;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.RuleRef;
import dev.sluice.replay.Source;
import dev.sluice.replay.expect.TestFile.Case;
import dev.sluice.replay.expect.TestFile.Line;
import dev.sluice.replay.expect.TestFile.Selector;
import dev.sluice.replay.expect.TestFile.Step;
import dev.sluice.replay.spec.Crafted;
import dev.sluice.replay.spec.Fault;
import dev.sluice.replay.spec.SpecReader;
import dev.sluice.replay.spec.Token;
import dev.sluice.wire.CaptureReader;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs the tests of one file, each with an engine of its own. For one thread. */
public final class TestRun {
  private final Policy policy;
  private final TestFile file;
  private final Path folder;
  private final Set<RuleRef> exercised = new HashSet<>();

  private TestRun(Policy policy, TestFile file, Path folder) {
    this.policy = policy;
    this.file = file;
    this.folder = folder;
  }

  /**
   * Runs a file that has no errors.
   *
   * @param policyName the policy as the file names it
   * @param folder where the captures that it names are
   * @throws IOException if a capture cannot be read
   */
  public static TestReport run(String policyName, Policy policy, TestFile file, Path folder)
      throws IOException {
    TestRun run = new TestRun(policy, file, folder);
    List<TestReport.Result> results = new ArrayList<>();
    for (Case one : file.cases()) {
      results.add(run.run(one));
    }
    List<RuleRef> active = run.active();
    List<RuleRef> idle = active.stream().filter(rule -> !run.exercised.contains(rule)).toList();
    return new TestReport(file.file(), policyName, results, active.size(), idle);
  }

  /** What becomes of each packet of these lines, in an engine of their own. */
  static List<Observed> observe(Policy policy, ReplaySettings settings, List<String> lines) {
    SpecReader reader = new SpecReader(policy.zone(), 0);
    Watch watch = new Watch(policy, settings);
    List<Observed> seen = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      PacketView view = new PacketView();
      for (String line : lines) {
        boolean packet = line.startsWith("packet ");
        List<Crafted> made =
            packet ? reader.read(line.substring("packet ".length())).packets() : List.of();
        for (Crafted one : made) {
          one.wrap(view, arena);
          watch.advance(one.time());
          int in = one.in().isEmpty() ? -1 : watch.lane().interfaceIndex(one.in());
          String words = Watch.line(view);
          Verdict verdict = watch.arrived(view, in);
          seen.add(watch.observed(seen.size() + 1, words, verdict));
        }
      }
    }
    return seen;
  }

  private List<RuleRef> active() {
    List<RuleRef> active = new ArrayList<>();
    for (Family family : Family.values()) {
      for (Table table : policy.firewall(family).tables()) {
        for (Rule rule : table.rules()) {
          if (rule.active()) {
            active.add(new RuleRef(family, table.name(), rule));
          }
        }
      }
    }
    return active;
  }

  private TestReport.Result run(Case one) throws IOException {
    Watch watch = new Watch(policy, file.settings());
    List<Problem> failures = new ArrayList<>();
    Observed last = null;
    List<Step> steps = one.steps();
    long played = 0;
    for (int i = 0; i < steps.size(); i++) {
      switch (steps.get(i)) {
        case Step.Play play -> {
          Observed seen = play(watch, play, played, one.expectations() > 0, failures);
          played += play.packets().size();
          last = seen == null ? last : seen;
        }
        case Step.Capture capture -> capture(watch, capture, following(steps, i + 1), failures);
        case Step.Expect expect -> {
          if (expect.selector() instanceof Selector.Last && last != null) {
            judge(expect, last, failures);
          }
        }
      }
    }
    return new TestReport.Result(one.name(), one.origin().line(), one.expectations(), failures);
  }

  /** The expectations of a capture: those after it that select, up to the next capture. */
  private static List<Step.Expect> following(List<Step> steps, int from) {
    List<Step.Expect> found = new ArrayList<>();
    for (int i = from; i < steps.size() && !(steps.get(i) instanceof Step.Capture); i++) {
      if (steps.get(i) instanceof Step.Expect expect
          && !(expect.selector() instanceof Selector.Last)) {
        found.add(expect);
      }
    }
    return found;
  }

  private @Nullable Observed play(
      Watch watch, Step.Play play, long before, boolean counts, List<Problem> failures) {
    Observed seen = null;
    long number = before;
    try (Arena arena = Arena.ofConfined()) {
      PacketView view = new PacketView();
      for (Crafted one : play.packets()) {
        number++;
        int in = one.in().isEmpty() ? -1 : watch.lane().interfaceIndex(one.in());
        if (!one.in().isEmpty() && in < 0) {
          String known = String.join(", ", watch.lane().interfaceNames());
          int at = Math.max(0, play.line().text().indexOf("in="));
          failures.add(
              problem(
                  play.line(),
                  new Fault(
                      at,
                      at + 3 + one.in().length(),
                      "no interface is called " + one.in(),
                      "known are " + known)));
          return seen;
        }
        one.wrap(view, arena);
        watch.advance(one.time());
        String line = Watch.line(view);
        Verdict verdict = watch.arrived(view, in);
        seen = watch.observed(number, line, verdict);
        if (counts) {
          exercised.addAll(watch.matched());
        }
      }
    }
    return seen;
  }

  /** The packet that speaks for a selection: its first that did not pass, else its last. */
  private static final class Selected {
    final Step.Expect expect;
    @Nullable Observed speaker;

    Selected(Step.Expect expect) {
      this.expect = expect;
    }

    boolean holds(long number, PacketView view) {
      return switch (expect.selector()) {
        case Selector.Numbered one -> one.number() == number;
        case Selector.Between between -> between.ends().holds(view);
        case Selector.Last _ -> false;
      };
    }

    boolean listens() {
      return speaker == null || speaker.passed();
    }
  }

  private void capture(
      Watch watch, Step.Capture step, List<Step.Expect> expects, List<Problem> failures)
      throws IOException {
    List<Selected> selections = expects.stream().map(Selected::new).toList();
    Path path = folder.resolve(step.capture());
    Packets.read(
        List.of(new Source(step.capture(), CaptureReader.open(path))),
        1,
        watch.lane()::interfaceIndex,
        Progress.SILENT,
        packet -> {
          watch.advance(packet.timestamp());
          if (packet.status() == PacketView.Status.OK) {
            select(watch, packet, selections);
          }
          return true;
        });
    for (Selected selected : selections) {
      if (selected.speaker == null) {
        Line line = selected.expect.line();
        int at = line.text().length() - line.text().stripLeading().length();
        failures.add(
            problem(
                line,
                new Fault(at, line.text().length(), "no such packet in " + step.capture(), "")));
      } else {
        judge(selected.expect, selected.speaker, failures);
      }
    }
  }

  private void select(Watch watch, Packets.Packet packet, List<Selected> selections) {
    List<Selected> wanting = List.of();
    for (Selected selected : selections) {
      if (selected.holds(packet.number(), packet.view())) {
        wanting = wanting.isEmpty() ? new ArrayList<>() : wanting;
        wanting.add(selected);
      }
    }
    String line = wanting.isEmpty() ? "" : Watch.line(packet.view());
    Verdict verdict = watch.captured(packet.view(), packet.capturedAt());
    if (wanting.isEmpty()) {
      return;
    }
    exercised.addAll(watch.matched());
    Observed seen = watch.observed(packet.number(), line, verdict);
    for (Selected selected : wanting) {
      if (selected.listens()) {
        selected.speaker = seen;
      }
    }
  }

  private void judge(Step.Expect expect, Observed seen, List<Problem> failures) {
    List<Token> words = expect.words();
    Optional<Fault> unmet = Expectation.unmet(words, seen);
    unmet.ifPresent(fault -> failures.add(problem(expect.line(), fault)));
  }

  private static Problem problem(Line line, Fault fault) {
    String message =
        fault.help().isEmpty() ? fault.message() : fault.message() + ", but " + fault.help();
    boolean expectation = fault.message().startsWith("expected");
    return new Problem(
        new Origin(line.origin().file(), line.origin().line(), fault.start() + 1),
        Math.max(fault.start() + 1, fault.end()) + 1,
        Severity.ERROR,
        "expectation",
        expectation ? message : fault.message(),
        expectation ? "sluice explain tells the road of a packet" : fault.help(),
        line.text());
  }
}
