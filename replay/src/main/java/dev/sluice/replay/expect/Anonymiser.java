package dev.sluice.replay.expect;

import dev.sluice.policy.Action;
import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import dev.sluice.policy.Family;
import dev.sluice.policy.Matcher;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Rule;
import dev.sluice.policy.Table;
import dev.sluice.replay.ReplaySettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Gives addresses other addresses with prefixes kept: two that share n bits share n bits
 * afterwards. What the policy tells apart stays apart: bits change only below the largest block
 * round an address that no range of the policy cuts. Depends on the key and the policy alone.
 * Immutable.
 */
public final class Anonymiser {
  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] key;
  private final List<AddressRange> ranges = new ArrayList<>();

  public Anonymiser(Policy policy, ReplaySettings settings, String key) {
    this.key = ("sluice" + key).getBytes(StandardCharsets.UTF_8);
    settings.interfaces().forEach(one -> ranges.add(one.range()));
    settings.router().forEach(one -> ranges.add(AddressRange.of(one)));
    policy
        .addresses()
        .forEach(one -> {
          ranges.add(one.network());
          ranges.add(AddressRange.of(one.address()));
          ranges.add(AddressRange.of(one.network().first()));
          ranges.add(AddressRange.of(one.network().last()));
        });
    policy.routes().forEach(route -> ranges.add(route.destination()));
    policy
        .simpleQueues()
        .forEach(queue -> {
          ranges.addAll(queue.targets());
          queue.destination().ifPresent(ranges::add);
        });
    for (Family family : Family.values()) {
      policy.firewall(family).addressLists().forEach(entry -> entry.range().ifPresent(ranges::add));
      for (Table table : policy.firewall(family).tables()) {
        table.rules().forEach(this::rule);
      }
    }
    special();
  }

  private void rule(Rule rule) {
    for (Matcher matcher : rule.matchers()) {
      switch (matcher) {
        case Matcher.SourceAddress m -> ranges.add(m.range());
        case Matcher.DestinationAddress m -> ranges.add(m.range());
        default -> {}
      }
    }
    switch (rule.action()) {
      case Action.SourceNat a -> a.to().ifPresent(ranges::add);
      case Action.DestinationNat a -> a.to().ifPresent(ranges::add);
      case Action.Netmap a -> ranges.add(a.to());
      case Action.Same a -> ranges.add(a.to());
      default -> {}
    }
  }

  /** Addresses that are special to any router: RFC 1918, RFC 3927, RFC 4193, multicast and more. */
  private void special() {
    int[][] four = {
      {0, 8},
      {10, 8},
      {127, 8},
      {169 << 8 | 254, 16},
      {172 << 4 | 1, 12},
      {192 << 8 | 168, 16},
      {224 >> 4, 4},
      {240 >> 4, 4}
    };
    for (int[] block : four) {
      ranges.add(AddressRange.prefix(Address.ipv4(block[0] << 32 - block[1]), block[1]));
    }
    ranges.add(AddressRange.of(Address.ipv4(-1)));
    ranges.add(AddressRange.of(Address.ipv6(0, 0)));
    ranges.add(AddressRange.of(Address.ipv6(0, 1)));
    ranges.add(AddressRange.prefix(Address.ipv6(0x2000L << 48, 0), 3));
    ranges.add(AddressRange.prefix(Address.ipv6(0xFC00L << 48, 0), 7));
    ranges.add(AddressRange.prefix(Address.ipv6(0xFE80L << 48, 0), 10));
    ranges.add(AddressRange.prefix(Address.ipv6(0xFF00L << 48, 0), 8));
  }

  /** The address that stands for this one. */
  public Address of(Address address) {
    int kept = kept(address);
    long high = address.high();
    long low = address.low();
    for (int bit = kept; bit < address.bits(); bit++) {
      if (flips(address, bit)) {
        int place = address.bits() - 1 - bit;
        if (place >= 64) {
          high ^= 1L << place - 64;
        } else {
          low ^= 1L << place;
        }
      }
    }
    return new Address(address.family(), high, low);
  }

  /** The length of the largest block round the address that no range cuts. */
  private int kept(Address address) {
    for (int length = 0; length < address.bits(); length++) {
      AddressRange block = AddressRange.prefix(address, length);
      if (ranges.stream().noneMatch(range -> cuts(range, block))) {
        return length;
      }
    }
    return address.bits();
  }

  private static boolean cuts(AddressRange range, AddressRange block) {
    boolean apart =
        range.family() != block.family()
            || range.last().compareTo(block.first()) < 0
            || block.last().compareTo(range.first()) < 0;
    return !apart && !range.covers(block);
  }

  /** Depends on the bits before it alone, so that what shares them is changed alike. */
  private boolean flips(Address address, int bit) {
    AddressRange before = AddressRange.prefix(address, bit);
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      ByteBuffer text = ByteBuffer.allocate(24);
      text.putInt(address.bits()).putInt(bit);
      text.putLong(before.first().high()).putLong(before.first().low());
      return (mac.doFinal(text.array())[0] & 1) != 0;
    } catch (NoSuchAlgorithmException | InvalidKeyException absent) {
      throw new IllegalStateException("Java has no " + ALGORITHM, absent);
    }
  }
}
