package dev.sluice.app;

import dev.sluice.policy.Origin;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import dev.sluice.replay.expect.TestReader;
import dev.sluice.replay.explain.Explanation;
import dev.sluice.replay.explain.Explanation.Listener;
import dev.sluice.replay.explain.Explanation.Wish;
import dev.sluice.replay.explain.RoadText;
import dev.sluice.replay.spec.Crafted;
import dev.sluice.replay.spec.EndsPattern;
import dev.sluice.replay.spec.Fault;
import dev.sluice.replay.spec.SpecReader;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice explain}: which rule decided, and why the others did not. */
@Command(
    name = "explain",
    description = {
      "Tells which rule decides a packet, and why.",
      "Prints the packet's road: each rule it passed, the first matcher that failed with the",
      "packet's value beside the rule's, what changed, and the rule that decided."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sluice explain office.rsc monday.pcap --packet 17",
      "  sluice explain office.rsc monday.pcap --connection 3",
      "  sluice explain office.rsc monday.pcap --connection \"192.168.1.101 > 192.0.2.80:443\"",
      "  sluice explain office.rsc --packet-spec \\",
      "    \"in=bridge tcp 192.168.1.101:40000 > 192.0.2.80:443 syn at=2026-03-02T10:00\""
    })
final class ExplainCommand implements Callable<Integer> {
  private static final long NANOS = 1_000_000_000L;

