package dev.sluice.config.meaning;

import static dev.sluice.config.meaning.PolicyBuilder.text;

import dev.sluice.config.model.Config;
import dev.sluice.config.model.Item;
import dev.sluice.config.model.Value;
import dev.sluice.config.syntax.Problems;
import dev.sluice.config.syntax.Source;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Family;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.QueueLimits;
import dev.sluice.policy.QueueTree;
import dev.sluice.policy.QueueType;
import dev.sluice.policy.SimpleQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads queue trees, simple queues and queue types. One configuration, one reader. */
final class QueueReader {
  private static final String DEFAULT_TYPE = "default-small";
  private static final int LOWEST_PRIORITY = 8;
  private static final double DEFAULT_BUCKET = 0.1;

  private final Config config;

  QueueReader(Config config) {
    this.config = config;
  }

  List<QueueTree> trees() {
    List<QueueTree> trees = new ArrayList<>();
    for (Item item : config.items("/queue/tree")) {
      trees.add(
          new QueueTree(
              text(item, "name"),
              text(item, "parent"),
              NetworkReader.words(text(item, "packet-mark")),
              limits(item, "", -1),
              item.yes("disabled"),
              text(item, "comment"),
              item.origin()));
    }
    return trees;
  }

  List<SimpleQueue> simple() {
    List<SimpleQueue> queues = new ArrayList<>();
    for (Item item : config.items("/queue/simple")) {
      List<AddressRange> targets = new ArrayList<>();
      List<String> interfaces = new ArrayList<>();
      for (String target : NetworkReader.words(text(item, "target"))) {
        AddressRange range = either(target);
        if (range == null) {
          interfaces.add(target);
        } else {
          targets.add(range);
        }
      }
      String destination = text(item, "dst");
      AddressRange range = either(destination);
      boolean named = range == null && !destination.isEmpty();
      queues.add(
          new SimpleQueue(
              text(item, "name"),
              targets,
              interfaces,
              Optional.ofNullable(range),
              named ? Optional.of(destination) : Optional.empty(),
              NetworkReader.words(text(item, "packet-marks")),
              time(item),
              item.has("parent") ? text(item, "parent") : "none",
              limits(item, "", 0),
              limits(item, "", 1),
              limits(item, "total-", -1),
              item.yes("disabled"),
              text(item, "comment"),
              item.origin()));
    }
    return queues;
  }

  List<QueueType> types() {
    List<QueueType> types = new ArrayList<>();
    for (Item item : config.items("/queue/type")) {
      Map<String, String> parameters = new HashMap<>();
      item.values().forEach((name, value) -> parameters.put(name, value.text()));
      parameters.remove("name");
      parameters.remove("kind");
      types.add(new QueueType(text(item, "name"), text(item, "kind"), parameters, item.origin()));
    }
    return types;
  }

  private static @Nullable AddressRange either(String text) {
    AddressRange range = Addresses.range(Family.IPV4, text);
    return range == null ? Addresses.range(Family.IPV6, text) : range;
  }

  private static Optional<Matcher.Time> time(Item item) {
    Value value = item.value("time");
    if (value == null || value.text().isEmpty()) {
      return Optional.empty();
    }
    Faults unheard = new Faults(new Problems(new Source("", new byte[0]), 0));
    Piece piece = Piece.of("time", "", value, unheard);
    return Optional.ofNullable(DayTimes.read(piece.positive(), piece.negated()));
  }

  /** One side of the pairs of a simple queue (0 up, 1 down), or values without sides (-1). */
  private static QueueLimits limits(Item item, String prefix, int side) {
    OptionalLong priority = Quantities.number(side(item, prefix + "priority", side));
    OptionalLong burst = Durations.parse(side(item, prefix + "burst-time", side));
    String type = Source.display(side(item, prefix + "queue", side));
    return new QueueLimits(
        rate(side(item, prefix + "limit-at", side)),
        rate(side(item, prefix + "max-limit", side)),
        rate(side(item, prefix + "burst-limit", side)),
        rate(side(item, prefix + "burst-threshold", side)),
        burst.orElse(0),
        bucket(side(item, prefix + "bucket-size", side)),
        priority.isPresent() && priority.getAsLong() >= 1 && priority.getAsLong() <= 8
            ? (int) priority.getAsLong()
            : LOWEST_PRIORITY,
        type.isEmpty() ? DEFAULT_TYPE : type);
  }

  private static String side(Item item, String property, int side) {
    String text = item.text(property);
    int slash = text.indexOf('/');
    if (side < 0 || slash < 0) {
      return text;
    }
    return side == 0 ? text.substring(0, slash) : text.substring(slash + 1);
  }

  private static long rate(String text) {
    return text.equals("unlimited") ? 0 : Quantities.quantity(text).orElse(0);
  }

  private static double bucket(String text) {
    return text.matches("[0-9]{1,3}(\\.[0-9]{1,6})?") ? Double.parseDouble(text) : DEFAULT_BUCKET;
  }
}
