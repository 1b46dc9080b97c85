package dev.sluice.config.model;

import dev.sluice.policy.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A configuration that is being written, so that many edits cost no copies. Not threadsafe. */
public final class Draft {
  private final Map<String, List<Item>> menus = new HashMap<>();
  private final List<Outside> outside = new ArrayList<>();
  private long lastId;

  /** Where the last item that was changed stands. */
  private int last;

  public Draft(Config config) {
    this(config.menus(), config.outside(), config.lastId());
  }

  Draft(Map<String, List<Item>> menus, List<Outside> outside, long lastId) {
    menus.forEach((path, items) -> this.menus.put(path, new ArrayList<>(items)));
    this.outside.addAll(outside);
    this.lastId = lastId;
  }

  /** What a router has before anyone configures it. */
  Draft presets() {
    servicePort("ftp", Map.of("ports", "21", "disabled", "no"));
    servicePort("tftp", Map.of("ports", "69", "disabled", "no"));
    servicePort("irc", Map.of("ports", "6667", "disabled", "yes"));
    servicePort("h323", Map.of("disabled", "no"));
    servicePort(
        "sip",
        Map.of(
            "ports",
            "5060,5061",
            "disabled",
            "no",
            "sip-direct-media",
            "yes",
            "sip-timeout",
            "1h"));
    servicePort("pptp", Map.of("disabled", "no"));
    servicePort("rtsp", Map.of("ports", "554", "disabled", "yes"));
    servicePort("udplite", Map.of("disabled", "no"));
    servicePort("dccp", Map.of("disabled", "no"));
    servicePort("sctp", Map.of("disabled", "no"));
    List.of("memory", "disk", "echo", "remote").forEach(this::loggingAction);
    List.of("info", "error", "warning").forEach(topic -> logging(topic, "memory"));
    logging("critical", "echo");
    queueType("default", "pfifo");
    queueType("ethernet-default", "pfifo");
    queueType("wireless-default", "sfq");
    queueType("synchronous-default", "red");
    queueType("hotspot-default", "sfq");
    queueType("pcq-upload-default", "pcq");
    queueType("pcq-download-default", "pcq");
    queueType("only-hardware-queue", "none");
    queueType("multi-queue-ethernet-default", "mq-pfifo");
    queueType("default-small", "pfifo");
    return this;
  }

  private void servicePort(String name, Map<String, String> values) {
    Map<String, String> all = new TreeMap<>(values);
    all.put("name", name);
    preset("/ip/firewall/service-port", name, all);
  }

  private void queueType(String name, String kind) {
    TreeMap<String, String> all = new TreeMap<>(Map.of("name", name, "kind", kind));
    if (name.equals("default-small")) {
      all.put("pfifo-limit", "10");
    } else if (kind.equals("pcq")) {
      all.put("pcq-classifier", name.contains("upload") ? "src-address" : "dst-address");
    }
    preset("/queue/type", name, all);
  }

  private void loggingAction(String name) {
    int number = items("/system/logging/action").size();
    Map<String, String> all = Map.of("name", name, "target", name);
    preset("/system/logging/action", Integer.toString(number), all);
  }

  private void logging(String topic, String action) {
    int number = items("/system/logging").size();
    Map<String, String> all = Map.of("topics", topic, "action", action, "prefix", "");
    preset("/system/logging", Integer.toString(number), all);
  }

  /** An item that is there without having been added. */
  public Item preset(String menu, String handle, Map<String, String> preset) {
    TreeMap<String, Value> values = new TreeMap<>();
    preset.forEach((name, text) -> values.put(name, Value.of(text)));
    Item item = new Item(++lastId, values, handle, preset, Origin.NONE);
    menus.computeIfAbsent(menu, path -> new ArrayList<>()).add(item);
    return item;
  }

  /** The id of the item that was added last. */
  public long lastId() {
    return lastId;
  }

  public List<Item> items(String menu) {
    return menus.getOrDefault(menu, List.of());
  }

  public void apply(Edit edit) {
    switch (edit) {
      case Edit.Add add -> {
        Item given = add.item();
        List<Item> items = menus.computeIfAbsent(add.menu(), path -> new ArrayList<>());
        Item item =
            new Item(++lastId, given.values(), given.handle(), given.preset(), given.origin());
        items.add(place(items, add.before()), item);
      }
      case Edit.Replace replace -> {
        List<Item> items = menus.getOrDefault(replace.menu(), new ArrayList<>());
        int at = indexOf(items, replace.item().id());
        if (at >= 0) {
          items.set(at, replace.item());
        }
      }
      case Edit.Remove remove -> {
        List<Item> items = menus.getOrDefault(remove.menu(), new ArrayList<>());
        int at = indexOf(items, remove.id());
        if (at >= 0) {
          items.remove(at);
        }
      }
      case Edit.Move move -> {
        List<Item> items = menus.getOrDefault(move.menu(), new ArrayList<>());
        int at = indexOf(items, move.id());
        if (at >= 0) {
          Item item = items.remove(at);
          items.add(place(items, move.before()), item);
        }
      }
      case Edit.Keep keep -> outside.add(keep.outside());
    }
  }

  private int place(List<Item> items, @Nullable Long before) {
    int at = before == null ? -1 : indexOf(items, before);
    return at < 0 ? items.size() : at;
  }

  /** Commands on many items go through them in order: the neighbours of the last are likely. */
  private int indexOf(List<Item> items, long id) {
    for (int i = Math.max(0, last - 1); i <= last + 1 && i < items.size(); i++) {
      if (items.get(i).id() == id) {
        last = i;
        return i;
      }
    }
    last = Math.max(0, search(items, id));
    return last < items.size() && items.get(last).id() == id ? last : -1;
  }

  private static int search(List<Item> items, long id) {
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).id() == id) {
        return i;
      }
    }
    return -1;
  }

  public Config config() {
    return new Config(menus, outside, lastId);
  }
}