  private final Streams streams;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "POLICY", description = "RouterOS configuration text.")
  private String policy = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "CAPTURE",
      description = "Captures, merged by time; - is standard input.")
  private List<String> captures = List.of();

  @Option(
      names = "--packet",
      paramLabel = "N",
      description = "The packet of this number, from 1, as capture viewers count.")
  private @Nullable Long packet;

  @Option(
      names = "--connection",
      paramLabel = "N|ENDS",
      description = {
        "The packets of one conversation: its number in order of appearance, from 1,",
        "or its two ends, ADDRESS[:PORT] > ADDRESS[:PORT]."
      })
  private @Nullable String connection;

  @Option(names = "--all", description = "Every packet.")
  private boolean all;

  @Option(
      names = "--packet-spec",
      paramLabel = "SPEC",
      description = {"Packets written by hand instead of a capture, separated by ; (docs/cli.md)."})
  private @Nullable String packetSpec;

  @Mixin private LaneOptions options = new LaneOptions();

  ExplainCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws InputException {
    Wish wish = wish();
    boolean json = options.json();
    Optional<ZoneId> zone = options.zone();
    LoadedPolicy loaded = LoadedPolicy.load(policy, options.lenient(), zone);
    if (loaded.refused()) {
      return loaded.refuse(streams, json, "explained");
    }
    loaded.print(streams);
    Explanation explanation = new Explanation(loaded.policy(), options.settings());
    List<Crafted> crafted = List.of();
    if (packetSpec != null) {
      ZoneId of = loaded.policy().zone();
      long start = TestReader.START.atZone(of).toEpochSecond() * NANOS;
      SpecReader.Reading reading = new SpecReader(of, start).read(packetSpec);
      Optional<Fault> fault = reading.fault().or(() -> unknownInterface(reading, explanation));
      if (fault.isPresent()) {
        return wrongSpec(packetSpec, fault.get());
      }
      crafted = reading.packets();
    }
    return explain(loaded, explanation, wish, crafted, json);
  }

  private int explain(
      LoadedPolicy loaded, Explanation explanation, Wish wish, List<Crafted> crafted, boolean json)
      throws InputException {
    long[] told = new long[1];
    try {
      if (json) {
        try (ExplainJson document = new ExplainJson(streams.out(), loaded, explanation)) {
          run(explanation, wish, crafted, counting(told, document::write));
        }
      } else {
        RoadText text = new RoadText(loaded.policy().zone(), streams.ink());
        run(explanation, wish, crafted, counting(told, road -> streams.out().print(text.of(road))));
        explanation
            .lane()
            .assumptions()
            .forEach(sentence -> streams.err().println("sluice: assumed: " + sentence));
      }
    } catch (IOException problem) {
      throw new InputException(CaptureFiles.sentence(problem));
    }
    if (told[0] == 0) {
      streams
          .err()
          .println(
              "sluice: there is no such packet: "
                  + explanation.packets()
                  + " packets and "
                  + explanation.conversations()
                  + " connections were read.");
      return Exit.USAGE;
    }
    return Exit.DONE;
  }

  private static Listener counting(long[] told, Listener listener) {
    return road -> {
      told[0]++;
      listener.told(road);
    };
  }

  private void run(Explanation explanation, Wish wish, List<Crafted> crafted, Listener listener)
      throws InputException, IOException {
    if (packetSpec == null) {
      ProgressBar bar = new ProgressBar(streams, captures);
      Listener over =
          road -> {
            bar.clear();
            listener.told(road);
          };
      explanation.captures(CaptureFiles.open(streams, captures), wish, bar, over);
      bar.clear();
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      PacketView view = new PacketView();
      for (Crafted one : crafted) {
        one.wrap(view, arena);
        int in = one.in().isEmpty() ? -1 : explanation.lane().interfaceIndex(one.in());
        listener.told(explanation.packet(view, in, one.time()));
      }
    }
  }

  private static Optional<Fault> unknownInterface(
      SpecReader.Reading reading, Explanation explanation) {
    for (Crafted one : reading.packets()) {
      if (!one.in().isEmpty() && explanation.lane().interfaceIndex(one.in()) < 0) {
        String known = String.join(", ", explanation.lane().interfaceNames());
        return Optional.of(
            new Fault(0, 0, "no interface is called " + one.in(), "known are " + known));
      }
    }
    return Optional.empty();
  }

  private int wrongSpec(String text, Fault fault) {
    int start = fault.end() > 0 ? fault.start() : Math.max(0, text.indexOf("in="));
    int end = fault.end() > 0 ? fault.end() : Math.max(start + 1, blank(text, start));
    Problem problem =
        new Problem(
            new Origin("--packet-spec", 1, start + 1),
            end + 1,
            Severity.ERROR,
            "packet-spec",
            fault.message(),
            fault.help(),
            text);
    streams.err().print(new ProblemText(streams.errorInk()).render(problem));
    return Exit.USAGE;
  }

  private static int blank(String text, int from) {
    int at = text.indexOf(' ', from);
    return at < 0 ? text.length() : at;
  }

  private Wish wish() {
    int ways = (packet != null ? 1 : 0) + (connection != null ? 1 : 0) + (all ? 1 : 0);
    if (packetSpec != null) {
      if (!captures.isEmpty() || ways > 0) {
        throw wrong("--packet-spec stands alone: no capture, and no --packet, --connection, --all");
      }
      return (number, view, status, conversation) -> true;
    }
    if (captures.isEmpty()) {
      throw wrong("say which packets: a CAPTURE, or --packet-spec");
    }
    if (ways != 1) {
      throw wrong("say which packets: one of --packet N, --connection N and --all");
    }
    CaptureFiles.readOnce(spec, captures);
    if (packet != null) {
      return onePacket(packet);
    }
    return all ? (number, view, status, conversation) -> true : oneConnection(connection);
  }

  private Wish onePacket(long wanted) {
    if (wanted < 1) {
      throw wrong("--packet " + wanted + ": expected a number from 1");
    }
    return new Wish() {
      @Override
      public boolean wants(
          long number, PacketView view, PacketView.Status status, int conversation) {
        return number == wanted;
      }

      @Override
      public boolean satisfied(long number) {
        return number >= wanted;
      }
    };
  }

  private Wish oneConnection(@Nullable String text) {
    String wanted = text == null ? "" : text.strip();
    if (wanted.matches("[0-9]{1,9}") && Integer.parseInt(wanted) > 0) {
      int conversation = Integer.parseInt(wanted);
      return (number, view, status, of) -> of == conversation;
    }
    EndsPattern ends =
        EndsPattern.of(wanted)
            .orElseThrow(() ->
                wrong(
                    "--connection "
                        + wanted
                        + ": expected a number from 1, or ADDRESS[:PORT] > ADDRESS[:PORT]"));
    return (number, view, status, of) -> status == PacketView.Status.OK && ends.holds(view);
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
