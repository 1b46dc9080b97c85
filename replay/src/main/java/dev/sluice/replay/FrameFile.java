package dev.sluice.replay;

import dev.sluice.wire.CaptureWriter;
import dev.sluice.wire.LinkType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pcap file being written, made with its first packet. It has one link type, that of its first
 * packet; packets of another are counted instead. Not threadsafe.
 */
final class FrameFile implements AutoCloseable {
  private final Path file;
  private @Nullable CaptureWriter writer;
  private int linkType;
  private long refused;

  FrameFile(Path file) {
    this.file = file;
  }

  void write(
      long timestamp,
      MemorySegment bytes,
      long offset,
      int captured,
      int wireLength,
      int frameLinkType)
      throws IOException {
    if (writer == null) {
      linkType = frameLinkType;
      writer = CaptureWriter.create(file, linkType);
    }
    if (frameLinkType == linkType) {
      writer.write(timestamp, bytes, offset, captured, wireLength);
    } else {
      refused++;
    }
  }

  void finish(List<String> problems) throws IOException {
    if (writer == null) {
      writer = CaptureWriter.create(file, LinkType.ETHERNET);
    }
    if (refused > 0) {
      problems.add(
          Words.count(refused, "packet")
              + " not written to "
              + file
              + ", which holds "
              + LinkType.name(linkType)
              + " only");
    }
    close();
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
    }
  }
}
