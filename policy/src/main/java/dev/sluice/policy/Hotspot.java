package dev.sluice.policy;

/** The hotspot facts about a packet; the ordinal is the bit in {@link Matcher.HotspotState}. */
public enum Hotspot {
  FROM_CLIENT,
  AUTH,
  LOCAL_DST,
  TO_CLIENT,
  HTTP
}
