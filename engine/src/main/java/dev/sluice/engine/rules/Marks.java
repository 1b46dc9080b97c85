package dev.sluice.engine.rules;

import dev.sluice.policy.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names of marks as small numbers, in the order in which the policy names them. 0 is no mark; for
 * routing marks it is the main table. Filled while a policy is compiled, only read afterwards.
 */
public final class Marks {
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> names = new ArrayList<>();

  public Marks() {
    names.add(Mark.NO_MARK);
    numbers.put(Mark.NO_MARK, 0);
    numbers.put(Mark.MAIN, 0);
  }

  /** The number of a name, made at its first use. */
  public int number(String name) {
    Integer known = numbers.get(name);
    if (known != null) {
      return known;
    }
    names.add(name);
    numbers.put(name, names.size() - 1);
    return names.size() - 1;
  }

  /** {@code no-mark} for 0. */
  public String name(int number) {
    return names.get(number);
  }

  public int size() {
    return names.size();
  }
}
