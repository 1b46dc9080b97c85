package dev.sluice.replay;

import dev.sluice.policy.Action;

/** RouterOS's words for protocols and actions. */
public final class Names {
  private Names() {}

  /** As {@code print} shows it: {@code tcp}, or the number where there is no name. */
  public static String protocol(int number) {
    return switch (number) {
      case 1 -> "icmp";
      case 2 -> "igmp";
      case 3 -> "ggp";
      case 4 -> "ip-encap";
      case 5 -> "st";
      case 6 -> "tcp";
      case 8 -> "egp";
      case 12 -> "pup";
      case 17 -> "udp";
      case 20 -> "hmp";
      case 22 -> "xns-idp";
      case 27 -> "rdp";
      case 29 -> "iso-tp4";
      case 33 -> "dccp";
      case 36 -> "xtp";
      case 37 -> "ddp";
      case 38 -> "idpr-cmtp";
      case 41 -> "ipv6-encap";
      case 43 -> "ipv6-route";
      case 44 -> "ipv6-frag";
      case 45 -> "idrp";
      case 46 -> "rsvp";
      case 47 -> "gre";
      case 50 -> "ipsec-esp";
      case 51 -> "ipsec-ah";
      case 57 -> "skip";
      case 58 -> "icmpv6";
      case 59 -> "ipv6-nonxt";
      case 60 -> "ipv6-opts";
      case 73 -> "rspf";
      case 81 -> "vmtp";
      case 89 -> "ospf";
      case 94 -> "ipip";
      case 97 -> "etherip";
      case 98 -> "encap";
      case 103 -> "pim";
      case 112 -> "vrrp";
      case 115 -> "l2tp";
      case 124 -> "isis";
      case 132 -> "sctp";
      case 133 -> "fc";
      case 136 -> "udp-lite";
      default -> Integer.toString(number);
    };
  }

  /** Whether connections of the protocol have ports. */
  static boolean hasPorts(int protocol) {
    return switch (protocol) {
      case 6, 17, 33, 132, 136 -> true;
      default -> false;
    };
  }

  /** The value of {@code action=}. */
  public static String action(Action action, boolean six) {
    return switch (action) {
      case Action.Accept _ -> "accept";
      case Action.Drop _ -> "drop";
      case Action.Reject _ -> "reject";
      case Action.Tarpit _ -> "tarpit";
      case Action.Passthrough _ -> "passthrough";
      case Action.Log _ -> "log";
      case Action.Jump _ -> "jump";
      case Action.Return _ -> "return";
      case Action.AddSourceToAddressList _ -> "add-src-to-address-list";
      case Action.AddDestinationToAddressList _ -> "add-dst-to-address-list";
      case Action.FasttrackConnection _ -> "fasttrack-connection";
      case Action.Notrack _ -> "notrack";
      case Action.MarkConnection _ -> "mark-connection";
      case Action.MarkPacket _ -> "mark-packet";
      case Action.MarkRouting _ -> "mark-routing";
      case Action.ChangeMss _ -> "change-mss";
      case Action.ChangeDscp _ -> "change-dscp";
      case Action.ChangeTtl _ -> six ? "change-hop-limit" : "change-ttl";
      case Action.SetPriority _ -> "set-priority";
      case Action.ClearDf _ -> "clear-df";
      case Action.StripIpv4Options _ -> "strip-ipv4-options";
      case Action.SniffTzsp _ -> "sniff-tzsp";
      case Action.SniffPc _ -> "sniff-pc";
      case Action.Route _ -> "route";
      case Action.SourcePrefixTranslation _ -> "snpt";
      case Action.DestinationPrefixTranslation _ -> "dnpt";
      case Action.SourceNat _ -> "src-nat";
      case Action.Masquerade _ -> "masquerade";
      case Action.DestinationNat _ -> "dst-nat";
      case Action.Redirect _ -> "redirect";
      case Action.Netmap _ -> "netmap";
      case Action.Same _ -> "same";
      case Action.EndpointIndependentNat _ -> "endpoint-independent-nat";
      case Action.Socksify _ -> "socksify";
    };
  }
}
