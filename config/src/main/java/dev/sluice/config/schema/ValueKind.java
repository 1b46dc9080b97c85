package dev.sluice.config.schema;

/** The form of a property's value. What a rule's property means is read elsewhere, in full. */
public enum ValueKind {
  /** Any characters. */
  STRING,
  /** yes or no. */
  BOOL,
  /** One of the words of the property. */
  CHOICE,
  /** The name of something that may be made later. */
  NAME,
  INTERFACE,
  NUM,
  TIME,
  MAC,
  IP,
  IP_RANGE,
  IP6,
  IP6_PREFIX,
  /** Comma separated. */
  LIST,
  /** Comma separated words of the property. */
  SET,
  /** A word that needs no value. */
  SWITCH,
  /** Composed: the reader of the menu knows. */
  TEXT
}
