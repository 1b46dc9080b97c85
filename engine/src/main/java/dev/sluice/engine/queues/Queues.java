package dev.sluice.engine.queues;

import dev.sluice.engine.route.Routes;
import dev.sluice.policy.Policy;
import dev.sluice.policy.QueueLimits;
import dev.sluice.policy.QueueTree;
import dev.sluice.policy.SimpleQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * All queues of a policy, simulated over the packets that leave the road. A packet passes up to
 * four stages: the tree on global, its simple queue in its direction, that queue's total, and the
 * tree on the interface it leaves by. In a tree the first leaf with its mark takes it; of simple
 * queues the first that fits, and in that the first child that fits. What no queue takes passes
 * untouched. Not threadsafe.
 */
public final class Queues implements Discipline.Losses {
  private static final long SECOND = 1_000_000_000L;
  private static final int GLOBAL = 0;
  private static final int SIMPLE = 1;
  private static final int TOTAL = 2;
  private static final int INTERFACE = 3;
  private static final QueueLimits NO_LIMITS = new QueueLimits(0, 0, 0, 0, 0, 0.1, 8, "default");

  /** A leaf of a tree, and the tallies of its class and of all above it. */
  private record Leaf(Shaper shaper, Htb.Node node) {}

  /** A leaf of a queue tree with the mark that leads to it. */
  private record Marked(int mark, int interfaceIndex, int leaf) {}

  private static final class Simple {
    final SimpleSelector selector;
    final List<Simple> children = new ArrayList<>();
    int upload = -1;
    int download = -1;
    int total = -1;

    Simple(SimpleSelector selector) {
      this.selector = selector;
    }
  }

  private final PacketPool pool = new PacketPool();
  private final Disciplines disciplines;
  private final QueueObserver observer;
  private final List<Tally> tallies = new ArrayList<>();
  private final List<Shaper> shapers = new ArrayList<>();
  private final List<Leaf> leaves = new ArrayList<>();
  private final List<Marked> marked = new ArrayList<>();
  private final int[] marks;
  private final List<Simple> simples = new ArrayList<>();
  private final int[] road = new int[PacketPool.STAGES];
  private final List<String> homeless = new ArrayList<>();
  private long second = Long.MIN_VALUE;
  private long refused;

  /**
   * @param marks gives a packet mark's name the number that packets carry
   */
  public Queues(
      Policy policy,
      Routes routes,
      ToIntFunction<String> marks,
      long seed,
      QueueObserver observer) {
    this.observer = observer;
    disciplines = new Disciplines(policy.queueTypes(), pool, seed);
    trees(policy, routes, marks);
    simples(policy, routes, marks);
    for (Shaper shaper : shapers) {
      shaper.htb.close();
    }
    this.marks = marked.stream().mapToInt(Marked::mark).distinct().toArray();
  }

  private void trees(Policy policy, Routes routes, ToIntFunction<String> marks) {
    Map<String, QueueTree> byName = new HashMap<>();
    Set<String> parents = new HashSet<>();
    for (QueueTree tree : policy.queueTrees()) {
      if (!tree.disabled()) {
        byName.putIfAbsent(tree.name(), tree);
        parents.add(tree.parent());
      }
    }
    Map<String, Htb.Node> nodes = new HashMap<>();
    Map<String, Shaper> shaperOf = new HashMap<>();
    for (QueueTree tree : policy.queueTrees()) {
      if (!tree.disabled()) {
        node(byName.getOrDefault(tree.name(), tree), byName, nodes, shaperOf, new HashSet<>());
      }
    }
    Set<String> made = new HashSet<>();
    for (QueueTree tree : policy.queueTrees()) {
      Htb.Node node = nodes.get(tree.name());
      Shaper shaper = shaperOf.get(tree.name());
      if (tree.disabled()
          || !made.add(tree.name())
          || node == null
          || shaper == null
          || parents.contains(tree.name())) {
        continue;
      }
      int leaf = leaf(shaper, node, tree.limits().queueType());
      int under = shaper.frames ? routes.interfaceIndex(root(tree, byName)) : Routes.NONE;
      if (shaper.frames && under == Routes.NONE) {
        homeless.add(tree.name());
        continue;
      }
      for (String mark : tree.packetMarks()) {
        marked.add(new Marked(marks.applyAsInt(mark), under, leaf));
      }
    }
  }

