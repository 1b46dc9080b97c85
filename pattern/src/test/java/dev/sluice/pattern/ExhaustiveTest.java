package dev.sluice.pattern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ExhaustiveTest {
  private static final int LONGEST = 4;

  @Test
  void allSmallPatternsMeanTheSameAsTheirDefinitionOnAllSmallInputs() {
    List<byte[]> inputs = inputs();
    int compared = 0;
    for (String text : patterns()) {
      PatternSet set = Streams.set(Dialect.ROUTEROS, text);
      if (!set.valid(0)) {
        continue;
      }
      Tree tree = Objects.requireNonNull(set.tree(0));
      Scanner scanner = new Scanner(set);
      for (byte[] input : inputs) {
        MemorySegment bytes = MemorySegment.ofArray(input);
        long[] whole = new long[1];
        scanner.scan(scanner.start(), bytes, 0, input.length, whole);
        boolean found = Meaning.found(tree, input, input.length);
        assertThat(whole[0] != 0)
            .as("%s on %s", text, new String(input, ISO_8859_1))
            .isEqualTo(found);
        compared++;
        for (int cut = 1; cut < input.length; cut++) {
          long[] parts = new long[1];
          long stream = scanner.scan(scanner.start(), bytes, 0, cut, parts);
          scanner.scan(stream, bytes, cut, input.length, parts);
          boolean either = found || Meaning.found(tree, input, cut);
          assertThat(parts[0] != 0)
              .as("%s on %s cut at %d", text, new String(input, ISO_8859_1), cut)
              .isEqualTo(either);
        }
      }
    }
    assertThat(compared).isGreaterThan(100_000);
  }

  private static List<byte[]> inputs() {
    List<byte[]> inputs = new ArrayList<>();
    for (int length = 0; length <= LONGEST; length++) {
      for (int number = 0; number < Math.powExact(3, length); number++) {
        byte[] input = new byte[length];
        int rest = number;
        for (int i = 0; i < length; i++) {
          input[i] = (byte) "aBc".charAt(rest % 3);
          rest /= 3;
        }
        inputs.add(input);
      }
    }
    return inputs;
  }

  /** All texts of up to five of these signs; many are faulty and passed over. */
  private static List<String> patterns() {
    String signs = "ab.|*+^$()?";
    List<String> all = new ArrayList<>();
    List<String> last = List.of("");
    for (int length = 1; length <= 5; length++) {
      List<String> longer = new ArrayList<>();
      for (String text : last) {
        for (int i = 0; i < signs.length(); i++) {
          longer.add(text + signs.charAt(i));
        }
      }
      // Every fifth of the longest ones keeps the default run short.
      int step = length < 5 ? 1 : Integer.getInteger("sluice.every", 29);
      for (int i = 0; i < longer.size(); i += step) {
        all.add(longer.get(i));
      }
      last = longer;
    }
    return all;
  }
}
