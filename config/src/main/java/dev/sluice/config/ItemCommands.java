package dev.sluice.config;

import dev.sluice.config.meaning.Canonical;
import dev.sluice.config.meaning.Faults;
import dev.sluice.config.meaning.ItemReader;
import dev.sluice.config.meaning.Suggestion;
import dev.sluice.config.model.Draft;
import dev.sluice.config.model.Edit;
import dev.sluice.config.model.Item;
import dev.sluice.config.model.Value;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.OldSpelling;
import dev.sluice.config.schema.Property;
import dev.sluice.config.schema.ValueKind;
import dev.sluice.config.syntax.Expression;
import dev.sluice.config.syntax.Problems;
import dev.sluice.config.syntax.Source;
import dev.sluice.config.syntax.Span;
import dev.sluice.config.syntax.Statement.Named;
import dev.sluice.config.syntax.Statement.Part;
import dev.sluice.config.syntax.Statement.Unset;
import dev.sluice.config.syntax.Statement.Word;
import dev.sluice.policy.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The commands that change items of a known menu. Not threadsafe. */
public final class ItemCommands {
  private static final Set<String> BUILT_IN = Set.of("/queue/type", "/system/logging/action");

  private final Problems problems;
  private final Faults faults;
  private final Draft draft;
  private final boolean lenient;
  private final References references;

  /** Whether a file is read, which may have been written for another version or a part of one. */
  private final boolean reading;

  /** In a file: menu → the number that was beyond its items and the item that took its place. */
  private final Map<String, Beyond> beyond = new HashMap<>();

  private record Beyond(int number, long id) {}

  /** The identities of each menu, so that a doubled entry is found without a search. */
  private final Map<String, Set<String>> identities = new HashMap<>();

  /** For what is typed. */
  public ItemCommands(Problems problems, Faults faults, Draft draft) {
    this(problems, faults, draft, false, false);
  }

  /** For a file that is read. */
  public static ItemCommands ofFile(
      Problems problems, Faults faults, Draft draft, boolean lenient) {
    return new ItemCommands(problems, faults, draft, lenient, true);
  }

  private ItemCommands(
      Problems problems, Faults faults, Draft draft, boolean lenient, boolean reading) {
    this.problems = problems;
    this.faults = faults;
    this.draft = draft;
    this.lenient = lenient;
    this.reading = reading;
    this.references = new References(problems, draft, lenient, reading);
  }

  /** Others have changed the draft: what is known of it by heart may be wrong. */
  public void forget() {
    identities.clear();
  }

  /** True if the command did what it says. */
  public boolean run(Menu menu, String verb, Span span, List<Part> arguments) {
    return switch (verb) {
      case "add" -> add(menu, span, arguments);
      case "set" -> set(menu, span, arguments);
      case "remove" -> remove(menu, span, arguments);
      case "enable" -> each(menu, span, arguments, item -> replace(menu, item, "disabled", "no"));
      case "disable" -> each(menu, span, arguments, item -> replace(menu, item, "disabled", "yes"));
      case "unset" -> unset(menu, span, arguments);
      case "comment" -> comment(menu, span, arguments);
      case "move" -> move(menu, span, arguments);
      default -> true;
    };
  }

  private interface Change {
    Edit of(Item item);
  }

  private static Edit replace(Menu menu, Item item, String property, String text) {
    return new Edit.Replace(menu.path(), item.with(property, Value.of(text)));
  }

  private boolean each(Menu menu, Span span, List<Part> arguments, Change change) {
    List<Item> items = references.select(menu, span, arguments);
    if (items == null) {
      return false;
    }
    if (!items.isEmpty()) {
      identities.remove(menu.path());
    }
    // From the end, so that removing many moves few.
    items.reversed().forEach(item -> draft.apply(change.of(item)));
    return true;
  }

