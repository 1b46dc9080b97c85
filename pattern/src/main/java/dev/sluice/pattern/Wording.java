package dev.sluice.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the wording of a pattern gives away: traces of the console's escapes, of other dialects, of
 * words that are in all traffic. Says what is suspicious, not what is impossible.
 */
final class Wording {
  private static final Set<String> IN_ALL_TRAFFIC =
      Set.of(
          "http", "https", "www", "com", "net", "get", "post", "host", "line", "bit", "bt", "ads",
          "adv", "apple", "google", "mozilla", "html", "user", "server", "chat", "mail", "video",
          "live", "cdn", "api", "img", "play", "game", "file", "data", "tor", "app");

  private static final List<String> FILE_STARTS =
      List.of(
          "\\x89png",
          "pk\\x03",
          "rar!",
          "rar\\x21",
          "%pdf",
          "gif8",
          "\\xff\\xd8",
          "mz\\x90",
          "id3",
          "7z\\xbc",
          "\\x1f\\x8b");

  private static final String OPERATORS = "^$.|()[]{}*+?\\";

  private static final Set<String> TOP_DOMAINS =
      Set.of("com", "net", "org", "me", "ru", "tv", "io", "be", "co", "ly", "gg", "int");

  private final Diagnoses.Subject subject;
  private final String text;
  private final String lower;
  private final List<Diagnosis> found = new ArrayList<>();

  private Wording(Diagnoses.Subject subject) {
    this.subject = subject;
    this.text = subject.pattern().text();
    this.lower = text.toLowerCase(Locale.ROOT);
  }

  static List<Diagnosis> of(Diagnoses.Subject subject) {
    Wording wording = new Wording(subject);
    wording.consoleEscapes();
    wording.blanks();
    wording.controlBytes();
    wording.hexOperators();
    wording.lostCharacters();
    wording.upperCase();
    wording.words(subject.tree());
    wording.shortHosts();
    wording.intervals(subject.tree());
    wording.anchors();
    wording.fileStart();
    return wording.found;
  }

  private void warn(int start, int end, String code, String message, String help, String fixed) {
    found.add(subject.say(start, end, Diagnosis.Grade.WARNING, code, message, help, fixed));
  }

  private void note(int start, int end, String code, String message, String help, String fixed) {
    found.add(subject.say(start, end, Diagnosis.Grade.NOTE, code, message, help, fixed));
  }

  /** {@code \\\$} in the console leaves an escaped dollar: the byte, not the end. */
  private void consoleEscapes() {
    if (escapedAt(text.length() - 1) && text.endsWith("$")) {
      String fixed = text.substring(0, text.length() - 2) + "$";
      warn(
          text.length() - 2,
          text.length(),
          "escaped-dollar",
          "\\$ is the byte $, which would have to be in the data",
          "in the console write \\$ (one backslash) for the end of the data",
          fixed);
    }
  }

