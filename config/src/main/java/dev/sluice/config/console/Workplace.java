package dev.sluice.config.console;

import dev.sluice.config.ItemCommands;
import dev.sluice.config.Resolver;
import dev.sluice.config.device.Words;
import dev.sluice.config.meaning.Faults;
import dev.sluice.config.meaning.Referents;
import dev.sluice.config.model.Edit;
import dev.sluice.config.model.Outside;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Property;
import dev.sluice.config.schema.Schema;
import dev.sluice.config.script.Datum;
import dev.sluice.config.script.Frame;
import dev.sluice.config.script.Host;
import dev.sluice.config.script.Interpreter;
import dev.sluice.config.script.ScriptError;
import dev.sluice.config.script.ScriptLimits;
import dev.sluice.config.syntax.Parser;
import dev.sluice.config.syntax.Problems;
import dev.sluice.config.syntax.Source;
import dev.sluice.config.syntax.Span;
import dev.sluice.config.syntax.Statement;
import dev.sluice.config.syntax.Statement.Command;
import dev.sluice.config.syntax.Statement.Named;
import dev.sluice.config.syntax.Statement.Part;
import dev.sluice.config.syntax.TextLimits;
import dev.sluice.policy.Problem;
import dev.sluice.policy.Severity;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Does what the commands of one text say. One text, one workplace; not threadsafe. */
final class Workplace implements Host {
  /** More than anyone reads, and little enough to hold. */
  static final int OUTPUT_LIMIT = 32 << 20;

  private static final Set<String> CHANGES =
      Set.of("add", "set", "remove", "enable", "disable", "comment", "move", "unset", "reset");

  /** Problems whose place RouterOS tells. */
  private static final Set<String> PLACED =
      Set.of("syntax", "escape", "bad-command", "extra-text", "unknown-property", "limit");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private final Desk desk;
  private final Source source;
  private final Problems problems;
  private final StringBuilder out;
  private final ItemCommands items;
  private final Interpreter interpreter;
  private final Queries queries;
  private final Changes changes;
  private final Tools tools;
  private final Files files;

  /** What is being done, or was last. */
  private Call last = new Call("", "", 0);

  Workplace(Desk desk, Source source, StringBuilder out) {
    this(desk, source, out, ScriptLimits.DEFAULT);
  }

  Workplace(Desk desk, Source source, StringBuilder out, ScriptLimits limits) {
    this.desk = desk;
    this.source = source;
    this.out = out;
    this.problems = new Problems(source, 1_000);
    Faults faults = new Faults(problems);
    this.items =
        desk.strict
            ? ItemCommands.ofFile(problems, faults, desk.draft, false)
            : new ItemCommands(problems, faults, desk.draft);
    this.interpreter = new Interpreter(this, limits, desk.globals);
    this.queries = new Queries(desk, interpreter, this);
    this.changes = new Changes(desk, interpreter);
    this.tools = new Tools(desk, interpreter, this);
    this.files = new Files(desk, interpreter, this);
  }

  /** A workplace for a file that this text imports. */
  Workplace inner(Source other) {
    return new Workplace(desk, other, out);
  }

  Interpreter interpreter() {
    return interpreter;
  }

  @Override
  public Call resolve(Command command) {
    Resolver.Target target = Resolver.resolve(desk.menu, command, problems);
    complain();
    if (!target.known()) {
      throw ScriptError.placed("bad command name", command.span());
    }
    String path = target.menu();
    if (target.verb().isEmpty() && (path.equals("/export") || path.equals("/import"))) {
      return new Call("", path.substring(1), target.next());
    }
    // A script of a policy file goes on: what is no part of a firewall changes nothing of it.
    if (!desk.strict && target.verb().isEmpty() && !Resolver.command(path) && !known(path)) {
      foreign(command, path);
    }
    boolean tool = target.verb().isEmpty() && Resolver.command(path);
    return new Call(path, tool ? Tools.RUN : target.verb(), target.next());
  }

