package dev.sluice.config.console;

import dev.sluice.config.model.Config;
import dev.sluice.config.model.Draft;
import dev.sluice.config.script.Frame;
import dev.sluice.config.script.ScriptError;
import dev.sluice.config.script.ScriptLimits;
import dev.sluice.config.syntax.Source;
import dev.sluice.config.syntax.Statement;
import java.util.Optional;

/**
 * Runs the scripts of a policy file while it is read, on the draft that it fills. Variables last
 * from one statement to the next; what scripts print is not kept. One file, one run; not
 * threadsafe.
 */
public final class ScriptRun {
  /** A file that is read is not waited for as long as one that somebody runs. */
  private static final ScriptLimits LIMITS = new ScriptLimits(500_000, 64, 8 << 20, 100_000, 1_000);

  private final Desk desk;
  private final Workplace place;
  private final StringBuilder printed = new StringBuilder();
  private final Frame frame = new Frame();

  public ScriptRun(Draft draft, Source source) {
    desk = new Desk(Config.EMPTY, Store.NONE, () -> 0L);
    desk.draft = draft;
    desk.strict = true;
    place = new Workplace(desk, source, printed, LIMITS);
  }

  /** Does what a statement says in a menu; why it could not, if so. */
  public Optional<String> run(Statement statement, String menu) {
    desk.menu = menu;
    try {
      place.interpreter().top(statement, frame);
      return Optional.empty();
    } catch (ScriptError error) {
      return Optional.of(error.text());
    } finally {
      printed.setLength(0);
    }
  }
}
