package dev.sluice.app;

import dev.sluice.check.Code;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.core.JsonGenerator;

/** Writes problems as one SARIF 2.1.0 document. Stateless. */
final class SarifReport {
  static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
  private static final String PAGE = "docs/checks.md";

  private SarifReport() {}

  static void write(OutputStream out, List<Problem> problems) {
    List<String> codes =
        new ArrayList<>(new TreeSet<>(problems.stream().map(Problem::code).toList()));
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      json.writeStringProperty("$schema", SCHEMA);
      json.writeStringProperty("version", "2.1.0");
      json.writeArrayPropertyStart("runs");
      json.writeStartObject();
      json.writeObjectPropertyStart("tool");
      json.writeObjectPropertyStart("driver");
      json.writeStringProperty("name", "Sluice");
      json.writeArrayPropertyStart("rules");
      codes.forEach(code -> rule(json, code));
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
      json.writeStringProperty("columnKind", "unicodeCodePoints");
      json.writeArrayPropertyStart("results");
      problems.forEach(problem -> result(json, problem, codes.indexOf(problem.code())));
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void rule(JsonGenerator json, String code) {
    json.writeStartObject();
    json.writeStringProperty("id", code);
    for (Code known : Code.values()) {
      if (known.code().equals(code)) {
        json.writeObjectPropertyStart("shortDescription");
        json.writeStringProperty("text", known.meaning());
        json.writeEndObject();
      }
    }
    json.writeObjectPropertyStart("help");
    json.writeStringProperty("text", "See " + PAGE + ".");
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void result(JsonGenerator json, Problem problem, int rule) {
    json.writeStartObject();
    json.writeStringProperty("ruleId", problem.code());
    json.writeNumberProperty("ruleIndex", rule);
    json.writeStringProperty("level", level(problem.severity()));
    json.writeObjectPropertyStart("message");
    json.writeStringProperty("text", text(problem));
    json.writeEndObject();
    json.writeArrayPropertyStart("locations");
    json.writeStartObject();
    json.writeObjectPropertyStart("physicalLocation");
    json.writeObjectPropertyStart("artifactLocation");
    json.writeStringProperty("uri", uri(problem.origin().file()));
    json.writeEndObject();
    if (problem.origin().line() > 0) {
      json.writeObjectPropertyStart("region");
      json.writeNumberProperty("startLine", problem.origin().line());
      json.writeNumberProperty("startColumn", Math.max(1, problem.origin().column()));
      json.writeNumberProperty("endColumn", problem.endColumn());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  static String text(Problem problem) {
    return problem.help().isEmpty()
        ? problem.message()
        : problem.message() + ". Help: " + problem.help();
  }

  /** RFC 3986: a relative reference for a relative name. */
  private static String uri(String file) {
    Path path = Path.of(file);
    if (path.isAbsolute()) {
      return path.toUri().toString();
    }
    String text = Path.of("/").resolve(path).toUri().getRawPath();
    return text.substring(1);
  }

  private static String level(Severity severity) {
    return severity.name().toLowerCase(java.util.Locale.ROOT);
  }
}
