package dev.sluice.config.console;

import dev.sluice.config.model.Config;
import dev.sluice.config.model.Draft;
import dev.sluice.config.script.Globals;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** What a session remembers between its commands. Not threadsafe. */
final class Desk {
  /** How many changes can be undone. */
  static final int UNDO_LIMIT = 100;

  /** How many lines of its own the log keeps; RouterOS: memory-lines. */
  static final int LOG_LIMIT = 1_000;

  /** A configuration, what the command that left it was, and whether it was in safe mode. */
  record Step(Config config, String action, boolean safe) {}

  final Store store;
  final LongSupplier clock;
  final long started;
  final Globals globals = new Globals();
  final Counters counters = new Counters();

  /** Menu → ids in the order of the last print. */
  final Map<String, List<Long>> numbers = new HashMap<>();

  final Deque<Step> undo = new ArrayDeque<>();
  final Deque<Step> redo = new ArrayDeque<>();
  final List<Live.Logged> log = new ArrayList<>();
  Live live = Live.NONE;
  Draft draft;
  String menu = "";
  int width = 80;

  /** Whether somebody looks at a terminal of that width. */
  boolean terminal;

  /** Whether a property may not take its value from a variable that nothing has set. */
  boolean strict;

  boolean changed;
  boolean quit;

  /** Whether the output comes a page at a time, where there are pages. */
  boolean paged = true;

  /** What the next line begins with. */
  String next = "";

  Desk(Config config, Store store, LongSupplier clock) {
    this.draft = new Draft(config);
    this.store = store;
    this.clock = clock;
    this.started = clock.getAsLong();
  }

  Rows rows() {
    return new Rows(draft, new Heard(live, log), counters);
  }

  void log(String time, String topics, String message) {
    if (log.size() >= LOG_LIMIT) {
      log.removeFirst();
    }
    log.add(new Live.Logged(time, topics, message));
  }

  /** The traffic's log with the session's own lines after it. */
  private record Heard(Live live, List<Live.Logged> own) implements Live {
    @Override
    public long now() {
      return live.now();
    }

    @Override
    public long began() {
      return live.began();
    }

    @Override
    public List<Count> counts() {
      return live.counts();
    }

    @Override
    public List<Queued> queues() {
      return live.queues();
    }

    @Override
    public List<Connection> connections() {
      return live.connections();
    }

    @Override
    public List<Listed> addressLists() {
      return live.addressLists();
    }

    @Override
    public List<Logged> log() {
      List<Logged> all = new ArrayList<>(live.log());
      all.addAll(own);
      return all;
    }

    @Override
    public List<Packet> packets() {
      return live.packets();
    }
  }
}