  private static boolean known(String path) {
    return path.isEmpty() || Schema.get().menu(path) != null || Schema.get().closed(path);
  }

  /** A path that is not ours: on a device it is a menu, or a command that is not done here. */
  private static void foreign(Command command, String path) {
    if (Words.kind(path) == Words.Kind.COMMAND) {
      String parent = path.substring(0, path.lastIndexOf('/'));
      if (!parent.isEmpty() && Words.kind(parent) == Words.Kind.COMMAND) {
        foreign(command, parent);
      }
      throw ScriptError.of(
          "failure: " + Wording.spaced(path) + " is not done here: it is no part of a firewall",
          command.span());
    }
    String root = path.substring(0, Math.max(path.indexOf('/', 1), 0));
    boolean device = !root.isEmpty() && Words.kind(root) == Words.Kind.MENU;
    if (device && Words.kind(path) == Words.Kind.UNKNOWN) {
      throw ScriptError.placed(
          "bad command name " + path.substring(path.lastIndexOf('/') + 1),
          command.parts().getLast().span());
    }
  }

  @Override
  public Datum run(Call call, Command command, Frame frame, boolean inner) {
    last = call;
    String path = call.menu();
    List<Part> parts = command.parts().subList(call.next(), command.parts().size());
    if (tools.knows(path, call.verb())) {
      return tools.run(path, call.verb(), parts, frame);
    }
    Menu menu = Schema.get().menu(path);
    return switch (call.verb()) {
      case "print" -> queries.print(path, parts, frame, inner);
      case "find" -> queries.find(path, parts, frame);
      case "get" -> queries.get(path, command.span(), parts, frame);
      case "export" -> files.export(path, parts, frame);
      case "import" -> files.read(command.span(), parts, frame);
      case "reset-counters", "reset-counters-all" -> queries.reset(path, call.verb(), parts, frame);
      case "edit" -> queries.edit(path, command.span(), parts, frame);
      default -> menu == null ? keep(call, command) : change(menu, call, command, parts, frame);
    };
  }

  private Datum change(Menu menu, Call call, Command command, List<Part> parts, Frame frame) {
    if (call.verb().isEmpty()) {
      Span span = parts.getFirst().span();
      throw parts.getFirst() instanceof Statement.Word word
          ? ScriptError.placed("bad command name " + Source.display(word.text()), span)
          : ScriptError.placed("expected command name", span);
    }
    if (!CHANGES.contains(call.verb())) {
      throw ScriptError.placed("bad command name " + call.verb(), command.span());
    }
    if (menu.settings() && !call.verb().equals("set") && !call.verb().equals("reset")) {
      throw ScriptError.placed("bad command name " + call.verb(), command.span());
    }
    List<Part> given = changes.constant(menu, call.verb(), parts, frame);
    String verb = call.verb().equals("reset") ? "unset" : call.verb();
    if (changes.nothing(menu, verb, given)) {
      return Datum.NOTHING;
    }
    if (!desk.strict && Referents.in(menu) && (verb.equals("add") || verb.equals("set"))) {
      refuseUnknown(menu, given);
    }
    desk.changed = true;
    boolean done = items.run(menu, verb, command.span(), given);
    complain();
    if (!done) {
      throw ScriptError.of("action failed (6)");
    }
    return verb.equals("add") ? new Datum.Id(desk.draft.lastId()) : Datum.NOTHING;
  }

  /** RouterOS: what an item names must be there. In a script of a file it may come later. */
  private void refuseUnknown(Menu menu, List<Part> given) {
    Referents referents = new Referents(desk.draft::items);
    for (Part part : given) {
      Property property = part instanceof Named named ? menu.find(named.name()) : null;
      String value = part instanceof Named named ? named.value().constant() : null;
      if (property != null && value != null && !value.startsWith("*")) {
        Referents.Missing missing = referents.missing(menu, property.name(), value);
        if (missing != null) {
          throw ScriptError.of(missing.message(), part.span(), missing.help(), false);
        }
      }
    }
  }

