package dev.sluice.app;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code sluice completion}: the script that lets bash and zsh complete verbs and options. */
@Command(
    name = "completion",
    description = "Prints the completion script for bash and zsh.",
    footerHeading = "%nExample:%n",
    footer = "  source <(sluice completion)")
final class CompletionCommand implements Callable<Integer> {
  private final Streams streams;

  CompletionCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    streams.out().print(AutoComplete.bash("sluice", Main.commandLine(streams)));
    return Exit.DONE;
  }
}
