package dev.sluice.config.console;

import dev.sluice.config.console.Layout.Flag;
import dev.sluice.config.console.Layout.Form;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The layouts of all menus that are known. Stateless. */
final class Layouts {
  /** Flags: groups parted by a semicolon, letters by a comma. */
  private static final String[][] TABLES = {
    {"/ip/firewall/address-list", "X disabled;D dynamic", "list,address,creation-time,timeout"},
    {"/ipv6/firewall/address-list", "X disabled;D dynamic", "list,address,creation-time,timeout"},
    {
      "/ip/firewall/connection",
      "E expected;S seen-reply;A assured;C confirmed;D dying;F fasttrack;H hw-offload;s srcnat;"
          + "d dstnat;h uses-helper",
      "protocol,src-address,dst-address,tcp-state,timeout,orig-rate,repl-rate,orig-packets,"
          + "repl-packets,orig-bytes,repl-bytes,layer7-protocol"
    },
    {
      "/ipv6/firewall/connection",
      "E expected;S seen-reply;A assured;C confirmed;D dying;F fasttrack;H hw-offload;s srcnat;"
          + "d dstnat;h uses-helper",
      "protocol,src-address,dst-address,tcp-state,timeout,orig-rate,repl-rate,orig-packets,"
          + "repl-packets,orig-bytes,repl-bytes,layer7-protocol"
    },
    {"/interface/list", "* builtin;D dynamic", "name,include,exclude"},
    {"/interface/list/member", "X disabled;D dynamic", "list,interface"},
    {"/ip/address", "X disabled,I invalid;D dynamic;S slave", "address,network,interface,vrf"},
    {
      "/ip/route",
      "X disabled,I inactive;D dynamic;A active;c connect,s static",
      "dst-address,gateway,routing-table,distance"
    },
    {"/ipv6/address", "X disabled,I invalid;D dynamic;G global", "address,interface,advertise"},
    {
      "/ipv6/route",
      "X disabled,I inactive;D dynamic;A active;c connect,s static",
      "dst-address,gateway,routing-table,distance"
    },
    {"/system/logging", "X disabled,I invalid;* default", "topics,action,prefix"},
    {"/system/logging/action", "* default", "name,target,remote"},
    {
      "/tool/sniffer/packet",
      "",
      "time,interface,src-mac,dst-mac,src-address,dst-address,protocol,size"
    },
    {"/tool/sniffer/connection", "A active", "protocol,src-address,dst-address,packets,bytes"},
    {"/tool/sniffer/host", "", "address,packets,bytes"},
    {"/tool/sniffer/protocol", "", "protocol,packets,bytes,share"},
    {
      "/tool/torch",
      "",
      "ip-protocol,src-address,dst-address,layer7-protocol,tx,rx,tx-packets,rx-packets"
    },
    {"/system/history", "U undoable,R redoable,F floating-undo", "action,by,policy"},
    {"/environment", "", "name,value"},
    {
      "/interface",
      "D dynamic;X disabled;R running;S slave",
      "name,type,actual-mtu,l2mtu,max-l2mtu,mac-address"
    },
  };

  private static final String QUEUE_STATS =
      "rate,packet-rate,queued-bytes,queued-packets,bytes,packets,dropped";

  private Layouts() {}

  /** The layout of a menu, null for one that is not held. */
  static @Nullable Layout of(String path) {
    for (String[] row : TABLES) {
      if (row[0].equals(path)) {
        return new Layout(path, Form.TABLE, flags(row[1]), list(row[2]), List.of());
      }
    }
    if (path.equals("/log")) {
      return new Layout(path, Form.LOG, List.of(), list("time,topics,message"), List.of());
    }
    if (path.equals("/system/resource")) {
      return new Layout(path, Form.SETTINGS, List.of(), List.of(), List.of());
    }
    Menu menu = Schema.get().menu(path);
    return menu == null ? null : held(menu);
  }

  private static Layout held(Menu menu) {
    String path = menu.path();
    if (menu.settings()) {
      return new Layout(path, Form.SETTINGS, List.of(), List.of(), List.of());
    }
    if (menu.kind() == Menu.MenuKind.RULES) {
      return new Layout(
          path,
          Form.DETAIL,
          flags("X disabled,I invalid;D dynamic"),
          list("chain,action,bytes,packets"),
          list("chain,action,bytes,packets"));
    }
    if (menu.open()) {
      return new Layout(
          path, Form.TABLE, flags("X disabled;R running;S slave"), list("name,mtu"), List.of());
    }
    String flags =
        switch (path) {
          case "/queue/simple" -> "X disabled,I invalid;D dynamic";
          case "/queue/type" -> "* default";
          case "/ip/firewall/layer7-protocol" -> "";
          default -> "X disabled,I invalid";
        };
    List<String> stats =
        switch (path) {
          case "/queue/tree" -> list("name,parent,packet-mark," + QUEUE_STATS);
          case "/queue/simple" -> list("name,target,parent," + QUEUE_STATS);
          default -> List.of();
        };
    return new Layout(path, Form.DETAIL, flags(flags), List.of("name"), stats);
  }

  /** Menus that are there without holding items. */
  static Set<String> shownOnly() {
    return Set.of(
        "/ip/firewall/connection",
        "/ipv6/firewall/connection",
        "/log",
        "/system/resource",
        "/system/history",
        "/environment",
        "/tool/sniffer/packet",
        "/tool/sniffer/connection",
        "/tool/sniffer/host",
        "/tool/sniffer/protocol");
  }

  private static List<String> list(String text) {
    return List.of(text.split(",", -1));
  }

  private static List<Flag> flags(String text) {
    List<Flag> flags = new ArrayList<>();
    if (text.isEmpty()) {
      return flags;
    }
    String[] groups = text.split(";", -1);
    for (int i = 0; i < groups.length; i++) {
      for (String flag : groups[i].split(",", -1)) {
        flags.add(new Flag(flag.charAt(0), flag.substring(2), flag.substring(2), i));
      }
    }
    return flags;
  }
}
