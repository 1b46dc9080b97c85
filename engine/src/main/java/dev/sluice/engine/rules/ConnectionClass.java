package dev.sluice.engine.rules;

import dev.sluice.policy.HashFields;

/**
 * RouterOS: per-connection-classifier. The class of the packet as it looks at this hook, by the
 * formula of nftables (reciprocal scale, not remainder). Ports count only where there are ports.
 */
final class ConnectionClass {
  private final HashFields fields;
  private final long denominator;
  private final int seed;
  private final JenkinsHash hash = new JenkinsHash();

  ConnectionClass(HashFields fields, long denominator, long seed) {
    this.fields = fields;
    this.denominator = denominator;
    this.seed = (int) seed;
  }

  /** From 0 to the denominator, excluded. */
  long of(Context context) {
    boolean ports = context.sourcePort() != Context.NO_PORT;
    int addressBytes = context.six() ? 16 : 4;
    int addresses = count(fields.sourceAddress()) + count(fields.destinationAddress());
    int portFields = ports ? count(fields.sourcePort()) + count(fields.destinationPort()) : 0;
    int bytes = addresses == 0 && portFields == 1 ? 2 : addresses * addressBytes + 4 * portFields;
    hash.begin(bytes, seed);
    if (fields.sourceAddress()) {
      add(context.six(), context.sourceHigh(), context.sourceLow());
    }
    if (fields.destinationAddress()) {
      add(context.six(), context.destinationHigh(), context.destinationLow());
    }
    if (ports && fields.sourcePort()) {
      hash.addPort(context.sourcePort());
    }
    if (ports && fields.destinationPort()) {
      hash.addPort(context.destinationPort());
    }
    return ((hash.end() & 0xFFFF_FFFFL) * denominator) >>> 32;
  }

  private static int count(boolean present) {
    return present ? 1 : 0;
  }

  private void add(boolean six, long high, long low) {
    if (six) {
      hash.add((int) (high >>> 32));
      hash.add((int) high);
      hash.add((int) (low >>> 32));
    }
    hash.add((int) low);
  }
}
