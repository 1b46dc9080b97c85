package dev.sluice.config.device;

/** What a device says of a script. Lines and columns count from 1, columns in bytes. */
public record DeviceError(String message, int line, int column) {
  @Override
  public String toString() {
    return message + " (line " + line + " column " + column + ")";
  }
}
