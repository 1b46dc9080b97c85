package dev.sluice.config.meaning;

import dev.sluice.config.model.Item;
import dev.sluice.config.model.Value;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Property;
import dev.sluice.config.schema.Support;
import dev.sluice.policy.Family;
import java.util.Map;

/** Says whether an item of a known menu makes sense before it is taken. Stateless. */
public final class ItemReader {
  private ItemReader() {}

  /** False if the item must not be taken; why was complained of. */
  public static boolean accepts(Menu menu, Item item, boolean lenient, Faults faults) {
    if (menu.open()) {
      return true;
    }
    int before = faults.errors();
    boolean whole = supported(menu, item, lenient, faults);
    if (menu.kind() == Menu.MenuKind.RULES) {
      RuleReader.read(menu, item, 0, faults);
    } else {
      for (Map.Entry<String, Value> entry : item.values().entrySet()) {
        Property property = menu.property(entry.getKey());
        if (property != null && !entry.getValue().text().isEmpty()) {
          check(menu, property, entry.getValue(), faults);
        }
      }
    }
    return whole && faults.errors() == before;
  }

  private static boolean supported(Menu menu, Item item, boolean lenient, Faults faults) {
    boolean whole = true;
    for (Map.Entry<String, Value> entry : item.values().entrySet()) {
      Property property = menu.property(entry.getKey());
      if (property == null || property.support() != Support.UNSUPPORTED) {
        continue;
      }
      whole = false;
      Value value = entry.getValue();
      String message = property.name() + " is not supported in " + menu.path();
      String help = property.note();
      if (lenient) {
        String left = help.isEmpty() ? "the item is left out" : help + "; the item is left out";
        faults.warning(value, "unsupported", message, left);
      } else {
        faults.error(value, 0, 0, "unsupported", message, help);
      }
    }
    return whole;
  }

  private static void check(Menu menu, Property property, Value value, Faults faults) {
    Piece piece = Piece.of(property.name(), property.help(), value, faults);
    boolean six = menu.path().startsWith("/ipv6/");
    switch (property.kind()) {
      case BOOL -> piece.yes();
      case CHOICE -> {
        if (!property.values().isEmpty()) {
          piece.word(property.values());
        }
      }
      case TIME -> {
        if (property.name().equals("timeout") || menu.settings() || menu.path().startsWith("/q")) {
          piece.time();
        }
      }
      case SET -> {
        if (property.name().equals("time")) {
          DayTimes.read(piece.positive(), piece.negated());
        }
      }
      default -> {
        if (property.name().equals("address") && menu.path().endsWith("/address-list")) {
          address(six ? Family.IPV6 : Family.IPV4, piece);
        } else if (property.name().equals("address") && !six) {
          prefix(Family.IPV4, piece);
        } else if (menu.path().equals("/queue/simple")) {
          sides(property.name(), piece);
        } else if (menu.path().startsWith("/queue/tree") && isRate(property.name())) {
          piece.quantity();
        } else if (menu.path().startsWith("/queue/tree") && property.name().equals("priority")) {
          piece.integer(1, 8);
        }
      }
    }
  }

  private static boolean isRate(String name) {
    return name.endsWith("-limit") || name.endsWith("limit-at") || name.endsWith("burst-threshold");
  }

  /** The values of a simple queue: for upload and download, or one for both. */
  private static void sides(String name, Piece piece) {
    int slash = piece.text().indexOf('/');
    for (int i = 0; i < (slash < 0 ? 1 : 2); i++) {
      Piece side = slash < 0 ? piece : i == 0 ? piece.cut(0, slash) : piece.after(slash + 1);
      if (isRate(name) && !side.text().equals("unlimited")) {
        side.quantity();
      } else if (name.endsWith("priority")) {
        side.integer(1, 8);
      } else if (name.endsWith("burst-time")) {
        side.time();
      }
    }
  }

  private static void prefix(Family family, Piece piece) {
    if (Addresses.range(family, piece.text()) == null) {
      piece.invalid();
    }
  }

  /** An address list also takes names of hosts. */
  private static void address(Family family, Piece piece) {
    String text = piece.text();
    if (Addresses.range(family, text) != null) {
      return;
    }
    boolean name = text.matches("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?");
    boolean number = text.matches("[0-9./-]+");
    if (!name || number) {
      piece.fault(
          "invalid-value",
          "invalid value for argument address",
          "address is an address, a prefix, a range or a host name");
    }
  }
}
