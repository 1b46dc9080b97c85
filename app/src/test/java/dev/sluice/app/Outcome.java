package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.replay.Ink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** What one command line left: its exit status and what it wrote. */
record Outcome(int status, String out, String err) {
  static Outcome of(String... arguments) {
    return of(new byte[0], arguments);
  }

  static Outcome of(byte[] input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status;
    try (PrintStream outStream = new PrintStream(out, false, UTF_8);
        PrintStream errStream = new PrintStream(err, false, UTF_8)) {
      Streams streams =
          new Streams(
              new ByteArrayInputStream(input), outStream, errStream, Ink.PLAIN, Ink.PLAIN, false);
      status = Main.run(streams, arguments);
    }
    return new Outcome(status, out.toString(UTF_8), err.toString(UTF_8));
  }
}
