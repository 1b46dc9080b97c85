package dev.sluice.testkit;

/** DNS messages (RFC 1035), a question for an address and its answer. */
public final class Dns {
  private static final int A = 1;
  private static final int AAAA = 28;

  private Dns() {}

  /** A question for the A record of {@code name}. */
  public static byte[] query(int id, String name) {
    return message(id, 0x0100, name, A, 0).array();
  }

  /** A question for the AAAA record. */
  public static byte[] query6(int id, String name) {
    return message(id, 0x0100, name, AAAA, 0).array();
  }

  /** An answer with one address of either family. */
  public static byte[] answer(int id, String name, String address) {
    byte[] bytes = Frames.address(address);
    int type = bytes.length == 4 ? A : AAAA;
    Bytes out = message(id, 0x8180, name, type, 1);
    // RFC 1035 4.1.4: the name is a pointer to the one in the question, 12 bytes in.
    return out.u16(0xc00c).u16(type).u16(1).u32(300).with16(bytes).array();
  }

  /** An answer that there is no such name. */
  public static byte[] noSuchName(int id, String name) {
    return message(id, 0x8183, name, A, 0).array();
  }

  private static Bytes message(int id, int flags, String name, int type, int answers) {
    Bytes out = new Bytes().u16(id).u16(flags).u16(1).u16(answers).u32(0);
    for (String label : name.split("\\.", -1)) {
      out.u8(label.length()).add(label);
    }
    return out.u8(0).u16(type).u16(1);
  }
}
