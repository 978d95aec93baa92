package io.emailengine.activities.pmta.config.adopt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.emailengine.activities.pmta.config.grammar.ConfigProblem;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Adoption over several files, and what becomes of hand edits when it is undone. */
class AdoptionFilesTest {
  private static final String V =
      "<virtual-mta v>\n smtp-source-host 192.0.2.1 v.example\n</virtual-mta>\n";
  private static final String W = "<virtual-mta w>\n</virtual-mta>\n";
  private static final String INCLUDE = "include " + WildHost.ENGINE + "\n";
  private static final String CONFIG = WildHost.CONFIG;
  private static final String SUB = "/etc/pmta/sub/v.conf";

  private final WildHost host =
      WildHost.of(
          CONFIG, "a 1\ninclude sub/v.conf\nb 1\n" + W + "c 1\n", SUB, "x 1\n" + V + "y 1\n");

  @Test
  void theIncludeLineStandsWhereTheBlockThatIsLoadedFirstStood() {
    WildHost adopted = host.after(host.planned());

    assertThat(adopted.text(SUB)).isEqualTo("x 1\n" + INCLUDE + "y 1\n");
    assertThat(adopted.text(CONFIG)).isEqualTo("a 1\ninclude sub/v.conf\nb 1\nc 1\n");
    assertThat(host.planned().vmtas())
        .extracting(v -> v.name().value(), ImportedVmta::position, ImportedVmta::file)
        .containsExactly(tuple("v", 0, SUB), tuple("w", 1, CONFIG));
  }

  @Test
  void anIncludeInsideAMovedBlockGoesOnMeaningTheSameFile() {
    WildHost wild =
        WildHost.of(
            CONFIG,
            "include sub/v.conf\n",
            SUB,
            "<virtual-mta v>\n\tinclude \"cap.inc\" # own\n</virtual-mta>\n",
            "/etc/pmta/sub/cap.inc",
            "smtp-source-host 192.0.2.7 v.example\n");
    ImportedVmta vmta = wild.planned().vmtas().get(0);

    assertThat(vmta.text().value())
        .isEqualTo("<virtual-mta v>\n\tinclude \"/etc/pmta/sub/cap.inc\" # own\n</virtual-mta>\n");
    assertThat(vmta.original().value()).contains("include \"cap.inc\"");
    assertThat(vmta.address().orElseThrow().value()).isEqualTo("192.0.2.7");
  }

  @Test
  void aFileWithoutVmtasMayLookLikeAnything() {
    WildHost odd = WildHost.of(CONFIG, V + "include odd\n", "/etc/pmta/odd", "<domain a>\n<b\n");

    assertThat(odd.planned().warnings())
        .extracting(AdoptWarning::code, AdoptWarning::file, AdoptWarning::line)
        .contains(
            tuple("shared-line", "/etc/pmta/odd", 2), tuple("unclosed-block", "/etc/pmta/odd", 1));
    assertThat(host.with(SUB, "<virtual-mta a>\n".getBytes(UTF_8)).plan())
        .isInstanceOfSatisfying(
            AdoptionRefused.class,
            refused ->
                assertThat(refused.reasons())
                    .extracting(ConfigProblem::code, ConfigProblem::file, ConfigProblem::line)
                    .containsExactly(tuple("unclosed-block", SUB, 1)));
  }

  @Test
  void saysWhichKeysAndAddressesToLookFor() {
    WildHost keyed =
        WildHost.of(
            CONFIG,
            V
                + "domain-key a,b,/k/1.pem\n<virtual-mta-pool p>\nvirtual-mta v\ndomain-key a,*,\"/k/2.pem\"\n"
                + "domain-key a,*,k/3.pem\n</virtual-mta-pool>\n");
    HostNeeds needs = keyed.planned().needs();

    assertThat(needs.keyFiles()).containsExactly("/k/1.pem", "/k/2.pem");
    assertThat(needs.missingKeys(Set.of("/k/2.pem")))
        .extracting(AdoptWarning::code, AdoptWarning::line)
        .containsExactly(tuple("dkim-key-missing", 7));
    assertThat(needs.missingAddresses(Set.of("192.0.2.9")))
        .extracting(AdoptWarning::code, AdoptWarning::line)
        .containsExactly(tuple("address-not-on-host", 2));
    assertThat(needs.missingAddresses(Set.of("192.0.2.1"))).isEmpty();
  }

  @Test
  void tellsOfUnknownWordsOncePerFile() {
    WildHost wild =
        WildHost.of(
            CONFIG, "nonsense 1\nnonsense 2\ndomain-macro m a,\n b,\n c\n<odd>\nx 1\n</odd>\n");

    assertThat(wild.planned().warnings())
        .extracting(AdoptWarning::code, AdoptWarning::line)
        .containsExactly(tuple("unknown-directive", 1), tuple("unknown-block", 6));
  }

  @Test
  void givesBlocksBackIntoFilesThatWereEditedAroundThem() {
    WildHost edited =
        adopted()
            .with(SUB, ("# new\nx 2\n# more\n" + INCLUDE + "y 1\nz 1").getBytes(UTF_8))
            .with(CONFIG, "a 1\ninclude sub/v.conf\nb 1\n".getBytes(UTF_8));
    WildHost back = back(edited);

    assertThat(back.text(SUB)).isEqualTo("# new\nx 2\n# more\n" + V + "y 1\nz 1");
    assertThat(back.text(CONFIG)).isEqualTo("a 1\ninclude sub/v.conf\nb 1\n" + W);
  }

  @Test
  void givesBlocksBackWhereTheyStoodThoughTheIncludeLineWasMovedOrCopiedOrTaken() {
    String config = "a 1\ninclude sub/v.conf\nb 1\nc 1\n";
    WildHost moved =
        adopted()
            .with(SUB, "x 1\ny 1\n".getBytes(UTF_8))
            .with(CONFIG, (config + INCLUDE).getBytes(UTF_8));
    WildHost gone = adopted().with(SUB, "x 1\ny 1\n".getBytes(UTF_8));

    for (WildHost one : List.of(moved, gone)) {
      assertThat(back(one).files().get(SUB)).isEqualTo(host.files().get(SUB));
      assertThat(back(one).files().get(CONFIG)).isEqualTo(host.files().get(CONFIG));
    }
  }

  @Test
  void losesNoBlockWithAFileThatIsGone() {
    WildHost without = adopted().without(SUB).with(CONFIG, "a 1\nb 1\nc 1".getBytes(UTF_8));
    Unadoption plan = Unadoption.plan(without.forEngine(), host.planned().record());

    assertThat(without.after(plan).text(CONFIG)).isEqualTo("a 1\nb 1\n" + W + "c 1\n" + V);
    assertThat(plan.warnings())
        .extracting(AdoptWarning::code, AdoptWarning::file)
        .containsExactly(tuple("file-gone", SUB));
  }

  @Test
  void theRecordSurvivesBeingStoredAndHidesWhatItHolds() {
    AdoptionRecord record = host.planned().record();

    assertThat(AdoptionRecord.read(record.toBytes()).toBytes()).isEqualTo(record.toBytes());
    assertThat(record.paths()).containsExactly(CONFIG, SUB);
    assertThat(record.toString()).doesNotContain("smtp-source-host");
    byte[] bytes = record.toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> AdoptionRecord.read(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private WildHost adopted() {
    return host.after(host.planned());
  }

  private WildHost back(WildHost edited) {
    return edited.after(Unadoption.plan(edited.forEngine(), host.planned().record()));
  }
}
