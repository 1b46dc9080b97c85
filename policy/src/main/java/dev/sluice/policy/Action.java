package dev.sluice.policy;

import java.util.Optional;

/**
 * What a rule does to a packet that it matches. {@code passthrough} says whether the walk goes on
 * with the next rule afterwards; without it the table's walk ends there, as with accept. Immutable.
 */
public sealed interface Action {

  /** Ends the walk of this table; later tables still see the packet. */
  record Accept() implements Action {}

  /** Drops silently. */
  record Drop() implements Action {}

  /** Drops and answers. */
  record Reject(RejectWith with) implements Action {}

  /** Drops, and holds the sender's TCP connection open. */
  record Tarpit() implements Action {}

  /** Counts only. */
  record Passthrough() implements Action {}

  /** Writes a log line and goes on. */
  record Log() implements Action {}

  /** Walks the named chain, then comes back. */
  record Jump(String target) implements Action {}

  /** Ends this chain; in a built-in chain, the walk. */
  record Return() implements Action {}

  /** RouterOS: add-src-to-address-list. */
  record AddSourceToAddressList(String list, ListTimeout timeout) implements Action {}

  /** RouterOS: add-dst-to-address-list. */
  record AddDestinationToAddressList(String list, ListTimeout timeout) implements Action {}

  /** Flags the connection; its later packets take the short road. Goes on. */
  record FasttrackConnection(boolean hardwareOffload) implements Action {}

  /** Raw only: the packet will have no connection. Goes on. */
  record Notrack() implements Action {}

  /** RouterOS: mark-connection; {@link Mark#NO_MARK} takes the mark away. */
  record MarkConnection(String mark, boolean passthrough) implements Action {}

  /** RouterOS: mark-packet. */
  record MarkPacket(String mark, boolean passthrough) implements Action {}

  /** RouterOS: mark-routing. */
  record MarkRouting(String mark, boolean passthrough) implements Action {}

  /** RouterOS: change-mss; empty is clamp-to-pmtu. */
  record ChangeMss(Optional<Integer> mss, boolean passthrough) implements Action {}

  /** RouterOS: change-dscp. */
  record ChangeDscp(DscpSource source, int value, boolean passthrough) implements Action {}

  /** RouterOS: change-ttl and change-hop-limit. */
  record ChangeTtl(TtlChange change, int value, boolean passthrough) implements Action {}

  /** RouterOS: set-priority. */
  record SetPriority(PrioritySource source, int value, boolean passthrough) implements Action {}

  /** RouterOS: clear-df. */
  record ClearDf(boolean passthrough) implements Action {}

  /** RouterOS: strip-ipv4-options. */
  record StripIpv4Options(boolean passthrough) implements Action {}

  /** RouterOS: sniff-tzsp. Goes on. */
  record SniffTzsp(Address target, int port) implements Action {}

  /** RouterOS: sniff-pc. Goes on. */
  record SniffPc(Address target, int port, int id) implements Action {}

  /** RouterOS: route; another destination for the routing decision only. */
  record Route(Address destination, boolean passthrough) implements Action {}

  /** RouterOS: snpt, RFC 6296 on the source. */
  record SourcePrefixTranslation(AddressRange from, AddressRange to) implements Action {}

  /** RouterOS: dnpt, RFC 6296 on the destination. */
  record DestinationPrefixTranslation(AddressRange from, AddressRange to) implements Action {}

  /** RouterOS: src-nat. */
  record SourceNat(Optional<AddressRange> to, Optional<IntRange> ports, boolean randomisePorts)
      implements Action {}

  /** RouterOS: masquerade, the address of the interface the packet leaves by. */
  record Masquerade(Optional<IntRange> ports, boolean randomisePorts) implements Action {}

  /** RouterOS: dst-nat. */
  record DestinationNat(Optional<AddressRange> to, Optional<IntRange> ports, boolean randomisePorts)
      implements Action {}

  /** RouterOS: redirect, to the router itself. */
  record Redirect(Optional<IntRange> ports, boolean randomisePorts) implements Action {}

  /** RouterOS: netmap, the host bits stay. */
  record Netmap(AddressRange to, Optional<IntRange> ports) implements Action {}

  /** RouterOS: same. */
  record Same(AddressRange to, Optional<IntRange> ports, boolean notByDestination)
      implements Action {}

  /** RouterOS: endpoint-independent-nat, UDP only. */
  record EndpointIndependentNat(
      Optional<AddressRange> to, Optional<IntRange> ports, boolean randomisePorts)
      implements Action {}

  /** RouterOS: socksify. */
  record Socksify(Optional<Address> server, int port) implements Action {}
}
