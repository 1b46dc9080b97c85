package dev.sluice.policy;

/** The values of the deprecated p2p matcher. */
public enum P2pKind {
  ALL_P2P,
  FASTTRACK,
  GNUTELLA,
  DIRECT_CONNECT,
  EDONKEY,
  BIT_TORRENT,
  BLUBSTER,
  SOULSEEK,
  WINMX,
  WAREZ
}
