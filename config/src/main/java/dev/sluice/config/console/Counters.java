package dev.sluice.config.console;

import dev.sluice.config.model.Draft;
import dev.sluice.config.model.Item;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Bytes and packets of the rules, by the id of the item, so that moves keep them. */
final class Counters {
  /** What one rule has counted. */
  record Count(long bytes, long packets) {
    static final Count ZERO = new Count(0, 0);
  }

  private final Map<String, Map<Long, Count>> counts = new HashMap<>();
  private final Map<String, Count> dummies = new HashMap<>();

  /** Takes over what is counted by number, while the numbers are those of the draft. */
  void attach(Live live, Draft draft) {
    counts.clear();
    dummies.clear();
    for (Live.Count count : live.counts()) {
      if (count.number() == Live.Count.DUMMY) {
        dummies.put(count.menu(), new Count(count.bytes(), count.packets()));
      }
      List<Item> items = draft.items(count.menu());
      if (count.number() >= 0 && count.number() < items.size()) {
        counts
            .computeIfAbsent(count.menu(), menu -> new HashMap<>())
            .put(items.get(count.number()).id(), new Count(count.bytes(), count.packets()));
      }
    }
  }

  Count of(String menu, long id) {
    return counts.getOrDefault(menu, Map.of()).getOrDefault(id, Count.ZERO);
  }

  /** Of the rules that the router makes itself, which all show the same traffic. */
  Count dummy(String menu) {
    return dummies.getOrDefault(menu, Count.ZERO);
  }

  void reset(String menu, long id) {
    Map<Long, Count> known = counts.get(menu);
    if (known != null) {
      known.remove(id);
    }
  }

  void reset(String menu) {
    counts.remove(menu);
    dummies.remove(menu);
  }
}
