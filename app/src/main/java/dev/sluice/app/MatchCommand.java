package dev.sluice.app;

import dev.sluice.pattern.Dialect;
import dev.sluice.pattern.Limits;
import dev.sluice.pattern.Pattern;
import dev.sluice.pattern.PatternProblem;
import dev.sluice.pattern.PatternSet;
import dev.sluice.policy.Origin;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import dev.sluice.replay.PatternRun;
import dev.sluice.wire.CaptureException;
import dev.sluice.wire.CaptureReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;

/** {@code sluice match}: patterns over captures and payloads. */
@Command(
    name = "match",
    description = {
      "Tests layer-7 patterns on captures or payloads.",
      "A capture is matched connection by connection, with the layer-7 window; any other file is",
      "the payload of one connection.",
      "Prints FILE, the connection (for captures), the pattern's name and the offset of the byte",
      "that completed the match, with tabs between them."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sluice match --pattern '^\\x13bittorrent protocol' monday.pcap",
      "  sluice match --patterns patterns.tsv --packet-size 536 payload.bin"
    })
final class MatchCommand implements Callable<Integer> {
  private static final int MOST_PAYLOAD = 64 << 20;

  private record Named(Pattern pattern, String file, int line, int column, String text) {}

  private final Streams streams;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Captures or payloads.")
  private List<String> files = List.of();

  @Option(names = "--pattern", paramLabel = "REGEX", description = "A pattern; repeatable.")
  private List<String> patterns = List.of();

  @Option(
      names = "--patterns",
      paramLabel = "TSV",
      description = "A file of patterns: name, tab, regexp; # starts a comment.")
  private @Nullable String patternFile;

  @Option(
      names = "--packet-size",
      paramLabel = "N",
      description = "A payload comes in packets of N bytes (default: in one).")
  private int packetSize = Integer.MAX_VALUE;

  @Option(names = "--hex", description = "Payload files hold hexadecimal text.")
  private boolean hex;

  @Option(
      names = "--compatibility",
      paramLabel = "l7-filter",
      description = "The dialect and the limits of the original.")
  private @Nullable String compatibility;

