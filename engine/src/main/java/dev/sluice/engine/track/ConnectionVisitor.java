package dev.sluice.engine.track;

/** Looks at one connection of a table; must not add or remove any. */
@FunctionalInterface
public interface ConnectionVisitor {
  void visit(ConnectionTable table, int connection);
}
