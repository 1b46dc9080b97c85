package dev.sluice.engine.rules;

/** The places on a packet's road where chains are asked. */
public enum Hook {
  PREROUTING,
  INPUT,
  FORWARD,
  OUTPUT,
  POSTROUTING
}
