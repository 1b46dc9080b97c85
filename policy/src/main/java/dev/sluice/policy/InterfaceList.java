package dev.sluice.policy;

import java.util.List;

/** A user's interface list: own members, plus those of included, minus those of excluded lists. */
public record InterfaceList(
    String name, List<String> include, List<String> exclude, List<String> members, Origin origin) {
  public InterfaceList {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    members = List.copyOf(members);
  }
}