  private boolean escapedAt(int at) {
    int backslashes = 0;
    while (at - backslashes - 1 >= 0 && text.charAt(at - backslashes - 1) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  private void blanks() {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean lineBreak = c == '\n' || c == '\r';
      boolean lone =
          c == ' '
              && (i == 0
                  || i == text.length() - 1
                  || (text.charAt(i - 1) == '|' && !escapedAt(i - 1))
                  || (text.charAt(i - 1) == '(' && !escapedAt(i - 1)));
      if (lineBreak || lone) {
        warn(
            i,
            i + 1,
            "stray-blank",
            lineBreak
                ? "a line break is a byte that must be in the data"
                : "this blank is a byte that must be in the data",
            "remove it, or write \\x20 if it is meant",
            unblanked());
        return;
      }
    }
  }

  private String unblanked() {
    return text.strip()
        .replaceAll("[\\r\\n]", "")
        .replaceAll(" *\\| +", "|")
        .replaceAll("\\( +", "(")
        .replaceAll(" +\\)", ")");
  }

  private void controlBytes() {
    StringBuilder fixed = new StringBuilder();
    int first = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\n' && c != '\r') || c >= 0x7f) {
        first = first < 0 ? i : first;
        fixed.append("\\x").append(String.format(Locale.ROOT, "%02x", (int) c));
      } else {
        fixed.append(c);
      }
    }
    if (first >= 0) {
      note(
          first,
          first + 1,
          "raw-byte",
          "the pattern holds a byte that does not print: it is matched, but nobody can read it",
          "write it as \\xHH; in the console that is \\\\xHH",
          fixed.toString());
    }
  }

  private void hexOperators() {
    for (int i = 0; i + 3 < text.length(); i++) {
      if (text.charAt(i) == '\\' && lower.charAt(i + 1) == 'x' && !escapedAt(i)) {
        int high = Character.digit(text.charAt(i + 2), 16);
        int low = Character.digit(text.charAt(i + 3), 16);
        if (high >= 0 && low >= 0 && OPERATORS.indexOf((char) (high * 16 + low)) >= 0) {
          char byteMeant = (char) (high * 16 + low);
          note(
              i,
              i + 4,
              "hex-operator",
              text.substring(i, i + 4)
                  + " is the byte "
                  + byteMeant
                  + " here, but an operator for l7-filter",
              "write \\" + byteMeant + ", which is the byte for both",
              text.substring(0, i) + "\\" + byteMeant + text.substring(i + 4));
        }
      }
    }
  }

  private void lostCharacters() {
    int bar = lower.indexOf("info_hash=get ");
    if (bar >= 0) {
      int at = bar + "info_hash=".length();
      warn(
          bar,
          at + 3,
          "lost-bar",
          "a | was lost here: two requests would have to follow each other",
          "put the | back",
          text.substring(0, at) + "|" + text.substring(at));
    }
    int name = lower.indexOf("^(bittorrent protocol");
    int azver = lower.indexOf("azver1");
    if (name >= 0 || azver >= 0) {
      int at = name >= 0 ? name : azver;
      String fixed =
          text.replaceFirst("(?i)\\^\\(bittorrent protocol", "^(\\\\x13bittorrent protocol")
              .replaceFirst("(?i)azver1", "azver\\\\x01");
      warn(
          at,
          at + 6,
          "lost-backslash",
          "a byte written as \\xHH lost its backslash here",
          "in the console write \\\\x13 for the byte 0x13",
          fixed);
    }
  }

  private void upperCase() {
    int at = -1;
    StringBuilder folded = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escaped = i > 0 && escapedAt(i);
      boolean hex = i > 2 && lower.charAt(i - 2) == 'x' && escapedAt(i - 2);
      boolean hexFirst = i > 1 && lower.charAt(i - 1) == 'x' && escapedAt(i - 1);
      if (c >= 'A' && c <= 'Z' && !escaped && !hex && !hexFirst) {
        at = at < 0 ? i : at;
        folded.append((char) (c + 32));
      } else {
        folded.append(c);
      }
    }
    if (at >= 0 && text.indexOf('[') < 0) {
      note(
          at,
          at + 1,
          "upper-case",
          "case is ignored; RouterOS has been seen to lower the data and not the pattern, and then"
              + " a capital never matches",
          "write small letters",
          folded.toString());
    }
  }

  /** A pattern, or an alternative of it, that is a common word and nothing else. */
  private void words(Tree tree) {
    Tree core = core(tree);
    if (core instanceof Tree.Choice choice) {
      choice.branches().forEach(branch -> common(branch.start(), branch.end()));
    } else {
      common(core.start(), core.end());
    }
  }

  /** The one part that is neither an anchor nor a repetition of any byte. */
  private static Tree core(Tree tree) {
    return switch (tree) {
      case Tree.Group group -> core(group.inner());
      case Tree.Sequence sequence -> {
        List<Tree> parts = sequence.parts().stream().filter(part -> !context(part)).toList();
        if (parts.size() == 1) {
          yield core(parts.getFirst());
        }
        yield parts.isEmpty()
            ? tree
            : new Tree.Sequence(parts, parts.getFirst().start(), parts.getLast().end());
      }
      default -> tree;
    };
  }

  private static boolean context(Tree part) {
    return part instanceof Tree.Begin
        || part instanceof Tree.Finish
        || (part instanceof Tree.Repeat repeat
            && repeat.inner() instanceof Tree.Bytes bytes
            && bytes.set().equals(ByteSet.ALL));
  }

  private void common(int start, int end) {
    String word = lower.substring(start, end);
    if (IN_ALL_TRAFFIC.contains(word)) {
      warn(
          start,
          end,
          "generic-word",
          "\"" + word + "\" is in much traffic that has nothing to do with this application",
          "match the whole host name or a longer piece of the protocol",
          "");
    }
  }

  /** {@code t.me} matches {@code time}: with so few letters a dot that is any byte matters. */
  private void shortHosts() {
    for (int dot = 1; dot < text.length() - 2; dot++) {
      if (text.charAt(dot) != '.' || escapedAt(dot)) {
        continue;
      }
      int from = dot;
      while (from > 0 && Character.isLetterOrDigit(lower.charAt(from - 1))) {
        from--;
      }
      int to = dot + 1;
      while (to < lower.length() && Character.isLetter(lower.charAt(to))) {
        to++;
      }
      boolean host = dot > from && TOP_DOMAINS.contains(lower.substring(dot + 1, to));
      if (host && dot - from <= 2) {
        warn(
            from,
            to,
            "dot-is-any-byte",
            "the dot is any byte: this matches inside many words",
            "write \\. for a dot; in DNS data a length byte stands there instead",
            text.substring(0, dot) + "\\" + text.substring(dot));
        return;
      }
    }
  }

  private void intervals(Tree tree) {
    switch (tree) {
      case Tree.Repeat repeat -> {
        if (repeat.end() > 0 && text.charAt(repeat.end() - 1) == '}') {
          note(
              repeat.start(),
              repeat.end(),
              "interval",
              "RouterOS before 2020 takes {n,m} for the characters themselves, as l7-filter does",
              "write the repetition out if it has to work there",
              "");
        } else {
          intervals(repeat.inner());
        }
      }
      case Tree.Sequence sequence -> sequence.parts().forEach(this::intervals);
      case Tree.Choice choice -> choice.branches().forEach(this::intervals);
      case Tree.Group group -> intervals(group.inner());
      case Tree.Bytes b -> {}
      case Tree.Empty e -> {}
      case Tree.Begin b -> {}
      case Tree.Finish f -> {}
    }
  }

  private void anchors() {
    if (subject.tree() instanceof Tree.Choice choice && choice.branches().size() > 2) {
      boolean begins = text.startsWith("^.") || text.startsWith("^(.");
      boolean ends = text.endsWith("$") && !escapedAt(text.length() - 1);
      long anchored =
          choice.branches().stream().filter(b -> text.startsWith("^", b.start())).count();
      if ((begins && anchored == 1) || (ends && !begins)) {
        String inner = text.replaceAll("^\\^(\\.[*+])?|(\\.[*+])?\\$$", "");
        warn(
            0,
            text.length(),
            "anchor-binds-one-branch",
            "^ belongs to the first branch only and $ to the last",
            "put the branches in parentheses",
            inner);
        return;
      }
    }
    boolean end = text.endsWith("$") && text.length() > 1 && !escapedAt(text.length() - 1);
    if (end && !text.endsWith(".*$") && !text.endsWith(".+$")) {
      warn(
          text.length() - 1,
          text.length(),
          "depends-on-packets",
          "$ is the end of the data seen so far: whether this matches depends on where packets end",
          "leave $ out, or say what follows",
          "");
    }
  }

  private void fileStart() {
    String rest =
        lower.startsWith("^(") ? lower.substring(2) : lower.substring(Math.min(1, lower.length()));
    if (lower.startsWith("^") && FILE_STARTS.stream().anyMatch(rest::startsWith)) {
      warn(
          0,
          1,
          "file-at-start",
          "a file does not begin where its connection begins",
          "leave ^ out, or match the request that asks for the file",
          text.substring(1));
    }
  }
}
