package dev.sluice.engine.track;

import static dev.sluice.testkit.Frames.ACK;
import static dev.sluice.testkit.Frames.CWR;
import static dev.sluice.testkit.Frames.ECE;
import static dev.sluice.testkit.Frames.FIN;
import static dev.sluice.testkit.Frames.PSH;
import static dev.sluice.testkit.Frames.RST;
import static dev.sluice.testkit.Frames.SYN;
import static dev.sluice.testkit.Frames.URG;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TcpMatrixTest {
  /** conntrack.md section 3, as it stands there. */
  private static final String[][] REFERENCE = {
    {"o", "syn", "SS SS IG IG IG IG IG SS SS S2"},
    {"o", "synack", "IV IV SR IV IV IV IV IV IV SR"},
    {"o", "fin", "IV IV FW FW LA LA LA TW CL IV"},
    {"o", "ack", "ES IV ES ES CW CW TW TW CL IV"},
    {"o", "rst", "IV CL CL CL CL CL CL CL CL CL"},
    {"o", "none", "IV IV IV IV IV IV IV IV IV IV"},
    {"r", "syn", "IV S2 IV IV IV IV IV SS IV S2"},
    {"r", "synack", "IV SR IG IG IG IG IG IG IG SR"},
    {"r", "fin", "IV IV FW FW LA LA LA TW CL IV"},
    {"r", "ack", "IV IG SR ES CW CW TW TW CL IG"},
    {"r", "rst", "IV CL CL CL CL CL CL CL CL CL"},
    {"r", "none", "IV IV IV IV IV IV IV IV IV IV"},
  };

  private static final List<String> STATES =
      List.of("NO", "SS", "SR", "ES", "FW", "CW", "LA", "TW", "CL", "S2", "IG", "IV");
  private static final List<String> KINDS = List.of("none", "syn", "synack", "fin", "ack", "rst");

  @Test
  void isTheTableOfTheReference() {
    for (String[] row : REFERENCE) {
      List<String> cells = List.of(row[2].split(" ", -1));
      for (int state = 0; state < 10; state++) {
        int next = TcpMatrix.next(row[0].equals("o") ? 0 : 1, KINDS.indexOf(row[1]), state);
        assertThat(STATES.get(next))
            .as(row[0] + " " + row[1] + " in " + state)
            .isEqualTo(cells.get(state));
      }
    }
  }

  @Test
  void knowsTheNineCombinationsOfFlagsThatExist() {
    Set<Integer> possible =
        Set.of(
            SYN, SYN | URG, SYN | ACK, RST, RST | ACK, FIN | ACK, FIN | ACK | URG, ACK, ACK | URG);
    for (int flags = 0; flags < 256; flags++) {
      int counted = flags & ~(PSH | ECE | CWR);
      assertThat(TcpMatrix.possible(flags))
          .as("flags " + flags)
          .isEqualTo(possible.contains(counted));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SS, o, syn, syn-sent",
    "SS, o, synack, INVALID",
    "SS, o, fin, INVALID",
    "SS, o, ack, INVALID",
    "SS, o, rst, GONE",
    "SS, r, syn, listen",
    "SS, r, synack, syn-recv",
    "SS, r, fin, INVALID",
    "SS, r, ack, syn-sent",
    "SS, r, rst, GONE",
    "SR, o, syn, syn-recv",
    "SR, o, synack, syn-recv",
    "SR, o, fin, fin-wait",
    "SR, o, ack, established",
    "SR, o, rst, close",
    "SR, r, syn, INVALID",
    "SR, r, synack, syn-recv",
    "SR, r, fin, fin-wait",
    "SR, r, ack, syn-recv",
    "SR, r, rst, close",
    "ES, o, syn, established",
    "ES, o, synack, INVALID",
    "ES, o, fin, fin-wait",
    "ES, o, ack, established",
    "ES, o, rst, close",
    "ES, r, syn, INVALID",
    "ES, r, synack, established",
    "ES, r, fin, fin-wait",
    "ES, r, ack, established",
    "ES, r, rst, close",
    "FW, o, syn, fin-wait",
    "FW, o, synack, INVALID",
    "FW, o, fin, last-ack",
    "FW, o, ack, close-wait",
    "FW, o, rst, close",
    "FW, r, syn, INVALID",
    "FW, r, synack, fin-wait",
    "FW, r, fin, last-ack",
    "FW, r, ack, close-wait",
    "FW, r, rst, close",
    "CW, o, syn, close-wait",
    "CW, o, synack, INVALID",
    "CW, o, fin, last-ack",
    "CW, o, ack, close-wait",
    "CW, o, rst, close",
    "CW, r, syn, INVALID",
    "CW, r, synack, close-wait",
    "CW, r, fin, last-ack",
    "CW, r, ack, close-wait",
    "CW, r, rst, close",
    "LA, o, syn, last-ack",
    "LA, o, synack, INVALID",
    "LA, o, fin, last-ack",
    "LA, o, ack, time-wait",
    "LA, o, rst, close",
    "LA, r, syn, INVALID",
    "LA, r, synack, last-ack",
    "LA, r, fin, last-ack",
    "LA, r, ack, time-wait",
    "LA, r, rst, close",
    "TW, o, syn, REOPENED",
    "TW, o, synack, INVALID",
    "TW, o, fin, time-wait",
    "TW, o, ack, time-wait",
    "TW, o, rst, close",
    "TW, r, syn, REOPENED",
    "TW, r, synack, time-wait",
    "TW, r, fin, time-wait",
    "TW, r, ack, time-wait",
    "TW, r, rst, close",
    "CL, o, syn, REOPENED",
    "CL, o, synack, INVALID",
    "CL, o, fin, close",
    "CL, o, ack, close",
    "CL, o, rst, close",
    "CL, r, syn, INVALID",
    "CL, r, synack, close",
    "CL, r, fin, close",
    "CL, r, ack, close",
    "CL, r, rst, close",
    "S2, o, syn, listen",
    "S2, o, synack, syn-recv",
    "S2, o, fin, INVALID",
    "S2, o, ack, INVALID",
    "S2, o, rst, close",
    "S2, r, syn, listen",
    "S2, r, synack, syn-recv",
    "S2, r, fin, INVALID",
    "S2, r, ack, listen",
    "S2, r, rst, close",
  })
  void eachCellIsReachedByPackets(String state, String direction, String kind, String expected) {
    for (Profile profile : Profile.values()) {
      TrackedLine line = new TrackedLine(profile);
      long[] next = bring(line, state);
      int connection = line.last;
      int flags =
          switch (kind) {
            case "syn" -> SYN;
            case "synack" -> SYN | ACK;
            case "fin" -> FIN | ACK;
            case "ack" -> ACK;
            // The server's numbers are not known yet: an ACK of any would be out of its window.
            default -> state.equals("SS") && direction.equals("o") ? RST : RST | ACK;
          };
      boolean out = direction.equals("o");
      boolean again = kind.startsWith("syn") && "SS SR S2".contains(state);
      long sequence = again ? out ? 1000 : 5000 : out ? next[0] : next[1];
      String verdict =
          line.send(out ? Tcp.out(flags, sequence, next[1]) : Tcp.in(flags, sequence, next[0]));
      String now =
          verdict.equals("invalid") ? "INVALID" : line.table.dying(line.last) ? "GONE" : line.tcp();
      if (line.table.fresh()) {
        now = "REOPENED";
      }
      assertThat(now)
          .as(profile + ": " + direction + " " + kind + " in " + state)
          .isEqualTo(expected);
      assertThat(connection).isNotNegative();
    }
  }

  /** Brings a connection into this state; the next sequence numbers of client and server. */
  private static long[] bring(TrackedLine line, String state) {
    line.send(Tcp.out(SYN, 1000, 0));
    switch (state) {
      case "SS" -> {
        return new long[] {1001, 5001};
      }
      case "S2" -> {
        line.send(Tcp.in(SYN, 5000, 0));
        return new long[] {1001, 5001};
      }
      default -> line.send(Tcp.in(SYN | ACK, 5000, 1001));
    }
    if (state.equals("SR")) {
      return new long[] {1001, 5001};
    }
    line.send(Tcp.out(ACK, 1001, 5001));
    line.send(Tcp.in(ACK, 5001, 1001));
    if (state.equals("ES")) {
      return new long[] {1001, 5001};
    }
    if (state.equals("CL")) {
      line.send(Tcp.out(FIN | ACK, 1001, 5001));
      line.send(Tcp.in(RST | ACK, 5001, 1002));
      return new long[] {1002, 5001};
    }
    line.send(Tcp.out(FIN | ACK, 1001, 5001));
    if (state.equals("FW")) {
      return new long[] {1002, 5001};
    }
    line.send(Tcp.in(ACK, 5001, 1002));
    if (state.equals("CW")) {
      return new long[] {1002, 5001};
    }
    line.send(Tcp.in(FIN | ACK, 5001, 1002));
    if (state.equals("LA")) {
      return new long[] {1002, 5002};
    }
    line.send(Tcp.out(ACK, 1002, 5002));
    return new long[] {1002, 5002};
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void onlyASynOrWithLooseTrackingAnAckBegins(Profile profile) {
    assertThat(new TrackedLine(profile).send(Tcp.out(ACK, 1, 1))).isEqualTo("new");
    for (int flags : new int[] {SYN | ACK, FIN | ACK, RST, RST | ACK}) {
      TrackedLine line = new TrackedLine(profile);
      assertThat(line.send(Tcp.out(flags, 1, 1))).isEqualTo("invalid");
      assertThat(line.table.invalidReason()).isEqualTo(InvalidReason.TCP_NOT_A_BEGINNING);
    }
    for (int flags : new int[] {0, FIN, SYN | FIN, FIN | PSH | URG, 255}) {
      TrackedLine line = new TrackedLine(profile);
      assertThat(line.send(Tcp.out(flags, 1, 1))).isEqualTo("invalid");
      assertThat(line.table.invalidReason()).isEqualTo(InvalidReason.TCP_FLAGS);
    }
  }
}
