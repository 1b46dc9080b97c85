package dev.sluice.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiagnosesTest {
  private static final String PLAIN = "^.*(facebook|fbcdn).*$";

  private static List<Diagnosis> of(String... texts) {
    List<Pattern> patterns = new ArrayList<>();
    for (String text : texts) {
      patterns.add(new Pattern("p" + patterns.size(), text));
    }
    return Diagnoses.of(patterns, Dialect.ROUTEROS, Limits.DEFAULT);
  }

  private static Diagnosis find(List<Diagnosis> all, String code) {
    return all.stream()
        .filter(diagnosis -> diagnosis.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + code + " among " + all));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiterString = " => ",
      value = {
        "(?i)(payload|meterpreter) => perl-group",
        "^(GET|POST).*?(telegram).*?HTTP => lazy-quantifier",
        "^(Host:\\s*example) => letter-escape",
        "^[a-z]{45,}x => interval",
        "^\\x00\\x01\\x02MY_APP => needs-nul",
        "a\\x2ab => hex-operator",
        "foo[\\.-]bar => backslash-in-brackets",
        "|^get foobar => empty-branch",
        "^.+(speedtest).*\\$ => escaped-dollar",
        "`\"^.+(telegram.org).*\\$\"` => quotes-in-pattern",
        "^(bittorrent protocol|azver1$) => lost-backslash",
        "get /scrape\\?info_hash=get /announce => lost-bar",
        "^.+(youtube.com | googlevideo.com).*$ => stray-blank",
        "^.+(youtube.com).*$. => never-matches",
        "^.* => matches-everything",
        "foo|bar $x => dead-branch",
        "^[\\xe3\\xc6\\xd4\\xc7\\xe5] => weak",
        "^.+(line).+$ => generic-word",
        "^.*(youtube|googlevideo).*$ => redundant-context",
        "steamy|steamycontent => redundant-branch",
        "azver\\x01$ => depends-on-packets",
        "^.+youtube.com|youtu.be|vimeo.com.*$ => anchor-binds-one-branch",
        "^PK\\x03\\x04 => file-at-start",
        "^(a.{900}){3}b => beyond-window",
        ".+(facebook.com)*dialog => optional-group",
        "^.+(t.me).*$ => dot-is-any-byte",
        "LinkedIn => upper-case",
      })
  void namesWhatIsWrong(String pattern, String code) {
    Diagnosis diagnosis = find(of(pattern), code);
    assertThat(diagnosis.message()).isNotBlank();
    assertThat(diagnosis.start()).isBetween(0, pattern.length());
    assertThat(diagnosis.end()).isBetween(diagnosis.start(), pattern.length());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiterString = " => ",
      value = {
        "^.+(speedtest).*\\$ => escaped-dollar => ^.+(speedtest).*$",
        "`\"^.+(telegram.org).*\\$\"` => quotes-in-pattern => ^.+(telegram.org).*$",
        "^.+(youtube.com).*$. => never-matches => ^.+(youtube.com).*$",
        "^.+(a.com | b.com).*$ => stray-blank => ^.+(a.com|b.com).*$",
        "^.*(youtube|googlevideo).*$ => redundant-context => youtube|googlevideo",
        "steamy|steamycontent => redundant-branch => steamy",
        "x/scrape\\?info_hash=get /y => lost-bar => x/scrape\\?info_hash=|get /y",
        "^.+(t.me).*$ => dot-is-any-byte => ^.+(t\\.me).*$",
      })
  void proposesThePatternThatWasMeant(String pattern, String code, String fixed) {
    assertThat(find(of(pattern), code).fixed()).isEqualTo(fixed);
  }

  @Test
  void aSoundPatternGetsNoWarning() {
    assertThat(of(PLAIN)).extracting(Diagnosis::grade).containsOnly(Diagnosis.Grade.NOTE);
  }

  @Test
  void comparesPatternsWithEachOther() {
    assertThat(find(of(PLAIN, PLAIN), "duplicate-pattern").pattern()).isEqualTo(1);
    assertThat(find(of("abcx|abcy", "abc[xy]"), "equal-pattern").pattern()).isEqualTo(1);
    assertThat(find(of("facebook", "facebook.com"), "subset").message()).contains("p0");
    assertThat(find(of("facebook.com", "facebook"), "superset").message()).contains("p0");
    assertThat(find(of("^get .*foo", "^get .*bar"), "overlap").message()).contains("get ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^(GET|POST|HEAD) .*HTTP/1\\.[01]",
        "^.*(youtube|googlevideo|ytimg).*$",
        "^(\\x13BitTorrent protocol|\\x42\\x54:|\\x47\\x45\\x54\\x2f)",
        "^.{2}\\x01\\x00.{4}",
        "a(b|cd)*e{2,3}$",
        "[^a-z]+x|^$",
        "(foo|^bar)baz",
      })
  void theShortestWitnessIsMatchedByTheScanner(String text) {
    Tree tree = tree(text);
    String witness = Relation.shortest(Language.of(tree, 3_000).orElseThrow()).orElseThrow();
    assertThat(scans(text, witness)).as(Diagnoses.shown(witness)).isTrue();
  }

  @Test
  void whatOnlyTheFirstMatchesIsSeenSoByTheScanner() {
    String one = "^get .*(jpg|png)";
    String other = "^get /.*png$";
    Language a = Language.of(tree(one), 3_000).orElseThrow();
    Language b = Language.of(tree(other), 3_000).orElseThrow();
    String witness = Relation.onlyFirst(a, b).orElseThrow();
    assertThat(scans(one, witness)).isTrue();
    assertThat(scans(other, witness)).isFalse();
    Optional<String> both = Relation.both(a, b);
    assertThat(scans(one, both.orElseThrow()) && scans(other, both.orElseThrow())).isTrue();
  }

  @Test
  void theChanceOfARandomByteIsExact() {
    Language language = Language.of(tree("^[\\xe3\\xc6]"), 100).orElseThrow();
    assertThat(Relation.chance(language, 10)).isEqualTo(2 / 256.0);
  }

  private static Tree tree(String text) {
    Tree tree = Parsed.of(0, text, Dialect.ROUTEROS, Limits.DEFAULT).tree();
    if (tree == null) {
      throw new AssertionError(text + " is refused");
    }
    return tree;
  }

  private static boolean scans(String text, String data) {
    PatternSet set =
        PatternSet.compile(List.of(new Pattern("p", text)), Dialect.ROUTEROS, Limits.DEFAULT);
    Scanner scanner = new Scanner(set);
    byte[] bytes = data.getBytes(StandardCharsets.ISO_8859_1);
    long[] matched = new long[set.words()];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(Math.max(1, bytes.length));
      MemorySegment.copy(
          bytes, 0, segment, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, bytes.length);
      scanner.scan(scanner.start(), segment, 0, bytes.length, matched);
    }
    return (matched[0] & 1) != 0;
  }
}
