package dev.sluice.engine.rules;

/** How rules are asked. All answer the same; they differ in speed and in what can go wrong. */
public enum Evaluator {
  /** Walks the policy's records. */
  EXPLAIN,
  /** Rules as arrays, one after the other. */
  PROGRAM,
  /** Rules as arrays, only those that can match. */
  INDEX
}
