package dev.sluice.app;

import dev.sluice.replay.OutputFiles;
import dev.sluice.replay.ReplaySettings;
import dev.sluice.replay.ReplaySettings.Listing;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that only {@code sluice replay} has, and what their words mean. */
final class ReplayOptions extends LaneOptions {
  static final int MAX_WORKERS = 256;

  @Option(
      names = "--connections",
      paramLabel = "all|matched|none",
      description = {
        "Which connections the report lists; matched: those in which a layer-7 pattern matched.",
        "Default: all in JSON, the ten largest in text."
      })
  private @Nullable String connections;

  @Option(names = "--accepted", paramLabel = "FILE", description = "Packets that passed, as pcap.")
  private @Nullable Path accepted;

  @Option(
      names = "--dropped",
      paramLabel = "FILE",
      description = "Packets that did not pass, as pcap.")
  private @Nullable Path dropped;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "The policy's log lines, as RouterOS prints them.")
  private @Nullable Path log;

  @Option(
      names = "--queues",
      paramLabel = "FILE",
      description = "What each queue carried, delayed and dropped, second by second, as TSV.")
  private @Nullable Path queues;

  @Option(
      names = "--sent",
      paramLabel = "FILE",
      description = "What the router itself would send: resets, ICMP errors, tarpit; as pcap.")
  private @Nullable Path sent;

  @Option(
      names = "--sniffed",
      paramLabel = "FILE",
      description = "Packets that sniff-tzsp and sniff-pc copy, as pcap.")
  private @Nullable Path sniffed;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Cores to use; the result is the same for every N. Default: what there is.")
  private @Nullable Integer workers;

  @Override
  ReplaySettings settings() {
    return new ReplaySettings(
        attachments(),
        addresses(),
        l7Filter(),
        listing(),
        new OutputFiles(
            Optional.ofNullable(accepted),
            Optional.ofNullable(dropped),
            Optional.ofNullable(log),
            Optional.ofNullable(queues),
            Optional.ofNullable(sent),
            Optional.ofNullable(sniffed)),
        assumptions(),
        workerCount());
  }

  private int workerCount() {
    if (workers == null) {
      return Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors());
    }
    if (workers < 1 || workers > MAX_WORKERS) {
      throw wrong("--workers", workers.toString(), "a number from 1 to " + MAX_WORKERS);
    }
    return workers;
  }

  private Listing listing() {
    if (connections == null) {
      return json() ? Listing.ALL : Listing.TOP;
    }
    return switch (connections) {
      case "all" -> Listing.ALL;
      case "matched" -> Listing.MATCHED;
      case "none" -> Listing.NONE;
      default -> throw wrong("--connections", connections, "all, matched or none");
    };
  }
}
