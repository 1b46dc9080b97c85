package dev.sluice.engine.rules;

import dev.sluice.engine.track.ConnectionTable;
import dev.sluice.policy.Action;
import dev.sluice.policy.DscpSource;
import dev.sluice.policy.PrioritySource;
import dev.sluice.policy.RejectWith;
import dev.sluice.policy.TtlChange;
import org.jspecify.annotations.Nullable;

/**
 * Walks a packet through a chain and does what the rules say that match: counters, log, marks,
 * lists, jumps. A jump that would nest deeper than {@link #MOST_JUMPS} or come back into a chain
 * that is being walked is passed over, since RouterOS does not let such a rule become valid. Not
 * threadsafe.
 */
public final class ChainWalker {
  /** How a walk ends. */
  public enum Outcome {
    /** Accepted by a rule, or the chain's end was reached: the packet goes on to the next table. */
    ON,
    DROPPED,
    REJECTED,
    /** A rule of nat binds the connection: {@link #binding}. */
    BOUND
  }

  static final int MOST_JUMPS = 16;
  private static final int MOST_TTL = 255;
  private static final int MOST_PRIORITY = 63;
  private static final int SYN_RST = 6;
  private static final int SYN = 2;

  private final Surroundings around;
  private final Happenings happenings;
  private final Answers answers = new Answers();
  private final DscpSource[] dscpSources = DscpSource.values();
  private final PrioritySource[] prioritySources = PrioritySource.values();
  private final TtlChange[] ttlChanges = TtlChange.values();
  private final RejectWith[] rejections = RejectWith.values();
  private final int[] fromChain = new int[MOST_JUMPS];
  private final int[] fromRule = new int[MOST_JUMPS];
  private @Nullable Action binding;
  private @Nullable Trace trace;
  private long refusedJumps;

  public ChainWalker(Surroundings around, Happenings happenings) {
    this.around = around;
    this.happenings = happenings;
  }

  /** Who follows the walks from now on; null for nobody. */
  public void trace(@Nullable Trace follower) {
    trace = follower;
  }

  /** What the rule that ended the last walk with BOUND does. */
  public @Nullable Action binding() {
    return binding;
  }

  /** Jumps that were passed over because of their depth, or because they went in circles. */
  public long refusedJumps() {
    return refusedJumps;
  }

  /** Walks from the start of a built-in chain, which may be {@link RuleTable#NO_CHAIN}. */
  public Outcome walk(RuleTable table, int builtIn, Context c) {
    if (builtIn == RuleTable.NO_CHAIN) {
      return Outcome.ON;
    }
    int depth = 0;
    int chain = builtIn;
    int from = 0;
    enter(table, chain, depth, c);
    while (true) {
      int place = next(table, chain, from, c);
      if (place == CompiledChain.DROP) {
        return Outcome.DROPPED;
      }
      CompiledRule rule = place == CompiledChain.NONE ? null : table.rule(chain, place);
      if (trace != null) {
        tell(trace, rule, c, depth);
      }
      if (rule == null || count(rule, c) == CompiledRule.Act.RETURN) {
        if (depth == 0) {
          return Outcome.ON;
        }
        depth--;
        chain = fromChain[depth];
        from = fromRule[depth];
        c.walk(table.name(), table.chainName(chain));
      } else if (rule.act == CompiledRule.Act.JUMP) {
        from = place + 1;
        if (mayJump(rule.operand, chain, depth)) {
          fromChain[depth] = chain;
          fromRule[depth] = from;
          depth++;
          chain = rule.operand;
          from = 0;
          enter(table, chain, depth, c);
        }
      } else if (rule.goesOn) {
        apply(rule, c);
        from = place + 1;
      } else {
        return end(rule, c);
      }
    }
  }

  private void enter(RuleTable table, int chain, int depth, Context c) {
    c.walk(table.name(), table.chainName(chain));
    if (trace != null) {
      trace.entered(c, depth);
    }
  }

  private int next(RuleTable table, int chain, int from, Context c) {
    return trace != null && trace.explains()
        ? table.explainer(chain).firstMatch(c, from, trace)
        : table.chain(chain).firstMatch(c, from);
  }

  private static void tell(Trace trace, @Nullable CompiledRule rule, Context c, int depth) {
    if (rule == null) {
      trace.ended(c, depth);
    } else {
      trace.matched(c, rule.rule);
    }
  }

  private CompiledRule.Act count(CompiledRule rule, Context c) {
    rule.count(c.length());
    if (rule.logs) {
      happenings.log(c, rule.rule);
    }
    return rule.act;
  }

  private boolean mayJump(int target, int chain, int depth) {
    if (target == RuleTable.NO_CHAIN) {
      return false;
    }
    boolean circle = target == chain || depth == MOST_JUMPS;
    for (int i = 0; i < depth; i++) {
      circle |= fromChain[i] == target;
    }
    if (circle) {
      refusedJumps++;
    }
    return !circle;
  }

