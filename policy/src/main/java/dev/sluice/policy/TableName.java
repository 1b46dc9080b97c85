package dev.sluice.policy;

/** The four tables, in the order in which a packet meets them. */
public enum TableName {
  RAW,
  MANGLE,
  NAT,
  FILTER
}
