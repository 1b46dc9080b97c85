package dev.sluice.engine.rules;

/**
 * The instructions of a {@link ChainProgram}. Four cells each: one of these numbers, two operands
 * {@code a} and {@code b}, and 1 where the answer is inverted.
 */
final class Op {
  // Headers. a and b are values, or a is a place in the numbers.
  static final int PROTOCOL = 0;
  static final int SOURCE_4 = 1;
  static final int DESTINATION_4 = 2;
  static final int SOURCE_6 = 3;
  static final int DESTINATION_6 = 4;
  static final int SOURCE_LIST = 5;
  static final int DESTINATION_LIST = 6;
  static final int SOURCE_TYPE = 7;
  static final int DESTINATION_TYPE = 8;
  static final int IN_INTERFACE = 9;
  static final int OUT_INTERFACE = 10;
  static final int IN_LIST = 11;
  static final int OUT_LIST = 12;
  static final int SOURCE_PORT = 13;
  static final int DESTINATION_PORT = 14;
  static final int SOURCE_PORTS = 15;
  static final int DESTINATION_PORTS = 16;
  static final int ANY_PORT = 17;
  static final int TCP_FLAGS = 18;
  static final int STATE = 19;
  static final int CONNECTION_MARK = 20;
  static final int PACKET_MARK = 21;
  static final int NEVER = 22;
  static final int ALWAYS = 23;

  /** From here on {@link ChainProgram} asks its second method. */
  static final int FIRST_RARE = 24;

  static final int CONNECTION_MARKS = 24;
  static final int PACKET_MARKS = 25;
  static final int ROUTING_MARKS = 26;
  static final int LAYER7 = 27;
  static final int COUNTING = 28;
  static final int COUNTING_CONNECTED = 29;
  static final int COUNTING_PORT = 30;
  static final int IN_BRIDGE_PORT = 31;
  static final int OUT_BRIDGE_PORT = 32;
  static final int IN_BRIDGE_LIST = 33;
  static final int OUT_BRIDGE_LIST = 34;
  static final int SOURCE_MAC = 35;
  static final int TCP_MSS = 36;
  static final int ICMP = 37;
  static final int SIZE = 38;
  static final int TOS = 39;
  static final int TTL = 40;
  static final int TTL_BELOW = 41;
  static final int TTL_ABOVE = 42;
  static final int FRAGMENT = 43;
  static final int OPTION = 44;
  static final int HEADERS = 45;
  static final int CONTENT = 46;
  static final int HOST = 47;
  static final int TIME = 48;
  static final int INGRESS_PRIORITY = 49;
  static final int PRIORITY = 50;
  static final int REALM = 51;
  static final int HOTSPOT = 52;
  static final int IPSEC_IN = 53;
  static final int IPSEC_OUT = 54;
  static final int NAT_STATE = 55;
  static final int HELPER = 56;
  static final int BYTES = 57;
  static final int RATE = 58;
  static final int P2P = 59;
  static final int CLASS = 60;
  static final int CLASS_PORT = 61;

  private Op() {}
}