  /** Makes the class of an entry after those above it; null if its parents run in a circle. */
  private Htb.@Nullable Node node(
      QueueTree tree,
      Map<String, QueueTree> byName,
      Map<String, Htb.Node> nodes,
      Map<String, Shaper> shaperOf,
      Set<String> below) {
    Htb.Node known = nodes.get(tree.name());
    if (known != null || !below.add(tree.name())) {
      return known;
    }
    QueueTree above = byName.get(tree.parent());
    Htb.Node parent = null;
    Shaper shaper;
    if (above == null) {
      shaper = new Shaper(new Htb(pool), !tree.parent().equals("global"));
      shapers.add(shaper);
    } else {
      parent = node(above, byName, nodes, shaperOf, below);
      shaper = shaperOf.get(above.name());
    }
    if (shaper == null || above != null && parent == null) {
      return null;
    }
    Htb.Node node = shaper.htb.add(parent, tree.limits(), tally(tree.name(), ""));
    nodes.put(tree.name(), node);
    shaperOf.put(tree.name(), shaper);
    return node;
  }

  private static String root(QueueTree tree, Map<String, QueueTree> byName) {
    QueueTree top = tree;
    for (int i = byName.size(); i > 0; i--) {
      QueueTree above = byName.get(top.parent());
      if (above == null) {
        break;
      }
      top = above;
    }
    return top.parent();
  }

  private void simples(Policy policy, Routes routes, ToIntFunction<String> marks) {
    Map<String, List<SimpleQueue>> children = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (SimpleQueue queue : policy.simpleQueues()) {
      if (!queue.disabled() && names.add(queue.name())) {
        children.computeIfAbsent(queue.parent(), ignored -> new ArrayList<>()).add(queue);
      }
    }
    for (SimpleQueue queue : policy.simpleQueues()) {
      boolean top = queue.parent().isEmpty() || queue.parent().equals("none");
      if (top && !queue.disabled()) {
        Simple simple = new Simple(new SimpleSelector(queue, routes, marks, policy.zone()));
        simples.add(simple);
        Shaper up = shaper();
        Shaper down = shaper();
        Shaper both = limited(queue, children) ? shaper() : null;
        grow(simple, queue, children, up, null, down, null, both, null, routes, marks, policy);
      }
    }
  }

  private Shaper shaper() {
    Shaper shaper = new Shaper(new Htb(pool), false);
    shapers.add(shaper);
    return shaper;
  }

  private static boolean limited(SimpleQueue queue, Map<String, List<SimpleQueue>> children) {
    QueueLimits total = queue.total();
    boolean own = total.maxLimit() > 0 || total.limitAt() > 0 || total.burstLimit() > 0;
    for (SimpleQueue child : children.getOrDefault(queue.name(), List.of())) {
      own |= !child.name().equals(queue.name()) && limited(child, children);
    }
    return own;
  }

  private void grow(
      Simple simple,
      SimpleQueue queue,
      Map<String, List<SimpleQueue>> children,
      Shaper up,
      Htb.@Nullable Node upParent,
      Shaper down,
      Htb.@Nullable Node downParent,
      @Nullable Shaper both,
      Htb.@Nullable Node bothParent,
      Routes routes,
      ToIntFunction<String> marks,
      Policy policy) {
    Htb.Node upload = up.htb.add(upParent, queue.upload(), tally(queue.name(), "upload"));
    Htb.Node download = down.htb.add(downParent, queue.download(), tally(queue.name(), "download"));
    Htb.Node total =
        both == null ? null : both.htb.add(bothParent, queue.total(), tally(queue.name(), "total"));
    List<SimpleQueue> below = children.getOrDefault(queue.name(), List.of());
    for (SimpleQueue child : below) {
      Simple inner = new Simple(new SimpleSelector(child, routes, marks, policy.zone()));
      simple.children.add(inner);
      grow(inner, child, children, up, upload, down, download, both, total, routes, marks, policy);
    }
    boolean inside = !below.isEmpty();
    simple.upload = own(up, upload, queue.upload(), inside);
    simple.download = own(down, download, queue.download(), inside);
    simple.total = both == null || total == null ? -1 : own(both, total, queue.total(), inside);
  }

