package dev.sluice.policy;

/** What ipv4-options can ask for. */
public enum Ipv4Option {
  ANY,
  NONE,
  LOOSE_SOURCE_ROUTING,
  STRICT_SOURCE_ROUTING,
  NO_SOURCE_ROUTING,
  RECORD_ROUTE,
  NO_RECORD_ROUTE,
  ROUTER_ALERT,
  NO_ROUTER_ALERT,
  TIMESTAMP,
  NO_TIMESTAMP
}
