package dev.sluice.config;

import dev.sluice.config.Resolver.Target;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Schema;
import dev.sluice.config.syntax.Expression;
import dev.sluice.config.syntax.Problems;
import dev.sluice.config.syntax.Source;
import dev.sluice.config.syntax.Statement;
import dev.sluice.config.syntax.Statement.Command;
import dev.sluice.config.syntax.Statement.Named;
import dev.sluice.config.syntax.Statement.Part;
import dev.sluice.config.syntax.Statement.Positional;
import dev.sluice.config.syntax.Statement.Scope;
import dev.sluice.config.syntax.Statement.Where;
import java.util.List;
import java.util.Set;

/** Looks for what a script would change, without running it. */
final class ScriptScan {
  private static final Set<String> CHANGES =
      Set.of("add", "set", "remove", "enable", "disable", "move", "unset", "comment");

  private final Problems unheard = new Problems(new Source("", new byte[0]), 0);
  private final String current;

  ScriptScan(String current) {
    this.current = current;
  }

  /** The first menu of ours that the script changes, or empty. */
  String changes(Statement statement) {
    return scan(statement, current, true);
  }

  private String scan(List<Statement> body, String menu) {
    String inner = menu;
    for (Statement statement : body) {
      String found = scan(statement, inner, false);
      if (!found.isEmpty()) {
        return found;
      }
      if (statement instanceof Command command && !command.parts().isEmpty()) {
        Target target = Resolver.resolve(inner, command, unheard);
        if (target.verb().isEmpty() && target.next() == command.parts().size()) {
          inner = target.menu();
        }
      }
    }
    return "";
  }

  private String scan(Statement statement, String menu, boolean outermost) {
    return switch (statement) {
      case Scope scope -> scan(scope.body(), Resolver.resolve(menu, scope.path(), unheard).menu());
      case Command command -> {
        Target target = Resolver.resolve(menu, command, unheard);
        Menu known = Schema.get().menu(target.menu());
        if (!outermost && known != null && !known.open() && CHANGES.contains(target.verb())) {
          yield target.menu();
        }
        for (Part part : command.parts()) {
          String found = scan(part, menu);
          if (!found.isEmpty()) {
            yield found;
          }
        }
        yield "";
      }
    };
  }

  private String scan(Part part, String menu) {
    return switch (part) {
      case Named named -> scan(named.value(), menu);
      case Positional positional -> scan(positional.value(), menu);
      case Where where -> scan(where.condition(), menu);
      default -> "";
    };
  }

  private String scan(Expression expression, String menu) {
    return switch (expression) {
      case Expression.Block block -> scan(block.body(), menu);
      case Expression.Substitution substitution -> scan(substitution.body(), menu);
      case Expression.Unary unary -> scan(unary.operand(), menu);
      case Expression.Binary binary -> {
        String left = scan(binary.left(), menu);
        yield left.isEmpty() ? scan(binary.right(), menu) : left;
      }
      case Expression.Array array -> {
        for (Expression.Entry entry : array.entries()) {
          String found = scan(entry.value(), menu);
          if (!found.isEmpty()) {
            yield found;
          }
        }
        yield "";
      }
      default -> "";
    };
  }
}
