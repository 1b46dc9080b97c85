package dev.sluice.config.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.model.Config;
import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every command in every menu, with nothing said against it. */
final class EveryMenuTest {
  /** How an item of each menu is added, without the name where it has one. */
  private static final Map<String, String> ADDED = new TreeMap<>();

  static {
    for (String family : List.of("/ip", "/ipv6")) {
      String firewall = family + "/firewall/";
      String address = family.equals("/ip") ? "10.0.0." : "2001:db8::";
      ADDED.put(firewall + "filter", "chain=input action=drop comment=%s");
      ADDED.put(firewall + "mangle", "chain=forward action=mark-packet new-packet-mark=m%s");
      ADDED.put(firewall + "raw", "chain=prerouting action=notrack comment=%s");
      ADDED.put(firewall + "nat", "chain=srcnat action=masquerade comment=%s");
      ADDED.put(firewall + "address-list", "list=a address=" + address + "%s");
    }
    ADDED.put("/ip/firewall/layer7-protocol", "regexp=x name=n%s");
    ADDED.put("/interface/list", "name=n%s");
    ADDED.put("/interface/list/member", "list=LAN interface=ether%s");
    ADDED.put("/interface/bridge", "name=n%s");
    ADDED.put("/interface/vlan", "name=n%s vlan-id=5 interface=ether1");
    ADDED.put("/ip/address", "address=10.0.%s.1/24 interface=ether1");
    ADDED.put("/ipv6/address", "address=2001:db8:%s::1/64 interface=ether1");
    ADDED.put("/ip/route", "dst-address=10.%s.0.0/16 gateway=10.0.0.1");
    ADDED.put("/ipv6/route", "dst-address=2001:db8:%s::/48 gateway=2001:db8::1");
    ADDED.put("/queue/tree", "parent=global name=n%s");
    ADDED.put("/queue/simple", "target=10.0.0.%s/32 name=n%s");
    ADDED.put("/queue/type", "kind=pcq name=n%s");
    ADDED.put("/system/logging", "topics=firewall,info action=memory prefix=p%s");
    ADDED.put("/system/logging/action", "target=memory name=n%s");
  }

  private static final List<String> PRINTS =
      List.of(
          "",
          "detail",
          "terse",
          "brief",
          "value-list",
          "count-only",
          "as-value",
          "stats",
          "static",
          "dynamic",
          "all",
          "where comment~\"x\"",
          "proplist=.id",
          "interval=1",
          "follow",
          "file=out",
          "without-paging",
          "show-ids");

  private static final List<String> EXPORTS =
      List.of("", "compact", "verbose", "terse", "hide-sensitive", "file=out");

  private final Map<String, byte[]> files = new HashMap<>();
  private final Store store =
      new Store() {
        @Override
        public Optional<byte[]> read(String name) {
          return Optional.ofNullable(files.get(name));
        }

        @Override
        public boolean write(String name, byte[] text) {
          files.put(name, text);
          return true;
        }
      };

  private final Session session = new Session(Config.EMPTY, store, () -> 0);

  private void works(String command) {
    Output output = session.execute(command);
    assertThat(output.errors()).as("%s%n%s", command, output.text()).isZero();
  }

  private int count(String path) {
    // Without what is there of itself: only what was added can be counted on.
    String text = session.execute(":put [:len [" + path + " find]]").text().strip();
    return Integer.parseInt(text);
  }

  @Test
  void everyMenuIsInTheTable() {
    TreeSet<String> held = new TreeSet<>(ADDED.keySet());
    for (Menu menu : Schema.get().menus()) {
      if (!menu.settings() && !menu.path().endsWith("/service-port")) {
        assertThat(held.remove(menu.path())).as(menu.path()).isTrue();
      }
    }
    assertThat(held).containsExactly("/interface/bridge", "/interface/vlan");
  }

  @Test
  void itemsAreAddedChangedMovedAndTakenAway() {
    ADDED.forEach((path, arguments) -> {
      Menu menu = Schema.get().menu(path);
      assertThat(menu).as(path).isNotNull();
      int before = count(path);
      works(path + " add " + arguments.replace("%s", "1"));
      works(":put [" + path + " add " + arguments.replace("%s", "2") + "]");
      String last = session.execute(":put [:pick [" + path + " find] " + (before + 1) + "]").text();
      String id = last.strip();
      assertThat(id).as(path).startsWith("*");
      // A queue type has nothing to say of itself but its name.
      String note = path.equals("/queue/type") ? "pcq-rate" : "comment";
      works(path + " set " + id + " " + note + "=1");
      works(path + " comment " + id + " 2");
      assertThat(session.execute(":put [" + path + " get " + id + " comment]").text())
          .as(path)
          .isEqualTo("2\n");
      works(path + " disable " + id);
      works(":put [" + path + " get " + id + " disabled]");
      works(path + " enable " + id);
      works(path + " unset " + id + " comment");
      works(path + " print");
      int builtIn = path.equals("/interface/list") ? 4 : 0;
      works(path + " set " + (builtIn + before + 1) + " " + note + "=3");
      if (menu != null && menu.named()) {
        works(path + " set n2 " + note + "=4");
      }
      works(path + " set [find comment~\"x\"] " + note + "=5");
      if (menu != null && menu.kind() == Menu.MenuKind.RULES || path.equals("/queue/simple")) {
        works(path + " add copy-from=" + id + " place-before=0 comment=c" + name(path, "c"));
        works(path + " move [find comment~\"^c\"] " + id);
        works(path + " remove [find comment~\"^c\"]");
        works(path + " reset-counters " + id);
      }
      works(path + " reset-counters-all");
      works(path + " remove " + id);
      assertThat(count(path)).as(path).isEqualTo(before + 1);
    });
  }

