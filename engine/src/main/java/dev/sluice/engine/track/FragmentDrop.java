package dev.sluice.engine.track;

/** Why fragments never became a datagram. */
public enum FragmentDrop {
  TIMEOUT("not complete in time"),
  OVERLAP("overlapping fragments"),
  TOO_LONG("longer than a datagram can be"),
  BAD_LENGTH("not a multiple of eight bytes"),
  INCONSISTENT("fragments contradict each other"),
  TOO_MANY("too many fragments of one datagram"),
  FULL("too many incomplete datagrams"),
  CUT("cut by the snap length");

  private final String text;

  FragmentDrop(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
