package dev.sluice.config.meaning;

import dev.sluice.config.schema.Property;
import dev.sluice.config.schema.ValueKind;
import dev.sluice.policy.Address;
import dev.sluice.policy.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Values as RouterOS stores them, whatever way they were written: {@code 2.2} is {@code 2.0.0.2},
 * {@code 10.0.0.0/255.0.0.0} is {@code 10.0.0.0/8}, {@code 2001:DB8:0:0::1} is {@code 2001:db8::1},
 * {@code 90} or {@code 00:01:30} is {@code 1m30s}, {@code 10000000} is {@code 10M}. What is no
 * value of its kind stays as it is. Stateless.
 */
public final class Canonical {
  private static final Set<String> RATES =
      Set.of("max-limit", "limit-at", "burst-limit", "burst-threshold");

  /** Times that schemas do not tell from text, because words may stand there too. */
  private static final Set<String> TIMES = Set.of("address-list-timeout", "timeout");

  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  private Canonical() {}

  public static String of(Property property, String text) {
    String name = property.name();
    if (RATES.contains(name)) {
      return each(text, "/", Canonical::rate);
    }
    if (TIMES.contains(name)) {
      return time(text);
    }
    return switch (name) {
      case "address" -> addresses(text);
      case "protocol" -> signed(text, Canonical::protocol);
      case "limit", "dst-limit" -> signed(text, Canonical::limit);
      case "psd" -> psd(text);
      case "time" -> dayTime(text);
      case "headers" -> {
        int mode = text.indexOf(':');
        String rest = mode < 0 ? "" : text.substring(mode);
        yield words(property, mode < 0 ? text : text.substring(0, mode)) + rest;
      }
      default ->
          switch (property.kind()) {
            case CHOICE, SET -> words(property, text);
            case TIME -> time(text);
            case MAC -> mac(text);
            case IP, IP_RANGE, IP6, IP6_PREFIX -> addresses(text);
            default -> text;
          };
    };
  }

  /** Words in full, those of a set in the order in which the property has them. */
  private static String words(Property property, String text) {
    boolean not = property.negatable() && text.startsWith("!");
    boolean set = property.kind() == ValueKind.SET;
    TreeSet<Integer> found = new TreeSet<>();
    String positive = not ? text.substring(1) : text;
    for (String part : set ? positive.split(",", -1) : new String[] {positive}) {
      int at = whole(property.values(), part);
      if (at < 0 || !found.add(at)) {
        return text;
      }
    }
    StringBuilder words = new StringBuilder(not ? "!" : "");
    for (int at : found) {
      words.append(at == found.first() ? "" : ",").append(property.values().get(at));
    }
    return words.toString();
  }

  /** Which of the words it is, or the only one that it begins; -1 for none. */
  private static int whole(List<String> words, String begun) {
    int found = words.indexOf(begun);
    for (int i = 0; found < 0 && !begun.isEmpty() && i < words.size(); i++) {
      String word = words.get(i);
      boolean only = words.stream().filter(other -> other.startsWith(begun)).count() == 1;
      found = only && word.startsWith(begun) ? i : found;
    }
    return found;
  }

  private static String signed(String text, UnaryOperator<String> canonical) {
    return text.startsWith("!") ? "!" + canonical.apply(text.substring(1)) : canonical.apply(text);
  }

  private static String each(String text, String separator, UnaryOperator<String> canonical) {
    List<String> parts = new ArrayList<>();
    for (String part : text.split(separator, -1)) {
      parts.add(canonical.apply(part));
    }
    return String.join(separator, parts);
  }

  private static String time(String text) {
    OptionalLong nanos = Durations.parse(text);
    return nanos.isPresent() ? Durations.text(nanos.getAsLong()) : text;
  }

  /** The largest unit of which it is a whole number, as exports have it: 9500k, 10M. */
  private static String rate(String text) {
    OptionalLong bits = Quantities.quantity(text);
    if (bits.isEmpty()) {
      return text;
    }
    long value = bits.getAsLong();
    int unit = 0;
    while (unit < 3 && value != 0 && value % 1_000 == 0) {
      value /= 1_000;
      unit++;
    }
    return unit == 0 ? Long.toString(value) : value + "kMG".substring(unit - 1, unit);
  }

