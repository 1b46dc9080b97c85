package dev.sluice.engine.rules;

/**
 * What a capture cannot tell about its packets and the run therefore assumes for all of them.
 * Immutable.
 *
 * @param ipsecIn whether packets came out of an IPsec tunnel
 * @param ipsecOut whether packets will go into one
 * @param hotspot the hotspot facts, one bit a {@link dev.sluice.policy.Hotspot} ordinal
 * @param realm the routing realm
 */
public record Assumptions(boolean ipsecIn, boolean ipsecOut, int hotspot, long realm) {
  /** No IPsec, no hotspot, realm 0. */
  public static final Assumptions NONE = new Assumptions(false, false, 0, 0);
}