  private static String name(String path, String name) {
    return path.equals("/queue/simple") ? " name=" + name : "";
  }

  @Test
  void everyMenuIsPrintedAndExportedInEveryForm() {
    ADDED.forEach((path, arguments) -> works(path + " add " + arguments.replace("%s", "1")));
    TreeSet<String> paths = new TreeSet<>(ADDED.keySet());
    Schema.get().menus().forEach(menu -> paths.add(menu.path()));
    paths.addAll(Layouts.shownOnly());
    for (String path : paths) {
      for (String form : PRINTS) {
        boolean fields = form.startsWith("where") && Schema.get().menu(path) == null;
        works(path + " print " + (fields ? "where about" : form));
        works(":local rows [" + path + " print as-value]");
      }
      Menu menu = Schema.get().menu(path);
      if (menu == null) {
        continue;
      }
      for (String form : EXPORTS) {
        works(path + " export " + form);
      }
      works(menu.settings() ? ":put [" + path + " get]" : path + " export where disabled=no");
      assertThat(files).as(path).containsKeys("out.txt", "out.rsc");
      Output again = new Session(Config.EMPTY, store, () -> 0).execute("/import out.rsc");
      assertThat(again.text()).as(path).isEqualTo("Script file loaded and executed successfully\n");
    }
  }

  @Test
  void settingsAreSetAndShown() {
    works("/ip settings set tcp-syncookies=yes rp-filter=strict");
    works("/ipv6 settings set forward=no");
    works("/ip firewall connection tracking set enabled=yes tcp-established-timeout=90");
    works(
        "/ip firewall service-port set irc,rtsp disabled=no; /ip firewall service-port disable"
            + " ftp");
    works("/system clock set time-zone-name=Europe/Berlin");
    works("/system identity set name=gw");
    assertThat(session.execute(":put [/ip settings get tcp-syncookies]").text())
        .isEqualTo("true\n");
    assertThat(
            session
                .execute(":put [/ip firewall connection tracking get tcp-established-timeout]")
                .text())
        .isEqualTo("00:01:30\n");
    assertThat(session.execute("/ip firewall service-port export terse").text())
        .contains("set ftp disabled=yes", "set irc disabled=no", "set rtsp disabled=no");
  }

  @Test
  void calledMenusAndToolsAnswer() {
    works("/ip firewall calea print");
    works("/ip firewall calea add action=sniff chain=forward sniff-target=10.0.0.1");
    assertThat(session.execute("/export").text())
        .contains("/ip firewall calea\nadd action=sniff chain=forward sniff-target=10.0.0.1\n");
    works("/system resource monitor");
    works("/tool torch ether1");
    works("/tool sniffer start");
    works("/tool sniffer stop");
    for (String tool : List.of("/tool fetch url=x", "/tool traceroute 1.1.1.1", "/ping 1.1.1.1")) {
      assertThat(session.execute(tool).text())
          .as(tool)
          .matches("failure: [a-z]+ needs a network, and this console works in memory\n");
    }
  }

  @Test
  void whatARouterHasOfItselfStays() {
    assertThat(session.execute("/system logging action remove memory").text())
        .isEqualTo("failure: can not remove default item\n");
    assertThat(session.execute("/queue type remove [find name=default]").text())
        .isEqualTo("failure: can not remove default item\n");
    assertThat(session.execute("/system logging add topics=firewall action=nowhere").text())
        .isEqualTo("input does not match any value of action\n");
    works("/system logging action add name=far target=remote remote=10.0.0.9");
    works("/system logging add topics=firewall action=far");
    assertThat(session.execute("/system logging action print").text())
        .contains("0 * memory  memory  ", "4   far     remote");
    assertThat(new String(bytes("/system logging action export"), StandardCharsets.UTF_8))
        .endsWith("/system logging action\nadd name=far remote=10.0.0.9 target=remote\n");
  }

  private byte[] bytes(String command) {
    return session.execute(command).text().getBytes(StandardCharsets.UTF_8);
  }
}
