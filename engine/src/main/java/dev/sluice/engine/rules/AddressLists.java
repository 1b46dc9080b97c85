package dev.sluice.engine.rules;

import dev.sluice.policy.Address;
import dev.sluice.policy.AddressListEntry;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Family;
import dev.sluice.policy.Firewall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The address lists of both families: configured ranges, and the addresses that rules have added.
 * Lists go by number on the packet road. Configured entries with a timeout stay that long from the
 * first packet of the run. Not threadsafe.
 */
public final class AddressLists {
  private static final long NANOS = 1_000_000_000L;

  /** Beyond this a configured timeout is for ever: nanoseconds would overflow. */
  private static final long MOST_SECONDS = 4_000_000_000L;

  /**
   * One entry, for reports.
   *
   * @param byRule whether a rule added it
   * @param since when it was added, nanoseconds since the epoch; 0 for what is configured
   * @param until when it leaves, or {@link Long#MAX_VALUE}
   */
  public record Listed(String list, AddressRange range, boolean byRule, long since, long until) {}

  private final Lists four;
  private final Lists six;
  private long refused;
  private long start = Long.MIN_VALUE;

  /**
   * Takes the configured entries of both families.
   *
   * @param most how many addresses rules may add in each family
   */
  public AddressLists(Firewall ipv4, Firewall ipv6, int most, long seed) {
    four = new Lists(ipv4.addressLists(), Family.IPV4, most, seed);
    six = new Lists(ipv6.addressLists(), Family.IPV6, most, seed);
  }

  /** The number of a list, made at its first use. Not for the packet road. */
  int number(Family family, String name) {
    return (family == Family.IPV6 ? six : four).number(name);
  }

  String name(Family family, int number) {
    return (family == Family.IPV6 ? six : four).names.get(number);
  }

  /** The time of the first packet, from which configured timeouts run. */
  public void start(long now) {
    if (start == Long.MIN_VALUE) {
      start = now;
    }
  }

  boolean contains(boolean inSix, int list, long high, long low, long now) {
    Lists lists = inSix ? six : four;
    AddressSet set = lists.configured[list];
    return set.contains(high, low)
        || lists.added.contains(list, high, low, now)
        || (lists.timed.length != 0 && lists.timed(list, high, low, now - start));
  }

  /**
   * RouterOS: an address that the list already holds has its time set anew; what is configured is
   * left as it is.
   *
   * @return whether the address was not there before
   */
  boolean add(boolean inSix, int list, long high, long low, long until, long now) {
    Lists lists = inSix ? six : four;
    AddressSet set = lists.configured[list];
    if (set.contains(high, low)
        || (lists.timed.length != 0 && lists.timed(list, high, low, now - start))) {
      return false;
    }
    int did = lists.added.add(list, high, low, until, now);
    if (did == AddedAddresses.REFUSED) {
      refused++;
    }
    return did == AddedAddresses.ADDED;
  }

  /** What is in the lists of a family now: the configured in their order, then by list, address. */
  public List<Listed> entries(Family family, long now) {
    Lists lists = family == Family.IPV6 ? six : four;
    List<Listed> all = new ArrayList<>();
    for (AddressListEntry entry : lists.entries) {
      long until =
          lifetime(entry) == Long.MAX_VALUE || start == Long.MIN_VALUE
              ? Long.MAX_VALUE
              : start + lifetime(entry);
      if (until > now) {
        entry.range().ifPresent(range -> all.add(new Listed(entry.list(), range, false, 0, until)));
      }
    }
    List<Listed> byRules = new ArrayList<>();
    lists.added.forEach(
        now,
        (list, high, low, since, until) ->
            byRules.add(
                new Listed(
                    lists.names.get(list),
                    AddressRange.of(new Address(family, high, low)),
                    true,
                    since,
                    until >= AddedAddresses.UNTIL_RESTART ? Long.MAX_VALUE : until)));
    byRules.sort(
        Comparator.comparing(Listed::list).thenComparing(listed -> listed.range().first()));
    all.addAll(byRules);
    return all;
  }

  /** How many additions were refused because the table was full. */
  public long refused() {
    return refused;
  }

  private static long lifetime(AddressListEntry entry) {
    long seconds = entry.timeoutSeconds().orElse(Long.MAX_VALUE);
    return seconds > MOST_SECONDS ? Long.MAX_VALUE : seconds * NANOS;
  }

  /** A configured entry that leaves after a time. */
  private record Timed(int list, AddressRange range, long lifetime) {}

  /** The lists of one family. */
  private static final class Lists {
    final List<AddressListEntry> entries;
    final Map<String, Integer> numbers = new HashMap<>();
    final List<String> names = new ArrayList<>();
    final AddedAddresses added;
    final Timed[] timed;
    AddressSet[] configured = new AddressSet[0];
    private final boolean inSix;

    Lists(List<AddressListEntry> all, Family family, int most, long seed) {
      inSix = family == Family.IPV6;
      entries = all.stream().filter(entry -> !entry.disabled()).toList();
      added = new AddedAddresses(most, seed);
      Map<String, List<AddressRange>> permanent = new HashMap<>();
      List<Timed> leaving = new ArrayList<>();
      for (AddressListEntry entry : entries) {
        int list = number(entry.list());
        if (entry.range().isPresent()) {
          AddressRange range = entry.range().get();
          if (lifetime(entry) == Long.MAX_VALUE) {
            permanent.computeIfAbsent(entry.list(), name -> new ArrayList<>()).add(range);
          } else {
            leaving.add(new Timed(list, range, lifetime(entry)));
          }
        }
      }
      permanent.forEach((name, ranges) -> configured[number(name)] = AddressSet.of(inSix, ranges));
      timed = leaving.toArray(Timed[]::new);
    }

    int number(String name) {
      Integer known = numbers.get(name);
      if (known != null) {
        return known;
      }
      int number = names.size();
      names.add(name);
      numbers.put(name, number);
      AddressSet[] longer = new AddressSet[number + 1];
      System.arraycopy(configured, 0, longer, 0, number);
      longer[number] = AddressSet.of(inSix, List.of());
      configured = longer;
      return number;
    }

    boolean timed(int list, long high, long low, long age) {
      for (Timed entry : timed) {
        if (entry.list == list
            && age < entry.lifetime
            && AddressSet.compare(entry.range.first().high(), entry.range.first().low(), high, low)
                <= 0
            && AddressSet.compare(high, low, entry.range.last().high(), entry.range.last().low())
                <= 0) {
          return true;
        }
      }
      return false;
    }
  }
}
