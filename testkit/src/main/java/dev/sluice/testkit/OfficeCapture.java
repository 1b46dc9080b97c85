package dev.sluice.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.stream.IntStream;

/**
 * The traffic of the example office over three days of one week, as seen on the local side of its
 * router before any rule: a Tuesday in working hours, a Thursday evening, a Saturday. Every
 * conversation runs to its end, as it would without a firewall; the replay says what a policy would
 * have stopped. The same bytes each time: {@code examples/office/office.pcap} is this output.
 */
public final class OfficeCapture {
  /** The zone of the office's clock, as {@code office.rsc} sets it. */
  static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  private static final long MS = Traffic.MILLISECOND;
  private static final String ROUTER = "192.168.1.1";
  private static final String ANNA = "192.168.1.101";
  private static final String BEN = "192.168.1.102";
  private static final String CARLA = "192.168.1.150";
  private static final String DAVID = "192.168.1.200";
  private static final String MANAGER = "192.168.1.12";
  private static final String SERVER = "192.168.1.50";
  private static final String CONTRACTOR = "192.168.2.21";
  private static final String FREELANCER = "192.168.2.22";
  private static final String FACEBOOK = "203.0.113.10";
  private static final String FBCDN = "203.0.113.11";
  private static final String YOUTUBE = "203.0.113.20";
  private static final String GOOGLEVIDEO = "203.0.113.21";
  private static final String NETFLIX = "203.0.113.30";
  private static final String NFLXVIDEO = "203.0.113.31";
  private static final String STEAM = "203.0.113.40";
  private static final String STEAMCONTENT = "203.0.113.41";
  private static final String GAMESERVER = "203.0.113.42";
  private static final String TEAMVIEWER = "203.0.113.50";
  private static final String ENCYCLOPEDIA = "198.51.100.10";
  private static final String FORGE = "198.51.100.20";
  private static final String RESOLVER = "198.51.100.53";
  private static final String TELEPHONE = "198.51.100.60";
  private static final String PEER = "192.0.2.70";
  private static final String OTHER_PEER = "192.0.2.71";

  private final Traffic traffic = new Traffic();
  private final Gen gen = Gen.fixed(20260310);
  private int port = 40000;

  private OfficeCapture() {}

  /** Writes {@code office.pcap} and {@code expected.tsv} into the folder given. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "examples/office");
    Traffic office = traffic();
    office.write(folder.resolve("office.pcap"));
    String table = OfficeExpectations.of(office.packets()).table();
    Files.writeString(folder.resolve("expected.tsv"), table, StandardCharsets.UTF_8);
  }

  /** The three days. */
  public static Traffic traffic() {
    OfficeCapture office = new OfficeCapture();
    office.tuesdayMorning();
    office.tuesdayStreaming();
    office.tuesdayContractors();
    office.tuesdayPeers();
    office.tuesdayTelephoneAndSupport();
    office.tuesdayOddities();
    office.tuesdayClosingTime();
    office.thursdayEvening();
    office.saturday();
    return office.traffic;
  }

  private void tuesdayMorning() {
    lookup(tuesday(9, 1, 0), ANNA, ROUTER, "encyclopedia.example.org", ENCYCLOPEDIA);
    http(tuesday(9, 1, 1), ANNA, ENCYCLOPEDIA, "encyclopedia.example.org", "/wiki/Sluice", 5200);
    tls(tuesday(9, 3, 0), BEN, FORGE, "forge.example.net", 6100);
    lookup(tuesday(9, 10, 0), ANNA, ROUTER, "www.facebook.com", FACEBOOK);
    tls(tuesday(9, 10, 1), ANNA, FACEBOOK, "www.facebook.com", 7300);
    tls(tuesday(9, 10, 2), ANNA, FBCDN, "static.xx.fbcdn.net", 4100);
    // A resolver outside: here the question itself is the first packet that the rules see.
    lookup(tuesday(9, 12, 0), BEN, RESOLVER, "www.facebook.com", FACEBOOK);
    tls12(tuesday(9, 12, 1), BEN, FACEBOOK, "m.facebook.com", 3000);
    http(tuesday(9, 15, 0), CARLA, FACEBOOK, "facebook.com", "/", 0);
    lookup(tuesday(9, 20, 0), MANAGER, RESOLVER, "www.facebook.com", FACEBOOK);
    tls(tuesday(9, 20, 1), MANAGER, FACEBOOK, "www.facebook.com", 6000);
    tls(tuesday(9, 25, 0), SERVER, FORGE, "packages.example.net", 9000);
    traffic.ping(tuesday(9, 30, 0), BEN, ENCYCLOPEDIA, 77, 4);
  }

