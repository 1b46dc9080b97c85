package dev.sluice.pattern;

import java.util.Random;

/** A random pattern, written for us and for an engine with Perl's syntax. */
final class RandomPattern {
  private static final String LETTERS = "abcABC01 \n";

  private final Random random;
  private final StringBuilder ours = new StringBuilder();
  private final StringBuilder theirs = new StringBuilder();

  RandomPattern(Random random) {
    this.random = random;
    if (random.nextInt(4) == 0) {
      both("^", "\\A");
    }
    if (random.nextInt(6) == 0) {
      both(random.nextBoolean() ? ".*" : ".+");
    }
    choice(2);
    if (random.nextInt(6) == 0) {
      both(random.nextBoolean() ? ".*" : ".+");
    }
    if (random.nextInt(5) == 0) {
      both("$", "\\z");
    }
  }

  String ours() {
    return ours.toString();
  }

  String theirs() {
    return theirs.toString();
  }

  static byte[] input(Random random) {
    byte[] input = new byte[random.nextInt(14)];
    for (int i = 0; i < input.length; i++) {
      input[i] = (byte) LETTERS.charAt(random.nextInt(LETTERS.length()));
    }
    return input;
  }

  private void both(String our, String their) {
    ours.append(our);
    theirs.append(their);
  }

  private void both(String text) {
    both(text, text);
  }

  private void choice(int depth) {
    int branches = random.nextInt(3) == 0 ? 2 : 1;
    for (int i = 0; i < branches; i++) {
      if (i > 0) {
        both("|");
      }
      int parts = 1 + random.nextInt(4);
      for (int part = 0; part < parts; part++) {
        piece(depth);
      }
    }
  }

  private void piece(int depth) {
    int kind = random.nextInt(depth > 0 ? 13 : 9);
    if (kind == 12) {
      if (random.nextBoolean()) {
        both("^", "\\A");
      } else {
        both("$", "\\z");
      }
      return;
    }
    if (kind >= 9) {
      ours.append('(');
      theirs.append("(?:");
      choice(depth - 1);
      both(")");
    } else {
      atom(kind);
    }
    switch (random.nextInt(10)) {
      case 0 -> both("*");
      case 1 -> both("+");
      case 2 -> both("?");
      case 3 -> {
        int least = random.nextInt(3);
        both("{%d,%d}".formatted(least, least + random.nextInt(3)));
      }
      case 4 -> both(random.nextBoolean() ? "{2}" : "{1,}");
      default -> {}
    }
  }

  private void atom(int kind) {
    switch (kind) {
      case 0 -> both(".");
      case 1 -> both("[ab]");
      case 2 -> both("[^a]");
      case 3 -> both("[b-c0]");
      case 4 -> both("[[:alpha:]]");
      case 5 -> both("\\x41");
      case 6 -> both("[^[:digit:]c]");
      default -> both("" + LETTERS.charAt(random.nextInt(8)));
    }
  }
}
