package dev.sluice.wire;

import java.io.IOException;

/** What was opened is no capture; the message is a sentence for the person who named it. */
public final class CaptureException extends IOException {
  private static final long serialVersionUID = 1;

  public CaptureException(String message) {
    super(message);
  }

  CaptureException(String message, Throwable cause) {
    super(message, cause);
  }
}
