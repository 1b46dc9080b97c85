package dev.sluice.config;

import dev.sluice.config.Resolver.Target;
import dev.sluice.config.console.ScriptRun;
import dev.sluice.config.meaning.Faults;
import dev.sluice.config.model.Draft;
import dev.sluice.config.model.Edit;
import dev.sluice.config.model.Outside;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Schema;
import dev.sluice.config.syntax.Expression;
import dev.sluice.config.syntax.Problems;
import dev.sluice.config.syntax.Span;
import dev.sluice.config.syntax.Statement;
import dev.sluice.config.syntax.Statement.Command;
import dev.sluice.config.syntax.Statement.Named;
import dev.sluice.config.syntax.Statement.Part;
import dev.sluice.config.syntax.Statement.Positional;
import dev.sluice.config.syntax.Statement.Scope;
import dev.sluice.config.syntax.Statement.Word;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Carries out the statements of a file on a draft: follows the menus, applies what is known, keeps
 * what lies outside, and says what it cannot do. One file, one importer; not threadsafe.
 */
final class Importer {
  private static final Set<String> CHANGES =
      Set.of("add", "set", "remove", "enable", "disable", "comment", "move", "unset");

  private final Problems problems;
  private final Draft draft;
  private final ItemCommands items;
  private final ScriptRun scripts;
  private final boolean lenient;
  private final Map<String, Integer> outside = new TreeMap<>();
  private String menu = "";
  private int statements;
  private int applied;

  Importer(Problems problems, Draft draft, boolean lenient) {
    this.problems = problems;
    this.draft = draft;
    this.lenient = lenient;
    this.scripts = new ScriptRun(draft, problems.source());
    this.items = ItemCommands.ofFile(problems, new Faults(problems), draft, lenient);
  }

  int statements() {
    return statements;
  }

  int applied() {
    return applied;
  }

  Map<String, Integer> outside() {
    return outside;
  }

  void run(List<Statement> list) {
    for (Statement statement : list) {
      switch (statement) {
        case Command command -> run(command);
        case Scope scope -> run(scope);
      }
    }
  }

  private void run(Scope scope) {
    String outer = menu;
    if (!scope.path().parts().isEmpty() || scope.path().lead() != Statement.Lead.NONE) {
      Target target = Resolver.resolve(menu, scope.path(), problems);
      menu = target.menu();
      if (!target.verb().isEmpty()) {
        problems.error(
            scope.path().span(), "syntax", "syntax error", "a block follows the name of a menu");
      }
    }
    run(scope.body());
    menu = outer;
  }

  private void run(Command command) {
    if (command.parts().isEmpty()) {
      menu = command.lead() == Statement.Lead.ROOT ? "" : menu;
      return;
    }
    Target target = Resolver.resolve(menu, command, problems);
    boolean last = target.next() == command.parts().size();
    if (target.verb().isEmpty() && last) {
      menu = target.menu();
      return;
    }
    statements++;
    if (!target.known()) {
      return;
    }
    if (target.verb().startsWith(":") || target.menu().isEmpty()) {
      script(command, target);
      return;
    }
    Menu known = Schema.get().menu(target.menu());
    if (known != null) {
      apply(known, target, command);
    } else if (target.menu().endsWith("/firewall/connection")) {
      applied++;
    } else {
      keep(command, target);
    }
  }

  private void apply(Menu known, Target target, Command command) {
    List<Part> arguments = command.parts().subList(target.next(), command.parts().size());
    if (target.verb().isEmpty()) {
      Part first = arguments.getFirst();
      problems.error(
          first.span(),
          "bad-command",
          "expected command name",
          "write add or set before the properties");
      return;
    }
    if (arguments.stream().anyMatch(this::depends)) {
      computed(command);
      return;
    }
    if (items.run(known, target.verb(), command.span(), arguments)) {
      applied++;
    }
  }

  /** Of a menu that is not ours: kept as it is, without its path. */
  private void keep(Command command, Target target) {
    outside.merge(target.menu(), 1, Integer::sum);
    String verb = target.verb();
    String rest = verb;
    if (target.next() < command.parts().size()) {
      int from = command.parts().get(target.next()).span().start();
      String tail = problems.source().text().substring(from, command.span().end());
      rest = verb.isEmpty() ? tail : verb + " " + tail;
    }
    if (CHANGES.contains(verb) && target.menu().matches("(/[a-z0-9][a-z0-9-]*)+")) {
      draft.apply(new Edit.Keep(new Outside(target.menu(), Joined.line(rest))));
    }
  }

  /** A do without a condition is its body; any other script is run. */
  private void script(Command command, Target target) {
    if (target.verb().equals(":do")
        && target.next() < command.parts().size()
        && body(command.parts().get(target.next())) instanceof Expression.Block block
        && command.parts().stream()
            .noneMatch(part -> part instanceof Named named && named.name().equals("while"))) {
      String outer = menu;
      run(block.body());
      menu = outer;
      return;
    }
    Optional<String> failed = scripts.run(command, menu);
    String changed = new ScriptScan(menu).changes(command);
    if (changed.isEmpty()) {
      outside.merge("script", 1, Integer::sum);
      return;
    }
    items.forget();
    if (failed.isEmpty()) {
      applied++;
    } else {
      Span span = command.parts().getFirst().span();
      fail(span, "this script changes " + changed + " and ends with: " + failed.get());
    }
  }

  /** An item whose values are computed; its command is run as a script is. */
  private void computed(Command command) {
    Optional<String> failed = scripts.run(command, menu);
    items.forget();
    if (failed.isEmpty()) {
      applied++;
    } else {
      fail(command.parts().getFirst().span(), failed.get());
    }
  }

  private void fail(Span span, String message) {
    String help = "write the items out, as an export does";
    if (lenient) {
      problems.warning(span, "script", message, help);
    } else {
      problems.error(span, "script", message, help);
    }
  }

  /** Whether a part is known only when the script before it has run. */
  private boolean depends(Part part) {
    return switch (part) {
      case Named named when named.value() instanceof Expression.Block -> false;
      case Named named ->
          named.value().constant() == null && (!whole(named) || computes(named.span()));
      case Positional positional -> computes(positional.span());
      default -> false;
    };
  }

  private boolean computes(Span span) {
    String text = problems.source().text().substring(span.start(), span.end());
    return text.indexOf('$') >= 0 || text.indexOf('(') >= 0;
  }

  /** References are made out where they stand. */
  private static boolean whole(Named named) {
    return named.value() instanceof Expression.Substitution
        && (named.name().equals("numbers") || named.name().equals("place-before"));
  }

  private static Expression body(Part part) {
    return switch (part) {
      case Positional positional -> positional.value();
      case Named named when named.name().equals("command") -> named.value();
      case Word word -> new Expression.Literal(word.span(), word.text());
      default -> new Expression.Missing(part.span());
    };
  }
}
