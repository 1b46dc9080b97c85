package dev.sluice.app;

import dev.sluice.replay.Source;
import dev.sluice.wire.CaptureException;
import dev.sluice.wire.CaptureReader;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Captures as the user named them; {@code -} is standard input. */
final class CaptureFiles {
  static final String STANDARD_INPUT = "-";

  private CaptureFiles() {}

  /** All of them before any is read, so that a wrong name is said at once. */
  static List<Source> open(Streams streams, List<String> captures) throws InputException {
    List<Source> opened = new ArrayList<>();
    for (String capture : captures) {
      try {
        opened.add(new Source(capture, reader(streams, capture)));
      } catch (IOException | InvalidPathException problem) {
        close(opened);
        throw new InputException(sentence(problem));
      }
    }
    return opened;
  }

  /** Standard input can be read only once. */
  static void readOnce(CommandSpec spec, List<String> captures) {
    if (captures.stream().filter(STANDARD_INPUT::equals).count() > 1) {
      throw new ParameterException(spec.commandLine(), "standard input (-) can be read only once");
    }
  }

  private static void close(List<Source> sources) throws InputException {
    for (Source source : sources) {
      try {
        source.reader().close();
      } catch (IOException problem) {
        throw new InputException(sentence(problem));
      }
    }
  }

  private static CaptureReader reader(Streams streams, String capture) throws IOException {
    if (capture.equals(STANDARD_INPUT)) {
      return CaptureReader.open(streams.in(), "standard input");
    }
    return CaptureReader.open(Path.of(capture));
  }

  static String sentence(Exception problem) {
    String message = String.valueOf(problem.getMessage());
    String text =
        switch (problem) {
          case CaptureException _ -> message;
          case NoSuchFileException _ -> "no such file: " + message;
          case AccessDeniedException _ -> "no permission for " + message;
          case FileSystemException _ -> "cannot use " + message;
          default -> "cannot go on: " + message;
        };
    return text.endsWith(".") ? text : text + ".";
  }

  /** What a progress bar counts to; compressed captures and pipes have no length: -1. */
  static long totalBytes(List<String> captures) {
    long total = 0;
    for (String capture : captures) {
      try {
        Path file = Path.of(capture);
        if (!Files.isRegularFile(file) || capture.endsWith(".gz")) {
          return -1;
        }
        total += Files.size(file);
      } catch (IOException | InvalidPathException unknown) {
        return -1;
      }
    }
    return total;
  }
}