  @Option(names = "--all-bytes", description = "Looks past the layer-7 window.")
  private boolean allBytes;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      description = "How to print (default text).")
  private OutputFormat format = OutputFormat.TEXT;

  MatchCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws InputException {
    List<Named> named = named();
    Dialect dialect = dialect();
    List<Pattern> list = named.stream().map(Named::pattern).toList();
    PatternSet set = PatternSet.compile(list, dialect, Limits.DEFAULT);
    boolean faulty = report(set.problems(), named);
    boolean[] atEnd = new boolean[list.size()];
    for (int i = 0; i < atEnd.length; i++) {
      atEnd[i] = list.get(i).text().contains("$");
    }
    if (format == OutputFormat.JSON) {
      try (JsonGenerator json = Json.generator(streams.out())) {
        json.writeStartObject();
        json.writeArrayPropertyStart("matches");
        for (String file : files) {
          run(file, set, dialect, atEnd, (at, p, offset) -> json(json, file, at, set, p, offset));
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
      }
    } else {
      for (String file : files) {
        run(file, set, dialect, atEnd, (at, p, offset) -> text(file, at, set, p, offset));
      }
    }
    return faulty ? Exit.ERRORS : Exit.DONE;
  }

  private Dialect dialect() {
    if (compatibility != null && !compatibility.equals("l7-filter")) {
      throw new ParameterException(
          spec.commandLine(), "--compatibility is l7-filter, not " + compatibility);
    }
    if (packetSize < 1) {
      throw new ParameterException(spec.commandLine(), "--packet-size is a number from 1");
    }
    return compatibility == null ? Dialect.ROUTEROS : Dialect.L7_FILTER;
  }

  private void text(String file, String connection, PatternSet set, int pattern, long offset) {
    String between = connection.isEmpty() ? "\t" : "\t" + connection + "\t";
    streams.out().print(file + between + set.name(pattern) + "\t" + offset + "\n");
  }

  private static void json(
      JsonGenerator json, String file, String at, PatternSet set, int pattern, long offset) {
    json.writeStartObject();
    json.writeStringProperty("file", file);
    if (!at.isEmpty()) {
      json.writeStringProperty("connection", at);
    }
    json.writeStringProperty("name", set.name(pattern));
    json.writeNumberProperty("offset", offset);
    json.writeEndObject();
  }

  private void run(
      String file, PatternSet set, Dialect dialect, boolean[] atEnd, PatternRun.Listener listener)
      throws InputException {
    PatternRun run = new PatternRun(set, dialect, atEnd, allBytes, listener);
    if (!hex && capture(file, run)) {
      return;
    }
    byte[] payload = payload(file);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(Math.max(1, payload.length));
      MemorySegment.copy(payload, 0, data, ValueLayout.JAVA_BYTE, 0, payload.length);
      run.payload(data.asSlice(0, payload.length), packetSize);
    }
  }

  /** Whether the file is a capture; then it was run. */
  private boolean capture(String file, PatternRun run) throws InputException {
    try (CaptureReader reader = CaptureReader.open(Path.of(file))) {
      run.capture(reader);
      reader
          .problem()
          .ifPresent(text -> streams.err().println("sluice: warning: " + file + ": " + text));
      return true;
    } catch (CaptureException notOne) {
      return false;
    } catch (NoSuchFileException | InvalidPathException missing) {
      throw new InputException("no such file: " + file);
    } catch (IOException problem) {
      throw new InputException("cannot read " + file + ": " + problem.getMessage());
    }
  }

  private byte[] payload(String file) throws InputException {
    try {
      Path path = Path.of(file);
      if (Files.isDirectory(path)) {
        throw new InputException(file + " is a directory; a capture or a payload is expected.");
      }
      if (Files.size(path) > MOST_PAYLOAD) {
        throw new InputException(file + " is too large for the payload of one connection.");
      }
      byte[] bytes = Files.readAllBytes(path);
      return hex ? fromHex(file, new String(bytes, StandardCharsets.ISO_8859_1)) : bytes;
    } catch (NoSuchFileException | InvalidPathException missing) {
      throw new InputException("no such file: " + file);
    } catch (IOException problem) {
      throw new InputException("cannot read " + file + ": " + problem.getMessage());
    }
  }

  private static byte[] fromHex(String file, String text) throws InputException {
    try {
      return HexFormat.of().parseHex(text.replaceAll("\\s|0x|:", ""));
    } catch (IllegalArgumentException notHex) {
      throw new InputException(file + " is not hexadecimal text.");
    }
  }

  private List<Named> named() throws InputException {
    List<Named> named = new ArrayList<>();
    for (String text : patterns) {
      String bytes = latin(text.getBytes(StandardCharsets.UTF_8));
      named.add(new Named(new Pattern(text, bytes), "--pattern", 1, 1, bytes));
    }
    if (patternFile != null) {
      String[] lines = latin(PolicyFile.bytes(patternFile)).split("\\r?\\n", -1);
      for (int i = 0; i < lines.length; i++) {
        String[] columns = lines[i].split("\t", -1);
        if (lines[i].isBlank() || lines[i].startsWith("#")) {
          continue;
        }
        if (columns.length < 2) {
          throw new InputException(
              patternFile + ":" + (i + 1) + ": a line is a name, a tab and a regexp.");
        }
        named.add(
            new Named(
                new Pattern(columns[0], columns[1]),
                patternFile,
                i + 1,
                columns[0].length() + 2,
                lines[i]));
      }
    }
    if (named.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Say which patterns: --pattern REGEX or --patterns TSV");
    }
    return named;
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Prints what is wrong with the patterns; true if one was refused. */
  private boolean report(List<PatternProblem> problems, List<Named> named) {
    ProblemText text = new ProblemText(streams.errorInk());
    boolean refused = false;
    for (PatternProblem problem : problems) {
      Named of = named.get(problem.pattern());
      refused |= problem.error();
      streams
          .err()
          .print(
              text.render(
                  new Problem(
                      new Origin(of.file(), of.line(), of.column() + problem.start()),
                      Math.max(of.column() + problem.end(), of.column() + problem.start() + 1),
                      problem.error() ? Severity.ERROR : Severity.WARNING,
                      problem.code(),
                      problem.message(),
                      problem.help(),
                      of.text())));
    }
    return refused;
  }
}
