package dev.sluice.config.meaning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.schema.Menu;
import dev.sluice.config.schema.Property;
import dev.sluice.config.schema.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RouterOS: values in genuine exports and prints, from other ways to write them. */
class CanonicalTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ip/firewall/address-list|address|2.2|2.0.0.2",
        "/ip/firewall/address-list|address|10.0.0.0/255.0.0.0|10.0.0.0/8",
        "/ip/firewall/address-list|address|10.1-10.9|10.0.0.1-10.0.0.9",
        "/ip/firewall/address-list|address|www.example.com|www.example.com",
        "/ip/firewall/address-list|timeout|90|1m30s",
        "/ip/firewall/address-list|timeout|10d|1w3d",
        "/ip/firewall/address-list|timeout|1d02:03:04|1d2h3m4s",
        "/ip/firewall/address-list|timeout|0.5s|500ms",
        "/ip/firewall/address-list|timeout|0|0s",
        "/ipv6/firewall/address-list|address|::FFFF:0:0/96|::ffff:0.0.0.0/96",
        "/ipv6/firewall/address-list|address|::ff00:0/104|::255.0.0.0/104",
        "/ipv6/firewall/address-list|address|2001:DB8:0:0:0::1|2001:db8::1",
        "/ipv6/firewall/address-list|address|::1/128|::1/128",
        "/ipv6/firewall/address-list|address|::/96|::/96",
        "/ipv6/firewall/filter|src-address|!FE80:0::/10|!fe80::/10",
        "/ipv6/firewall/filter|src-address|2001:db8:0::1-2001:db8::00ff|2001:db8::1-2001:db8::ff",
        "/ipv6/firewall/filter|protocol|58|icmpv6",
        "/ip/firewall/filter|protocol|!6|!tcp",
        "/ip/firewall/filter|protocol|200|200",
        "/ip/firewall/filter|src-address|!192.168.0.0/255.255.255.0|!192.168.0.0/24",
        "/ip/firewall/filter|src-mac-address|!aa:bb:cc:dd:ee:0f|!AA:BB:CC:DD:EE:0F",
        "/ip/firewall/filter|limit|5/1s,5:packet|5,5:packet",
        "/ip/firewall/filter|limit|10/60,5|10/1m,5",
        "/ip/firewall/filter|dst-limit|32,32,src-address/00:00:10|32,32,src-address/10s",
        "/ip/firewall/filter|psd|21,00:00:03,3,1|21,3s,3,1",
        "/ip/firewall/filter|time|08:00:00-17:30:00,fri,mon|8h-17h30m,mon,fri",
        "/ip/firewall/filter|time|0-24:00,sat,sun|0s-1d,sun,sat",
        "/ip/firewall/filter|address-list-timeout|86400|1d",
        "/ip/firewall/filter|address-list-timeout|none-dynamic|none-dynamic",
        "/ip/firewall/filter|connection-state|new,related|related,new",
        "/ip/firewall/filter|connection-state|!new,est,inv|!invalid,established,new",
        "/ip/firewall/filter|connection-state|new,other|new,other",
        "/ip/firewall/filter|action|dr|drop",
        "/ip/firewall/filter|action|a|a",
        "/ip/firewall/filter|src-address-type|local,broad|local,broadcast",
        "/ipv6/firewall/filter|headers|frag,hop:exact|hop,frag:exact",
        "/queue/type|kind|fq|fq-codel",
        "/queue/tree|max-limit|10000000|10M",
        "/queue/tree|max-limit|9.5M|9500k",
        "/queue/tree|limit-at|64500|64500",
        "/queue/tree|burst-limit|0|0",
        "/queue/simple|max-limit|1000M/2048k|1G/2048k",
        "/ip/firewall/connection/tracking|udp-timeout|00:00:30|30s",
      })
  void isWhatRouterOsStores(String path, String name, String written, String stored) {
    Menu menu = Schema.get().menu(path);
    Property property = menu == null ? null : menu.property(name);
    assertThat(property).isNotNull();
    if (property != null) {
      String canonical = Canonical.of(property, written);
      assertThat(canonical).isEqualTo(stored);
      assertThat(Canonical.of(property, canonical)).isEqualTo(stored);
    }
  }
}
