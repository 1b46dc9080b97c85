package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Policies of any length in which no rule but the last matches, so that each packet could cost as
 * many tests as there are rules. The rules are of the eight forms that fill real policies.
 */
public final class RuleSets {
  private RuleSets() {}

  /** Options: {@code --out FOLDER --rules 10}. */
  public static void main(String[] args) throws IOException {
    Options options = Options.of(args);
    int rules = (int) options.number("rules", 10);
    Path folder = Path.of(options.text("out", "."));
    Files.writeString(folder.resolve("rules-" + rules + ".rsc"), text(rules));
  }

  static String text(int rules) {
    StringBuilder out = new StringBuilder();
    out.append("/ip address add address=192.168.1.1/24 interface=bridge\n");
    out.append("/ip address add address=192.168.2.1/24 interface=bridge\n");
    out.append("/ip firewall address-list\n");
    for (int i = 0; i < 20; i++) {
      out.append("add list=list")
          .append(i)
          .append(" address=10.")
          .append(200 + i)
          .append(".0.0/16\n");
    }
    out.append("/ip firewall filter\n");
    for (int i = 0; i < rules - 1; i++) {
      out.append("add chain=forward action=drop ").append(matchers(i)).append('\n');
    }
    return out.append("add chain=forward action=accept\n").toString();
  }

  private static String matchers(int i) {
    // Ports below 1024 and servers in 10/8: no generated flow has them together.
    int port = 1 + i % 900;
    String net = "10." + i / 250 % 200 + "." + i % 250 + ".0/24";
    return switch (i % 8) {
      case 0 -> "src-address=" + net + " protocol=tcp dst-port=" + port;
      case 1 -> "dst-address=" + net;
      case 2 -> "dst-address=" + net + " protocol=udp dst-port=" + port + "-" + (port + 5);
      case 3 -> "src-address-list=list" + i % 20 + " dst-address=" + net;
      case 4 -> "connection-state=new protocol=tcp dst-address=" + net;
      case 5 -> "in-interface=bridge src-address=" + net + " protocol=tcp tcp-flags=syn";
      case 6 -> "connection-mark=mark" + i % 10 + " dst-address-list=list" + i % 20;
      default -> "src-address=" + net + " dscp=" + i % 64;
    };
  }
}
