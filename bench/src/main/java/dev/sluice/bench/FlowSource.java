package dev.sluice.bench;

import dev.sluice.testkit.Dns;
import dev.sluice.testkit.Gen;
import dev.sluice.testkit.Messages;
import dev.sluice.testkit.Quic;
import dev.sluice.testkit.Tls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Draws the flows of a generated capture. First messages come from pools made once. */
final class FlowSource {
  private static final int POOL = 256;
  private static final String[] KNOWN = {
    "www.facebook.com",
    "static.xx.fbcdn.net",
    "www.youtube.com",
    "rr3---sn-4g5ednsz.googlevideo.com",
    "www.netflix.com",
    "ipv4-c012-fra001-ix.1.oca.nflxvideo.net",
    "store.steampowered.com",
    "router7.teamviewer.com"
  };

  private final Gen gen;
  private final LargeCapture.Mix mix;
  private final List<byte[]> hellos = new ArrayList<>();
  private final List<byte[]> requests = new ArrayList<>();
  private final List<byte[]> questions = new ArrayList<>();
  private final List<byte[]> initials = new ArrayList<>();
  private final byte[] handshake;
  private final byte[] noise;
  private int port = 1024;

  FlowSource(Gen gen, LargeCapture.Mix mix) {
    this.gen = gen;
    this.mix = mix;
    for (int i = 0; i < POOL; i++) {
      String host = i % 8 == 0 ? gen.pick(KNOWN) : host();
      hellos.add(Tls.clientHello(host, gen));
      requests.add(Messages.get(host, "/" + i).getBytes(StandardCharsets.US_ASCII));
      questions.add(Dns.query(i, host));
      initials.add(Quic.initial(host, gen));
    }
    handshake = Messages.bitTorrent(gen);
    noise = gen.bytes(1 << 16);
  }

  Flow next() {
    String client = client();
    String server = gen.between(11, 191) + "." + gen.below(256) + "." + gen.below(256) + ".9";
    port = port == 65535 ? 1024 : port + 1;
    int lot = gen.below(100);
    if (lot < mix.tls()) {
      return tcp(client, server, 443, gen.pick(hellos));
    }
    lot -= mix.tls();
    if (lot < mix.http()) {
      return tcp(client, server, 80, gen.pick(requests));
    }
    lot -= mix.http();
    if (lot < mix.dns()) {
      byte[] question = gen.pick(questions);
      return Flow.udp(client, port, server, 53, noise, gen.any())
          .say(true, question)
          .say(false, question);
    }
    lot -= mix.dns();
    if (lot < mix.quic()) {
      Flow flow = Flow.udp(client, port, server, 443, noise, gen.any());
      return flow.say(true, gen.pick(initials)).exchange(gen.between(10, 60));
    }
    lot -= mix.quic();
    return lot < mix.peer()
        ? tcp(client, server, 6881, handshake)
        : Flow.refused(client, port, server, gen.between(1, 1000), noise, gen.any());
  }

  private Flow tcp(String client, String server, int serverPort, byte[] first) {
    Flow flow = Flow.tcp(client, port, server, serverPort, noise, gen.any());
    // A few flows are long and carry most of the packets, as on any network.
    int length = gen.oneIn(10) ? gen.between(60, 200) : gen.between(4, 20);
    return flow.say(true, first).exchange(length);
  }

  private String client() {
    return gen.oneIn(4) ? "192.168.2." + gen.between(2, 250) : "192.168.1." + gen.between(2, 250);
  }

  private String host() {
    String letters = "abcdefghijklmnopqrstuvwxyz";
    return gen.text(gen.between(2, 4), letters)
        + "."
        + gen.text(gen.between(5, 12), letters)
        + ".com";
  }
}