  /** RouterOS: what every router has of itself stays; queue types and actions of the log. */
  private boolean remove(Menu menu, Span span, List<Part> arguments) {
    List<Item> items = references.select(menu, span, arguments);
    if (items == null) {
      return false;
    }
    for (Item item : items) {
      if (BUILT_IN.contains(menu.path()) && !item.handle().isEmpty()) {
        String name = Source.display(item.text("name"));
        problems.error(
            span, "built-in", "failure: can not remove default item", name + " is always there");
        return false;
      }
    }
    return each(menu, span, arguments, item -> new Edit.Remove(menu.path(), item.id()));
  }

  private boolean add(Menu menu, Span span, List<Part> arguments) {
    Origin origin = problems.source().origin(span.start());
    Arguments read = new Arguments(menu, arguments);
    if (!read.good) {
      return false;
    }
    TreeMap<String, Value> values = new TreeMap<>();
    if (read.copyFrom != null) {
      List<Item> from = references.values(menu, read.copyFrom);
      if (from == null) {
        return false;
      }
      from.stream().limit(1).forEach(item -> values.putAll(item.values()));
    }
    values.putAll(read.values);
    read.removed.forEach(values::remove);
    List<String> missing =
        menu.required().stream()
            .filter(name -> !values.containsKey(name) && !optional(menu, name, span))
            .toList();
    if (!missing.isEmpty()) {
      String message = "missing value(s) of argument(s) " + String.join(" ", missing);
      int end = Math.min(span.start() + 3, span.end());
      Span word = new Span(span.start(), Math.max(end, span.start() + 1));
      problems.error(word, "missing-value", message, "add needs " + String.join(", ", missing));
      return false;
    }
    Item item = new Item(0, values, "", Map.of(), origin);
    if (!ItemReader.accepts(menu, item, lenient, faults) || doubled(menu, item, span)) {
      return false;
    }
    Long before = null;
    int number = beyond(menu, read.placeBefore);
    if (number > 0) {
      before = placed(menu, number);
    } else if (read.placeBefore != null && !draft.items(menu.path()).isEmpty()) {
      List<Item> place = references.values(menu, read.placeBefore);
      if (place == null) {
        return false;
      }
      before = place.isEmpty() ? null : place.getFirst().id();
      beyond.remove(menu.path());
    }
    draft.apply(new Edit.Add(menu.path(), item, before));
    if (number > 0 && read.placeBefore != null) {
      beyond.put(menu.path(), new Beyond(number, draft.lastId()));
      String message = "place-before=" + number + " counts rules that this file does not have";
      String help = "it stands after those of the file; Sluice cannot tell what comes between";
      problems.warning(read.placeBefore.span(), "unknown-place", message, help);
    }
    return true;
  }

  /** The number that a file's item is to stand before, if it has fewer; else 0. */
  private int beyond(Menu menu, @Nullable Expression place) {
    String text = place == null ? null : place.constant();
    boolean number = reading && text != null && text.matches("[0-9]{1,7}");
    int wanted = number ? Integer.parseInt(text) : 0;
    return wanted < draft.items(menu.path()).size() ? 0 : wanted;
  }

  /** RouterOS: who comes to stand at a number again takes it from the one that stood there. */
  private @Nullable Long placed(Menu menu, int number) {
    Beyond last = beyond.get(menu.path());
    return last != null && last.number() == number ? last.id() : null;
  }

  private boolean optional(Menu menu, String name, Span span) {
    OldSpelling old = reading ? OldSpelling.optional(menu.path(), name) : null;
    if (old == null) {
      return false;
    }
    Span word = new Span(span.start(), Math.min(span.start() + 3, span.end()));
    problems.warning(word, "old-spelling", name + " is missing", old.note());
    return true;
  }

  private boolean doubled(Menu menu, Item item, Span span) {
    String identity = identity(menu, item);
    if (identity.isEmpty()) {
      return false;
    }
    Set<String> known = identities.get(menu.path());
    if (known == null) {
      known = new HashSet<>();
      for (Item other : draft.items(menu.path())) {
        known.add(identity(menu, other));
      }
      identities.put(menu.path(), known);
    }
    if (known.add(identity)) {
      return false;
    }
    problems.warning(
        span, "duplicate", "failure: already have such entry", "the first one is kept");
    return true;
  }

