package dev.sluice.config.console;

import dev.sluice.config.script.Datum;
import dev.sluice.config.script.Frame;
import dev.sluice.config.script.Interpreter;
import dev.sluice.config.script.Literals;
import dev.sluice.config.script.ScriptError;
import dev.sluice.config.syntax.Expression;
import dev.sluice.config.syntax.Span;
import dev.sluice.config.syntax.Statement.Named;
import dev.sluice.config.syntax.Statement.Part;
import dev.sluice.config.syntax.Statement.Positional;
import dev.sluice.config.syntax.Statement.Unset;
import dev.sluice.config.syntax.Statement.Where;
import dev.sluice.config.syntax.Statement.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The arguments of {@code print}, taken apart. Not threadsafe. */
final class PrintRequest {
  /** Words without a value. */
  static final List<String> WORDS =
      List.of(
          "all",
          "append",
          "as-value",
          "brief",
          "comments",
          "count-only",
          "detail",
          "dynamic",
          "follow",
          "follow-only",
          "show-ids",
          "static",
          "stats",
          "terse",
          "timestamp",
          "value-list",
          "where",
          "without-paging");

  /** Words with a value. */
  static final List<String> NAMES =
      List.of("chain", "file", "from", "group-by", "interval", "on-event", "order-by", "proplist");

  /** Why an argument that a device takes is refused here. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "group-by", "order-by= brings equal values together",
          "on-event", "nothing changes while a command runs");

  final Set<String> words = new TreeSet<>();
  final List<String> properties = new ArrayList<>();
  Expression condition = new Expression.Missing(new Span(0, 0));
  String file = "";
  String chain = "";
  String order = "";
  @Nullable Expression from;

  /** Asks for what would change while it is watched. */
  boolean watching;

  PrintRequest(List<Part> parts, Interpreter interpreter, Frame frame) {
    for (Part part : parts) {
      switch (part) {
        case Word word -> word(word);
        case Named named -> named(named, interpreter.evaluator().value(named.value(), frame));
        case Positional positional -> from = positional.value();
        case Where where -> condition = where.condition();
        case Unset unset -> throw ScriptError.placed("expected end of command", unset.span());
      }
    }
    if (has("append") && file.isEmpty()) {
      throw ScriptError.of("missing value(s) of argument(s) file");
    }
    watching |= has("follow") || has("follow-only");
  }

  boolean has(String word) {
    return words.contains(word);
  }

  private void word(Word word) {
    String text = word.text();
    if (text.matches("[0-9*][0-9A-Fa-f,*-]*")) {
      from = new Expression.Literal(word.span(), text);
      return;
    }
    String full = only(text, WORDS);
    if (full == null) {
      throw ScriptError.placed("expected end of command", word.span());
    }
    words.add(full);
  }

  private void named(Named named, Datum value) {
    String full = only(named.name(), NAMES);
    if (full == null) {
      int equals = named.nameSpan().end();
      throw ScriptError.placed("bad parameter " + named.name(), new Span(equals, equals + 1));
    }
    switch (full) {
      case "proplist" -> properties.addAll(List.of(value.argument().split(",", -1)));
      case "file" -> file = value.text();
      case "chain" -> chain = value.text();
      case "order-by" -> order = value.text();
      case "from" -> from = named.value();
      case "interval" -> {
        String time = value.text();
        if (Literals.time(time).isEmpty() && !time.matches("[0-9]+(\\.[0-9]+)?")) {
          throw ScriptError.of("invalid value for argument interval");
        }
        watching = true;
      }
      default ->
          throw ScriptError.of(
              "failure: print " + full + "= is not done here: " + REFUSED.getOrDefault(full, ""));
    }
  }

  /** The word itself or the only one that starts so. */
  static @Nullable String only(String text, List<String> known) {
    if (known.contains(text)) {
      return text;
    }
    String found = null;
    for (String word : known) {
      if (word.startsWith(text) && !text.isEmpty()) {
        if (found != null) {
          return null;
        }
        found = word;
      }
    }
    return found;
  }
}
