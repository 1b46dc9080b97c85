package dev.sluice.replay.spec;

import dev.sluice.policy.Address;
import dev.sluice.policy.AddressRange;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Addresses as people type them. No name is ever looked up. */
public final class Literals {
  private Literals() {}

  public static Optional<Address> address(String text) {
    if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
      return Optional.empty();
    }
    try {
      InetAddress parsed = InetAddress.ofLiteral(text);
      ByteBuffer bytes = ByteBuffer.wrap(parsed.getAddress());
      return Optional.of(
          parsed instanceof Inet4Address
              ? Address.ipv4(bytes.getInt())
              : Address.ipv6(bytes.getLong(), bytes.getLong()));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** An address or a prefix. */
  public static Optional<AddressRange> range(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return address(text).map(AddressRange::of);
    }
    Optional<Address> member = address(text.substring(0, slash));
    String length = text.substring(slash + 1);
    if (member.isEmpty() || !length.matches("[0-9]{1,3}")) {
      return Optional.empty();
    }
    int bits = Integer.parseInt(length);
    return bits > member.get().bits()
        ? Optional.empty()
        : Optional.of(AddressRange.prefix(member.get(), bits));
  }

  /** {@code 192.0.2.1}, {@code 192.0.2.1:80}, {@code 2001:db8::1}, {@code [2001:db8::1]:80}. */
  public static Optional<Endpoint> endpoint(String text) {
    Optional<Address> whole = address(text);
    if (whole.isPresent()) {
      return Optional.of(new Endpoint(whole.get(), -1));
    }
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String port = text.substring(colon + 1);
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      return Optional.empty();
    }
    Optional<Address> address = address(host);
    if (address.isEmpty() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 0xFFFF) {
      return Optional.empty();
    }
    return Optional.of(new Endpoint(address.get(), Integer.parseInt(port)));
  }

  /** One end of a packet's way; the port is -1 where none was said. */
  public record Endpoint(Address address, int port) {}
}
