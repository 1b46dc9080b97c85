package dev.sluice.wire;

import java.io.IOException;

/** How packets are framed in a capture. Not threadsafe. */
sealed interface Framing permits PcapFraming, PcapngFraming {
  /** The largest packet that is believed; Linux builds none of more than 512 KiB. */
  int MAX_PACKET = 1 << 20;

  /**
   * Finds the next packet. False at the end of the capture or where it can be understood no
   * further; {@link CaptureRecord#problem} then says which.
   */
  boolean next(CaptureBuffer in, CaptureRecord record) throws IOException;
}
