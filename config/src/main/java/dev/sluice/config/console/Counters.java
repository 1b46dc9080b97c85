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

  /** What one queue has counted, by its direction. */
  private record Queue(String menu, long id, String direction) {}

  private final Map<String, Map<Long, Count>> counts = new HashMap<>();
  private final Map<Queue, Live.Queued> queues = new HashMap<>();
  private final Map<String, Count> dummies = new HashMap<>();

  /** Takes over what is counted by number, while the numbers are those of the draft. */
  void attach(Live live, Draft draft) {
    counts.clear();
    dummies.clear();
    queues.clear();
    for (Live.Queued queued : live.queues()) {
      String menu = queued.direction().isEmpty() ? "/queue/tree" : "/queue/simple";
      for (Item item : draft.items(menu)) {
        if (item.text("name").equals(Wording.bytes(queued.name()))) {
          queues.put(new Queue(menu, item.id(), queued.direction()), queued);
        }
      }
    }
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

  /** Bytes, packets and dropped of a queue, {@code up/down} of a simple one. */
  Map<String, String> queue(String menu, long id) {
    boolean simple = menu.equals("/queue/simple");
    Live.Queued one = queued(menu, id, simple ? "upload" : "");
    Live.Queued back = simple ? queued(menu, id, "download") : null;
    return Map.of(
        "bytes", pair(one.bytes(), back == null ? -1 : back.bytes()),
        "packets", pair(one.packets(), back == null ? -1 : back.packets()),
        "dropped", pair(one.dropped(), back == null ? -1 : back.dropped()));
  }

  private Live.Queued queued(String menu, long id, String direction) {
    Live.Queued known = queues.get(new Queue(menu, id, direction));
    return known == null ? new Live.Queued("", direction, 0, 0, 0) : known;
  }

  private static String pair(long one, long back) {
    return back < 0 ? Long.toString(one) : one + "/" + back;
  }

  void reset(String menu, long id) {
    queues.keySet().removeIf(queue -> queue.menu().equals(menu) && queue.id() == id);
    Map<Long, Count> known = counts.get(menu);
    if (known != null) {
      known.remove(id);
    }
  }

  void reset(String menu) {
    counts.remove(menu);
    queues.keySet().removeIf(queue -> queue.menu().equals(menu));
    dummies.remove(menu);
  }
}
