package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.rules.Context;
import dev.sluice.engine.rules.Evaluator;
import dev.sluice.policy.Family;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import dev.sluice.testkit.Gen;
import org.junit.jupiter.api.Test;

/**
 * Explainer, program and index walk in step and must agree on every packet: its verdict, what rules
 * have made of it, and in the end every counter. {@code -Dsluice.cases=10000000} for more.
 */
class EvaluatorsTest {
  private static final int PACKETS = Integer.getInteger("sluice.packets", 400);
  private static final int CASES = Integer.getInteger("sluice.cases", 50_000);
  private static final long SEED = Long.getLong("sluice.seed", 20_261_123L);

  @Test
  void agreeOnRandomPoliciesAndPackets() {
    for (int set = 0; set < CASES / PACKETS; set++) {
      long seed = SEED + set;
      Gen gen = Gen.fixed(seed);
      Family family = gen.oneIn(3) ? Family.IPV6 : Family.IPV4;
      int rules = gen.pick(5, 20, 60, gen.oneIn(10) ? 600 : 100);
      Router[] routers = new Router[Evaluator.values().length];
      for (Evaluator evaluator : Evaluator.values()) {
        routers[evaluator.ordinal()] =
            new Router()
                .settings(
                    EngineSettings.DEFAULT
                        .withMaxConnections(256)
                        .withStateLimits(64, 8)
                        .withEvaluator(evaluator));
        new RandomRules(Gen.fixed(seed), family).fill(routers[evaluator.ordinal()], rules);
      }
      RandomRules draw = new RandomRules(gen, family);
      for (int i = 0; i < PACKETS; i++) {
        byte[] frame = draw.packet();
        long wait = gen.oneIn(10) ? gen.below(1500) : gen.below(20);
        String wanted = "";
        for (Router router : routers) {
          String got = router.after(wait).send(frame) + facts(router.datapath().context());
          wanted = wanted.isEmpty() ? got : wanted;
          assertThat(got).as("seed %d packet %d", seed, i).isEqualTo(wanted);
        }
      }
      for (Router router : routers) {
        assertThat(counters(router)).as("seed %d", seed).isEqualTo(counters(routers[0]));
      }
    }
  }

  private static String facts(Context c) {
    return " mark "
        + c.marks().name(c.packetMark())
        + " connection "
        + c.marks().name(c.connectionMark())
        + " routing "
        + c.marks().name(c.routingMark())
        + " priority "
        + c.priority()
        + " tos "
        + c.tos()
        + " ttl "
        + c.ttl()
        + " mss "
        + c.tcpMss()
        + " length "
        + c.length()
        + " drop "
        + c.hotDrop();
  }

  private static String counters(Router router) {
    Policy policy = router.policy();
    StringBuilder text = new StringBuilder();
    for (Family family : Family.values()) {
      for (Table table : policy.firewall(family).tables()) {
        for (Rule rule : table.rules()) {
          text.append(table.name()).append(rule.number()).append('=');
          text.append(router.packets(family, table.name(), rule.number())).append(' ');
        }
      }
    }
    return text.toString();
  }
}
