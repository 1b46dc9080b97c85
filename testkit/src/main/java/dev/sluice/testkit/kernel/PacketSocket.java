package dev.sluice.testkit.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A raw Ethernet port: an AF_PACKET socket bound to one interface of a network namespace. Names and
 * numbers are those of packet(7) and setns(2). Not threadsafe.
 */
@SuppressWarnings("restricted")
final class PacketSocket implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int ETH_P_ALL_NETWORK_ORDER = 0x0300;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_IGNORE_OUTGOING = 23;
  private static final int CLONE_NEWNET = 0x4000_0000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int POLLIN = 1;
  private static final int FRAME = 65_536;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle SOCKET = find("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = find("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SETSOCKOPT =
      find("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SEND =
      find("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECV =
      find("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle POLL = find("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle OPEN = find("open", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SETNS = find("setns", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle INDEX = find("if_nametoindex", JAVA_INT, ADDRESS);

  private final Arena arena = Arena.ofShared();
  private final MemorySegment out = arena.allocate(FRAME);
  private final MemorySegment in = arena.allocate(FRAME);
  private final MemorySegment polled = arena.allocate(8, 4);
  private final int descriptor;

  private PacketSocket(int descriptor) {
    this.descriptor = descriptor;
    polled.set(JAVA_INT, 0, descriptor);
    polled.set(JAVA_SHORT_UNALIGNED, 4, (short) POLLIN);
  }

  private static MethodHandle find(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }

  /**
   * Moves the calling thread into the namespace. The thread stays there: call it on a thread of its
   * own.
   */
  static void enter(String namespace) {
    try (Arena scratch = Arena.ofConfined()) {
      int file = (int) OPEN.invokeExact(scratch.allocateFrom("/run/netns/" + namespace), 0);
      check("open namespace", file);
      check("setns", (int) SETNS.invokeExact(file, CLONE_NEWNET));
      check("close", (int) CLOSE.invokeExact(file));
    } catch (Throwable failure) {
      throw rethrown(failure);
    }
  }

  static PacketSocket bound(String interfaceName) {
    try (Arena scratch = Arena.ofConfined()) {
      int index = (int) INDEX.invokeExact(scratch.allocateFrom(interfaceName));
      check("interface " + interfaceName, index == 0 ? -1 : index);
      int descriptor = (int) SOCKET.invokeExact(AF_PACKET, SOCK_RAW, ETH_P_ALL_NETWORK_ORDER);
      check("socket", descriptor);
      MemorySegment one = scratch.allocate(JAVA_INT);
      one.set(JAVA_INT, 0, 1);
      check(
          "PACKET_IGNORE_OUTGOING",
          (int) SETSOCKOPT.invokeExact(descriptor, SOL_PACKET, PACKET_IGNORE_OUTGOING, one, 4));
      MemorySegment address = scratch.allocate(20, 4);
      address.set(JAVA_SHORT_UNALIGNED, 0, (short) AF_PACKET);
      address.set(JAVA_SHORT_UNALIGNED, 2, (short) ETH_P_ALL_NETWORK_ORDER);
      address.set(JAVA_INT, 4, index);
      check("bind", (int) BIND.invokeExact(descriptor, address, 20));
      return new PacketSocket(descriptor);
    } catch (Throwable failure) {
      throw rethrown(failure);
    }
  }

  void send(byte[] frame) {
    MemorySegment.copy(frame, 0, out, JAVA_BYTE, 0, frame.length);
    try {
      long sent = (long) SEND.invokeExact(descriptor, out, (long) frame.length, 0);
      check("send", (int) sent);
    } catch (Throwable failure) {
      throw rethrown(failure);
    }
  }

  /** The next frame that arrived, or an empty array after {@code waitMillis} without one. */
  byte[] receive(int waitMillis) {
    try {
      long length = (long) RECV.invokeExact(descriptor, in, (long) FRAME, MSG_DONTWAIT);
      if (length < 0 && waitMillis > 0 && (int) POLL.invokeExact(polled, 1L, waitMillis) > 0) {
        length = (long) RECV.invokeExact(descriptor, in, (long) FRAME, MSG_DONTWAIT);
      }
      return length < 0 ? new byte[0] : in.asSlice(0, length).toArray(JAVA_BYTE);
    } catch (Throwable failure) {
      throw rethrown(failure);
    }
  }

  @Override
  public void close() {
    try {
      check("close", (int) CLOSE.invokeExact(descriptor));
    } catch (Throwable failure) {
      throw rethrown(failure);
    }
    arena.close();
  }

  private static void check(String what, int result) {
    if (result < 0) {
      throw new IllegalStateException(what + " failed");
    }
  }

  private static RuntimeException rethrown(Throwable failure) {
    return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
  }
}
