package dev.sluice.config;

import dev.sluice.config.meaning.Faults;
import dev.sluice.config.meaning.PolicyBuilder;
import dev.sluice.config.model.Config;
import dev.sluice.config.model.Draft;
import dev.sluice.config.syntax.Parser;
import dev.sluice.config.syntax.Problems;
import dev.sluice.config.syntax.Source;
import dev.sluice.config.syntax.Statement;
import dev.sluice.config.syntax.TextLimits;
import dev.sluice.policy.Policy;
import java.util.List;

/** Reads the text of a policy file. Never throws, whatever the bytes. */
public final class PolicyReader {
  private PolicyReader() {}

  /**
   * Reads a whole file.
   *
   * @param file its name in problems
   * @param lenient whether a rule that asks for something unsupported is left out with a warning
   *     instead of being an error
   */
  public static Reading read(String file, byte[] text, boolean lenient) {
    return read(file, text, lenient, TextLimits.DEFAULT);
  }

  public static Reading read(String file, byte[] text, boolean lenient, TextLimits limits) {
    Source source = new Source(file, text);
    Problems problems = new Problems(source, limits.problems());
    List<Statement> statements = Parser.parse(source, problems, limits);
    Draft draft = new Draft(Config.EMPTY);
    Importer importer = new Importer(problems, draft, lenient);
    importer.run(statements);
    Config config = draft.config();
    Policy policy = PolicyBuilder.build(config, new Faults(problems));
    return new Reading(
        config,
        policy,
        problems.list(),
        importer.statements(),
        importer.applied(),
        importer.outside());
  }
}
