package dev.sluice.app;

import dev.sluice.app.ConfigChange.PropertyChange;
import dev.sluice.config.model.Item;
import dev.sluice.replay.Ink;
import dev.sluice.replay.diff.CaptureDiff;
import dev.sluice.replay.diff.DiffReport;
import dev.sluice.replay.diff.DiffText;
import dev.sluice.replay.explain.Lines;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice diff}: what a change of policy changes. */
@Command(
    name = "diff",
    description = {
      "Says what a change of policy would do.",
      "With captures: which connections fare differently, and which rules are responsible.",
      "Without: which rules and entries were added, removed, moved or changed."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sluice diff old.rsc new.rsc",
      "  sluice diff old.rsc new.rsc monday.pcap",
      "",
      "Exit status: 0 no difference, 4 different, 1 a policy has errors, 2 wrong usage, 3 an input",
      "could not be read."
    })
final class DiffCommand implements Callable<Integer> {
  private final Streams streams;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "OLD", description = "The policy as it was.")
  private String old = "";

  @Parameters(index = "1", paramLabel = "NEW", description = "The policy as it is to be.")
  private String now = "";

  @Parameters(
      index = "2..*",
      arity = "0..*",
      paramLabel = "CAPTURE",
      description = "Captures, merged by time; - is standard input.")
  private List<String> captures = List.of();

  @Mixin private LaneOptions options = new LaneOptions();

  DiffCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws InputException {
    boolean json = options.json();
    CaptureFiles.readOnce(spec, captures);
    LoadedPolicy before = LoadedPolicy.load(old, options.lenient(), options.zone());
    LoadedPolicy after = LoadedPolicy.load(now, options.lenient(), options.zone());
    before.print(streams);
    after.print(streams);
    if (before.refused() || after.refused()) {
      if (json) {
        DiffJson.refused(streams.out(), before, after);
      }
      String which = before.refused() ? old : now;
      streams.err().println("sluice: " + which + " has errors; nothing was compared.");
      return Exit.ERRORS;
    }
    return captures.isEmpty() ? configurations(before, after, json) : traffic(before, after, json);
  }

  private int configurations(LoadedPolicy before, LoadedPolicy after, boolean json) {
    List<ConfigChange> changes = ConfigDiff.of(before, after);
    if (json) {
      DiffJson.write(streams.out(), before, after, changes);
    } else {
      print(changes);
    }
    return changes.isEmpty() ? Exit.DONE : Exit.DIFFERENT;
  }

  private void print(List<ConfigChange> changes) {
    PrintStream out = streams.out();
    if (changes.isEmpty()) {
      out.print("No difference.\n");
    }
    String menu = "";
    for (ConfigChange change : changes) {
      StringBuilder text = new StringBuilder();
      if (!menu.equals(change.menu())) {
        menu = change.menu();
        text.append(streams.ink().bold(menu)).append('\n');
      }
      append(text, change);
      out.append(text);
    }
  }

  private void append(StringBuilder text, ConfigChange change) {
    Item item = change.item();
    if (item == null) {
      return;
    }
    Ink ink = streams.ink();
    String sign = change.kind().sign;
    text.append("  ");
    text.append(
        switch (change.kind()) {
          case ADDED -> ink.green(sign);
          case REMOVED -> ink.red(sign);
          default -> ink.yellow(sign);
        });
    String numbers =
        switch (change.kind()) {
          case ADDED -> Integer.toString(change.newNumber());
          case REMOVED -> Integer.toString(change.oldNumber());
          default ->
              change.oldNumber() == change.newNumber()
                  ? Integer.toString(change.newNumber())
                  : change.oldNumber() + " → " + change.newNumber();
        };
    String place = ConfigChange.place(item);
    String head = " " + change.kind().word() + " " + numbers + "  " + ConfigChange.text(item);
    Lines.wrap(text, 3, 6, place.isEmpty() ? head : head + "  (" + place + ")");
    for (PropertyChange property : change.properties()) {
      text.append("      ");
      Lines.wrap(text, 6, 8, property.text());
    }
  }

  private int traffic(LoadedPolicy before, LoadedPolicy after, boolean json) throws InputException {
    ProgressBar bar = new ProgressBar(streams, captures);
    try {
      DiffReport report =
          CaptureDiff.run(
              before.policy(),
              after.policy(),
              options.settings(),
              CaptureFiles.open(streams, captures),
              bar);
      bar.clear();
      report.problems().forEach(said -> streams.err().println("sluice: warning: " + said));
      if (json) {
        DiffJson.write(streams.out(), before, after, report);
      } else {
        streams.out().print(new DiffText(streams.ink()).of(report));
        report.assumptions().forEach(said -> streams.err().println("sluice: assumed: " + said));
      }
      return report.same() ? Exit.DONE : Exit.DIFFERENT;
    } catch (IOException problem) {
      bar.clear();
      throw new InputException(CaptureFiles.sentence(problem));
    }
  }
}