  /** The leaf of a queue; one with children gets an inner leaf for what no child takes. */
  private int own(Shaper shaper, Htb.Node node, QueueLimits limits, boolean inside) {
    Htb.Node leaf = inside ? shaper.htb.add(node, NO_LIMITS, -1) : node;
    return leaf(shaper, leaf, limits.queueType());
  }

  private int tally(String queue, String direction) {
    tallies.add(new Tally(queue, direction, observer));
    return tallies.size() - 1;
  }

  private int leaf(Shaper shaper, Htb.Node node, String type) {
    shaper.htb.leaf(node, disciplines.make(type, this));
    leaves.add(new Leaf(shaper, node));
    return leaves.size() - 1;
  }

  /** Whether the policy has any queue. */
  public boolean used() {
    return !leaves.isEmpty();
  }

  /** Packets that no longer found room in the simulation itself; they passed untouched. */
  public long refused() {
    return refused;
  }

  /** Entries of the tree whose parent is no interface that is known: they take no packet. */
  public List<String> homeless() {
    return List.copyOf(homeless);
  }

  /** A packet has reached the end of its road. Times must not go back. */
  public void offer(QueuedPacket p, long now) {
    run(now);
    if (!classify(p, now)) {
      return;
    }
    int packet = pool.take();
    if (packet == PacketPool.NONE) {
      refused++;
      return;
    }
    pool.source[packet] = p.sourceLow;
    pool.sourceHigh[packet] = p.sourceHigh;
    pool.destination[packet] = p.destinationLow;
    pool.destinationHigh[packet] = p.destinationHigh;
    pool.ports[packet] = p.sourcePort << 16 | p.destinationPort & 0xFFFF;
    pool.protocolAndDscp[packet] = p.protocol << 8 | (p.six ? PacketPool.SIX : 0) | p.dscp & 63;
    pool.bytes[packet] = p.ipBytes;
    pool.frameBytes[packet] = p.frameBytes;
    System.arraycopy(road, 0, pool.classes, packet * PacketPool.STAGES, PacketPool.STAGES);
    enter(packet, GLOBAL, now);
    run(now);
  }

  /** Whether a queue may take a packet with this mark; if not, all that is left is to pass. */
  public boolean wants(int mark) {
    for (int i = 0; i < marks.length; i++) {
      if (marks[i] == mark) {
        return true;
      }
    }
    return !simples.isEmpty();
  }

  /** Time passes without a packet. Times must not go back. */
  public void pass(long now) {
    run(now);
  }

  /** Finds the leaves on the packet's road; false if there is none. */
  private boolean classify(QueuedPacket p, long now) {
    road[GLOBAL] = p.onlyInterfaces ? -1 : tree(p.mark, Routes.NONE);
    road[INTERFACE] = p.outInterface < 0 ? -1 : tree(p.mark, p.outInterface);
    road[SIMPLE] = -1;
    road[TOTAL] = -1;
    List<Simple> among = simples;
    while (!p.onlyInterfaces && !among.isEmpty()) {
      among = simple(among, p, now);
    }
    return road[GLOBAL] >= 0 || road[SIMPLE] >= 0 || road[INTERFACE] >= 0;
  }

  /** Takes the first simple queue that fits; its children are asked next. */
  private List<Simple> simple(List<Simple> among, QueuedPacket p, long now) {
    for (int i = 0; i < among.size(); i++) {
      Simple simple = among.get(i);
      int direction = simple.selector.direction(p, now);
      if (direction != SimpleSelector.NO) {
        road[SIMPLE] = direction == SimpleSelector.UPLOAD ? simple.upload : simple.download;
        road[TOTAL] = simple.total;
        return simple.children;
      }
    }
    return List.of();
  }

  private int tree(int mark, int interfaceIndex) {
    for (int i = 0; i < marked.size(); i++) {
      Marked one = marked.get(i);
      if (one.mark == mark && one.interfaceIndex == interfaceIndex) {
        return one.leaf;
      }
    }
    return -1;
  }

