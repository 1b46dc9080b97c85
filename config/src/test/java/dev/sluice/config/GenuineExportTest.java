package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Exports that a device with RouterOS 7 wrote: ours of what they say are the same lines. */
final class GenuineExportTest {
  private static final Pattern TERSE = Pattern.compile("\n/ip firewall [a-z0-9 -]+ (add|set) ");

  /** Mostly typed in: long lines, blanks between arguments, orders no device writes. */
  private static final Set<String> EDITED = Set.of("0286.rsc");

  @Test
  void writesTheFirewallAsADeviceDoes() throws IOException {
    int lines = 0;
    int equal = 0;
    for (Path file : CorpusTest.files("rsc")) {
      byte[] bytes = Files.readAllBytes(file);
      String text = new String(bytes, StandardCharsets.UTF_8).replace("\r", "");
      if (!text.contains(" by RouterOS 7") || EDITED.contains(file.getFileName().toString())) {
        continue;
      }
      String ours = Export.text(PolicyReader.read("p", bytes, true).config(), form(text));
      List<String> theirLines = firewall(text);
      List<String> missing = missing(theirLines, firewall(ours));
      lines += theirLines.size();
      equal += theirLines.size() - missing.size();
      if (Boolean.getBoolean("sluice.tell")) {
        missing.forEach(line -> System.out.println(file.getFileName() + ": " + line));
        System.out.printf(
            "%s: %d of %d%n",
            file.getFileName(), theirLines.size() - missing.size(), theirLines.size());
      }
    }
    if (Boolean.getBoolean("sluice.tell")) {
      System.out.printf("%d of %d lines of genuine exports are equal%n", equal, lines);
    }
    assertThat(equal).as("of %d lines", lines).isGreaterThanOrEqualTo(lines * 95 / 100);
  }

  /** How the device was asked to write it. */
  private static Export.Form form(String text) {
    if (TERSE.matcher(text).find()) {
      return Export.Form.TERSE;
    }
    return Export.Form.COMPACT;
  }

  /** The lines of the menus that are ours, in order. */
  private static List<String> firewall(String text) {
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("/")) {
        inside =
            line.contains("/ip firewall")
                || line.contains("/ipv6 firewall")
                || line.startsWith("/queue");
      }
      if (inside && !line.isBlank() && !line.startsWith("#")) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** The lines of one text that the other does not have in the same order. */
  private static List<String> missing(List<String> theirs, List<String> ours) {
    int[][] longest = new int[theirs.size() + 1][ours.size() + 1];
    for (int i = theirs.size() - 1; i >= 0; i--) {
      for (int j = ours.size() - 1; j >= 0; j--) {
        longest[i][j] =
            theirs.get(i).equals(ours.get(j))
                ? longest[i + 1][j + 1] + 1
                : Math.max(longest[i + 1][j], longest[i][j + 1]);
      }
    }
    List<String> missing = new ArrayList<>();
    int j = 0;
    for (int i = 0; i < theirs.size(); i++) {
      int from = j;
      while (j < ours.size()
          && !theirs.get(i).equals(ours.get(j))
          && longest[i][j + 1] == longest[i][from]) {
        j++;
      }
      if (j < ours.size() && theirs.get(i).equals(ours.get(j))) {
        j++;
      } else {
        j = from;
        missing.add(theirs.get(i));
      }
    }
    return missing;
  }
}
