package dev.sluice.engine.queues;

/** One tree of queues with the time of its next departure. */
final class Shaper {
  final Htb htb;
  final boolean frames;
  long readyAt = Discipline.NEVER;

  /**
   * @param frames whether lengths are those of frames, as on an interface, or of IP packets
   */
  Shaper(Htb htb, boolean frames) {
    this.htb = htb;
    this.frames = frames;
  }
}
