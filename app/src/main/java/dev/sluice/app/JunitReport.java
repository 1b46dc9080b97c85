package dev.sluice.app;

import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Writes problems as JUnit XML: a suite a file, a case a problem. Errors and warnings are failures,
 * notes are cases that passed with their text as output. A file without problems is one case that
 * passed. Stateless.
 */
final class JunitReport {
  private JunitReport() {}

  /** What was found in one file. */
  record Suite(String file, List<Problem> problems) {}

  static void write(PrintStream out, List<Suite> suites) {
    int tests = suites.stream().mapToInt(JunitReport::cases).sum();
    long failures = suites.stream().mapToLong(JunitReport::failures).sum();
    out.print("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.print(
        "<testsuites name=\"sluice check\" tests=\""
            + tests
            + "\" failures=\""
            + failures
            + "\" errors=\"0\">\n");
    suites.forEach(suite -> suite(out, suite));
    out.print("</testsuites>\n");
  }

  private static int cases(Suite suite) {
    return Math.max(1, suite.problems().size());
  }

  private static boolean fails(Problem problem) {
    return problem.severity() != Severity.NOTE;
  }

  private static long failures(Suite suite) {
    return suite.problems().stream().filter(JunitReport::fails).count();
  }

  private static void suite(PrintStream out, Suite suite) {
    out.print(
        "  <testsuite name=\""
            + xml(suite.file())
            + "\" tests=\""
            + cases(suite)
            + "\" failures=\""
            + failures(suite)
            + "\" errors=\"0\" skipped=\"0\" time=\"0\">\n");
    if (suite.problems().isEmpty()) {
      out.print(
          "    <testcase classname=\"" + xml(suite.file()) + "\" name=\"check\" time=\"0\"/>\n");
    }
    suite.problems().forEach(problem -> problem(out, suite.file(), problem));
    out.print("  </testsuite>\n");
  }

  private static void problem(PrintStream out, String file, Problem problem) {
    String place = problem.origin().line() + ":" + problem.origin().column();
    out.print(
        "    <testcase classname=\""
            + xml(file)
            + "\" name=\""
            + xml(place + " " + problem.code())
            + "\" time=\"0\">\n");
    String text =
        problem.origin().file()
            + ":"
            + place
            + ": "
            + problem.message()
            + "\n"
            + problem.line()
            + (problem.help().isEmpty() ? "" : "\nhelp: " + problem.help());
    if (fails(problem)) {
      out.print(
          "      <failure type=\""
              + problem.severity().name().toLowerCase(Locale.ROOT)
              + "\" message=\""
              + xml(problem.message())
              + "\">"
              + xml(text)
              + "</failure>\n");
    } else {
      out.print("      <system-out>" + xml(text) + "</system-out>\n");
    }
    out.print("    </testcase>\n");
  }

  /** XML 1.0 §2.2: most control characters are not allowed at all. */
  static String xml(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> clean.append("&amp;");
        case '<' -> clean.append("&lt;");
        case '>' -> clean.append("&gt;");
        case '"' -> clean.append("&quot;");
        case '\n', '\t', '\r' -> clean.append(c == '\n' ? "&#10;" : c == '\t' ? "&#9;" : "&#13;");
        default -> clean.append(c < ' ' || c >= 0xFFFE || Character.isSurrogate(c) ? '·' : c);
      }
    }
    return clean.toString();
  }
}