  /** Puts a packet into the first of its stages from {@code stage} on, or lets it go. */
  private void enter(int packet, int stage, long now) {
    for (int i = stage; i < PacketPool.STAGES; i++) {
      int number = pool.classes[packet * PacketPool.STAGES + i];
      if (number < 0) {
        continue;
      }
      Leaf leaf = leaves.get(number);
      if (leaf.shaper.frames) {
        pool.bytes[packet] = pool.frameBytes[packet];
      }
      // Where the packet goes on from, once it leaves this queue, and whose it is until then.
      pool.classes[packet * PacketPool.STAGES + i] = -2 - number;
      pool.arrived[packet] = now;
      for (Htb.Node node = leaf.node; node != null; node = node.parent) {
        if (node.queue >= 0) {
          tallies.get(node.queue).entered(pool.bytes[packet]);
        }
      }
      leaf.shaper.htb.enqueue(leaf.node, packet, now);
      leaf.shaper.readyAt = leaf.shaper.htb.readyAt(now);
      return;
    }
    pool.give(packet);
  }

  /** The stage that a packet is in. */
  private int stage(int packet) {
    int last = -1;
    for (int i = 0; i < PacketPool.STAGES; i++) {
      if (pool.classes[packet * PacketPool.STAGES + i] <= -2) {
        last = i;
      }
    }
    return last;
  }

  @Override
  public void lost(int packet, long now) {
    int number = -2 - pool.classes[packet * PacketPool.STAGES + stage(packet)];
    Htb.Node leaf = leaves.get(number).node;
    for (Htb.Node node = leaf; node != null; node = node.parent) {
      if (node.queue >= 0) {
        boolean here = node == leaf || leaf.queue < 0 && node == leaf.parent;
        tallies.get(node.queue).lost(pool.bytes[packet], here);
      }
    }
    pool.give(packet);
  }

  /** Lets every packet go whose time has come. */
  private void run(long now) {
    while (true) {
      Shaper first = null;
      for (int i = 0; i < shapers.size(); i++) {
        Shaper shaper = shapers.get(i);
        if (shaper.readyAt <= now && (first == null || shaper.readyAt < first.readyAt)) {
          first = shaper;
        }
      }
      if (first == null) {
        turn(now);
        return;
      }
      long at = first.readyAt;
      turn(at);
      int packet = first.htb.dequeue(at);
      if (packet == PacketPool.NONE) {
        first.readyAt = Math.max(at + 1, first.htb.readyAt(at));
        continue;
      }
      Htb.Node served = first.htb.served();
      for (Htb.Node node = served; node != null; node = node.parent) {
        if (node.queue >= 0) {
          tallies.get(node.queue).carried(pool.bytes[packet], at - pool.arrived[packet]);
        }
      }
      first.readyAt = first.htb.readyAt(at);
      enter(packet, stage(packet) + 1, at);
    }
  }

  private void turn(long now) {
    long current = Math.floorDiv(now, SECOND);
    if (current == second) {
      return;
    }
    if (second != Long.MIN_VALUE) {
      for (Tally tally : tallies) {
        tally.flush(second);
      }
    }
    second = current;
  }

  /** The end of the input: what waits goes when its time comes. */
  public void finish() {
    run(Discipline.NEVER - 1);
    assert pool.used() == 0 : pool.used() + " packets wait for ever";
  }

  /** What each queue did in the whole run, in the order in which they were made. */
  public List<QueueTotals> all() {
    List<QueueTotals> list = new ArrayList<>();
    for (Tally tally : tallies) {
      list.add(tally.totals());
    }
    return list;
  }

  /** Packets, bytes and losses of a queue over the whole run; for RouterOS's print stats. */
  public long[] totals(String queue, String direction) {
    for (Tally tally : tallies) {
      if (tally.queue.equals(queue) && tally.direction.equals(direction)) {
        QueueTotals all = tally.totals();
        return new long[] {all.packets(), all.bytes(), all.droppedPackets()};
      }
    }
    return new long[3];
  }
}