  private Outcome end(CompiledRule rule, Context c) {
    return switch (rule.act) {
      case DROP -> {
        c.deciding(rule.rule);
        yield Outcome.DROPPED;
      }
      case REJECT -> {
        c.deciding(rule.rule);
        send(rule, c, answers.reject(c, rejections[rule.operand]));
        yield Outcome.REJECTED;
      }
      case TARPIT -> {
        c.deciding(rule.rule);
        send(rule, c, answers.tarpit(c));
        yield Outcome.DROPPED;
      }
      case BIND -> {
        binding = rule.rule.action();
        yield Outcome.BOUND;
      }
      default -> {
        apply(rule, c);
        c.accepting(rule.rule);
        yield Outcome.ON;
      }
    };
  }

  private void send(CompiledRule rule, Context c, byte @Nullable [] answer) {
    if (answer != null) {
      happenings.sent(c, rule.rule, answer);
    }
  }

  /** What the router tells the sender of a packet whose time to live is over, if anything. */
  public byte @Nullable [] timeExceeded(Context c) {
    return answers.timeExceeded(c);
  }

  private void apply(CompiledRule rule, Context c) {
    switch (rule.act) {
      case LIST_SOURCE -> list(rule, c, c.sourceHigh(), c.sourceLow());
      case LIST_DESTINATION -> list(rule, c, c.destinationHigh(), c.destinationLow());
      case FASTTRACK -> {
        if (c.connection() != ConnectionTable.NONE) {
          c.connections().setFasttracked(c.connection());
        }
      }
      case NOTRACK -> c.untrack();
      case MARK_CONNECTION -> c.markConnection(rule.operand);
      case MARK_PACKET -> c.markPacket(rule.operand);
      case MARK_ROUTING -> c.markRouting(rule.operand);
      case CHANGE_MSS -> changeMss(rule, c);
      case CHANGE_DSCP -> changeDscp(rule, c);
      case CHANGE_TTL -> changeTtl(rule, c);
      case SET_PRIORITY -> setPriority(rule, c);
      case STRIP_OPTIONS -> c.stripOptions();
      case SNIFF -> happenings.sniffed(c, rule.rule);
      case ROUTE -> c.routeTo(rule.high, rule.low);
      case TRANSLATE_SOURCE_PREFIX -> {
        if (rule.prefix.covers(c.sourceHigh(), c.sourceLow())) {
          c.source(
              rule.prefix.high(c.sourceHigh()), rule.prefix.low(c.sourceLow()), c.sourcePort());
        }
      }
      case TRANSLATE_DESTINATION_PREFIX -> {
        if (rule.prefix.covers(c.destinationHigh(), c.destinationLow())) {
          c.destination(
              rule.prefix.high(c.destinationHigh()),
              rule.prefix.low(c.destinationLow()),
              c.destinationPort());
        }
      }
      case ACCEPT, DROP, REJECT, TARPIT, NOTHING, JUMP, RETURN, BIND -> {}
    }
  }

  private void list(CompiledRule rule, Context c, long high, long low) {
    boolean added =
        around.lists().add(c.six(), rule.operand, high, low, rule.until(c.now()), c.now());
    if (added) {
      String list = around.lists().name(c.family(), rule.operand);
      happenings.listed(c, rule.rule, list, high, low);
    }
  }

  /** Linux TCPMSS: SYN only, never raised; inserted where it is missing and nothing follows. */
  private void changeMss(CompiledRule rule, Context c) {
    if (c.tcpFlags() < 0 || (c.tcpFlags() & SYN_RST) != SYN) {
      return;
    }
    int wanted = rule.operand;
    if (wanted == CompiledRule.CLAMP) {
      int mtu =
          Math.min(around.routes().mtu(c.outInterface()), around.routes().mtu(c.inInterface()));
      wanted = mtu - (c.six() ? 60 : 40);
    }
    int present = c.tcpMss();
    if (present > wanted) {
      c.tcpMss(wanted, 0);
    } else if (present < 0 && c.packet().payloadLength() == 0) {
      c.tcpMss(Math.min(wanted, c.six() ? 1220 : 536), 4);
    }
  }

  private void changeDscp(CompiledRule rule, Context c) {
    int dscp =
        switch (dscpSources[rule.source]) {
          case VALUE -> rule.operand;
          case FROM_PRIORITY -> c.priority() & MOST_PRIORITY;
          case FROM_PRIORITY_TO_HIGH_3_BITS -> c.priority() << 3 & MOST_PRIORITY;
        };
    c.tos(dscp << 2 | c.tos() & 3);
  }

  private void changeTtl(CompiledRule rule, Context c) {
    int ttl =
        switch (ttlChanges[rule.source]) {
          case SET -> rule.operand;
          case INCREMENT -> Math.min(MOST_TTL, c.ttl() + rule.operand);
          case DECREMENT -> Math.max(0, c.ttl() - rule.operand);
        };
    c.ttl(ttl);
  }

  private void setPriority(CompiledRule rule, Context c) {
    int priority =
        switch (prioritySources[rule.source]) {
          case VALUE -> rule.operand;
          case FROM_DSCP -> c.tos() >> 2;
          case FROM_DSCP_HIGH_3_BITS -> c.tos() >> 5;
          case FROM_INGRESS -> c.ingressPriority();
        };
    c.prioritise(priority);
  }
}
