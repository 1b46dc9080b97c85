package dev.sluice.app;

import dev.sluice.replay.Ink;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a command may read from and write to. Tests pass their own. Immutable.
 *
 * @param ink how standard output is coloured
 * @param errorInk how standard error is coloured
 * @param errorTerminal whether somebody watches standard error, so that progress is worth drawing
 */
record Streams(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Ink ink,
    Ink errorInk,
    boolean errorTerminal) {

  private static final int BUFFER_BYTES = 1 << 16;

  /** The process's own; output is UTF-8 whatever the locale says. */
  static Streams ofProcess() {
    String noColor = System.getenv("NO_COLOR");
    boolean colour =
        (noColor == null || noColor.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
    boolean outTerminal = terminal(1);
    boolean errorTerminal = terminal(2);
    return new Streams(
        System.in,
        new PrintStream(
            new java.io.BufferedOutputStream(
                new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
            false,
            StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        colour && outTerminal ? Ink.COLOUR : Ink.PLAIN,
        colour && errorTerminal ? Ink.COLOUR : Ink.PLAIN,
        errorTerminal);
  }

  /** Java can only say it of input and output together, so Linux is asked. Elsewhere: no. */
  private static boolean terminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | RuntimeException unknown) {
      return false;
    }
  }
}
