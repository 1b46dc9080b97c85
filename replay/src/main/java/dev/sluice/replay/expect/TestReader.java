package dev.sluice.replay.expect;

import dev.sluice.engine.Topology.Attachment;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.expect.TestFile.Case;
import dev.sluice.replay.expect.TestFile.Line;
import dev.sluice.replay.expect.TestFile.Selector;
import dev.sluice.replay.expect.TestFile.Step;
import dev.sluice.replay.spec.EndsPattern;
import dev.sluice.replay.spec.Fault;
import dev.sluice.replay.spec.Literals;
import dev.sluice.replay.spec.SpecReader;
import dev.sluice.replay.spec.Token;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a file of expectations, line by line; goes on after what is wrong. Used once. */
public final class TestReader {
  /** A longer text is refused. */
  public static final int MOST_CHARACTERS = 16 << 20;

  /** A Monday in working hours; a test that says no time gets the same answer every day. */
  public static final LocalDateTime START = LocalDateTime.of(2026, 1, 5, 12, 0);

  private static final int MOST_PROBLEMS = 100;
  private static final long NANOS = 1_000_000_000L;

  private final String file;
  private final ZoneId zone;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Case> cases = new ArrayList<>();
  private final List<Attachment> attachments = new ArrayList<>();
  private final List<Address> router = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private @Nullable String name;
  private Origin started = Origin.NONE;
  private SpecReader packets;
  private boolean played;
  private boolean captured;
  private Line line = new Line(Origin.NONE, "");

  private TestReader(String file, ZoneId zone) {
    this.file = file;
    this.zone = zone;
    packets = fresh();
  }

  private SpecReader fresh() {
    return new SpecReader(zone, START.atZone(zone).toEpochSecond() * NANOS);
  }

  /** The policy that a file names, as written, if it does. */
  public static Optional<String> policy(String text) {
    return text.lines()
        .map(Token::cut)
        .filter(cut -> cut.tokens().size() == 2)
        .filter(cut -> cut.tokens().getFirst().raw().equals("policy"))
        .map(cut -> cut.tokens().get(1).name())
        .findFirst();
  }

  /**
   * Reads a file.
   *
   * @param zone of times that name none
   */
  public static TestFile read(String file, String text, ZoneId zone) {
    TestReader reader = new TestReader(file, zone);
    if (text.length() > MOST_CHARACTERS) {
      reader.problem(new Fault(0, 1, "text is too long for a file of expectations", ""));
    } else {
      reader.read(text.lines().toList());
    }
    ReplaySettings settings =
        ReplaySettings.DEFAULT
            .at(reader.attachments, reader.router)
            .withListing(ReplaySettings.Listing.NONE);
    return new TestFile(file, settings, reader.cases, reader.problems);
  }

  private void read(List<String> lines) {
    boolean policy = false;
    for (int i = 0; i < lines.size() && problems.size() < MOST_PROBLEMS; i++) {
      String text = lines.get(i);
      line = new Line(new Origin(file, i + 1, 1), text);
      if (text.isBlank() || text.strip().startsWith("#")) {
        continue;
      }
      Token.Line cut = Token.cut(text);
      cut.fault().ifPresent(this::problem);
      if (cut.fault().isEmpty()) {
        policy |= cut.tokens().getFirst().raw().equals("policy");
        statement(cut.tokens());
      }
    }
    end();
    if (!policy) {
      line = new Line(new Origin(file, 1, 1), lines.isEmpty() ? "" : lines.getFirst());
      problem(
          new Fault(0, 1, "the file names no policy", "start it with a line: policy office.rsc"));
    }
  }

  private void statement(List<Token> tokens) {
    Token first = tokens.getFirst();
    List<Token> rest = tokens.subList(1, tokens.size());
    switch (first.raw()) {
      case "policy" -> one(first, rest, "the file of the policy");
      case "interface" -> interfaces(first, rest);
      case "router" -> addresses(first, rest);
      case "test" -> {
        end();
        if (one(first, rest, "the name of the test, in quotes")) {
          name = rest.getFirst().name();
          started = line.origin();
        }
      }
      case "packet" -> play(first, rest);
      case "capture" -> {
        if (inTest(first) && one(first, rest, "the file of a capture")) {
          steps.add(new Step.Capture(line, rest.getFirst().raw().replace("\"", "")));
          captured = true;
          played = false;
        }
      }
      case "expect" -> expect(first, rest);
      default ->
          problem(
              first,
              "unknown word " + first.raw(),
              "a line starts with policy, interface, router, test, packet, capture or expect");
    }
  }

