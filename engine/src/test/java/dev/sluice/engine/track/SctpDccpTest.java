package dev.sluice.engine.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Frames;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SctpDccpTest {
  private final TrackedLine line = TrackedLine.linux();

  private static Frames out(long tag, byte[] chunk) {
    return Frames.sctp("10.0.0.2", 1000, "10.0.0.3", 3868).rest(tag).payload(chunk);
  }

  private static Frames in(long tag, byte[] chunk) {
    return Frames.sctp("10.0.0.3", 3868, "10.0.0.2", 1000).rest(tag).payload(chunk);
  }

  private static byte[] chunk(int type, int... words) {
    ByteBuffer b = ByteBuffer.allocate(4 + 4 * words.length);
    b.put((byte) type).put((byte) 0).putShort((short) b.capacity());
    for (int word : words) {
      b.putInt(word);
    }
    return b.array();
  }

  @Test
  void followsAnAssociationByItsChunksAndTags() {
    assertThat(line.send(out(0, chunk(1, 11, 1, 1, 1)))).isEqualTo("new");
    assertThat(line.table.tcpState(line.last)).isEqualTo(SctpTracker.CLOSED);
    assertThat(line.send(in(11, chunk(2, 22, 1, 1, 1)))).isEqualTo("established");
    assertThat(line.table.tcpState(line.last)).isEqualTo(SctpTracker.COOKIE_WAIT);
    line.send(out(22, chunk(10, 1)));
    line.send(in(11, chunk(11)));
    assertThat(line.table.tcpState(line.last)).isEqualTo(SctpTracker.ESTABLISHED);
    assertThat(line.table.assured(line.last)).isTrue();
    assertThat(line.timeout()).isEqualTo(210);
    assertThat(line.send(out(22, chunk(0, 1, 2, 3)))).isEqualTo("established");
    assertThat(line.send(out(23, chunk(0, 1, 2, 3)))).isEqualTo("invalid");
    assertThat(line.table.invalidReason()).isEqualTo(InvalidReason.SCTP_TAG);
    line.send(out(22, chunk(7, 1)));
    line.send(in(11, chunk(8)));
    line.send(out(22, chunk(14)));
    assertThat(line.table.tcpState(line.last)).isEqualTo(SctpTracker.CLOSED);
  }

  @Test
  void dataBeginsNoAssociationAndBadChunksAreInvalid() {
    assertThat(line.send(out(5, chunk(0, 1, 2, 3)))).isEqualTo("invalid");
    assertThat(line.table.invalidReason()).isEqualTo(InvalidReason.SCTP_STATE);
    assertThat(line.send(out(5, new byte[] {1, 0, 0, 0}))).isEqualTo("invalid");
    assertThat(line.table.invalidReason()).isEqualTo(InvalidReason.SCTP_CHUNKS);
    assertThat(line.send(out(0, new byte[0]))).isEqualTo("invalid");
    assertThat(line.send(out(7, chunk(1, 11, 1, 1, 1)))).isEqualTo("invalid");
    assertThat(line.table.size()).isZero();
  }

  @Test
  void followsADccpConnection() {
    byte[] request = Frames.dccp("10.0.0.2", 1000, "10.0.0.3", 5001).packet();
    assertThat(line.send(request)).isEqualTo("new");
    assertThat(line.table.tcpState(line.last)).isEqualTo(DccpTracker.REQUEST);
    assertThat(line.timeout()).isEqualTo(240);
    byte[] answer = Frames.dccp("10.0.0.3", 5001, "10.0.0.2", 1000).packet();
    answer[28] = (byte) (answer[28] & ~0x1E | 1 << 1);
    assertThat(line.send(answer)).isEqualTo("established");
    assertThat(line.table.tcpState(line.last)).isEqualTo(DccpTracker.RESPOND);
    request[28] = (byte) (request[28] & ~0x1E | 3 << 1);
    line.send(request);
    assertThat(line.table.tcpState(line.last)).isEqualTo(DccpTracker.PART_OPEN);
    request[28] = (byte) (request[28] & ~0x1E | 1 << 1);
    assertThat(line.send(request)).isEqualTo("invalid");
    assertThat(line.table.invalidReason()).isEqualTo(InvalidReason.DCCP_STATE);
  }
}
