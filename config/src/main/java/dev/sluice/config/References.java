package dev.sluice.config;

import dev.sluice.config.model.Draft;
import dev.sluice.config.model.Item;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.OldSpelling;
import dev.sluice.config.syntax.Expression;
import dev.sluice.config.syntax.Problems;
import dev.sluice.config.syntax.Source;
import dev.sluice.config.syntax.Span;
import dev.sluice.config.syntax.Statement.Command;
import dev.sluice.config.syntax.Statement.Named;
import dev.sluice.config.syntax.Statement.Part;
import dev.sluice.config.syntax.Statement.Positional;
import dev.sluice.config.syntax.Statement.Unset;
import dev.sluice.config.syntax.Statement.Where;
import dev.sluice.config.syntax.Statement.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which items the first argument of a command means. Not threadsafe. */
final class References {
  private final Problems problems;
  private final Draft draft;
  private final boolean lenient;
  private final boolean reading;
  private int chosen = -1;

  References(Problems problems, Draft draft, boolean lenient, boolean reading) {
    this.problems = problems;
    this.draft = draft;
    this.lenient = lenient;
    this.reading = reading;
  }

  /** The arguments without the one that the last selection took. */
  List<Part> rest(List<Part> arguments) {
    if (chosen < 0) {
      return arguments;
    }
    List<Part> rest = new ArrayList<>(arguments);
    rest.remove(chosen);
    return rest;
  }

  /** The items meant, or null after a complaint. */
  @Nullable List<Item> select(Menu menu, Span span, List<Part> arguments) {
    chosen = -1;
    for (Part part : arguments) {
      if (part instanceof Named named
          && (named.name().equals("numbers") || named.name().equals(".id"))) {
        return values(menu, named.value());
      }
    }
    chosen = -1;
    for (int i = 0; i < arguments.size() && chosen < 0; i++) {
      chosen = arguments.get(i) instanceof Named || arguments.get(i) instanceof Unset ? -1 : i;
    }
    if (chosen < 0) {
      problems.error(
          span, "missing-value", "missing value(s) of argument(s) numbers", "say which items");
      return null;
    }
    return switch (arguments.get(chosen)) {
      case Word word -> values(menu, new Expression.Literal(word.span(), word.text()));
      case Positional positional -> values(menu, positional.value());
      default -> {
        problems.error(arguments.get(chosen).span(), "syntax", "syntax error", "say which items");
        yield null;
      }
    };
  }

  /** The items that a value means, or null after a complaint. */
  @Nullable List<Item> values(Menu menu, Expression value) {
    if (value instanceof Expression.Substitution found
        && found.body().size() == 1
        && found.body().getFirst() instanceof Command command) {
      return find(menu, command, value.span());
    }
    String text = value.constant();
    if (text == null) {
      computed(value.span(), "numbers");
      return null;
    }
    if (text.isEmpty()) {
      return List.of();
    }
    List<Item> items = Selection.byReference(menu, draft.items(menu.path()), text);
    if (items != null) {
      return items;
    }
    if (menu.open() && !text.matches("[0-9,*]*")) {
      return List.of(draft.preset(menu.path(), text, Map.of("name", text)));
    }
    OldSpelling old = reading ? OldSpelling.item(menu.path(), text) : null;
    if (old != null) {
      problems.warning(value.span(), "old-spelling", "there is no " + text, old.note());
      return List.of();
    }
    String help =
        menu.named() && !text.matches("[0-9,*A-F]*")
            ? "there is no item named " + Source.display(text)
            : menu.path() + " has " + draft.items(menu.path()).size() + " items here";
    problems.error(value.span(), "no-such-item", "no such item", help);
    return null;
  }

  private @Nullable List<Item> find(Menu menu, Command command, Span span) {
    Resolver.Target target = Resolver.resolve(menu.path(), command, problems);
    if (!target.known()) {
      return null;
    }
    if (!target.verb().equals("find") || !target.menu().equals(menu.path())) {
      computed(span, "numbers");
      return null;
    }
    Expression condition = new Expression.Missing(span);
    for (Part part : command.parts().subList(target.next(), command.parts().size())) {
      if (part instanceof Where where) {
        condition = where.condition();
      }
    }
    Optional<List<Item>> fitting = Selection.where(menu, draft.items(menu.path()), condition);
    if (fitting.isEmpty()) {
      computed(span, "find");
      return null;
    }
    List<Item> items = fitting.get();
    if (items.isEmpty() && menu.open()) {
      return hardware(menu, condition);
    }
    return items;
  }

  /** A port that the device has of itself, as {@code find default-name=ether1} tells. */
  private List<Item> hardware(Menu menu, Expression condition) {
    if (condition instanceof Expression.Binary binary
        && binary.operator().equals("=")
        && binary.left() instanceof Expression.Literal field
        && (field.text().equals("default-name") || field.text().equals("name"))) {
      String name = binary.right().constant();
      if (name != null && !name.isEmpty()) {
        String handle = "[ find " + field.text() + "=" + Quoting.value(name) + " ]";
        return List.of(draft.preset(menu.path(), handle, Map.of(field.text(), name)));
      }
    }
    return List.of();
  }

  /** Complains of a value that only running the script would tell. */
  void computed(Span span, String what) {
    String message = "the value of " + what + " is computed by a script, which is not run";
    String help = "write the value itself";
    if (lenient) {
      problems.warning(span, "script", message, help);
    } else {
      problems.error(span, "script", message, help);
    }
  }
}
