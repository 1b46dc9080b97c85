package dev.sluice.testkit.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A Linux router between two wires, left and right, in a namespace of its own. A frame pushed in on
 * one wire comes out on the other with the state that connection tracking gave it written into its
 * DSCP field. Not threadsafe.
 *
 * <p>Left holds 10.1.0.0/16 and fd01::/16, right 10.2.0.0/16 and fd02::/16.
 */
public final class KernelRouter implements AutoCloseable {
  private static final byte[] ROUTER_LEFT = {2, 0, 0, 0, 1, 1};
  private static final byte[] ROUTER_RIGHT = {2, 0, 0, 0, 2, 1};
  private static final byte[] HOST_LEFT = {2, 0, 0, 0, 1, 2};
  private static final byte[] HOST_RIGHT = {2, 0, 0, 0, 2, 2};
  private static final int NOTHING_CAME_MILLIS = 1_000;

  /** What connection tracking said, or that nothing came out. */
  public enum Seen {
    GONE,
    NEW,
    ESTABLISHED,
    RELATED,
    INVALID,
    UNTRACKED
  }

  private final PacketSocket left;
  private final PacketSocket right;

  private KernelRouter(PacketSocket left, PacketSocket right) {
    this.left = left;
    this.right = right;
  }

  /** Why a router cannot be opened here, or empty. */
  public static Optional<String> obstacle() {
    for (String tool : List.of("ip", "nft")) {
      if (!onPath(tool)) {
        return Optional.of("the program " + tool + " is not installed");
      }
    }
    String trial = "sluice-trial-" + ProcessHandle.current().pid();
    try {
      run("ip", "netns", "add", trial);
      try {
        run("ip", "netns", "exec", trial, "nft", "add table inet trial");
      } finally {
        run("ip", "netns", "del", trial);
      }
      return Optional.empty();
    } catch (IOException failure) {
      return Optional.of("no network namespaces or no nftables here: " + failure.getMessage());
    }
  }

