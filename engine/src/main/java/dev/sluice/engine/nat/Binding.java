package dev.sluice.engine.nat;

/** What came of binding one side of a connection. */
public enum Binding {
  /** The side stays as it is. */
  UNCHANGED,
  /** The side is translated. */
  TRANSLATED,
  /** No free port or address: RouterOS drops the packet. */
  EXHAUSTED
}
