package dev.sluice.app;

import dev.sluice.app.ConfigChange.PropertyChange;
import dev.sluice.config.model.Item;
import dev.sluice.replay.Names;
import dev.sluice.replay.diff.DiffReport;
import dev.sluice.replay.diff.Difference;
import dev.sluice.replay.diff.Difference.Part;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes differences as the JSON documents of docs/cli.md. */
final class DiffJson {
  private static final long NANOS = 1_000_000_000L;

  private DiffJson() {}

  /** What two policies make of the same traffic. */
  static void write(OutputStream out, LoadedPolicy before, LoadedPolicy after, DiffReport report) {
    try (JsonGenerator json = Json.generator(out)) {
      begin(json, before, after);
      json.writeBooleanProperty("same", report.same());
      json.writeNumberProperty("packets", report.packets());
      json.writeNumberProperty("connections", report.connections());
      json.writeNumberProperty("different", report.different());
      json.writeNumberProperty("unlisted-packets", report.unlisted());
      strings(json, "assumptions", report.assumptions());
      strings(json, "problems", report.problems());
      json.writeArrayPropertyStart("groups");
      for (DiffReport.Group group : report.groups()) {
        json.writeStartObject();
        json.writeStringProperty("why", group.cause().why());
        ExplainJson.rule(json, "old-rule", group.cause().before());
        ExplainJson.rule(json, "new-rule", group.cause().after());
        json.writeArrayPropertyStart("connections");
        group.connections().forEach(one -> connection(json, one));
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      end(json);
    }
  }

  private static void connection(JsonGenerator json, Difference one) {
    json.writeStartObject();
    json.writeStringProperty("protocol", Names.protocol(one.protocol()));
    json.writeStringProperty("src-address", one.source().toString());
    json.writeStringProperty("dst-address", one.destination().toString());
    json.writeNumberProperty("packet", one.packet());
    json.writeStringProperty(
        "time",
        Instant.ofEpochSecond(Math.floorDiv(one.time(), NANOS), Math.floorMod(one.time(), NANOS))
            .toString());
    json.writeNumberProperty("packets", one.packets());
    json.writeArrayPropertyStart("differences");
    for (Part part : one.parts()) {
      json.writeStartObject();
      json.writeStringProperty("what", part.kind().word());
      json.writeNumberProperty("packet", part.packet());
      json.writeStringProperty("old", part.before());
      json.writeStringProperty("new", part.after());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** How two configurations differ by meaning. */
  static void write(
      OutputStream out, LoadedPolicy before, LoadedPolicy after, List<ConfigChange> changes) {
    try (JsonGenerator json = Json.generator(out)) {
      begin(json, before, after);
      json.writeBooleanProperty("same", changes.isEmpty());
      json.writeArrayPropertyStart("changes");
      for (ConfigChange change : changes) {
        json.writeStartObject();
        json.writeStringProperty("change", change.kind().word());
        json.writeStringProperty("menu", change.menu());
        item(json, "old", change.before(), change.oldNumber());
        item(json, "new", change.after(), change.newNumber());
        json.writeArrayPropertyStart("properties");
        for (PropertyChange property : change.properties()) {
          json.writeStartObject();
          json.writeStringProperty("property", property.property());
          json.writeStringProperty("old", property.before());
          json.writeStringProperty("new", property.after());
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      end(json);
    }
  }

  /** The document when a policy was refused and nothing was compared. */
  static void refused(OutputStream out, LoadedPolicy before, LoadedPolicy after) {
    try (JsonGenerator json = Json.generator(out)) {
      begin(json, before, after);
      end(json);
    }
  }

  private static void item(JsonGenerator json, String name, @Nullable Item item, int number) {
    if (item == null) {
      json.writeNullProperty(name);
      return;
    }
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("number", number);
    json.writeStringProperty("text", ConfigChange.text(item));
    json.writeStringProperty("file", item.origin().file());
    json.writeNumberProperty("line", item.origin().line());
    json.writeEndObject();
  }

  private static void begin(JsonGenerator json, LoadedPolicy before, LoadedPolicy after) {
    json.writeStartObject();
    policy(json, "old", before);
    policy(json, "new", after);
  }

  private static void policy(JsonGenerator json, String name, LoadedPolicy policy) {
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("file", policy.file());
    ProblemText.write(json, "problems", policy.problems());
    json.writeEndObject();
  }

  private static void strings(JsonGenerator json, String name, List<String> values) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeString);
    json.writeEndArray();
  }

  private static void end(JsonGenerator json) {
    json.writeEndObject();
    json.writeRaw('\n');
  }
}
