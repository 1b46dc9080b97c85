package dev.sluice.policy;

/** How long an address stays in an address list that a rule put it in. */
public sealed interface ListTimeout {
  /** Until the router restarts; RouterOS: none-dynamic, the default. */
  record NoneDynamic() implements ListTimeout {}

  /** For ever, and part of the configuration; RouterOS: none-static. */
  record NoneStatic() implements ListTimeout {}

  /** For so many seconds since it was last added. */
  record Seconds(long seconds) implements ListTimeout {}
}