  private static boolean onPath(String tool) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return Arrays.stream(path.split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder.isEmpty() ? "." : folder, tool)));
  }

  /**
   * The namespace loses its name at once and lives as long as the two sockets in it: however this
   * process ends, it leaves none behind.
   */
  public static KernelRouter open() throws IOException {
    return open("");
  }

  /**
   * The same with more rules.
   *
   * @param rules what nft reads beside the rules that show the states
   */
  public static KernelRouter open(String rules) throws IOException {
    String namespace = "sluice-" + ProcessHandle.current().pid();
    run("ip", "netns", "add", namespace);
    try {
      configure(namespace);
      if (!rules.isEmpty()) {
        run("ip", "netns", "exec", namespace, "nft", rules);
      }
      AtomicReference<PacketSocket[]> sockets = new AtomicReference<>();
      Thread inside =
          new Thread(() -> {
            PacketSocket.enter(namespace);
            sockets.set(
                new PacketSocket[] {PacketSocket.bound("left1"), PacketSocket.bound("right1")});
          });
      inside.start();
      inside.join();
      PacketSocket[] pair = sockets.get();
      if (pair == null) {
        throw new IOException("raw sockets could not be opened");
      }
      return new KernelRouter(pair[0], pair[1]);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    } finally {
      run("ip", "netns", "del", namespace);
    }
  }

  /**
   * The far ends of the wires have other addresses than the hosts on them: what comes out must not
   * enter the same kernel again and be tracked twice.
   */
  private static void configure(String namespace) throws IOException {
    String script =
        """
        set -e
        ip link add left0 address 02:00:00:00:01:01 type veth peer name left1 address 02:00:00:00:01:03
        ip link add right0 address 02:00:00:00:02:01 type veth peer name right1 address 02:00:00:00:02:03
        for i in left0 left1 right0 right1 lo; do
          echo 1 > /proc/sys/net/ipv6/conf/$i/disable_ipv6
          ip link set $i up
        done
        for i in left0 right0; do echo 0 > /proc/sys/net/ipv6/conf/$i/disable_ipv6; done
        echo 0 > /proc/sys/net/netfilter/nf_conntrack_checksum
        echo 1 > /proc/sys/net/ipv4/ip_forward
        echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
        for i in all default left0 right0; do
          echo 0 > /proc/sys/net/ipv4/conf/$i/rp_filter
          echo 0 > /proc/sys/net/ipv4/conf/$i/send_redirects
        done
        ip addr add 192.0.2.1/30 dev left0
        ip addr add 198.51.100.1/30 dev right0
        ip -6 addr add fd11::1/64 dev left0 nodad
        ip -6 addr add fd12::1/64 dev right0 nodad
        ip neigh add 192.0.2.2 lladdr 02:00:00:00:01:02 dev left0 nud permanent
        ip neigh add 198.51.100.2 lladdr 02:00:00:00:02:02 dev right0 nud permanent
        ip -6 neigh add fd11::2 lladdr 02:00:00:00:01:02 dev left0 nud permanent
        ip -6 neigh add fd12::2 lladdr 02:00:00:00:02:02 dev right0 nud permanent
        ip route add 10.1.0.0/16 via 192.0.2.2
        ip route add 10.2.0.0/16 via 198.51.100.2
        ip -6 route add fd01::/16 via fd11::2
        ip -6 route add fd02::/16 via fd12::2
        nft -f - <<'RULES'
        table inet seen {
          chain forward {
            type filter hook forward priority 0;
            meta nfproto ipv4 ct state new ip dscp set 1
            meta nfproto ipv4 ct state established ip dscp set 2
            meta nfproto ipv4 ct state related ip dscp set 3
            meta nfproto ipv4 ct state invalid ip dscp set 4
            meta nfproto ipv4 ct state untracked ip dscp set 5
            meta nfproto ipv6 ct state new ip6 dscp set 1
            meta nfproto ipv6 ct state established ip6 dscp set 2
            meta nfproto ipv6 ct state related ip6 dscp set 3
            meta nfproto ipv6 ct state invalid ip6 dscp set 4
            meta nfproto ipv6 ct state untracked ip6 dscp set 5
          }
        }
        RULES
        """;
    run("ip", "netns", "exec", namespace, "bash", "-c", script);
  }

  /**
   * Pushes one IP packet in (its Ethernet header is replaced) and says what became of it.
   *
   * @param frame an Ethernet frame with an IPv4 or IPv6 packet
   * @param answered false if nothing is expected to come out yet, so that it is not waited for
   */
  public Seen push(byte[] frame, boolean fromLeft, boolean answered) {
    byte[] sent = frame.clone();
    System.arraycopy(fromLeft ? ROUTER_LEFT : ROUTER_RIGHT, 0, sent, 0, 6);
    System.arraycopy(fromLeft ? HOST_LEFT : HOST_RIGHT, 0, sent, 6, 6);
    PacketSocket in = fromLeft ? left : right;
    PacketSocket out = fromLeft ? right : left;
    drain();
    in.send(sent);
    byte[] came = out.receive(answered ? NOTHING_CAME_MILLIS : 0);
    // The router also speaks for itself: listener reports, neighbour solicitations.
    while (came.length > 0 && !sameAddresses(sent, came)) {
      came = out.receive(answered ? NOTHING_CAME_MILLIS : 0);
    }
    return state(came);
  }

  /** What is left of earlier packets: a datagram that was put together leaves in pieces again. */
  private void drain() {
    while (left.receive(0).length > 0) {}
    while (right.receive(0).length > 0) {}
  }

  private static boolean sameAddresses(byte[] a, byte[] b) {
    boolean six = a[12] == (byte) 0x86;
    int from = six ? 22 : 26;
    int to = six ? 54 : 34;
    return b.length >= to
        && a[12] == b[12]
        && a[13] == b[13]
        && Arrays.equals(a, from, to, b, from, to);
  }

  private static Seen state(byte[] frame) {
    if (frame.length < 34) {
      return Seen.GONE;
    }
    int type = (frame[12] & 255) << 8 | frame[13] & 255;
    int dscp =
        type == 0x0800
            ? (frame[15] & 255) >> 2
            : ((frame[14] & 15) << 4 | (frame[15] & 255) >> 4) >> 2;
    return dscp < Seen.values().length ? Seen.values()[dscp] : Seen.GONE;
  }

  @Override
  public void close() {
    left.close();
    right.close();
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", List.of(command).subList(0, 2)) + ": " + output);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
  }
}