  private void tuesdayStreaming() {
    tls(tuesday(10, 0, 0), ANNA, YOUTUBE, "www.youtube.com", 5000);
    tls(tuesday(10, 0, 2), ANNA, GOOGLEVIDEO, "rr3---sn-4g5ednsz.googlevideo.com", 12000);
    tls(tuesday(10, 2, 0), MANAGER, GOOGLEVIDEO, "rr1---sn-4g5lzned.googlevideo.com", 14000);
    quic(tuesday(10, 5, 0), BEN, YOUTUBE, "www.youtube.com", 8);
    quic(tuesday(10, 6, 0), MANAGER, GOOGLEVIDEO, "rr2---sn-4g5ednsk.googlevideo.com", 10);
    lookup(tuesday(10, 9, 0), DAVID, RESOLVER, "www.netflix.com", NETFLIX);
    tls(tuesday(10, 10, 0), DAVID, NETFLIX, "www.netflix.com", 5000);
    tls(tuesday(10, 10, 3), DAVID, NFLXVIDEO, "ipv4-c012-fra001-ix.1.oca.nflxvideo.net", 14000);
    // Two names in one request: the later of the marking rules has the last word.
    TcpTalk embedded = tcp(tuesday(10, 20, 0), CARLA, YOUTUBE, 80).open();
    embedded.client(
        Messages.get("www.youtube.com", "/embed/1")
            .replace("\r\nAccept:", "\r\nReferer: http://www.facebook.com/\r\nAccept:"));
    embedded.server(Messages.page(2000)).close();
  }

  private void tuesdayContractors() {
    lookup(tuesday(11, 0, 0), CONTRACTOR, "192.168.2.1", "www.facebook.com", FACEBOOK);
    tls(tuesday(11, 0, 1), CONTRACTOR, FACEBOOK, "www.facebook.com", 3000);
    tls(tuesday(11, 5, 0), CONTRACTOR, NETFLIX, "www.netflix.com", 4000);
    tls(tuesday(11, 5, 2), CONTRACTOR, NFLXVIDEO, "ipv4-c099-ber001-ix.1.oca.nflxvideo.net", 9000);
    tls(tuesday(11, 8, 0), CONTRACTOR, YOUTUBE, "www.youtube.com", 7000);
    tls(tuesday(11, 10, 0), FREELANCER, FORGE, "forge.example.net", 5000);
    http(tuesday(11, 12, 0), FREELANCER, STEAMCONTENT, "cache1.steamcontent.com", "/depot/1", 4000);
    bitTorrent(tuesday(11, 15, 0), FREELANCER, PEER, 5);
    TcpTalk shell = tcp(tuesday(11, 20, 0), FREELANCER, FORGE, 22).open();
    shell.server(Messages.ssh("OpenSSH_9.9")).client(Messages.ssh("PuTTY_Release_0.82"));
    shell.client(gen.bytes(900)).server(gen.bytes(1100)).close();
  }

  private void tuesdayPeers() {
    bitTorrent(tuesday(13, 0, 0), BEN, PEER, 6);
    bitTorrent(tuesday(13, 1, 0), MANAGER, OTHER_PEER, 4);
    UdpTalk table = udp(tuesday(13, 2, 0), BEN, OTHER_PEER, 6881);
    table.client(Messages.dhtPing(gen)).server(Messages.dhtPong(gen));
    UdpTalk micro = udp(tuesday(13, 2, 5), BEN, OTHER_PEER, 51413);
    micro.client(Messages.utpSyn(gen)).server(gen.bytes(20)).client(Messages.bitTorrent(gen));
    // Here the pattern is complete in the first packet: it is stopped before there is a connection,
    // and the answer from outside begins one of its own.
    UdpTalk first = udp(tuesday(13, 3, 0), CARLA, PEER, 6969);
    first.client("BT:announce").server("BT:peers").client("BT:announce").server("nothing new");
    UdpTalk inward = traffic.udp(tuesday(13, 4, 0), PEER, 6881, DAVID, 51413);
    inward.client(Messages.bitTorrent(gen)).server(Messages.bitTorrent(gen));
  }

