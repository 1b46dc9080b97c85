package dev.sluice.testkit;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A seeded source of test data. The seed is {@code -Dseed=…} where given, so that a failure found
 * once is found again; {@link #cases} puts it into the message of whatever failed. Not threadsafe.
 */
public final class Gen {
  private final long seed;
  private final SplittableRandom random;

  private Gen(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  /** A generator with the seed of {@code -Dseed} or else {@code seed}. */
  public static Gen seeded(long seed) {
    Long given = Long.getLong("seed");
    return new Gen(given == null ? seed : given);
  }

  /** A generator whose seed nothing changes, for output that must be the same each time. */
  public static Gen fixed(long seed) {
    return new Gen(seed);
  }

  /** How many cases to run: {@code -Dsluice.cases} or else {@code usual}. */
  public static int count(int usual) {
    return Integer.getInteger("sluice.cases", usual);
  }

  /**
   * Runs {@code test} with {@code count} independent generators; a failure names the seed of its
   * case and that seed given as {@code -Dseed} makes the failing case the first one.
   */
  public static void cases(long seed, int count, Consumer<Gen> test) {
    Long given = Long.getLong("seed");
    long first = given == null ? seed : given;
    for (int i = 0; i < count; i++) {
      Gen gen = new Gen(first + i);
      try {
        test.accept(gen);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("case " + i + ", -Dseed=" + gen.seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** The seed this generator started from. */
  public long seed() {
    return seed;
  }

  /** An int in {@code [from, to]}. */
  public int between(int from, int to) {
    return (int) random.nextLong(from, to + 1L);
  }

  /** An int in {@code [0, bound)}. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** Any int. */
  public int any() {
    return random.nextInt();
  }

  /** Any long. */
  public long anyLong() {
    return random.nextLong();
  }

  /** True once in {@code n} times. */
  public boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** True or false. */
  public boolean flip() {
    return random.nextBoolean();
  }

  /** One of the values. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public final <T> T pick(T... values) {
    return values[random.nextInt(values.length)];
  }

  /** One of the list. */
  public <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** {@code length} bytes of noise. */
  public byte[] bytes(int length) {
    byte[] out = new byte[length];
    random.nextBytes(out);
    return out;
  }

  /** {@code length} characters taken from {@code alphabet}. */
  public String text(int length, String alphabet) {
    StringBuilder out = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      out.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return out.toString();
  }

  /** An IPv4 address as text. */
  public String address4() {
    return between(1, 223) + "." + below(256) + "." + below(256) + "." + between(1, 254);
  }

  /** An independent generator that follows from this one. */
  public Gen split() {
    return new Gen(random.nextLong());
  }

  @Override
  public String toString() {
    return "seed " + seed;
  }
}
