package dev.sluice.replay;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files that a replay writes beside its report. Immutable.
 *
 * @param accepted packets that passed
 * @param dropped packets that did not pass
 * @param log the policy's log lines
 * @param queues what each queue did in each second
 * @param sent what the router would have sent of its own accord
 * @param sniffed packets that sniff-tzsp or sniff-pc copied
 */
public record OutputFiles(
    Optional<Path> accepted,
    Optional<Path> dropped,
    Optional<Path> log,
    Optional<Path> queues,
    Optional<Path> sent,
    Optional<Path> sniffed) {

  public static final OutputFiles NONE =
      new OutputFiles(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Those that are written. */
  public List<Path> all() {
    return Stream.of(accepted, dropped, log, queues, sent, sniffed)
        .flatMap(Optional::stream)
        .toList();
  }
}