  private static String identity(Menu menu, Item item) {
    return switch (menu.path()) {
      case "/ip/firewall/address-list", "/ipv6/firewall/address-list" ->
          item.text("list") + "\n" + item.text("address");
      case "/ip/firewall/layer7-protocol",
          "/interface/list",
          "/queue/tree",
          "/queue/type",
          "/queue/simple",
          "/system/logging/action" ->
          item.text("name");
      case "/interface/list/member" -> item.text("list") + "\n" + item.text("interface");
      default -> "";
    };
  }

  private boolean set(Menu menu, Span span, List<Part> arguments) {
    if (menu.settings()) {
      List<Item> items = draft.items(menu.path());
      Item item =
          items.isEmpty() ? draft.preset(menu.path(), "settings", Map.of()) : items.getFirst();
      return change(menu, List.of(item), arguments);
    }
    List<Item> items = references.select(menu, span, arguments);
    return items != null && change(menu, items, references.rest(arguments));
  }

  private boolean change(Menu menu, List<Item> items, List<Part> arguments) {
    Arguments read = new Arguments(menu, arguments);
    if (!read.good) {
      return false;
    }
    boolean good = true;
    for (Item item : items) {
      TreeMap<String, Value> values = new TreeMap<>(item.values());
      values.putAll(read.values);
      read.removed.forEach(values::remove);
      Item changed = item.with(values);
      if (ItemReader.accepts(menu, changed, lenient, faults)) {
        draft.apply(new Edit.Replace(menu.path(), changed));
      } else {
        good = false;
      }
    }
    identities.remove(menu.path());
    return good;
  }

  private boolean unset(Menu menu, Span span, List<Part> arguments) {
    List<Item> items = references.select(menu, span, arguments);
    if (items == null) {
      return false;
    }
    for (Part part : references.rest(arguments)) {
      String names = part instanceof Word word ? word.text() : null;
      if (part instanceof Named named && named.name().equals("value-name")) {
        names = named.value().constant();
      }
      for (String name : names == null ? new String[0] : names.split(",", -1)) {
        for (Item item : List.copyOf(draft.items(menu.path()))) {
          if (items.stream().anyMatch(chosen -> chosen.id() == item.id())) {
            draft.apply(new Edit.Replace(menu.path(), item.without(name)));
          }
        }
      }
    }
    return true;
  }

  private boolean comment(Menu menu, Span span, List<Part> arguments) {
    List<Item> items = references.select(menu, span, arguments);
    if (items == null) {
      return false;
    }
    for (Part part : references.rest(arguments)) {
      Expression value =
          switch (part) {
            case Named named when named.name().equals("comment") -> named.value();
            case dev.sluice.config.syntax.Statement.Positional positional -> positional.value();
            case Word word -> new Expression.Literal(word.span(), word.text());
            default -> new Expression.Missing(part.span());
          };
      String text = value.constant();
      if (text != null) {
        items.forEach(item -> draft.apply(replace(menu, item, "comment", text)));
      }
    }
    return true;
  }

  private boolean move(Menu menu, Span span, List<Part> arguments) {
    List<Item> items = references.select(menu, span, arguments);
    if (items == null) {
      return false;
    }
    Long before = null;
    List<Part> rest = references.rest(arguments);
    Part first = rest.isEmpty() ? null : rest.getFirst();
    if (first != null) {
      List<Item> place =
          first instanceof Named named && named.name().equals("destination")
              ? references.values(menu, named.value())
              : references.select(menu, span, rest);
      if (place == null) {
        return false;
      }
      before = place.isEmpty() ? null : place.getFirst().id();
    }
    for (Item item : items) {
      draft.apply(new Edit.Move(menu.path(), item.id(), before));
    }
    return true;
  }

  /** The named arguments of add and set, checked against the menu. */
  private final class Arguments {
    final Map<String, Value> values = new TreeMap<>();
    final List<String> removed = new ArrayList<>();
    @Nullable Expression placeBefore;
    @Nullable Expression copyFrom;
    boolean good = true;

