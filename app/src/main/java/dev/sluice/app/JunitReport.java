package dev.sluice.app;

import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Writes JUnit XML as docs/schema/junit.xsd has it. Stateless. */
final class JunitReport {
  private JunitReport() {}

  /** What came of one file. */
  record Suite(String file, List<Case> cases) {
    private long failures() {
      return cases.stream().filter(one -> !one.failure().isEmpty()).count();
    }
  }

  /**
   * One test.
   *
   * @param failure the kind of failure, or empty for a test that passed
   * @param message the failure in one sentence
   * @param text what else is to be read; may be empty
   */
  record Case(String name, String failure, String message, String text) {
    static Case passed(String name) {
      return new Case(name, "", "", "");
    }
  }

  /**
   * The suite of a policy: a case a problem. Errors and warnings are failures, notes are cases that
   * passed with their text as output. A file without problems is one case that passed.
   */
  static Suite suite(String file, List<Problem> problems) {
    return new Suite(
        file,
        problems.isEmpty()
            ? List.of(Case.passed("check"))
            : problems.stream().map(JunitReport::problem).toList());
  }

  private static Case problem(Problem problem) {
    String place = problem.origin().line() + ":" + problem.origin().column();
    boolean fails = problem.severity() != Severity.NOTE;
    return new Case(
        place + " " + problem.code(),
        fails ? problem.severity().name().toLowerCase(Locale.ROOT) : "",
        problem.message(),
        problem.origin().file()
            + ":"
            + place
            + ": "
            + problem.message()
            + "\n"
            + problem.line()
            + (problem.help().isEmpty() ? "" : "\nhelp: " + problem.help()));
  }

  static void write(PrintStream out, String title, List<Suite> suites) {
    long tests = suites.stream().mapToLong(suite -> suite.cases().size()).sum();
    long failures = suites.stream().mapToLong(Suite::failures).sum();
    out.print("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.print("<testsuites" + attribute("name", title) + counts(tests, failures) + ">\n");
    for (Suite suite : suites) {
      out.print(
          "  <testsuite"
              + attribute("name", suite.file())
              + counts(suite.cases().size(), suite.failures())
              + " skipped=\"0\" time=\"0\">\n");
      suite.cases().forEach(one -> write(out, suite.file(), one));
      out.print("  </testsuite>\n");
    }
    out.print("</testsuites>\n");
  }

  private static void write(PrintStream out, String file, Case one) {
    out.print(
        "    <testcase"
            + attribute("classname", file)
            + attribute("name", one.name())
            + " time=\"0\"");
    if (!one.failure().isEmpty()) {
      out.print(
          ">\n      <failure"
              + attribute("type", one.failure())
              + attribute("message", one.message())
              + ">"
              + xml(one.text())
              + "</failure>\n    </testcase>\n");
    } else if (!one.text().isEmpty()) {
      out.print(">\n      <system-out>" + xml(one.text()) + "</system-out>\n    </testcase>\n");
    } else {
      out.print("/>\n");
    }
  }

  private static String attribute(String name, String value) {
    return " " + name + "=\"" + xml(value) + "\"";
  }

  private static String counts(long tests, long failures) {
    return " tests=\"" + tests + "\" failures=\"" + failures + "\" errors=\"0\"";
  }

  /** XML 1.0 §2.2: most control characters and lone surrogates are not allowed at all. */
  private static String xml(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> clean.append("&amp;");
            case '<' -> clean.append("&lt;");
            case '>' -> clean.append("&gt;");
            case '"' -> clean.append("&quot;");
            case '\n', '\t', '\r' -> clean.append("&#").append(c).append(';');
            default -> clean.appendCodePoint(allowed(c) ? c : '·');
          }
        });
    return clean.toString();
  }

  private static boolean allowed(int c) {
    return c >= ' ' && c != 0xFFFE && c != 0xFFFF && !(c >= 0xD800 && c <= 0xDFFF);
  }
}
