package dev.sluice.wire;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;

/** Reads captures; stub. */
public final class CaptureReader implements AutoCloseable {
  private CaptureReader() {}

  public static CaptureReader open(Path file) throws IOException {
    throw new CaptureException(file + ": no captures yet");
  }

  public static CaptureReader open(InputStream in, String name) throws IOException {
    throw new CaptureException(name + ": no captures yet");
  }

  public boolean next() throws IOException {
    return false;
  }

  public long timestamp() {
    return 0;
  }

  public MemorySegment bytes() {
    return MemorySegment.NULL;
  }

  public long offset() {
    return 0;
  }

  public int captured() {
    return 0;
  }

  public int wireLength() {
    return 0;
  }

  public int linkType() {
    return 0;
  }

  public int interfaceIndex() {
    return 0;
  }

  public String interfaceName() {
    return "";
  }

  public long packets() {
    return 0;
  }

  public Optional<String> problem() {
    return Optional.empty();
  }

  @Override
  public void close() {}
}
