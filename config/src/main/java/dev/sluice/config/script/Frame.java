package dev.sluice.config.script;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables of one block; what it does not have, the block around it may. Not threadsafe. */
public final class Frame {
  private final @Nullable Frame outer;
  private final Map<String, Cell> cells = new HashMap<>();
  final int depth;

  /** One variable. */
  static final class Cell {
    Datum value = Datum.NOTHING;
  }

  public Frame() {
    this(null);
  }

  Frame(@Nullable Frame outer) {
    this.outer = outer;
    this.depth = outer == null ? 0 : outer.depth + 1;
  }

  private Frame(int depth) {
    this.outer = null;
    this.depth = depth;
  }

  /** The frame of a function, which sees nothing of its caller. */
  static Frame ofFunction(Frame caller) {
    return new Frame(caller.depth + 1);
  }

  @Nullable Cell find(String name) {
    for (Frame frame = this; frame != null; frame = frame.outer) {
      Cell cell = frame.cells.get(name);
      if (cell != null) {
        return cell;
      }
    }
    return null;
  }

  Cell declare(String name) {
    Cell cell = new Cell();
    cells.put(name, cell);
    return cell;
  }

  void bind(String name, Cell cell) {
    cells.put(name, cell);
  }
}
