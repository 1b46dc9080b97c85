package dev.sluice.policy;

/** What tells one flow from another for dst-limit. */
public enum LimitFlow {
  DESTINATION_ADDRESS(false, true, false),
  DESTINATION_ADDRESS_AND_PORT(false, true, true),
  SOURCE_ADDRESS(true, false, false),
  SOURCE_AND_DESTINATION_ADDRESSES(true, true, false),
  ADDRESSES_AND_DESTINATION_PORT(true, true, true);

  private final boolean source;
  private final boolean destination;
  private final boolean port;

  LimitFlow(boolean source, boolean destination, boolean port) {
    this.source = source;
    this.destination = destination;
    this.port = port;
  }

  public boolean bySource() {
    return source;
  }

  public boolean byDestination() {
    return destination;
  }

  public boolean byDestinationPort() {
    return port;
  }
}
