package dev.sluice.engine.track;

import static dev.sluice.testkit.Frames.ACK;
import static dev.sluice.testkit.Frames.PSH;
import static dev.sluice.testkit.Frames.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Helper;
import dev.sluice.policy.Origin;
import dev.sluice.policy.ServicePort;
import dev.sluice.testkit.Frames;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HelpersTest {
  private final TrackedLine line = TrackedLine.routeros();
  private String client = "10.0.0.2";
  private String server = "192.0.2.80";
  private int port;
  private long toServer = 1001;
  private long toClient = 5001;

  @BeforeEach
  void watch() {
    line.table.helpers(
        List.of(
            service(Helper.FTP, 21),
            service(Helper.TFTP, 69),
            service(Helper.IRC, 6667),
            service(Helper.PPTP, 1723),
            service(Helper.RTSP, 554),
            service(Helper.SIP, 5060)));
  }

  private static ServicePort service(Helper helper, int port) {
    return new ServicePort(helper, List.of(port), false, Origin.NONE);
  }

  private void connect(int to) {
    port = to;
    line.send(Frames.tcp(client, 40000, server, to).flags(SYN).seq(1000));
    line.send(Frames.tcp(server, to, client, 40000).flags(SYN | ACK).seq(5000).ack(1001));
    say("");
  }

  private String say(byte[] bytes) {
    Frames f = Frames.tcp(client, 40000, server, port).flags(PSH | ACK);
    String state = line.send(f.seq(toServer).ack(toClient).payload(bytes));
    toServer += bytes.length;
    return state;
  }

  private String say(String text) {
    return say(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  private String answer(byte[] bytes) {
    Frames f = Frames.tcp(server, port, client, 40000).flags(PSH | ACK);
    String state = line.send(f.seq(toClient).ack(toServer).payload(bytes));
    toClient += bytes.length;
    return state;
  }

  private String answer(String text) {
    return answer(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  private String opens(String from, int fromPort, String to, int toPort) {
    return line.send(Frames.tcp(from, fromPort, to, toPort).flags(SYN).seq(1));
  }

  private int login() {
    connect(21);
    int control = line.last;
    answer("220 ready\r\n");
    say("USER me\r\n");
    answer("230 in\r\n");
    return control;
  }

  @Test
  void ftpPassiveDataIsRelatedOnceAndHasItsMastersMark() {
    int control = login();
    line.table.setMark(control, 77);
    assertThat(line.table.helped(control)).isTrue();
    answer("227 Entering Passive Mode (192,0,2,80,4,1)\r\n");
    assertThat(line.table.expectations()).isEqualTo(1);
    assertThat(opens(client, 40001, server, 1025)).isEqualTo("related");
    assertThat(line.table.expected(line.last)).isTrue();
    assertThat(line.table.master(line.last)).isEqualTo(control);
    assertThat(line.table.helper(line.last)).isEqualTo(Helper.FTP.ordinal());
    assertThat(line.table.mark(line.last)).isEqualTo(77);
    assertThat(line.table.expectations()).isZero();
    assertThat(opens(client, 40002, server, 1025)).isEqualTo("new");
  }

  @Test
  void ftpActiveDataIsRelatedFromTheServerOnly() {
    login();
    say("port 10,0,0,2,10,5\r\n");
    assertThat(opens("192.0.2.81", 20, client, 2565)).isEqualTo("new");
    assertThat(opens(server, 20, client, 2565)).isEqualTo("related");
  }

  @Test
  void ftpReadsItsExtendedForms() {
    login();
    answer("229 Entering Extended Passive Mode (|||2000|)\r\n");
    assertThat(opens(client, 1, server, 2000)).isEqualTo("related");
    say("EPRT |1|10.0.0.2|2001|\r\n");
    assertThat(opens(server, 20, client, 2001)).isEqualTo("related");
  }

  @Test
  void ftpReadsItsExtendedFormsOfTheSixthVersion() {
    client = "2001:db8::2";
    server = "2001:db8:1::80";
    login();
    say("EPRT |2|2001:db8::2|2001|\r\n");
    assertThat(opens(server, 20, client, 2001)).isEqualTo("related");
    answer("229 ok (|||2000|)\r\n");
    assertThat(opens(client, 1, server, 2000)).isEqualTo("related");
  }

  @Test
  void ftpBelievesNoForeignAddressAndNoCommandInTheMiddleOfALine() {
    login();
    say("PORT 10,0,0,9,10,5\r\n");
    say("STOR PORT 10,0,0,2,10,5\r\n");
    say("NOOP ");
    say("PORT 10,0,0,2,10,5\r\n");
    answer("227 (10,0,0,1,4,1)\r\n");
    answer("227 (192,0,2,80,256,1)\r\n");
    assertThat(line.table.expectations()).isZero();
  }

  @Test
  void ftpCommandsMustComeWhole() {
    login();
    assertThat(say("PORT 10,0,0,")).isEqualTo("invalid");
    assertThat(line.table.invalidReason()).isEqualTo(InvalidReason.HELPER);
    toServer -= "PORT 10,0,0,".length();
    assertThat(say("PORT 10,0,0,2,10,5\r\n")).isEqualTo("established");
    assertThat(line.table.expectations()).isEqualTo(1);
  }

  @Test
  void expectationsEndAfterFiveMinutesAndWithTheirMaster() {
    login();
    answer("227 (192,0,2,80,4,1)\r\n");
    line.pass(200);
    say("NOOP\r\n");
    line.pass(100);
    assertThat(opens(client, 40001, server, 1025)).isEqualTo("new");
    line.table.expire(line.now, 10);
    assertThat(line.table.expectations()).isZero();
    answer("227 (192,0,2,80,4,2)\r\n");
    int control = line.last;
    assertThat(line.table.expectations()).isEqualTo(1);
    line.table.remove(control, line.now);
    assertThat(line.table.expectations()).isZero();
  }

  @Test
  void tftpDataComesFromAnyPortOfTheServer() {
    line.send(Frames.udp(client, 3000, server, 69).payload("\0\1file\0octet\0"));
    assertThat(line.send(Frames.udp(server, 4000, client, 3000))).isEqualTo("related");
    assertThat(line.send(Frames.udp(client, 3000, server, 4000))).isEqualTo("established");
    assertThat(line.send(Frames.udp("192.0.2.81", 4000, client, 3000))).isEqualTo("new");
  }

  @Test
  void ircOffersAreForTheClientsOwnAddress() {
    connect(6667);
    say("PRIVMSG a :\1DCC SEND f 167772162 5000\1\r\n");
    say("PRIVMSG a :\1DCC CHAT chat 167772169 5001\1\r\n");
    assertThat(line.table.expectations()).isEqualTo(1);
    assertThat(opens("203.0.113.9", 1, client, 5000)).isEqualTo("related");
  }

  @Test
  void pptpTunnelsAreRelatedByTheirCalls() {
    connect(1723);
    int control = line.last;
    say(pptp(7, 100, 0));
    answer(pptp(8, 200, 100));
    assertThat(line.table.expectations()).isEqualTo(2);
    byte[] out = ByteBuffer.allocate(8).putInt(0x3001880B).putInt(200).array();
    byte[] in = ByteBuffer.allocate(8).putInt(0x3001880B).putInt(100).array();
    assertThat(line.send(Frames.ip(client, server, 47).payload(out))).isEqualTo("related");
    assertThat(line.table.master(line.last)).isEqualTo(control);
    assertThat(line.timeout()).isEqualTo(600);
    assertThat(line.send(Frames.ip(server, client, 47).payload(in))).isEqualTo("established");
    line.send(Frames.ip(client, server, 47).payload(out));
    assertThat(line.timeout()).isEqualTo(18_000);
  }

  private static byte[] pptp(int type, int call, int peer) {
    ByteBuffer b = ByteBuffer.allocate(32);
    b.putShort((short) 32).putShort((short) 1).putInt(0x1A2B3C4D);
    b.putShort((short) type).putShort((short) 0);
    b.putShort((short) call).putShort((short) peer).put((byte) 1);
    return b.array();
  }

  @Test
  void sipMediaIsRelatedIfItGoesToTheSpeaker() {
    String head = "INVITE sip:b@example.com SIP/2.0\r\nCSeq: 1 INVITE\r\n\r\n";
    String good = "v=0\r\nc=IN IP4 10.0.0.2\r\nm=audio 8000 RTP/AVP 0\r\n";
    String foreign = "v=0\r\nc=IN IP4 10.0.0.7\r\nm=audio 9000 RTP/AVP 0\r\n";
    String own = "v=0\r\nc=IN IP4 10.0.0.7\r\nm=video 9100 RTP/AVP 0\r\nc=IN IP4 10.0.0.2\r\n";
    line.send(Frames.udp(client, 5060, server, 5060).payload(head + good));
    assertThat(line.timeout()).isEqualTo(3600);
    line.send(Frames.udp(client, 5060, server, 5060).payload(head + foreign));
    assertThat(line.table.expectations()).isEqualTo(2);
    line.send(Frames.udp(client, 5060, server, 5060).payload(head + own));
    assertThat(line.table.expectations()).isEqualTo(4);
    assertThat(line.send(Frames.udp(server, 1, client, 8000))).isEqualTo("related");
    assertThat(line.send(Frames.udp(server, 1, client, 8001))).isEqualTo("related");
    assertThat(line.send(Frames.udp(server, 1, client, 9100))).isEqualTo("related");
    assertThat(line.send(Frames.udp(server, 1, client, 9000))).isEqualTo("new");
  }

  private String register(String contact, int sequence) {
    String head = "REGISTER sip:example.com SIP/2.0\r\nCSeq: " + sequence + " REGISTER\r\n";
    String rest = "Contact: " + contact + "\r\nExpires: 600\r\n\r\n";
    return line.send(Frames.udp(client, 5060, server, 5060).payload(head + rest));
  }

  private void registrar(String code, int sequence, String contact) {
    String text = "SIP/2.0 %s\r\nCSeq: %d REGISTER\r\nContact: %s\r\n\r\n";
    Frames frame = Frames.udp(server, 5060, client, 5060);
    line.send(frame.payload(text.formatted(code, sequence, contact)));
  }

  private String calls(String from, int to) {
    return line.send(Frames.udp(from, 7000 + line.table.size(), client, to).payload("OPTIONS x"));
  }

  @Test
  void sipRegistrationsExpectCallsFromTheRegistrarUntilTheyExpire() {
    register("\"me\" <sip:me@10.0.0.2:5070;transport=udp>", 7);
    assertThat(line.table.expectations()).as("not answered yet").isZero();
    registrar("100 Trying", 7, "");
    registrar("200 OK", 6, "<sip:me@10.0.0.2:5070>;expires=600");
    assertThat(line.table.expectations()).as("another's answer").isZero();
    registrar("200 OK", 7, "<sip:me@10.0.0.2:5070>;expires=120");
    int control = line.last;
    assertThat(calls("192.0.2.81", 5070)).isEqualTo("new");
    assertThat(calls(server, 5070)).isEqualTo("related");
    assertThat(line.table.helper(line.last)).isEqualTo(Helper.SIP.ordinal());
    assertThat(line.table.master(line.last)).isEqualTo(control);
    assertThat(calls(server, 5070)).as("as often as it comes").isEqualTo("related");
    line.pass(121);
    assertThat(calls(server, 5070)).isEqualTo("new");
  }

  @Test
  void sipRegistersNobodyElseAndForgetsWhoUnregistersOrIsRefused() {
    register("<sip:me@10.0.0.9:5070>", 1);
    registrar("200 OK", 1, "<sip:me@10.0.0.9:5070>;expires=120");
    assertThat(line.table.expectations()).isZero();
    register("<sip:me@10.0.0.2>", 2);
    registrar("200 OK", 2, "<sip:me@10.0.0.2>;expires=120");
    assertThat(line.table.expectations()).isEqualTo(1);
    register("<sip:me@10.0.0.2>;expires=0", 3);
    registrar("200 OK", 3, "");
    assertThat(line.table.expectations()).isZero();
    register("<sip:me@10.0.0.2>", 4);
    registrar("401 Unauthorized", 4, "");
    assertThat(line.table.expectations()).isZero();
  }

  @Test
  void sipCallsToARegisteredPhoneAreReadThemselves() {
    client = "2001:db8::2";
    server = "2001:db8:1::80";
    register("<sip:me@[2001:db8::2]:5070>", 7);
    registrar("200 OK", 7, "<sip:me@[2001:db8::2]:5070>;expires=120");
    String call =
        "INVITE sip:me SIP/2.0\r\n\r\nc=IN IP6 2001:db8:1::80\r\nm=audio 8000 RTP/AVP\r\n";
    assertThat(line.send(Frames.udp(server, 5060, client, 5070).payload(call)))
        .isEqualTo("related");
    assertThat(line.send(Frames.udp(client, 9, server, 8000))).isEqualTo("related");
  }

  @Test
  void sipWithoutDirectMediaExpectsItAnywhereAndLivesAsLongAsItIsTold() {
    ServicePort.Sip loose = new ServicePort.Sip(false, 90);
    line.table.helpers(
        List.of(new ServicePort(Helper.SIP, List.of(5060), false, loose, Origin.NONE)));
    String head = "INVITE sip:b@example.com SIP/2.0\r\n\r\n";
    String foreign = "c=IN IP4 10.0.0.7\r\nm=audio 9000 RTP/AVP 0\r\n";
    line.send(Frames.udp(client, 5060, server, 5060).payload(head + foreign));
    assertThat(line.timeout()).isEqualTo(90);
    assertThat(line.send(Frames.udp("203.0.113.5", 1, "10.0.0.7", 9000))).isEqualTo("related");
  }

  @Test
  void rtspMediaComesFromTheServer() {
    connect(554);
    say("SETUP rtsp://x RTSP/1.0\r\nTransport: RTP/AVP;unicast;client_port=4588-4589\r\n\r\n");
    assertThat(line.send(Frames.udp(server, 1, client, 4588))).isEqualTo("related");
    assertThat(line.send(Frames.udp(server, 1, client, 4589))).isEqualTo("related");
  }

  @Test
  void aDisabledServiceIsNotWatched() {
    line.table.helpers(List.of(new ServicePort(Helper.FTP, List.of(21), true, Origin.NONE)));
    int control = login();
    assertThat(line.table.helped(control)).isFalse();
    answer("227 (192,0,2,80,4,1)\r\n");
    assertThat(line.table.expectations()).isZero();
  }
}
