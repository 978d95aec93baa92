package io.emailengine.activities.pmta.config.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.emailengine.activities.pmta.config.Fixtures;
import io.emailengine.activities.pmta.config.grammar.ConfigProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdoptionRefusalTest {
  private static final String PATH = "/etc/pmta/email-engine/engine.config";

  @ParameterizedTest
  @CsvSource({
    "'include /etc/pmta/*/*.con*\n', glob-matches-engine-file, 1",
    "'a 1\n<source 0/0>\ninclude email-engine/*\n</source>\n', glob-matches-engine-file, 3",
    "'<source 0/0>\ninclude /etc/pmta/email-engine/engine.config\n</source>\n', engine-include-in-block, 2",
    "'include /etc/pmta/email-engine/engine.config\ninclude email-engine/engine.config\n', include-twice, 2",
    "'<virtual-mta a>\n', unclosed-block, 1",
    "'<virtual-mta a>\n</virtual-mta-pool>\n', mismatched-close, 2",
    "'</virtual-mta>\n', unexpected-close, 1",
    "'<virtual-mta a> smtp-source-host 192.0.2.1 b\n</virtual-mta>\n', shared-line, 1",
    "'<virtual-mta a>\nsmtp-source-host 192.0.2.1 b </virtual-mta>\n', shared-line, 2",
    "'<domain generation.email-engine.invalid>\n</domain>\n', engine-marker, 1",
  })
  void refusesWithTheReasonAndItsLine(String text, String code, int line) {
    assertThat(refusal(text).reasons())
        .extracting(ConfigProblem::code, ConfigProblem::line, ConfigProblem::file)
        .contains(tuple(code, line, "/etc/pmta/config"));
  }

  @Test
  void refusesTheEnginesOwnFile() {
    assertThat(refusal(Fixtures.text("engine.golden.config")).reasons())
        .extracting(ConfigProblem::code)
        .contains("engine-file", "engine-marker");
  }

  @Test
  void namesEveryReasonAtOnce() {
    String text =
        "include /etc/pmta/email-engine/*\n<virtual-mta a>\n<virtual-mta b>\n</virtual-mta>\n";

    assertThat(refusal(text).reasons())
        .extracting(ConfigProblem::code)
        .containsExactly("glob-matches-engine-file", "unclosed-block");
  }

  private static AdoptionRefused refusal(String text) {
    AdoptionResult result = OneFile.plan(text, PATH, EngineNames.NONE);
    assertThat(result).isInstanceOf(AdoptionRefused.class);
    return (AdoptionRefused) result;
  }
}
