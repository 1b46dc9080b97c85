package dev.sluice.wire;

/** Where the packet lies that a {@link Framing} found last, and what the file says of it. */
final class CaptureRecord {
  long timestamp;
  long offset;
  int captured;
  int wireLength;
  int linkType;
  int interfaceIndex;
  String interfaceName = "";
  long packets;
  String problem = "";
}
