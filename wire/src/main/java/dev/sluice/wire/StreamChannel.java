package dev.sluice.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A stream read in large pieces; what is compressed by gzip comes out plain. Not threadsafe.
 *
 * <p>It looks at the first bytes when it is first read, so that a stream of two bytes is a short
 * capture and not an error of its opening.
 */
final class StreamChannel implements ReadableByteChannel {
  static final int PIECE = 1 << 16;

  private final PushbackInputStream in;
  private final byte[] piece = new byte[PIECE];
  private @Nullable InputStream plain;
  private boolean open = true;

  StreamChannel(InputStream in) {
    this.in = new PushbackInputStream(in, 2);
  }

  /** Whether these are the first two bytes of gzip (RFC 1952 section 2.3.1). */
  static boolean gzip(int first, int second) {
    return first == 0x1F && second == 0x8B;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    InputStream source = plain;
    if (source == null) {
      source = plain();
      plain = source;
    }
    int read = source.read(piece, 0, Math.min(piece.length, target.remaining()));
    if (read > 0) {
      target.put(piece, 0, read);
    }
    return read;
  }

  private InputStream plain() throws IOException {
    byte[] start = in.readNBytes(2);
    in.unread(start);
    boolean compressed = start.length == 2 && gzip(start[0] & 0xFF, start[1] & 0xFF);
    return compressed ? new GZIPInputStream(in, PIECE) : in;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    in.close();
  }
}