  private void tuesdayTelephoneAndSupport() {
    UdpTalk call = traffic.udp(tuesday(14, 0, 0), ANNA, 5060, TELEPHONE, 5060);
    call.client(Messages.invite("anna", "+4930123456", "telephone.example.org"));
    call.server(Messages.sip("100 Trying", "telephone.example.org"));
    call.delay(900 * MS).server(Messages.sip("180 Ringing", "telephone.example.org"));
    call.server(Messages.sip("200 OK", "telephone.example.org"));
    UdpTalk voice = traffic.udp(call.now(), ANNA, 16384, TELEPHONE, 30000).delay(10 * MS);
    for (int i = 0; i < 25; i++) {
      voice.client(Messages.rtp(i, gen)).server(Messages.rtp(500 + i, gen));
    }
    tls(tuesday(14, 30, 0), DAVID, TEAMVIEWER, "router7.teamviewer.com", 3000);
    http(tuesday(14, 30, 5), DAVID, TEAMVIEWER, "ping3.dyngate.com", "/din.aspx?s=0", 120);
    TcpTalk support = tcp(tuesday(14, 31, 0), DAVID, TEAMVIEWER, 5938).open();
    support.client(Messages.teamViewer(60, gen)).server(Messages.teamViewer(400, gen));
    support.client(Messages.teamViewer(900, gen)).server(Messages.teamViewer(2500, gen)).reset();
    tls(tuesday(15, 0, 0), BEN, STEAM, "store.steampowered.com", 6000);
    UdpTalk game = udp(tuesday(15, 5, 0), BEN, GAMESERVER, 27015);
    game.client(Messages.steamQuery()).server(Messages.steamInfo("Berlin #4 (steam only)"));
    game.client(gen.bytes(80)).server(gen.bytes(300)).client(gen.bytes(80));
  }

  private void tuesdayOddities() {
    // A name that lies across two segments, of which the second comes twice.
    TcpTalk cut = tcp(tuesday(15, 30, 0), ANNA, FACEBOOK, 80).open();
    byte[] request = Messages.get("www.facebook.com", "/").getBytes(StandardCharsets.US_ASCII);
    int half = new String(request, StandardCharsets.US_ASCII).indexOf("facebook") + 4;
    cut.clientIn(request, half).retransmit().server(Messages.page(1500)).close();
    TcpTalk lossy = tcp(tuesday(15, 32, 0), CARLA, FORGE, 80).open();
    lossy.client(Messages.get("mirror.example.net", "/big")).serverLosing(page(7000));
    lossy.serverRetransmit().serverReordered(gen.bytes(4000)).close();
    // The name stands behind the first 2,048 bytes: the inspection has ended by then.
    TcpTalk late = tcp(tuesday(15, 34, 0), ANNA, ENCYCLOPEDIA, 80).open();
    late.client(Messages.get("encyclopedia.example.org", "/wiki/Social_network"));
    late.server(Messages.page(2600) + "See also: facebook.com, youtube.com").close();
    // And here behind the tenth packet.
    TcpTalk chatty = tcp(tuesday(15, 35, 0), BEN, ENCYCLOPEDIA, 8080).open();
    for (int i = 0; i < 5; i++) {
      chatty.client("ping " + i + "\r\n").server("pong " + i + "\r\n");
    }
    chatty.client("join facebook\r\n").server("no such room\r\n").close();
    traffic.scan(tuesday(15, 40, 0), CONTRACTOR, 50000, CARLA, ports(60), 22, 53);
    tcp(tuesday(15, 41, 0), CONTRACTOR, SERVER, 3389).refused();
    six(tuesday(15, 45, 0));
  }

  private void six(long time) {
    String host = "2001:db8:f::101";
    String site = "2001:db8:6::10";
    UdpTalk question = traffic.udp(time, host, port++, "2001:db8:6::53", 53);
    question.client(Dns.query6(9, "www.facebook.com"));
    question.server(Dns.answer(9, "www.facebook.com", site));
    TcpTalk web = traffic.tcp(time + 100 * MS, host, port++, site, 443).open();
    web.client(Tls.clientHello("www.facebook.com", gen)).server(Tls.serverHello(1800, gen));
    web.client(Tls.data(300, gen)).server(Tls.data(6000, gen)).close();
    traffic.ping(time + Traffic.SECOND, host, site, 6, 3);
  }

  /** Conversations that cross five o'clock, when the rules for employees end. */
  private void tuesdayClosingTime() {
    // The range ends with the whole second 17:00:00; what follows is free.
    TcpTalk film = tcp(tuesday(16, 59, 58), ANNA, GOOGLEVIDEO, 443).open();
    film.client(Tls.clientHello("rr4---sn-4g5edn6k.googlevideo.com", gen));
    film.server(Tls.serverHello(1500, gen)).delay(250 * MS);
    for (int i = 0; i < 6; i++) {
      film.client(Tls.data(200, gen)).server(Tls.data(1200, gen));
    }
    film.close();
    tls(tuesday(17, 5, 0), BEN, FACEBOOK, "www.facebook.com", 4000);
    bitTorrent(tuesday(17, 30, 0), ANNA, OTHER_PEER, 3);
  }

