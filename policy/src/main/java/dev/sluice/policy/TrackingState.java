package dev.sluice.policy;

/** The state of a packet in connection tracking. */
public enum TrackingState {
  NEW,
  ESTABLISHED,
  RELATED,
  INVALID,
  UNTRACKED
}
