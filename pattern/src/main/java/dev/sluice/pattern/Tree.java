package dev.sluice.pattern;

import java.util.List;

/**
 * What the text of a pattern means, each part with the chars of the text that it was read from
 * ({@code start} to before {@code end}). Immutable.
 */
public sealed interface Tree {
  /** First char of the text. */
  int start();

  /** The char after the last one. */
  int end();

  /** Matches without taking a byte: an empty branch or group. */
  record Empty(int start, int end) implements Tree {}

  /** One byte of a set. The set already holds both cases of a letter. */
  record Bytes(ByteSet set, int start, int end) implements Tree {}

  /** {@code ^}: nothing was taken yet from the connection. */
  record Begin(int start, int end) implements Tree {}

  /** {@code $}: a packet ends here and nothing came after it. */
  record Finish(int start, int end) implements Tree {}

  /** All parts, one after the other; two at least. */
  record Sequence(List<Tree> parts, int start, int end) implements Tree {}

  /** One of the branches; two at least. */
  record Choice(List<Tree> branches, int start, int end) implements Tree {}

  /** {@code inner} at least {@code least} and at most {@code most} times. */
  record Repeat(Tree inner, int least, int most, int start, int end) implements Tree {
    /** The value of {@code most} that is no bound. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;
  }

  /** What stands in parentheses. */
  record Group(Tree inner, int start, int end) implements Tree {}
}
