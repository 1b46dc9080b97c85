package dev.sluice.config.schema;

/** What becomes of a property that a configuration uses. Not in the schema at all: an error. */
public enum Support {
  /** Does what RouterOS does. */
  FULL,
  /** Does part of it; the note says which. */
  PARTIAL,
  /** Kept and exported, without effect and without harm. */
  IGNORED,
  /** Refused: it would mean something that is not done. */
  UNSUPPORTED
}
