package dev.sluice.app;

import dev.sluice.replay.RuleRef;
import dev.sluice.replay.explain.Explanation;
import dev.sluice.replay.explain.Road;
import dev.sluice.replay.explain.Step;
import dev.sluice.replay.explain.Step.Change;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes roads as the JSON document of docs/cli.md, one by one. Used once. */
final class ExplainJson implements AutoCloseable {
  private static final long NANOS = 1_000_000_000L;

  private final JsonGenerator json;

  ExplainJson(OutputStream out, LoadedPolicy policy, Explanation explanation) {
    json = Json.generator(out);
    json.writeStartObject();
    json.writeObjectPropertyStart("policy");
    json.writeStringProperty("file", policy.file());
    ProblemText.write(json, "problems", policy.problems());
    json.writeEndObject();
    json.writeArrayPropertyStart("assumptions");
    explanation.lane().assumptions().forEach(json::writeString);
    json.writeEndArray();
    json.writeArrayPropertyStart("packets");
  }

  void write(Road road) {
    json.writeStartObject();
    json.writeNumberProperty("number", road.number());
    json.writeStringProperty("capture", road.capture());
    json.writeNumberProperty("connection", road.connection());
    json.writeStringProperty(
        "time",
        Instant.ofEpochSecond(Math.floorDiv(road.time(), NANOS), Math.floorMod(road.time(), NANOS))
            .toString());
    json.writeStringProperty("packet", road.packet());
    json.writeStringProperty("malformed", road.malformed());
    json.writeStringProperty("verdict", road.verdict() == null ? "" : word(road.verdict()));
    rule(json, "rule", road.rule());
    json.writeStringProperty("remark", road.remark());
    json.writeArrayPropertyStart("road");
    road.steps().forEach(this::step);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void step(Step step) {
    json.writeStartObject();
    switch (step) {
      case Step.Entered entered -> {
        json.writeStringProperty("step", "chain");
        json.writeStringProperty("hook", word(entered.hook()));
        json.writeStringProperty("menu", entered.menu());
        json.writeStringProperty("chain", entered.chain());
        json.writeNumberProperty("depth", entered.depth());
      }
      case Step.Passed passed -> {
        json.writeStringProperty("step", passed.stopped() ? "stopped" : "passed");
        rule(json, "rule", passed.rule());
        json.writeStringProperty("matcher", passed.wanted());
        json.writeStringProperty("packet", passed.packet());
      }
      case Step.Matched matched -> {
        json.writeStringProperty("step", "matched");
        rule(json, "rule", matched.rule());
        changes(matched.changes());
      }
      case Step.Ended ended -> {
        json.writeStringProperty("step", "end");
        json.writeStringProperty("chain", ended.chain());
        json.writeNumberProperty("depth", ended.depth());
      }
      case Step.Changed changed -> {
        json.writeStringProperty("step", "road");
        changes(changed.changes());
      }
    }
    json.writeEndObject();
  }

  private void changes(List<Change> changes) {
    json.writeArrayPropertyStart("changes");
    for (Change change : changes) {
      json.writeStartObject();
      json.writeStringProperty("what", change.what());
      json.writeStringProperty("before", change.before());
      json.writeStringProperty("after", change.after());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** The object that every JSON document uses for a rule; null where there is none. */
  static void rule(JsonGenerator json, String name, @Nullable RuleRef rule) {
    if (rule == null) {
      json.writeNullProperty(name);
      return;
    }
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("menu", rule.menu());
    json.writeNumberProperty("number", rule.rule().number());
    json.writeStringProperty("chain", rule.rule().chain());
    json.writeStringProperty("action", rule.action());
    json.writeStringProperty("comment", rule.rule().comment());
    json.writeStringProperty("file", rule.rule().origin().file());
    json.writeNumberProperty("line", rule.rule().origin().line());
    json.writeEndObject();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    json.writeEndArray();
    json.writeEndObject();
    json.writeRaw('\n');
    json.close();
  }
}