    private final List<Part> parts;

    Arguments(Menu menu, List<Part> parts) {
      this.parts = parts;
      for (Part part : parts) {
        switch (part) {
          case Named named -> named(menu, named);
          case Unset unset -> {
            Property property = property(menu, unset.name(), unset.span());
            if (property != null) {
              removed.add(property.name());
            } else if (menu.open()) {
              removed.add(unset.name());
            }
          }
          case Word word -> word(menu, word);
          default -> extra(part.span());
        }
      }
    }

    private void named(Menu menu, Named named) {
      switch (named.name()) {
        case "place-before" -> placeBefore = named.value();
        case "copy-from" -> copyFrom = named.value();
        case "numbers", ".id" -> {}
        default -> value(menu, named);
      }
    }

    private void value(Menu menu, Named named) {
      String name = named.name();
      OldSpelling old = old(menu, named);
      if (old != null && (old.now().isEmpty() || old.weak() && !alone(old.now(), named))) {
        return;
      }
      if (old != null) {
        name = old.now();
      }
      if (!menu.open()) {
        Property property = property(menu, name, named.nameSpan());
        if (property == null) {
          return;
        }
        name = property.name();
      }
      String text = named.value().constant();
      text = old != null && !old.value().isEmpty() ? old.value() : text;
      if (text == null) {
        references.computed(named.value().span(), name);
        good = false;
        return;
      }
      Span span = named.value().span();
      Property property = menu.property(name);
      String stored = property == null ? text : Canonical.of(property, text);
      if (stored.isEmpty()
          && property != null
          && property.kind() == ValueKind.CHOICE
          && !property.absent()) {
        good = false;
        problems.error(
            named.span(),
            "unknown-value",
            "input does not match any value of " + name,
            Suggestion.help("", property.values()));
        return;
      }
      boolean plain =
          old == null
              && named.value() instanceof Expression.Literal
              && stored.equals(text)
              && text.chars().allMatch(c -> c < 0x80);
      Origin origin = problems.source().origin(span.start());
      values.put(name, new Value(stored, origin, span.end() - span.start(), plain));
    }

    /** Whether nothing else gives a property, be it by its name of today or an older one. */
    private boolean alone(String name, Named named) {
      return parts.stream()
          .filter(part -> !part.equals(named))
          .noneMatch(part ->
              part instanceof Named other
                  && (other.name().equals(name) || other.name().startsWith(name + "-")));
    }

    private @Nullable OldSpelling old(Menu menu, Named named) {
      String name = named.name();
      String text = named.value().constant();
      Property known = menu.find(name);
      if (!reading || menu.open() || text == null || known != null && !known.readOnly()) {
        return null;
      }
      OldSpelling old = OldSpelling.property(menu.path(), name, text);
      if (old != null) {
        problems.warning(named.nameSpan(), "old-spelling", "old spelling " + name, old.note());
      }
      return old;
    }

    private void word(Menu menu, Word word) {
      Property property = menu.open() ? null : menu.find(word.text());
      if (property != null && property.kind() == ValueKind.SWITCH) {
        Origin origin = problems.source().origin(word.span().start());
        values.put(property.name(), new Value("yes", origin, word.text().length(), true));
      } else {
        extra(word.span());
      }
    }

    private void extra(Span span) {
      good = false;
      problems.error(
          span, "extra-text", "expected end of command", "arguments are written name=value");
    }

    private @Nullable Property property(Menu menu, String name, Span span) {
      Property property = menu.open() ? null : menu.find(name);
      if (property != null && !property.readOnly()) {
        return property;
      }
      if (!menu.open()) {
        good = false;
        List<String> writable =
            menu.properties().values().stream()
                .filter(known -> !known.readOnly())
                .map(Property::name)
                .toList();
        String help = Suggestion.help(name, writable);
        problems.error(
            span,
            "unknown-property",
            "bad parameter " + Source.display(name),
            help.isEmpty() ? menu.path() + " has no such property" : help);
      }
      return null;
    }
  }
}
