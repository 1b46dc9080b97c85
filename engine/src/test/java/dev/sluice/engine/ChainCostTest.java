package dev.sluice.engine;

import static dev.sluice.policy.TableName.FILTER;

import com.sun.management.ThreadMXBean;
import dev.sluice.engine.rules.Evaluator;
import dev.sluice.policy.Action;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.TrackingState;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What a packet costs with 10 to 10,000 rules of which only the last matches, in CPU time of the
 * whole road. Prints; {@code -Dsluice.measure=true} runs it.
 */
class ChainCostTest {
  private static final int PACKETS = 400_000;

  @Test
  void printsWhatLongChainsCost() {
    Assumptions.assumeTrue(Boolean.getBoolean("sluice.measure"), "sluice.measure is not set");
    for (Evaluator evaluator : List.of(Evaluator.INDEX, Evaluator.PROGRAM)) {
      for (int rules : List.of(10, 100, 1_000, 10_000)) {
        System.out.printf("%s %d rules: %d ns%n", evaluator, rules, nanos(evaluator, rules));
      }
    }
  }

  private static long nanos(Evaluator evaluator, int rules) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Router router =
        new Router()
            .settings(EngineSettings.DEFAULT.withMaxConnections(1 << 16).withEvaluator(evaluator));
    for (int i = 0; i < 20; i++) {
      router.list("list" + i, Router.prefix("10." + (200 + i) + ".0.0", 16), OptionalLong.empty());
    }
    for (int i = 0; i < rules - 1; i++) {
      router.rule(FILTER, "forward", new Action.Drop(), matchers(i));
    }
    router.rule(FILTER, "forward", new Action.Accept());
    try (Arena arena = Arena.ofConfined()) {
      OfficeLike office = new OfficeLike(500, arena);
      Datapath datapath = router.datapath();
      long best = Long.MAX_VALUE;
      long now = Router.START;
      int at = 0;
      for (int round = 0; round < 5; round++) {
        int count = evaluator == Evaluator.PROGRAM && rules > 1000 ? PACKETS / 20 : PACKETS;
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < count; i++) {
          office.send(at, datapath, now += 2_000);
          at = at + 1 == office.packets() ? 0 : at + 1;
        }
        best = Math.min(best, (threads.getCurrentThreadCpuTime() - start) / count);
      }
      return best;
    }
  }

  private static Matcher[] matchers(int i) {
    Matcher port = OfficeLike.port(1 + i % 900, 1 + i % 900);
    String net = "10." + i / 250 % 200 + "." + i % 250 + ".0";
    Matcher source = new Matcher.SourceAddress(false, Router.prefix(net, 24));
    Matcher destination = new Matcher.DestinationAddress(false, Router.prefix(net, 24));
    Matcher tcp = new Matcher.Protocol(false, 6);
    return switch (i % 8) {
      case 0 -> new Matcher[] {source, tcp, port};
      case 1 -> new Matcher[] {destination};
      case 2 ->
          new Matcher[] {
            destination, new Matcher.Protocol(false, 17), OfficeLike.port(1 + i % 900, 6 + i % 900)
          };
      case 3 -> new Matcher[] {new Matcher.SourceAddressList(false, "list" + i % 20), destination};
      case 4 -> new Matcher[] {OfficeLike.state(TrackingState.NEW), tcp, destination};
      case 5 ->
          new Matcher[] {
            new Matcher.InInterface(false, "lan"), source, tcp, new Matcher.TcpFlags(false, 2, 2)
          };
      case 6 ->
          new Matcher[] {
            new Matcher.ConnectionMark(false, List.of("mark" + i % 10)),
            new Matcher.DestinationAddressList(false, "list" + i % 20)
          };
      default -> new Matcher[] {source, new Matcher.Dscp(false, i % 64)};
    };
  }
}
