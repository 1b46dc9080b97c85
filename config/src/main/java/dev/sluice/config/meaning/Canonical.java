package dev.sluice.config.meaning;

import dev.sluice.config.schema.Property;
import dev.sluice.config.schema.ValueKind;
import dev.sluice.policy.Family;

/**
 * Values as RouterOS stores them, whatever way they were written: {@code 2.2} is {@code 2.0.0.2},
 * {@code 10.0.0.0/255.0.0.0} is {@code 10.0.0.0/8}. What is no value of its kind stays as it is.
 * Stateless.
 */
public final class Canonical {
  private Canonical() {}

  public static String of(Property property, String text) {
    boolean address = property.name().equals("address") || property.kind() == ValueKind.IP;
    return address || property.kind() == ValueKind.IP_RANGE ? range(text) : text;
  }

  private static String range(String text) {
    String sign = text.startsWith("!") ? "!" : "";
    String body = text.substring(sign.length());
    if (Addresses.range(Family.IPV4, body) == null) {
      return text;
    }
    int slash = body.indexOf('/');
    if (slash >= 0) {
      int length = Addresses.prefixLength(Family.IPV4, body.substring(slash + 1));
      return sign + whole(body.substring(0, slash)) + "/" + length;
    }
    int dash = body.indexOf('-');
    return dash < 0
        ? sign + whole(body)
        : sign + whole(body.substring(0, dash)) + "-" + whole(body.substring(dash + 1));
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
