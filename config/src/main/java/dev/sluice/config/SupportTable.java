package dev.sluice.config;

import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Property;
import dev.sluice.config.schema.Schema;
import dev.sluice.config.schema.Support;
import java.util.Locale;

/** Writes what of every property takes effect, for the documentation. Stateless. */
public final class SupportTable {
  private SupportTable() {}

  /** One table a menu: property, support, note. */
  public static String markdown() {
    StringBuilder out = new StringBuilder();
    for (Menu menu : Schema.get().menus()) {
      out.append("## ").append(menu.path()).append("\n\n");
      out.append("| property | support | what it is |\n| --- | --- | --- |\n");
      for (Property property : menu.properties().values()) {
        if (!property.readOnly()) {
          row(property, out);
        }
      }
      out.append('\n');
    }
    return out.toString();
  }

  private static void row(Property property, StringBuilder out) {
    String help = property.help();
    String note = property.note();
    String text = note.isEmpty() ? help : help.isEmpty() ? note : help + "; " + note;
    out.append("| `")
        .append(property.name())
        .append("` | ")
        .append(property.support().name().toLowerCase(Locale.ROOT))
        .append(" | ")
        .append(text.replace("|", "\\|"))
        .append(" |\n");
  }

  /** How many properties have a state, over all menus. */
  public static long count(Support support) {
    return Schema.get().menus().stream()
        .flatMap(menu -> menu.properties().values().stream())
        .filter(property -> !property.readOnly() && property.support() == support)
        .count();
  }
}
