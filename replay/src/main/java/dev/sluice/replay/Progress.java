package dev.sluice.replay;

/** Is told now and then how far a replay has come; may draw it. */
@FunctionalInterface
public interface Progress {
  Progress SILENT = (packets, fileBytes) -> {};

  /**
   * Called by the thread that replays, after each batch of packets.
   *
   * @param fileBytes about how much of the captures has been read, uncompressed
   */
  void at(long packets, long fileBytes);
}
