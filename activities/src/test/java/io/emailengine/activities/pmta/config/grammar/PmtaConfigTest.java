package io.emailengine.activities.pmta.config.grammar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.emailengine.activities.pmta.config.Fixtures;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PmtaConfigTest {
  @Test
  void readsBlocksWithTheirNamesLinesAndChildren() {
    PmtaConfig config = PmtaConfig.parse("config", Fixtures.bytes("backup-cold.config"));

    assertThat(config.problems()).isEmpty();
    Block vmta = config.blocks().filter(block -> block.is("virtual-mta")).findFirst().orElseThrow();
    assertThat(vmta.name()).isEqualTo("pmta-vmta0");
    assertThat(vmta.lines("smtp-source-host").get(0).words())
        .containsExactly("46.62.168.55", "mail0.example.com");
    assertThat(vmta.lines("dkim-sign")).isEmpty();
    assertThat(vmta.blocks().map(Block::tag)).containsExactly("domain");
    assertThat(vmta.lastLine() - vmta.line()).isEqualTo(9);
    assertThat(config.lines("host-name").get(0).value()).isEqualTo("mta7.example.net");
  }

  @Test
  void toleratesIndentationTabsCommentsAndStrayBlanksInTags() {
    String text =
        "\t< Virtual-MTA \t a >  # one\n\t\tkey\t \"two words\" x # rest\n  </ virtual-mta a >\n";
    PmtaConfig config = PmtaConfig.parse("config", text);

    assertThat(config.problems()).isEmpty();
    Block block = config.blocks().findFirst().orElseThrow();
    assertThat(block.tag()).isEqualTo("virtual-mta");
    assertThat(block.name()).isEqualTo("a");
    assertThat(block.lines("KEY").get(0).words()).containsExactly("two words", "x");
    assertThat(config.text(block)).isEqualTo(text);
  }

  @Test
  void readsWindowsLineEndsAndAFileWithoutALastLineEnd() {
    PmtaConfig config = PmtaConfig.parse("config", "<domain a>\r\n x 1\r\n</domain>\r\ny 2");

    assertThat(config.problems()).isEmpty();
    assertThat(config.lines("y").get(0).value()).isEqualTo("2");
    assertThat(config.blocks().findFirst().orElseThrow().lines("x").get(0).value()).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource({
    "'<domain a>\nx 1\n', unclosed-block, 1",
    "'x 1\n</domain>\n', unexpected-close, 2",
    "'<source a>\n<domain b>\n</source>\n', mismatched-close, 3",
    "'<domain a> x 1\n</domain>\n', shared-line, 1",
    "'<domain a></domain>\n', shared-line, 1",
    "'<domain a>\nx 1 </domain>\n', shared-line, 2",
    "'<domain a\n', shared-line, 1",
    "'x <virtual-mta a>\n', shared-line, 1",
    "'<>\n', broken-tag, 1",
  })
  void saysWhatItCannotUnderstandAndWhere(String text, String code, int line) {
    assertThat(PmtaConfig.parse("/etc/pmta/config", text).problems())
        .extracting(ConfigProblem::code, ConfigProblem::line, ConfigProblem::file)
        .contains(tuple(code, line, "/etc/pmta/config"));
  }

  @ParameterizedTest
  @CsvSource({
    "'x\u0000y\n', control-character, 1",
    "'y\nx\u0007y\n', control-character, 2",
    "'x\ry\n', control-character, 1",
    "'\uFEFFx 1\n', byte-order-mark, 1",
    "'<smtp-pattern-list a>\nreply /no end\nhere/ mode=backoff\n</smtp-pattern-list>\n', broken-regex, 2",
    "'<bounce-category-patterns>\n/a # b/ other\n</bounce-category-patterns>\n', broken-regex, 2",
  })
  void saysWhatIsStrangeAndHarmless(String text, String code, int line) {
    PmtaConfig config = PmtaConfig.parse("/etc/pmta/config", text);

    assertThat(config.problems()).isEmpty();
    assertThat(config.notes())
        .extracting(ConfigProblem::code, ConfigProblem::line, ConfigProblem::file)
        .contains(tuple(code, line, "/etc/pmta/config"));
  }

  @Test
  void takesRegularExpressionsForWhatTheyAre() {
    String text =
        "<smtp-pattern-list a>\n reply /<b> \\/ \\x23 <\\/b> [.\\]/ mode=backoff # / x\n"
            + " reply // mode=normal\n</smtp-pattern-list>\n";
    PmtaConfig config = PmtaConfig.parse("/etc/pmta/config", text);

    assertThat(config.problems()).isEmpty();
    assertThat(config.notes()).isEmpty();
  }

  @Test
  void saysWhichLineIsNotUtf8() {
    byte[] latin1 = "# fine\n# f\u00e4in\n".getBytes(ISO_8859_1);

    assertThat(PmtaConfig.parse("config", latin1).notes())
        .extracting(ConfigProblem::code, ConfigProblem::line)
        .containsExactly(tuple("not-utf8", 2));
  }

  @Test
  void survivesTagsNestedWithoutEnd() {
    PmtaConfig config = PmtaConfig.parse("config", "<domain a>\n".repeat(100_000));

    assertThat(config.problems()).hasSizeLessThanOrEqualTo(100).isNotEmpty();
    assertThat(emitted(config)).isEqualTo(config.bytes());
  }

  @Test
  void losesNoByteOfWhateverItReads() {
    long seed = new Random().nextLong();
    System.out.println("PmtaConfigTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 3_000; round++) {
      byte[] bytes = NastyText.next(random).getBytes(random.nextInt(10) == 0 ? ISO_8859_1 : UTF_8);
      PmtaConfig config = PmtaConfig.parse("config", bytes);
      assertThat(emitted(config)).as("seed %s round %s", seed, round).isEqualTo(bytes);
    }
  }

  @Test
  void readsTenThousandBlocksInLinearTime() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append("<virtual-mta v")
          .append(i)
          .append(">\n  max-smtp-out 5 # five\n</virtual-mta>\n");
    }
    long start = System.nanoTime();
    PmtaConfig config = PmtaConfig.parse("config", text.toString());

    assertThat(config.blocks().count()).isEqualTo(20_000);
    // Far above what it takes, far below what a quadratic reader would.
    assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
  }

  /** The leaves of the tree one after the other, and the tags between them. */
  private static byte[] emitted(PmtaConfig config) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int end = emit(config.bytes(), config.items(), 0, out);
    assertThat(end).isEqualTo(config.bytes().length);
    return out.toByteArray();
  }

  private static int emit(byte[] bytes, List<Item> items, int from, ByteArrayOutputStream out) {
    int at = from;
    for (Item item : items) {
      assertThat(item.start()).isEqualTo(at);
      if (item instanceof Block block) {
        out.write(bytes, block.start(), block.bodyStart() - block.start());
        assertThat(emit(bytes, block.children(), block.bodyStart(), out))
            .isEqualTo(block.bodyEnd());
        out.write(bytes, block.bodyEnd(), block.end() - block.bodyEnd());
      } else {
        out.write(bytes, item.start(), item.end() - item.start());
      }
      at = item.end();
    }
    return at;
  }
}
