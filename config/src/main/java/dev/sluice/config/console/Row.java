package dev.sluice.config.console;

import dev.sluice.config.script.Datum;
import dev.sluice.config.script.Evaluator;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One item as it is listed. Immutable.
 *
 * @param id its internal number
 * @param number its place in the full list
 * @param shown the properties that print shows, in its order
 * @param hidden what conditions and columns may ask for beside them
 */
record Row(long id, int number, Map<String, String> shown, Map<String, String> hidden) {
  /** Ids from here on are of rows that no configuration holds. */
  static final long DYNAMIC = 0x80000000L;

  Row {
    shown = Collections.unmodifiableMap(new LinkedHashMap<>(shown));
    hidden = Collections.unmodifiableMap(new LinkedHashMap<>(hidden));
  }

  /** A property's text, null if the row does not have it. */
  @Nullable String find(String name) {
    if (name.equals(".id")) {
      return Datum.Id.class.isInstance(reference()) ? reference().text() : null;
    }
    String inner = hidden.get(name);
    return inner == null ? shown.get(name) : inner;
  }

  boolean has(String name) {
    return find(name) != null;
  }

  String text(String name) {
    String found = find(name);
    return found == null ? "" : found;
  }

  boolean yes(String name) {
    return text(name).equals("yes");
  }

  Datum reference() {
    return new Datum.Id(id);
  }

  boolean disabled() {
    return yes("disabled");
  }

  boolean builtin() {
    return id >= DYNAMIC;
  }

  /** As conditions see it; {@code names} makes full names of short ones. */
  Evaluator.Fields fields(Names names) {
    return new Evaluator.Fields() {
      @Override
      public @Nullable Datum value(String name) {
        String text = find(name);
        if (text == null) {
          String full = names.full(name);
          text = full == null ? null : find(full);
          if (text == null && full != null) {
            return Datum.of(names.initial(full));
          }
        }
        return text == null ? null : Datum.of(text);
      }

      @Override
      public boolean equal(String name, Datum value, Datum wanted) {
        if (Evaluator.Fields.super.equal(name, value, wanted)) {
          return true;
        }
        String full = names.full(name);
        String field = full == null ? name : full;
        if (field.equals("layer7-protocol") || field.equals("topics")) {
          return Arrays.asList(value.text().split(",", -1)).contains(wanted.text());
        }
        return field.endsWith("-address") && withoutPort(value.text()).equals(wanted.text());
      }
    };
  }

  static String withoutPort(String end) {
    int colon = end.lastIndexOf(':');
    if (colon < 0 || end.indexOf(':') != colon && !end.startsWith("[")) {
      return end;
    }
    String address = end.substring(0, colon);
    return address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
  }

  /** What a menu knows of names of fields. */
  interface Names {
    /** The whole name, null if the menu has none that starts so. */
    @Nullable String full(String name);

    /** What a field is where it was not set. */
    String initial(String name);
  }
}
