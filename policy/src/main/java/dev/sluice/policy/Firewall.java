package dev.sluice.policy;

import java.util.List;

/** The rule sets of one family. Immutable. */
public record Firewall(
    Family family,
    Table raw,
    Table mangle,
    Table nat,
    Table filter,
    List<AddressListEntry> addressLists) {

  public Firewall {
    addressLists = List.copyOf(addressLists);
  }

  public static Firewall empty(Family family) {
    return new Firewall(
        family,
        new Table(family, TableName.RAW, List.of()),
        new Table(family, TableName.MANGLE, List.of()),
        new Table(family, TableName.NAT, List.of()),
        new Table(family, TableName.FILTER, List.of()),
        List.of());
  }

  public Table table(TableName name) {
    return switch (name) {
      case RAW -> raw;
      case MANGLE -> mangle;
      case NAT -> nat;
      case FILTER -> filter;
    };
  }

  /** In the order in which a packet meets them. */
  public List<Table> tables() {
    return List.of(raw, mangle, nat, filter);
  }
}
