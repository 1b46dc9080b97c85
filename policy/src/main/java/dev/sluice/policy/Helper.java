package dev.sluice.policy;

/** The connection helpers. */
public enum Helper {
  FTP,
  PPTP,
  H323,
  SIP,
  IRC,
  QUAKE3,
  TFTP,
  RTSP
}
