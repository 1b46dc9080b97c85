/**
 * Bytes seen as packets, and the files that hold them.
 *
 * <p>{@link dev.sluice.wire.PacketView} decodes one packet in place, {@link
 * dev.sluice.wire.CaptureReader} brings packets out of a capture file, {@link
 * dev.sluice.wire.CaptureWriter} puts them into one:
 *
 * <pre>{@code
 * PacketView packet = new PacketView();
 * try (CaptureReader capture = CaptureReader.open(Path.of("office.pcap"))) {
 *   while (capture.next()) {
 *     packet.wrap(
 *         capture.bytes(),
 *         capture.offset(),
 *         capture.captured(),
 *         capture.wireLength(),
 *         capture.linkType());
 *     if (packet.status() == PacketView.Status.OK && packet.destinationPort() == 443) {
 *       web++;
 *     }
 *   }
 *   capture.problem().ifPresent(System.err::println);
 * }
 * }</pre>
 *
 * <p>Deliberately absent: putting fragments or streams together (the engine does that, with limits
 * and a clock), looking into tunnels (a tunnel is one protocol to a firewall), and anything that
 * needs more than one packet. Start at {@link dev.sluice.wire.PacketView#wrap}.
 */
@NullMarked
package dev.sluice.wire;

import org.jspecify.annotations.NullMarked;
