package dev.sluice.replay.expect;

import dev.sluice.engine.Verdict;
import dev.sluice.replay.RuleRef;
import dev.sluice.replay.spec.Fault;
import dev.sluice.replay.spec.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The words of {@code expect}: what each asks, and whether a packet fulfils it. */
final class Expectation {
  private static final Set<String> VERDICTS = Set.of("accept", "drop", "reject");
  private static final Set<String> PROPERTIES =
      Set.of(
          "rule",
          "matched",
          "mark",
          "connection-mark",
          "packet-mark",
          "routing-mark",
          "application",
          "queue",
          "src-address",
          "dst-address");
  private static final String NONE = "none";

  private Expectation() {}

  /** What is wrong with the words of a line. */
  static Optional<Fault> check(List<Token> words, Token first) {
    if (words.isEmpty()) {
      return Optional.of(
          new Fault(
              first.start(),
              first.end(),
              "expect says nothing",
              "such as: expect drop rule=\"Block P2P globally\""));
    }
    for (Token word : words) {
      boolean known =
          word.hasValue() ? PROPERTIES.contains(word.name()) : VERDICTS.contains(word.name());
      if (!known) {
        return Optional.of(
            new Fault(
                word.start(),
                word.end(),
                "unknown word " + word.name(),
                "known are accept, drop, reject, rule=, matched=, mark=, packet-mark=,"
                    + " routing-mark=, application=, queue=, src-address= and dst-address="));
      }
    }
    return Optional.empty();
  }

  /** The first word that the packet does not fulfil, and what it has instead. */
  static Optional<Fault> unmet(List<Token> words, Observed packet) {
    for (Token word : words) {
      if (!met(word, packet)) {
        return Optional.of(
            new Fault(word.start(), word.end(), "expected " + wanted(word), has(word, packet)));
      }
    }
    return Optional.empty();
  }

  private static boolean met(Token word, Observed packet) {
    String value = word.value();
    return switch (word.name()) {
      case "accept" -> packet.verdict() == Verdict.ACCEPTED;
      case "drop" -> packet.verdict() == Verdict.DROPPED;
      case "reject" -> packet.verdict() == Verdict.REJECTED;
      case "rule" -> names(value, packet.rule());
      case "matched" -> packet.matched().stream().anyMatch(rule -> names(value, rule));
      case "mark", "connection-mark" -> same(value, packet.connectionMark());
      case "packet-mark" -> same(value, packet.packetMark());
      case "routing-mark" -> same(value, packet.routingMark());
      case "application" -> set(value).equals(new TreeSet<>(packet.applications()));
      case "queue" -> set(value).equals(new TreeSet<>(packet.queues()));
      case "src-address" -> value.equals(packet.source()) || value.equals(host(packet.source()));
      default -> value.equals(packet.destination()) || value.equals(host(packet.destination()));
    };
  }

  private static boolean same(String value, String has) {
    return value.equals(has) || (has.isEmpty() && (value.equals(NONE) || value.equals("no-mark")));
  }

  private static Set<String> set(String value) {
    return value.equals(NONE) || value.isEmpty()
        ? Set.of()
        : new TreeSet<>(Arrays.asList(value.split(",", -1)));
  }

  private static String host(String end) {
    if (end.startsWith("[")) {
      return end.substring(1, end.indexOf(']'));
    }
    int colon = end.indexOf(':');
    return colon > 0 && end.indexOf(':', colon + 1) < 0 ? end.substring(0, colon) : end;
  }

  /** A number, a comment, or a table and a number: {@code mangle/3}. */
  private static boolean names(String value, @Nullable RuleRef rule) {
    if (rule == null) {
      return value.equals(NONE);
    }
    String number = Integer.toString(rule.rule().number());
    String table = rule.table().name().toLowerCase(Locale.ROOT);
    return value.equals(number)
        || value.equals(table + "/" + number)
        || (!value.isEmpty() && value.equals(rule.rule().comment()));
  }

  private static String wanted(Token word) {
    return word.hasValue()
        ? word.name() + "=" + (word.value().isEmpty() ? "\"\"" : word.value())
        : word.name();
  }

  /** A sentence about what the packet has instead. */
  static String has(Token word, Observed packet) {
    String fate = packet.verdict().name().toLowerCase(Locale.ROOT);
    String by = packet.rule() == null ? "by no rule" : "by rule " + text(packet.rule());
    String about = "packet " + packet.number() + " (" + packet.packet() + ")";
    return switch (word.name()) {
      case "accept", "drop", "reject", "rule" -> about + " was " + fate + ", " + by;
      case "matched" -> about + " matched " + list(packet.matched());
      case "mark", "connection-mark" -> about + " has " + or(packet.connectionMark());
      case "packet-mark" -> about + " has " + or(packet.packetMark());
      case "routing-mark" -> about + " has " + or(packet.routingMark());
      case "application" -> about + " has " + or(String.join(",", packet.applications()));
      case "queue" -> about + " has " + or(String.join(",", packet.queues()));
      case "src-address" -> about + " left as " + packet.source();
      default -> about + " left for " + packet.destination();
    };
  }

  private static String or(String value) {
    return value.isEmpty() ? NONE : value;
  }

  private static String text(RuleRef rule) {
    String comment = rule.rule().comment();
    return rule.text() + (comment.isEmpty() ? "" : " \"" + comment + "\"");
  }

  private static String list(List<RuleRef> rules) {
    List<String> names = new ArrayList<>();
    for (RuleRef rule : rules) {
      names.add(rule.table().name().toLowerCase(Locale.ROOT) + "/" + rule.rule().number());
    }
    return names.isEmpty() ? "no rule" : String.join(", ", names);
  }
}
