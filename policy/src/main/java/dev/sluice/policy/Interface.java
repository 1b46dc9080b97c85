package dev.sluice.policy;

/**
 * An interface that the policy knows by name.
 *
 * @param kind the last word of its menu (ether, bridge, vlan, pppoe-client, …); empty if only named
 * @param dynamic whether it comes and goes, as PPP clients do (interface lists dynamic and static)
 * @param bridge the bridge it is a port of, or empty
 * @param mtu in bytes
 */
public record Interface(String name, String kind, boolean dynamic, String bridge, int mtu) {
  public static final int DEFAULT_MTU = 1500;
}