  /** A menu that has no meaning for a firewall: what was said of it is kept. */
  private Datum keep(Call call, Command command) {
    if (CHANGES.contains(call.verb()) && call.menu().matches("(/[a-z0-9][a-z0-9-]*)+")) {
      int from =
          call.next() < command.parts().size()
              ? command.parts().get(call.next()).span().start()
              : command.span().end();
      int end = Math.min(command.span().end(), source.length());
      String tail = from < end ? " " + source.text().substring(from, end) : "";
      String line = (call.verb() + tail).replaceAll("\\\\\r?\n[ \t]*", "");
      desk.draft.apply(new Edit.Keep(new Outside(call.menu(), line)));
      desk.changed = true;
    } else if (call.verb().isEmpty()) {
      throw ScriptError.placed("expected command name", command.parts().get(call.next()).span());
    }
    return Datum.NOTHING;
  }

  /** Throws the first of the problems that were found since the last call. */
  void complain() {
    if (problems.size() == 0) {
      return;
    }
    for (Problem problem : problems.drain()) {
      if (problem.severity() == Severity.ERROR || problem.code().equals("duplicate")) {
        throw ScriptError.of(told(problem), null, problem.help(), false);
      }
    }
  }

  /** A problem in the console's words. */
  static String told(Problem problem) {
    if (!PLACED.contains(problem.code())) {
      return problem.code().equals("needs-protocol")
          ? "failure: " + problem.message()
          : problem.message();
    }
    boolean parameter = problem.code().equals("unknown-property");
    int column = parameter ? problem.endColumn() : problem.origin().column();
    return problem.message() + place(problem.origin().line(), column);
  }

  private static String place(int line, int column) {
    return " (line " + line + " column " + column + ")";
  }

  /** An error in the console's words. */
  String told(ScriptError error) {
    Span span = error.span();
    if (!error.placed() || span == null) {
      return error.text();
    }
    int line = source.lineOf(span.start());
    return error.text() + place(line, source.column(line, span.start()));
  }

  /** As an import tells it; RouterOS: with the command and its line, where the text has none. */
  String uncaught(ScriptError error) {
    Span span = error.span();
    boolean placed = error.placed() || error.text().endsWith(")");
    if (placed || span == null || error.text().startsWith("Script Error: ")) {
      return told(error);
    }
    String verb = last.verb().equals(Tools.RUN) || last.verb().isEmpty() ? "" : "/" + last.verb();
    String where = last.menu() + verb;
    String line = "line " + source.lineOf(span.start());
    return "Script Error: "
        + error.text()
        + (where.isEmpty() ? " (" : " (" + where + "; ")
        + line
        + ")";
  }

  @Override
  public String menu() {
    return desk.menu;
  }

  @Override
  public void menu(String path) {
    desk.menu = path;
  }

  @Override
  public void put(String line) {
    write(line + "\n");
  }

  /** Lines with their ends. */
  void write(String text) {
    if (out.length() + text.length() > OUTPUT_LIMIT) {
      throw ScriptError.of("the output is longer than " + OUTPUT_LIMIT);
    }
    out.append(text);
  }

  @Override
  public void write(String file, String text) {
    if (!desk.store.write(file, text.getBytes(StandardCharsets.ISO_8859_1))) {
      throw ScriptError.of("failure: cannot write " + file);
    }
  }

  @Override
  public void log(String topics, String message) {
    desk.log(time(), topics, Source.display(message));
  }

  /** Date and time as a log has them. */
  String time() {
    return TIME.format(new SystemRows(desk).now());
  }

  @Override
  public long now() {
    return desk.live.now() > 0 ? desk.live.now() : desk.clock.getAsLong();
  }

  @Override
  public List<Statement> parse(String text, Span span) {
    Source made = new Source("", text.getBytes(StandardCharsets.ISO_8859_1));
    Problems found = new Problems(made, 10);
    List<Statement> statements = Parser.parse(made, found, TextLimits.DEFAULT);
    for (Problem problem : found.list()) {
      throw ScriptError.of(told(problem), span);
    }
    return statements;
  }
}
