package dev.sluice.bench;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/**
 * Hyperscan 5 called through java.lang.foreign, in streaming or block mode. Each match calls back
 * into Java, which sets a bit, as a user's code would. Not threadsafe.
 */
@SuppressWarnings("restricted")
final class Hyperscan implements Engine {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;
  private static final String LIBRARY = "libhs.so.5";
  private static final int BLOCK = 1;
  private static final int STREAM = 2;
  private static final int FLAGS = 1 | 2 | 8 | 16; // ignore case, dot matches all, single, empty

  private final Arena arena = Arena.ofConfined();
  private final SymbolLookup library;
  private final boolean streaming;
  private final MethodHandle scan;
  private final MethodHandle reset;
  private final MemorySegment database;
  private final MemorySegment scratch;
  private final MemorySegment stream;
  private final MemorySegment callback;
  private final long memory;
  private int refused;
  private int matches;

  private Hyperscan(SymbolLookup library, List<String> patterns, boolean streaming)
      throws Throwable {
    this.library = library;
    this.streaming = streaming;
    MethodHandle target =
        MethodHandles.lookup()
            .findVirtual(
                Hyperscan.class,
                "matched",
                MethodType.methodType(
                    int.class, int.class, long.class, long.class, int.class, MemorySegment.class))
            .bindTo(this);
    callback =
        Linker.nativeLinker()
            .upcallStub(target, FunctionDescriptor.of(INT, INT, LONG, LONG, INT, POINTER), arena);
    database = compile(new ArrayList<>(patterns));
    MemorySegment cell = arena.allocate(POINTER);
    check((int) handle("hs_alloc_scratch", INT, POINTER, POINTER).invoke(database, cell));
    scratch = cell.get(POINTER, 0);
    long size = size("hs_database_size", database) + size("hs_scratch_size", scratch);
    if (streaming) {
      check((int) handle("hs_open_stream", INT, POINTER, INT, POINTER).invoke(database, 0, cell));
      stream = cell.get(POINTER, 0);
      size += size("hs_stream_size", database);
      scan = handle("hs_scan_stream", INT, POINTER, POINTER, INT, INT, POINTER, POINTER, POINTER);
    } else {
      stream = MemorySegment.NULL;
      scan = handle("hs_scan", INT, POINTER, POINTER, INT, INT, POINTER, POINTER, POINTER);
    }
    reset = handle("hs_reset_stream", INT, POINTER, INT, POINTER, POINTER, POINTER);
    memory = size;
  }

  /** Whether the library can be loaded here. */
  static boolean installed() {
    try {
      SymbolLookup.libraryLookup(LIBRARY, Arena.global());
      return true;
    } catch (IllegalArgumentException absent) {
      return false;
    }
  }

  static Engine of(List<Regex> trees, boolean streaming) {
    SymbolLookup library = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
    try {
      return new Hyperscan(library, trees.stream().map(RegexText::of).toList(), streaming);
    } catch (Throwable e) {
      throw new IllegalStateException("Hyperscan: " + e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return streaming ? "Hyperscan, streaming" : "Hyperscan, block";
  }

  @Override
  public long memory() {
    return memory;
  }

  @Override
  public String remark() {
    return refused == 0 ? "" : refused + " patterns refused";
  }

  @Override
  public int run(Windows windows, int window) {
    matches = 0;
    long[] starts = windows.starts(window);
    long[] ends = windows.ends(window);
    try {
      if (!streaming) {
        int length = (int) (ends[ends.length - 1] - starts[0]);
        MemorySegment bytes = windows.bytes().asSlice(starts[0], length);
        check((int) scan.invokeExact(database, bytes, length, 0, scratch, callback, NULL));
        return matches;
      }
      for (int p = 0; p < starts.length; p++) {
        int length = (int) (ends[p] - starts[p]);
        MemorySegment bytes = windows.bytes().asSlice(starts[p], length);
        check((int) scan.invokeExact(stream, bytes, length, 0, scratch, callback, NULL));
      }
      check((int) reset.invokeExact(stream, 0, scratch, callback, NULL));
      return matches;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static final MemorySegment NULL = MemorySegment.NULL;

  @SuppressWarnings("unused") // called by Hyperscan
  private int matched(int id, long from, long to, int flags, MemorySegment context) {
    matches++;
    return 0;
  }

  /** Compiles the set; a pattern it refuses is taken out and the rest tried again. */
  private MemorySegment compile(List<String> patterns) throws Throwable {
    MethodHandle compile =
        handle(
            "hs_compile_multi",
            INT,
            POINTER,
            POINTER,
            POINTER,
            INT,
            INT,
            POINTER,
            POINTER,
            POINTER);
    MemorySegment out = arena.allocate(POINTER);
    MemorySegment error = arena.allocate(POINTER);
    while (true) {
      int n = patterns.size();
      MemorySegment texts = arena.allocate(POINTER, n);
      MemorySegment flags = arena.allocate(INT, n);
      MemorySegment ids = arena.allocate(INT, n);
      for (int i = 0; i < n; i++) {
        texts.setAtIndex(POINTER, i, arena.allocateFrom(patterns.get(i)));
        flags.setAtIndex(INT, i, FLAGS);
        ids.setAtIndex(INT, i, i);
      }
      int mode = streaming ? STREAM : BLOCK;
      int status = (int) compile.invoke(texts, flags, ids, n, mode, NULL, out, error);
      if (status == 0) {
        return out.get(POINTER, 0);
      }
      MemoryLayout layout = MemoryLayout.structLayout(POINTER, INT);
      MemorySegment problem = error.get(POINTER, 0).reinterpret(layout.byteSize());
      int which = problem.get(INT, 8);
      if (which < 0 || which >= n) {
        throw new IllegalStateException(problem.get(POINTER, 0).reinterpret(1000).getString(0));
      }
      patterns.remove(which);
      refused++;
    }
  }

  private long size(String function, MemorySegment of) throws Throwable {
    MemorySegment cell = arena.allocate(LONG);
    check((int) handle(function, INT, POINTER, POINTER).invoke(of, cell));
    return cell.get(LONG, 0);
  }

  private MethodHandle handle(String name, MemoryLayout result, MemoryLayout... arguments) {
    return Linker.nativeLinker()
        .downcallHandle(library.find(name).orElseThrow(), FunctionDescriptor.of(result, arguments));
  }

  private static void check(int status) {
    if (status != 0) {
      throw new IllegalStateException("status " + status);
    }
  }

  @Override
  public void close() {
    try {
      if (streaming) {
        int ignored =
            (int)
                handle("hs_close_stream", INT, POINTER, POINTER, POINTER, POINTER)
                    .invoke(stream, scratch, NULL, NULL);
      }
      check((int) handle("hs_free_scratch", INT, POINTER).invoke(scratch));
      check((int) handle("hs_free_database", INT, POINTER).invoke(database));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    arena.close();
  }
}
