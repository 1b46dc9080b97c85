package dev.sluice.bench;

import dev.sluice.testkit.Gen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Policies for {@code sluice check}, of two shapes and any length. In each, one rule in fifty can
 * never match because of those before it. The same options give the same bytes.
 *
 * <ul>
 *   <li>{@code sites}: a network with many sites, each with its lists, a chain of its own,
 *       translation, marks and a queue, as large firewalls are written;
 *   <li>{@code acl}: one chain of rules over prefixes, ports and protocols that overlap in part, as
 *       access lists grow over the years.
 * </ul>
 */
public final class CheckSets {
  private final Gen gen = Gen.fixed(6);
  private final StringBuilder head = new StringBuilder();
  private final StringBuilder lists = new StringBuilder("/ip firewall address-list\n");
  private final StringBuilder mangle = new StringBuilder("/ip firewall mangle\n");
  private final StringBuilder filter = new StringBuilder("/ip firewall filter\n");
  private final StringBuilder nat = new StringBuilder("/ip firewall nat\n");
  private final StringBuilder queues = new StringBuilder("/queue tree\n");
  private int rules;
  private int dead;

  private CheckSets() {}

  /**
   * Options: {@code --out FILE --shape sites|acl} and {@code --rules N} or {@code --bytes N};
   * prints how many rules there are and how many of them can never match.
   */
  public static void main(String[] args) throws IOException {
    Options options = Options.of(args);
    Planted planted =
        write(
            Path.of(options.text("out", "policy.rsc")),
            options.text("shape", "sites"),
            (int) options.number("rules", Integer.MAX_VALUE),
            (int) options.number("bytes", Integer.MAX_VALUE));
    System.out.println(planted.rules() + " " + planted.dead());
  }

  /** How many rules there are, and how many of them were made so that they can never match. */
  record Planted(int rules, int dead) {}

  static Planted write(Path file, String shape, int most, int bytes) throws IOException {
    CheckSets sets = new CheckSets();
    Files.writeString(file, shape.equals("acl") ? sets.acl(most, bytes) : sets.sites(most, bytes));
    return new Planted(sets.rules, sets.dead);
  }

  private boolean full(int most, int bytes) {
    return rules >= most
        || head.length()
                + lists.length()
                + mangle.length()
                + filter.length()
                + nat.length()
                + queues.length()
            >= bytes;
  }

  private String text() {
    return head.append(lists).append(mangle).append(filter).append(nat).append(queues).toString();
  }

  private void rule(StringBuilder table, String text) {
    table.append("add ").append(text).append('\n');
    rules++;
  }

  private void deadRule(String text) {
    rule(filter, text);
    dead++;
  }

  private String sites(int most, int bytes) {
    head.append(
        "/interface list add name=WAN\n/interface list member add list=WAN interface=ether1\n");
    head.append("/ip address add address=203.0.113.1/24 interface=ether1\n");
    head.append("/ip firewall layer7-protocol\n");
    for (String name : new String[] {"netflix", "youtube", "facebook", "tiktok", "steam"}) {
      head.append("add name=")
          .append(name)
          .append(" regexp=\"^.*(")
          .append(name)
          .append(").*\\$\"\n");
    }
    queues.append("add name=all parent=global max-limit=10G\n");
    rule(
        filter,
        "chain=forward action=jump jump-target=web protocol=tcp dst-port=80,443"
            + " connection-mark=no-mark");
    for (String name : new String[] {"netflix", "youtube", "facebook", "tiktok", "steam"}) {
      rule(filter, "chain=web action=drop layer7-protocol=" + name + " src-address-list=guests");
    }
    rule(filter, "chain=forward action=accept connection-state=established,related,untracked");
    rule(filter, "chain=forward action=drop connection-state=invalid");
    for (int site = 0; !full(most, bytes); site++) {
      site(site);
    }
    rule(filter, "chain=forward action=drop in-interface-list=WAN connection-nat-state=!dstnat");
    rule(filter, "chain=forward action=drop log=yes log-prefix=end");
    rule(nat, "chain=srcnat action=masquerade out-interface-list=WAN");
    return text();
  }

