package dev.sluice.app;

import dev.sluice.engine.queues.QueueTotals;
import dev.sluice.policy.Family;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Rule;
import dev.sluice.replay.Names;
import dev.sluice.replay.Report;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * Writes a report as the JSON document of docs/cli.md. Connections and log lines go through one by
 * one, so that memory does not depend on how many there are. Used once.
 */
final class ReplayJson {
  private static final long NANOS = 1_000_000_000L;
  private static final long MICRO = 1_000;

  private final JsonGenerator json;

  private ReplayJson(JsonGenerator json) {
    this.json = json;
  }

  /** The document of a run. */
  static void write(OutputStream out, String policy, List<Problem> problems, Report report)
      throws IOException {
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      ReplayJson document = new ReplayJson(json);
      document.policy(policy, problems);
      document.report(report);
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  /** The document when the policy was refused and nothing was run. */
  static void refused(OutputStream out, String policy, List<Problem> problems) {
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      new ReplayJson(json).policy(policy, problems);
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private void policy(String file, List<Problem> problems) {
    json.writeObjectPropertyStart("policy");
    json.writeStringProperty("file", file);
    ProblemText.write(json, "problems", problems);
    json.writeEndObject();
  }

  private void report(Report report) throws IOException {
    strings("assumptions", report.assumptions());
    captures(report.captures());
    totals(report.totals());
    json.writeArrayPropertyStart("rules");
    report.rules().forEach(this::rule);
    json.writeEndArray();
    json.writeArrayPropertyStart("layer7");
    report.applications().forEach(this::application);
    json.writeEndArray();
    List<String> patterns = report.applications().stream().map(Report.Application::name).toList();
    json.writeArrayPropertyStart("connections");
    report.connections().forEach(connection -> connection(connection, patterns));
    json.writeEndArray();
    json.writeArrayPropertyStart("address-lists");
    report.addressLists().forEach(this::entry);
    json.writeEndArray();
    json.writeArrayPropertyStart("queues");
    report.queues().forEach(this::queue);
    json.writeEndArray();
    json.writeObjectPropertyStart("router-drops");
    report.router().forEach(json::writeNumberProperty);
    json.writeEndObject();
    json.writeArrayPropertyStart("log");
    report
        .log()
        .forEach(line -> {
          json.writeStartObject();
          json.writeStringProperty("time", line.time());
          json.writeStringProperty("topics", line.topics());
          json.writeStringProperty("message", line.message());
          json.writeEndObject();
        });
    json.writeEndArray();
  }

  private void strings(String name, List<String> values) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeString);
    json.writeEndArray();
  }

  private void captures(List<Report.Capture> captures) {
    json.writeArrayPropertyStart("captures");
    for (Report.Capture capture : captures) {
      json.writeStartObject();
      json.writeStringProperty("file", capture.file());
      json.writeNumberProperty("packets", capture.packets());
      if (capture.packets() == 0) {
        json.writeNullProperty("first");
        json.writeNullProperty("last");
      } else {
        json.writeStringProperty("first", time(capture.first()));
        json.writeStringProperty("last", time(capture.last()));
      }
      strings("problems", capture.problems());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void totals(Report.Totals totals) {
    json.writeNumberProperty("packets", totals.packets());
    json.writeNumberProperty("bytes", totals.bytes());
    json.writeNumberProperty("accepted", totals.accepted());
    json.writeNumberProperty("dropped", totals.dropped());
    json.writeNumberProperty("rejected", totals.rejected());
    json.writeNumberProperty("not-ip", totals.notIp());
    json.writeObjectPropertyStart("malformed");
    totals.malformed().forEach(json::writeNumberProperty);
    json.writeEndObject();
  }

  private void rule(Report.RuleCount count) {
    Rule rule = count.rule();
    json.writeStartObject();
    json.writeStringProperty("menu", count.table().menu());
    if (count.dynamic()) {
      json.writeNullProperty("number");
    } else {
      json.writeNumberProperty("number", rule.number());
    }
    json.writeStringProperty("chain", rule.chain());
    boolean six = count.table().family() == Family.IPV6;
    json.writeStringProperty("action", Names.action(rule.action(), six));
    json.writeStringProperty("comment", rule.comment());
    json.writeBooleanProperty("disabled", rule.disabled());
    json.writeBooleanProperty("dynamic", count.dynamic());
    json.writeNumberProperty("packets", count.packets());
    json.writeNumberProperty("bytes", count.bytes());
    json.writeStringProperty("file", rule.origin().file());
    json.writeNumberProperty("line", rule.origin().line());
    json.writeEndObject();
  }

  private void application(Report.Application application) {
    json.writeStartObject();
    json.writeStringProperty("name", application.name());
    json.writeNumberProperty("connections", application.connections());
    json.writeNumberProperty("packets", application.packets());
    json.writeNumberProperty("bytes", application.bytes());
    json.writeEndObject();
  }

  private void connection(Report.Connection connection, List<String> patterns) {
    json.writeStartObject();
    json.writeStringProperty("protocol", Names.protocol(connection.protocol()));
    json.writeStringProperty("src-address", connection.source().toString());
    json.writeStringProperty("dst-address", connection.destination().toString());
    json.writeStringProperty("reply-src-address", connection.replySource().toString());
    json.writeStringProperty("reply-dst-address", connection.replyDestination().toString());
    json.writeStringProperty("connection-mark", connection.mark());
    strings("layer7-protocol", connection.applications(patterns));
    json.writeStringProperty("tcp-state", connection.tcpState());
    json.writeNumberProperty("orig-packets", connection.originalPackets());
    json.writeNumberProperty("orig-bytes", connection.originalBytes());
    json.writeNumberProperty("repl-packets", connection.replyPackets());
    json.writeNumberProperty("repl-bytes", connection.replyBytes());
    json.writeNumberProperty("accepted", connection.accepted());
    json.writeNumberProperty("dropped", connection.dropped());
    json.writeStringProperty("first", time(connection.first()));
    json.writeStringProperty("last", time(connection.last()));
    json.writeEndObject();
  }

  private void queue(QueueTotals queue) {
    json.writeStartObject();
    json.writeStringProperty("name", queue.queue());
    json.writeStringProperty("direction", queue.direction());
    json.writeNumberProperty("packets", queue.packets());
    json.writeNumberProperty("bytes", queue.bytes());
    json.writeNumberProperty("dropped", queue.droppedPackets());
    json.writeNumberProperty("dropped-bytes", queue.droppedBytes());
    json.writeNumberProperty("busiest-second-bytes", queue.mostBytes());
    json.writeNumberProperty("mean-delay-us", queue.meanDelayNanos() / MICRO);
    json.writeNumberProperty("max-delay-us", queue.mostDelayNanos() / MICRO);
    json.writeEndObject();
  }

  private void entry(Report.Entry entry) {
    json.writeStartObject();
    json.writeStringProperty("list", entry.list());
    json.writeStringProperty("address", entry.address().toString());
    json.writeStringProperty("timeout", entry.timeout());
    json.writeBooleanProperty("dynamic", entry.dynamic());
    json.writeEndObject();
  }

  private static String time(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS))
        .toString();
  }
}
