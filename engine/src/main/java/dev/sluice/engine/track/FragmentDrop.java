package dev.sluice.engine.track;

/** Why fragments never became a datagram. */
public enum FragmentDrop {
  TIMEOUT("not complete in time"),
  OVERLAP("overlapping fragments"),
  TOO_LONG("longer than a datagram can be"),
  BAD_LENGTH("not a multiple of eight bytes"),
  INCONSISTENT("fragments contradict each other"),
  TINY("first fragment without all headers"),
  TOO_MANY("too many fragments of one datagram"),
  FULL("too many incomplete datagrams"),
  UNFINISHED("not complete at the end");

  private final String text;

  FragmentDrop(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