  private void site(int site) {
    String net = "10." + site / 200 + "." + site % 200 + ".";
    String name = "site" + site;
    head.append("/ip address add address=")
        .append(net)
        .append("1/24 interface=")
        .append(name)
        .append('\n');
    for (int i = gen.between(2, 6); i > 0; i--) {
      lists
          .append("add list=")
          .append(name)
          .append("-servers address=")
          .append(net)
          .append(gen.between(10, 99))
          .append('\n');
    }
    lists
        .append("add list=")
        .append(name)
        .append("-admins address=")
        .append(net)
        .append("200-")
        .append(net)
        .append("210\n");
    lists.append("add list=guests address=").append(net).append("224/27\n");
    rule(
        mangle,
        "chain=forward action=mark-connection new-connection-mark="
            + name
            + " connection-mark=no-mark src-address="
            + net
            + "0/24 passthrough=yes");
    rule(
        mangle,
        "chain=forward action=mark-packet new-packet-mark="
            + name
            + " connection-mark="
            + name
            + " passthrough=no");
    queues
        .append("add name=")
        .append(name)
        .append(" parent=all packet-mark=")
        .append(name)
        .append(" max-limit=100M\n");
    rule(
        filter,
        "chain=forward action=jump jump-target="
            + name
            + " in-interface="
            + name
            + " comment=\"from "
            + name
            + "\"");
    rule(filter, "chain=" + name + " action=drop src-address=!" + net + "0/24 comment=spoofed");
    rule(filter, "chain=" + name + " action=accept src-address-list=" + name + "-admins");
    rule(
        filter,
        "chain="
            + name
            + " action=accept protocol=udp dst-port=53,123 dst-address=10.0.0."
            + gen.between(2, 9));
    for (int i = gen.between(4, 10); i > 0; i--) {
      rule(
          filter,
          "chain="
              + name
              + " action=accept protocol=tcp dst-port="
              + ports()
              + " dst-address=10."
              + gen.below(3)
              + "."
              + gen.below(200)
              + ".0/"
              + gen.pick(16, 24, 28));
    }
    rule(filter, "chain=" + name + " action=drop dst-address=10.0.0.0/8");
    if (gen.oneIn(2)) {
      deadRule(
          "chain="
              + name
              + " action=accept protocol=tcp dst-port="
              + ports()
              + " dst-address=10."
              + gen.below(3)
              + "."
              + gen.below(200)
              + ".0/24");
    }
    rule(
        filter,
        "chain=" + name + " action=accept out-interface-list=WAN time=7h-19h,mon,tue,wed,thu,fri");
    rule(
        filter,
        "chain="
            + name
            + " action=accept out-interface-list=WAN protocol=tcp dst-port=80,443"
            + " limit=100,50:packet");
    String server = net + gen.between(10, 99);
    int port = gen.between(1024, 65_000);
    rule(
        nat,
        "chain=dstnat action=dst-nat protocol=tcp dst-port="
            + port
            + " in-interface-list=WAN to-addresses="
            + server
            + " to-ports=443");
    rule(
        filter,
        "chain=forward action=accept dst-address="
            + server
            + " protocol=tcp dst-port=443 connection-state=new in-interface-list=WAN");
  }

  private String ports() {
    int port = gen.between(1, 9_000);
    return gen.pick(
        "80,443",
        "22",
        "" + port,
        port + "-" + (port + gen.between(1, 500)),
        "25,110,143,465,587,993,995");
  }

  private String acl(int most, int bytes) {
    String last = "";
    while (!full(most - 1, bytes)) {
      if (rules > 0 && rules % 50 == 0) {
        deadRule("chain=forward action=accept " + last + " dscp=" + gen.below(64));
      } else {
        last = tuple();
        rule(filter, "chain=forward action=" + gen.pick("accept", "drop") + " " + last);
      }
    }
    rule(filter, "chain=forward action=drop");
    return text();
  }

  private String tuple() {
    String source = gen.oneIn(4) ? "" : "src-address=" + prefix() + " ";
    String target = "dst-address=" + prefix() + " ";
    return source
        + target
        + gen.pick(
            "protocol=tcp dst-port=" + ports(),
            "protocol=tcp dst-port=" + ports(),
            "protocol=udp dst-port=" + ports(),
            "protocol=icmp",
            "protocol=tcp src-port=1024-65535 dst-port=" + ports());
  }

  private String prefix() {
    int bits = gen.pick(16, 24, 24, 28, 32, 32);
    int address = 10 << 24 | gen.below(64) << 16 | gen.below(32) << 8 | gen.below(256);
    int net = address & -1 << (32 - bits);
    return (net >>> 24)
        + "."
        + (net >> 16 & 255)
        + "."
        + (net >> 8 & 255)
        + "."
        + (net & 255)
        + "/"
        + bits;
  }
}
