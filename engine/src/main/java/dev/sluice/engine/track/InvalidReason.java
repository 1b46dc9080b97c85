package dev.sluice.engine.track;

/** Why a packet is invalid. {@link #NONE} stands for a packet that is not. */
public enum InvalidReason {
  NONE("valid"),
  TRUNCATED("transport header incomplete"),
  BAD_CHECKSUM("bad checksum"),
  TCP_FLAGS("impossible TCP flags"),
  TCP_NOT_A_BEGINNING("TCP packet cannot begin a connection"),
  TCP_NOT_SYN("not a SYN, and loose tracking is off"),
  TCP_STATE("TCP packet impossible in this state"),
  TCP_RESET("reset with a sequence number already acknowledged"),
  TCP_SEQUENCE_HIGH("TCP sequence number beyond the receiver's window"),
  TCP_SEQUENCE_LOW("TCP data already acknowledged"),
  TCP_ACKNOWLEDGMENT_HIGH("TCP acknowledges data not seen"),
  TCP_ACKNOWLEDGMENT_LOW("TCP acknowledgement too old"),
  UDP_LENGTH("bad UDP length"),
  ICMP_TYPE("unknown ICMP type"),
  ICMP_NOT_A_REQUEST("ICMP reply without a request"),
  ICMP_ERROR_TRUNCATED("ICMP error quotes too little"),
  ICMP_ERROR_UNKNOWN("ICMP error about an unknown connection"),
  ICMP_ERROR_ADDRESS("ICMP error sent to a stranger of its connection"),
  SCTP_CHUNKS("bad SCTP chunks"),
  SCTP_TAG("wrong SCTP verification tag"),
  SCTP_STATE("SCTP chunk impossible in this state"),
  DCCP_HEADER("bad DCCP header"),
  DCCP_STATE("DCCP packet impossible in this state"),
  TABLE_FULL("connection table full"),
  TUPLE_CLASH("tuple taken by another connection"),
  HELPER("control message incomplete, must come again whole");

  private final String text;

  InvalidReason(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** Whether the datapath drops the packet whatever the rules say, as the kernel does. */
  public boolean fatal() {
    return this == TABLE_FULL || this == TUPLE_CLASH || this == HELPER;
  }
}