  private static String protocol(String text) {
    OptionalLong number = Quantities.number(text);
    return number.isPresent() ? Protocols.name(number.getAsLong(), text) : text;
  }

  private static String mac(String text) {
    return text.matches("!?[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}")
        ? text.toUpperCase(Locale.ROOT)
        : text;
  }

  /** A rate for each second is written without its time: {@code 5,5:packet}. */
  private static String limit(String text) {
    String[] parts = text.split(",", -1);
    for (int i = 0; i < parts.length; i++) {
      int slash = parts[i].indexOf('/');
      if (slash > 0) {
        String time = time(parts[i].substring(slash + 1));
        parts[i] =
            i == 0 && time.equals("1s")
                ? parts[i].substring(0, slash)
                : parts[i].substring(0, slash + 1) + time;
      }
    }
    return String.join(",", parts);
  }

  private static String psd(String text) {
    String[] parts = text.split(",", -1);
    if (parts.length == 4) {
      parts[1] = time(parts[1]);
    }
    return String.join(",", parts);
  }

  /** One range of times with days: the days in the order of a week that begins with Sunday. */
  private static String dayTime(String text) {
    String[] parts = text.split(",", -1);
    List<String> days = List.of(parts).subList(1, parts.length);
    int dash = parts[0].indexOf('-');
    if (dash <= 0 || !DAYS.containsAll(days)) {
      return text;
    }
    List<String> sorted = DAYS.stream().filter(days::contains).toList();
    String range = time(parts[0].substring(0, dash)) + "-" + time(parts[0].substring(dash + 1));
    return sorted.isEmpty() ? range : range + "," + String.join(",", sorted);
  }

  private static String addresses(String text) {
    if (plain(text)) {
      return text;
    }
    return signed(text, text.indexOf(':') < 0 ? Canonical::range : Canonical::sixes);
  }

  /** Whether it is one IPv4 address of four parts without zeros before them, as most are. */
  private static boolean plain(String text) {
    int parts = 1;
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        parts++;
        digits = 0;
      } else if (c < '0' || c > '9' || digits == 1 && text.charAt(i - 1) == '0') {
        return false;
      } else {
        digits++;
      }
    }
    return parts == 4;
  }

  private static String sixes(String text) {
    if (Addresses.range(Family.IPV6, text) == null) {
      return text;
    }
    int slash = text.indexOf('/');
    String tail = slash < 0 ? "" : text.substring(slash);
    return each(slash < 0 ? text : text.substring(0, slash), "-", Canonical::six) + tail;
  }

  /** RouterOS: {@code ::ffff:0.0.0.0}, {@code ::255.0.0.0} with the last four bytes as in IPv4. */
  private static String six(String text) {
    Address address = Addresses.address(Family.IPV6, text);
    if (address == null) {
      return text;
    }
    long upper = address.low() >>> 32;
    boolean four = upper == 0 && address.low() > 0xFFFF || upper == 0xFFFF;
    return address.high() == 0 && four
        ? (upper == 0 ? "::" : "::ffff:") + Address.ipv4((int) address.low())
        : address.toString();
  }

  private static String range(String body) {
    if (Addresses.range(Family.IPV4, body) == null) {
      return body;
    }
    int slash = body.indexOf('/');
    if (slash >= 0) {
      int length = Addresses.prefixLength(Family.IPV4, body.substring(slash + 1));
      return whole(body.substring(0, slash)) + "/" + length;
    }
    return each(body, "-", Canonical::whole);
  }

  /** RouterOS: the last part is the last byte, what is missing before it is zero. */
  private static String whole(String address) {
    String[] parts = address.split("\\.", -1);
    StringBuilder written = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      boolean last = i == 3;
      int from = last ? parts.length - 1 : i;
      boolean there = last || i < parts.length - 1;
      written.append(i == 0 ? "" : ".").append(there ? Integer.parseInt(parts[from]) : 0);
    }
    return written.toString();
  }
}
