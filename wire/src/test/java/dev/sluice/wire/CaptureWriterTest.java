package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureWriterTest {
  @TempDir Path folder;

  @Test
  void writesWhatTheReaderReads() throws IOException {
    Path file = folder.resolve("out.pcap");
    byte[] large = new byte[400_000];
    large[399_999] = 7;
    MemorySegment bytes = MemorySegment.ofArray(large);
    try (CaptureWriter writer = CaptureWriter.create(file, LinkType.RAW)) {
      for (int i = 0; i < 50; i++) {
        writer.write(1_700_000_000_123_456_789L + i, bytes, i, i * 8_000, 500_000);
      }
    }
    try (CaptureReader reader = CaptureReader.open(file)) {
      for (int i = 0; i < 50; i++) {
        assertThat(reader.next()).isTrue();
        assertThat(reader.timestamp()).isEqualTo(1_700_000_000_123_456_789L + i);
        assertThat(reader.captured()).isEqualTo(i * 8_000);
        assertThat(reader.wireLength()).isEqualTo(500_000);
        assertThat(reader.linkType()).isEqualTo(LinkType.RAW);
        MemorySegment read = reader.bytes().asSlice(reader.offset(), reader.captured());
        assertThat(read.mismatch(bytes.asSlice(i, reader.captured()))).isEqualTo(-1);
      }
      assertThat(reader.next()).isFalse();
      assertThat(reader.problem()).isEmpty();
    }
  }

  @Test
  void leavesTheOldFileUntilTheNewOneIsWhole() throws IOException {
    Path file = Files.writeString(folder.resolve("out.pcap"), "old");
    try (CaptureWriter writer = CaptureWriter.create(file, LinkType.ETHERNET)) {
      writer.write(1, MemorySegment.ofArray(new byte[60]), 0, 60, 60);
      assertThat(file).hasContent("old");
    }
    assertThat(file).hasSize(24 + 16 + 60);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void writesThroughASymbolicLink() throws IOException {
    Path file = Files.writeString(folder.resolve("real.pcap"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.pcap"), file);
    CaptureWriter.create(link, LinkType.ETHERNET).close();
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(file).hasSize(24);
  }

  @Test
  void saysThatTheFolderIsNotThere() {
    assertThatThrownBy(() -> CaptureWriter.create(folder.resolve("no/out.pcap"), 1))
        .isInstanceOf(NoSuchFileException.class);
  }
}
