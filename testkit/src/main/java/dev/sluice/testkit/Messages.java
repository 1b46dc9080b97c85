package dev.sluice.testkit;

/** First messages of applications, as real clients and servers send them. */
public final class Messages {
  private Messages() {}

  /** An HTTP/1.1 request of a browser. */
  public static String get(String host, String path) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: "
        + host
        + "\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
        + "\r\nAccept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Language: en\r\n"
        + "Connection: keep-alive\r\n\r\n";
  }

  /** An HTTP/1.1 answer with {@code length} bytes of a page that says nothing. */
  public static String page(int length) {
    StringBuilder body = new StringBuilder("<!DOCTYPE html><title>A page</title><p>");
    while (body.length() < length) {
      body.append("Nothing to see here, and more of it. ");
    }
    body.setLength(Math.max(0, length));
    return "HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html\r\nContent-Length: "
        + length
        + "\r\n\r\n"
        + body;
  }

  /** An HTTP/1.1 redirection. */
  public static String moved(String to) {
    return "HTTP/1.1 301 Moved Permanently\r\nLocation: " + to + "\r\nContent-Length: 0\r\n\r\n";
  }

  /** The handshake of BitTorrent over TCP (BEP 3). */
  public static byte[] bitTorrent(Gen gen) {
    Bytes out = new Bytes().u8(19).add("BitTorrent protocol").u64(0x0000000000100005L);
    return out.add(gen.bytes(20)).add("-TR4050-").add(gen.text(12, "0123456789abcdef")).array();
  }

  /** A ping of BitTorrent's DHT (BEP 5). */
  public static byte[] dhtPing(Gen gen) {
    return new Bytes()
        .add("d1:ad2:id20:")
        .add(gen.bytes(20))
        .add("e1:q4:ping1:t2:aa1:y1:qe")
        .array();
  }

  /** The answer to it. */
  public static byte[] dhtPong(Gen gen) {
    return new Bytes().add("d1:rd2:id20:").add(gen.bytes(20)).add("e1:t2:aa1:y1:re").array();
  }

  /** The SYN of BitTorrent's uTP (BEP 29). */
  public static byte[] utpSyn(Gen gen) {
    Bytes out = new Bytes().u8(0x41).u8(0).u16(gen.between(1, 65535));
    return out.u32(gen.any()).u32(0).u32(1 << 20).u16(1).u16(0).array();
  }

  /** A SIP INVITE (RFC 3261) without its session description. */
  public static String invite(String from, String to, String host) {
    return "INVITE sip:%2$s@%3$s SIP/2.0\r\nVia: SIP/2.0/UDP %3$s;branch=z9hG4bK776asdhds\r\n"
            .formatted(from, to, host)
        + "Max-Forwards: 70\r\nTo: <sip:%2$s@%3$s>\r\nFrom: <sip:%1$s@%3$s>;tag=1928301774\r\n"
            .formatted(from, to, host)
        + "Call-ID: a84b4c76e66710@%s\r\nCSeq: 314159 INVITE\r\nContent-Length: 0\r\n\r\n"
            .formatted(host);
  }

  /** A SIP answer such as {@code 180 Ringing}. */
  public static String sip(String status, String host) {
    return "SIP/2.0 %s\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK776asdhds\r\n".formatted(status, host)
        + "CSeq: 314159 INVITE\r\nContent-Length: 0\r\n\r\n";
  }

  /** An RTP packet (RFC 3550) with 20 ms of G.711. */
  public static byte[] rtp(int number, Gen gen) {
    Bytes out = new Bytes().u8(0x80).u8(0).u16(number).u32(number * 160L).u32(0x1234abcdL);
    return out.add(gen.bytes(160)).array();
  }

  /** The question a Steam client puts to a game server. */
  public static byte[] steamQuery() {
    return new Bytes().u32(0xffffffffL).add("TSource Engine Query").u8(0).array();
  }

  /** The game server's answer. */
  public static byte[] steamInfo(String name) {
    Bytes out = new Bytes().u32(0xffffffffL).u8('I').u8(17).add(name).u8(0).add("de_dust2").u8(0);
    return out.add("csgo").u8(0).add("Counter-Strike: Global Offensive").u8(0).u16(730).array();
  }

  /** A TeamViewer-like packet: its two bytes of magic, a command and noise. */
  public static byte[] teamViewer(int size, Gen gen) {
    return new Bytes().u16(0x1724).u8(0x0a).u8(0x20).u32(size).add(gen.bytes(size)).array();
  }

  /** An SSH greeting. */
  public static String ssh(String software) {
    return "SSH-2.0-" + software + "\r\n";
  }
}
