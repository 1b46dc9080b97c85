package dev.sluice.config.console;

import dev.sluice.config.model.Config;
import dev.sluice.config.model.Draft;
import dev.sluice.config.script.Datum;
import dev.sluice.config.script.Frame;
import dev.sluice.config.script.ScriptError;
import dev.sluice.config.syntax.Extent;
import dev.sluice.config.syntax.Parser;
import dev.sluice.config.syntax.Problems;
import dev.sluice.config.syntax.Source;
import dev.sluice.config.syntax.Statement;
import dev.sluice.config.syntax.TextLimits;
import dev.sluice.policy.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One person at the console: a configuration, where in the menus they stand, what they can undo.
 * Whatever the text, an answer comes and nothing is thrown. Not threadsafe.
 */
public final class Session {
  private static final int ACTION_LENGTH = 60;

  private final Desk desk;
  private final Completion completion;
  private @Nullable Config safe;

  public Session(Config config) {
    this(config, Store.NONE, () -> System.currentTimeMillis() * 1_000_000L);
  }

  /**
   * @param clock nanoseconds since the epoch, asked where no traffic tells the time
   */
  public Session(Config config, Store store, LongSupplier clock) {
    desk = new Desk(config, store, clock);
    completion = new Completion(desk);
  }

  /** Shows what the traffic left; its counters are by the numbers of the rules as they are now. */
  public void attach(Live live) {
    desk.live = live;
    desk.counters.attach(live, desk.draft);
  }

  public Config config() {
    return desk.draft.config();
  }

  /** The columns of the terminal; without one, lines are as long as RouterOS makes them for 80. */
  public void terminal(int columns) {
    desk.width = columns;
    desk.terminal = true;
  }

  /** Such as {@code [admin@MikroTik] /ip/firewall/filter> }. */
  public String prompt() {
    var items = desk.draft.items("/system/identity");
    String name = items.isEmpty() ? "" : Source.display(items.getFirst().text("name"));
    String menu = " " + desk.menu;
    return "[admin@"
        + (name.isEmpty() ? "MikroTik" : name)
        + "]"
        + menu
        + (safe != null ? "<SAFE> " : "> ");
  }

  /**
   * Does what a text says, statement after statement. An error ends its statement, and the next one
   * is done all the same; in a text of one line an error of syntax means that nothing is done.
   */
  public Output execute(String text) {
    Source source = new Source("", text.getBytes(StandardCharsets.UTF_8));
    StringBuilder out = new StringBuilder();
    desk.paged = true;
    desk.next = "";
    int errors = run(source, out);
    return new Output(display(out), errors, desk.quit, desk.paged, Source.display(desk.next));
  }

  private static String text(Source source, Statement statement) {
    int end = Math.min(statement.span().end(), source.length());
    return Source.display(source.text().substring(statement.span().start(), end));
  }

  /** RouterOS: each command is undone by itself; of many, all but the last are so together. */
  private void remember(Config before, String text) {
    if (!desk.changed) {
      return;
    }
    desk.undo.push(new Desk.Step(before, action(text), safe != null));
    if (desk.undo.size() > Desk.UNDO_LIMIT) {
      desk.undo.removeLast();
    }
    desk.redo.clear();
    desk.changed = false;
  }

  private static String action(String text) {
    String line = text.strip();
    int end = line.indexOf('\n');
    line = end < 0 ? line : line.substring(0, end);
    return line.length() > ACTION_LENGTH ? line.substring(0, ACTION_LENGTH) + "..." : line;
  }

  private static String display(StringBuilder out) {
    String text = out.toString();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        StringBuilder read = new StringBuilder(text.length());
        for (String line : text.split("(?<=\n)", -1)) {
          read.append(Source.display(line));
        }
        return read.toString();
      }
    }
    return text;
  }

  private int run(Source source, StringBuilder out) {
    Problems problems = new Problems(source, 1_000);
    List<Statement> statements = Parser.runnable(source, problems, TextLimits.DEFAULT);
    List<Problem> found = problems.list();
    int errors = 0;
    if (!found.isEmpty() && source.lines() == 1) {
      told(found.getFirst(), out);
      return 1;
    }
    Workplace place = new Workplace(desk, source, out);
    Frame frame = new Frame();
    int next = 0;
    int left = statements.size();
    Config before = desk.draft.config();
    desk.changed = false;
    for (Statement statement : statements) {
      left--;
      int line = source.lineOf(statement.span().start());
      while (next < found.size() && found.get(next).origin().line() < line) {
        told(found.get(next++), out);
        errors++;
      }
      Draft draft = desk.draft;
      String menu = desk.menu;
      try {
        Datum value = place.interpreter().top(statement, frame);
        if (value instanceof Datum.Code) {
          out.append(value.text()).append('\n');
        }
      } catch (ScriptError error) {
        errors++;
        desk.menu = menu;
        out.append(place.told(error)).append('\n');
        help(error.help(), out);
      }
      if (left <= Desk.UNDO_LIMIT && (desk.changed || desk.draft != draft)) {
        remember(before, text(source, statement));
        before = desk.draft.config();
      }
      if (desk.quit) {
        return errors;
      }
      if (desk.draft != draft) {
        place = new Workplace(desk, source, out);
      }
    }
    while (next < found.size()) {
      told(found.get(next++), out);
      errors++;
    }
    return errors;
  }

  private void told(Problem problem, StringBuilder out) {
    out.append(Workplace.told(problem)).append('\n');
    help(problem.help(), out);
  }

  /** A person is told what to do; a program reads what RouterOS prints and nothing more. */
  private void help(String help, StringBuilder out) {
    if (desk.terminal && !help.isEmpty()) {
      out.append("help: ").append(Wording.bytes(help)).append('\n');
    }
  }

  /** What may stand at the end of a line, the beginning of it typed already. */
  public List<Completion.Choice> complete(String line) {
    return completion.complete(line);
  }

  /** Where the word begins that such a choice replaces. */
  public int begun(String line) {
    return completion.begun(line);
  }

  /** What {@code ?} tells at the end of a line. */
  public String help(String line) {
    return completion.help(line);
  }

  /** Whether a text goes on in the next line, because something in it is still open. */
  public static boolean open(String text) {
    return !Extent.open(text).isEmpty();
  }

  /** What stands before the next line of a text that goes on: what is open, and three dots. */
  public static String goesOn(String text) {
    return Extent.open(text) + "... ";
  }

  public Map<String, Datum> globals() {
    return desk.globals.values();
  }

  public boolean safeMode() {
    return safe != null;
  }

  /** RouterOS: Ctrl-X takes safe mode, Ctrl-X again keeps what was done in it. */
  public boolean toggleSafeMode() {
    safe = safe == null ? desk.draft.config() : null;
    return safe != null;
  }

  /** The session is lost: what was done in safe mode is undone. */
  public void lost() {
    Config kept = safe;
    if (kept != null) {
      desk.draft = new Draft(kept);
      desk.numbers.clear();
      safe = null;
    }
  }
}