  private void end() {
    if (name != null) {
      Case done = new Case(name, started, steps);
      if (done.expectations() == 0) {
        problems.add(
            new Problem(
                started,
                started.column() + 4,
                Severity.WARNING,
                "no-expectation",
                "test \"" + name + "\" expects nothing",
                "add a line such as: expect accept",
                ""));
      }
      cases.add(done);
    }
    name = null;
    steps.clear();
    packets = fresh();
    played = false;
    captured = false;
  }

  private boolean one(Token first, List<Token> rest, String what) {
    if (rest.size() == 1) {
      return true;
    }
    problem(first, first.raw() + " needs " + what, "");
    return false;
  }

  private boolean inTest(Token first) {
    if (name == null) {
      problem(first, first.raw() + " stands outside a test", "begin one: test \"its name\"");
      return false;
    }
    return true;
  }

  private void interfaces(Token first, List<Token> rest) {
    for (Token token : rest) {
      for (String prefix : token.value().split(",", -1)) {
        Optional<AddressRange> range = Literals.range(prefix);
        if (range.isEmpty() || token.name().isEmpty()) {
          problem(token, "expected NAME=PREFIX", "such as: interface bridge=192.168.1.0/24");
          return;
        }
        attachments.add(new Attachment(range.get(), token.name()));
      }
    }
    if (rest.isEmpty()) {
      problem(first, "interface needs NAME=PREFIX", "such as: interface bridge=192.168.1.0/24");
    }
  }

  private void addresses(Token first, List<Token> rest) {
    for (Token token : rest) {
      for (String one : token.raw().split(",", -1)) {
        Optional<Address> address = Literals.address(one);
        if (address.isEmpty()) {
          problem(token, "expected an address", "such as: router 192.168.1.1");
          return;
        }
        router.add(address.get());
      }
    }
    if (rest.isEmpty()) {
      problem(first, "router needs an address", "such as: router 192.168.1.1");
    }
  }

  private void play(Token first, List<Token> rest) {
    if (!inTest(first)) {
      return;
    }
    if (rest.isEmpty()) {
      problem(first, "packet needs words", "such as: packet tcp 10.0.0.2:40000 > 192.0.2.1:80 syn");
      return;
    }
    SpecReader.Reading reading = packets.read(rest, line.text());
    reading.fault().ifPresent(this::problem);
    steps.add(new Step.Play(line, reading.packets()));
    played = true;
  }

  private void expect(Token first, List<Token> rest) {
    if (!inTest(first)) {
      return;
    }
    Selector selector = new Selector.Last();
    List<Token> words = rest;
    String kind = rest.isEmpty() ? "" : rest.getFirst().raw();
    if (kind.equals("packet") && rest.size() > 1) {
      Token number = rest.get(1);
      if (!number.raw().matches("[1-9][0-9]{0,17}")) {
        problem(number, "expected the number of a packet", "the first is 1");
        return;
      }
      selector = new Selector.Numbered(Long.parseLong(number.raw()));
      words = rest.subList(2, rest.size());
    } else if (kind.equals("connection") && rest.size() > 3) {
      String ends = rest.get(1).raw() + rest.get(2).raw() + rest.get(3).raw();
      Optional<EndsPattern> between = EndsPattern.of(ends);
      if (between.isEmpty()) {
        problem(
            new Fault(
                rest.get(1).start(),
                rest.get(3).end(),
                "expected the two ends of a connection",
                "such as: expect connection 10.0.0.2:40000 > 192.0.2.1:80 accept"));
        return;
      }
      selector = new Selector.Between(between.get());
      words = rest.subList(4, rest.size());
    }
    if (selector instanceof Selector.Last ? !played : !captured) {
      String help =
          captured
              ? "say which packet: expect packet N …, or expect connection A > B …"
              : "put a line before it: packet … or capture …";
      problem(first, "there is nothing yet to expect something of", help);
      return;
    }
    Optional<Fault> fault = Expectation.check(words, first);
    fault.ifPresent(this::problem);
    if (fault.isEmpty()) {
      steps.add(new Step.Expect(line, selector, words));
    }
  }

  private void problem(Token token, String message, String help) {
    problem(new Fault(token.start(), token.end(), message, help));
  }

  private void problem(Fault fault) {
    problems.add(
        new Problem(
            new Origin(file, line.origin().line(), fault.start() + 1),
            Math.max(fault.start() + 1, fault.end()) + 1,
            Severity.ERROR,
            "test-file",
            fault.message(),
            fault.help(),
            line.text()));
  }
}