  private void thursdayEvening() {
    lookup(thursday(19, 30, 0), ANNA, RESOLVER, "www.youtube.com", YOUTUBE);
    tls(thursday(19, 30, 1), ANNA, YOUTUBE, "www.youtube.com", 5000);
    tls(thursday(19, 30, 3), ANNA, GOOGLEVIDEO, "rr5---sn-4g5e6nzz.googlevideo.com", 11000);
    tls(thursday(19, 40, 0), CARLA, FACEBOOK, "www.facebook.com", 4000);
    tls(thursday(19, 45, 0), BEN, STEAM, "store.steampowered.com", 4000);
    tls(thursday(19, 50, 0), CONTRACTOR, FBCDN, "static.xx.fbcdn.net", 3000);
    bitTorrent(thursday(19, 55, 0), DAVID, PEER, 4);
    quic(thursday(20, 0, 0), CARLA, NFLXVIDEO, "ipv4-c001-ber001-ix.1.oca.nflxvideo.net", 6);
  }

  private void saturday() {
    // Ten in the morning is in the hours but Saturday is not among the days.
    tls(saturday(10, 0, 0), DAVID, FACEBOOK, "www.facebook.com", 4000);
    tls(saturday(10, 5, 0), DAVID, YOUTUBE, "www.youtube.com", 4000);
    tls(saturday(10, 10, 0), DAVID, NFLXVIDEO, "ipv4-c012-fra001-ix.1.oca.nflxvideo.net", 9000);
    http(saturday(10, 20, 0), DAVID, STEAMCONTENT, "cache2.steamcontent.com", "/depot/2", 5000);
    tls(saturday(10, 30, 0), FREELANCER, NETFLIX, "www.netflix.com", 3000);
    bitTorrent(saturday(10, 40, 0), DAVID, OTHER_PEER, 4);
    lookup(saturday(10, 50, 0), DAVID, ROUTER, "store.steampowered.com", STEAM);
  }

  private void lookup(long time, String host, String resolver, String name, String address) {
    int id = gen.between(1, 65535);
    udp(time, host, resolver, 53).client(Dns.query(id, name)).server(Dns.answer(id, name, address));
  }

  private void tls(long time, String host, String server, String name, int size) {
    secured(time, host, server, Tls.clientHello(name, gen), size);
  }

  private void tls12(long time, String host, String server, String name, int size) {
    secured(time, host, server, Tls.clientHello12(name, gen), size);
  }

  private void secured(long time, String host, String server, byte[] hello, int size) {
    TcpTalk talk = tcp(time, host, server, 443).open().client(hello);
    talk.server(Tls.serverHello(1700, gen)).client(Tls.data(74, gen)).client(Tls.data(420, gen));
    talk.server(Tls.data(size, gen)).close();
  }

  private void http(long time, String host, String server, String name, String path, int size) {
    TcpTalk talk = tcp(time, host, server, 80).open().client(Messages.get(name, path));
    talk.server(size == 0 ? Messages.moved("https://" + name + "/") : Messages.page(size)).close();
  }

  private void bitTorrent(long time, String host, String peer, int pieces) {
    TcpTalk talk = tcp(time, host, peer, 6881).open();
    talk.client(Messages.bitTorrent(gen)).server(Messages.bitTorrent(gen));
    for (int i = 0; i < pieces; i++) {
      talk.client(new Bytes().u32(13).u8(6).u32(i).u32(0).u32(1200).array());
      talk.server(new Bytes().u32(1209).u8(7).u32(i).u32(0).add(gen.bytes(1200)).array());
    }
    talk.reset();
  }

  private void quic(long time, String host, String server, String name, int packets) {
    UdpTalk talk = udp(time, host, server, 443).client(Quic.initial(name, gen));
    talk.server(Quic.handshake(1100, gen)).client(Quic.protectedPacket(60, gen));
    for (int i = 0; i < packets; i++) {
      talk.server(Quic.protectedPacket(1200, gen)).client(Quic.protectedPacket(45, gen));
    }
  }

  private TcpTalk tcp(long time, String client, String server, int serverPort) {
    return traffic.tcp(time, client, port++, server, serverPort);
  }

  private UdpTalk udp(long time, String client, String server, int serverPort) {
    return traffic.udp(time, client, port++, server, serverPort);
  }

  private static byte[] page(int size) {
    return Messages.page(size).getBytes(StandardCharsets.US_ASCII);
  }

  private static int[] ports(int count) {
    return IntStream.rangeClosed(1, count).toArray();
  }

  private static long tuesday(int hour, int minute, int second) {
    return at(10, hour, minute, second);
  }

  private static long thursday(int hour, int minute, int second) {
    return at(12, hour, minute, second);
  }

  private static long saturday(int hour, int minute, int second) {
    return at(14, hour, minute, second);
  }

  private static long at(int day, int hour, int minute, int second) {
    LocalDateTime local = LocalDateTime.of(2026, 3, day, hour, minute, second);
    return local.atZone(ZONE).toEpochSecond() * Traffic.SECOND;
  }
}
