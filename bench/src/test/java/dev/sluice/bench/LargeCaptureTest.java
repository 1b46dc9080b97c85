package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.CaptureReader;
import dev.sluice.wire.PacketView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeCaptureTest {
  @TempDir Path folder;

  @Test
  void theSameOptionsGiveTheSameBytes() throws IOException {
    byte[] first = Files.readAllBytes(write("a.pcap", 1));
    assertThat(Files.readAllBytes(write("b.pcap", 1))).isEqualTo(first);
    assertThat(Files.readAllBytes(write("c.pcap", 2))).isNotEqualTo(first);
  }

  @Test
  void everyPacketIsWellFormedAndTheFloorCountsThemAll() throws IOException {
    Path file = write("d.pcap", 3);
    PacketView view = new PacketView();
    try (CaptureReader reader = CaptureReader.open(file)) {
      while (reader.next()) {
        PacketView.Status status =
            view.wrap(
                reader.bytes(),
                reader.offset(),
                reader.captured(),
                reader.wireLength(),
                reader.linkType());
        assertThat(status).isEqualTo(PacketView.Status.OK);
        assertThat(view.checksumsGood()).isTrue();
      }
      assertThat(reader.packets()).isEqualTo(2000);
      assertThat(reader.problem()).isEmpty();
    }
    HeaderFloor floor = new HeaderFloor();
    floor.run(file);
    assertThat(floor.packets()).isEqualTo(2000);
  }

  private Path write(String name, long seed) throws IOException {
    Path file = folder.resolve(name);
    LargeCapture.write(file, 2000, 50, 1000, seed, LargeCapture.Mix.of("office"));
    return file;
  }
}
