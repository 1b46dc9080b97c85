package dev.sluice.config.meaning;

import java.util.Set;

/** The properties of rules that are conditions. */
final class MatcherNames {
  static final Set<String> ALL =
      Set.of(
          ("src-address dst-address src-address-list dst-address-list src-address-type"
                  + " dst-address-type in-interface out-interface in-interface-list"
                  + " out-interface-list in-bridge-port out-bridge-port in-bridge-port-list"
                  + " out-bridge-port-list src-mac-address protocol src-port dst-port port"
                  + " tcp-flags tcp-mss icmp-options packet-size dscp tos ttl hop-limit fragment"
                  + " ipv4-options headers content tls-host random nth per-connection-classifier"
                  + " limit dst-limit psd time ingress-priority priority packet-mark"
                  + " connection-mark routing-mark hotspot ipsec-policy connection-state"
                  + " connection-nat-state connection-type connection-bytes connection-limit"
                  + " connection-rate layer7-protocol realm p2p")
              .split(" ", -1));

  private MatcherNames() {}
}
