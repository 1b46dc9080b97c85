package dev.sluice.policy;

/** How bad a problem is: only errors make a policy unusable. */
public enum Severity {
  ERROR,
  WARNING,
  NOTE
}
