package io.emailengine.activities.pmta.config.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.emailengine.activities.pmta.config.Fixtures;
import io.emailengine.activities.pmta.config.grammar.ConfigProblem;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdoptionRefusalTest {
  private static final String PATH = "/etc/pmta/email-engine/engine.config";

  @ParameterizedTest
  @CsvSource({
    "'a 1\ninclude /etc/pmta/vmtas.conf\n', include, 2",
    "'include /etc/pmta/conf.d/*.conf\n', include, 1",
    "'include https://example.com/x\n', include, 1",
    "'<source 0/0>\ninclude x\n</source>\n', include, 2",
    "'<source 0/0>\ninclude /etc/pmta/email-engine/engine.config\n</source>\n', include, 2",
    "'include /etc/pmta/email-engine/engine.config\ninclude /etc/pmta/email-engine/engine.config\n', include-twice, 2",
    "'<virtual-mta v$n>\n</virtual-mta>\n', macro-in-name, 1",
    "'<virtual-mta-pool $p>\n</virtual-mta-pool>\n', macro-in-name, 1",
    "'<virtual-mta-pool p>\nvirtual-mta $v\n</virtual-mta-pool>\n', macro-in-name, 2",
    "'<virtual-mta-pool p>\nvirtual-mta\n</virtual-mta-pool>\n', name-missing, 2",
    "'<virtual-mta a b>\n</virtual-mta>\n', name-unsupported, 1",
    "'<virtual-mta \"a\">\n</virtual-mta>\n', name-unsupported, 1",
    "'<virtual-mta é>\n</virtual-mta>\n', name-unsupported, 1",
    "'<virtual-mta>\n</virtual-mta>\n', name-missing, 1",
    "'<virtual-mta email-engine-1>\n</virtual-mta>\n', engine-name, 1",
    "'<virtual-mta a>\n</virtual-mta>\n<virtual-mta a>\n</virtual-mta>\n', duplicate-name, 3",
    "'<virtual-mta a>\n</virtual-mta>\n<virtual-mta-pool A>\n</virtual-mta-pool>\n', duplicate-name, 3",
    "'<warmup x>\n</warmup>\n', unknown-block, 1",
    "'<source 0/0>\n<virtual-mta a>\n</virtual-mta>\n</source>\n', nested-block, 2",
    "'<virtual-mta b>\n<virtual-mta-pool a>\n</virtual-mta-pool>\n</virtual-mta>\n', nested-block, 2",
    "'<virtual-mta a>\n', unclosed-block, 1",
    "'<virtual-mta a>\n</virtual-mta-pool>\n', mismatched-close, 2",
    "'</virtual-mta>\n', unexpected-close, 1",
    "'<virtual-mta a> smtp-source-host 192.0.2.1 b\n</virtual-mta>\n', shared-line, 1",
    "'<virtual-mta a>\nsmtp-source-host 192.0.2.1 b </virtual-mta>\n', shared-line, 2",
    "'a\u0000b\n', control-character, 1",
    "'\uFEFFa b\n', byte-order-mark, 1",
    "'<domain generation.email-engine.invalid>\n</domain>\n', engine-marker, 1",
  })
  void refusesWithTheReasonAndItsLine(String text, String code, int line) {
    assertThat(refusal(text).reasons())
        .extracting(ConfigProblem::code, ConfigProblem::line, ConfigProblem::file)
        .contains(tuple(code, line, "/etc/pmta/config"));
  }

  @Test
  void refusesBytesThatAreNotText() {
    byte[] bytes = {'a', ' ', (byte) 0xff, '\n'};
    AdoptionResult result =
        Adoption.plan(PmtaConfig.parse("config", bytes), PATH, EngineNames.NONE);

    assertThat(((AdoptionRefused) result).reasons().get(0).code()).isEqualTo("not-utf8");
  }

  @Test
  void refusesTheEnginesOwnFile() {
    assertThat(refusal(Fixtures.text("engine.golden.config")).reasons())
        .extracting(ConfigProblem::code)
        .contains("engine-file", "engine-marker");
  }

  @ParameterizedTest
  @CsvSource({
    // A macro that the second one uses would come after it.
    "'<virtual-mta a>\n</virtual-mta>\ndomain-macro isp a.com, b.com\n<virtual-mta b>\n<domain $isp>\n</domain>\n</virtual-mta>\n', 4",
    "'<virtual-mta a>\n</virtual-mta>\n<smtp-pattern-list slow>\n</smtp-pattern-list>\n<virtual-mta b>\n<domain *>\nsmtp-pattern-list slow\n</domain>\n</virtual-mta>\n', 5",
    // A virtual MTA that names a pool above it would come before that pool.
    "'<virtual-mta a>\n</virtual-mta>\n<virtual-mta-pool p>\nvirtual-mta a\n</virtual-mta-pool>\n<virtual-mta b>\n<domain *>\nbackoff-reroute-to-virtual-mta p\n</domain>\n</virtual-mta>\n', 6",
  })
  void refusesAMoveThatWouldPutAUseBeforeItsDefinition(String text, int line) {
    assertThat(refusal(text).reasons())
        .extracting(ConfigProblem::code, ConfigProblem::line)
        .containsExactly(tuple("order", line));
  }

  @Test
  void letsDefinitionsStandAboveTheFirstBlockOrBelowTheLast() {
    String text =
        "domain-macro isp a.com\n<virtual-mta a>\n<domain $isp>\n</domain>\n</virtual-mta>\n"
            + "domain-macro other b.com\n<domain $other>\n</domain>\n"
            + "<virtual-mta b>\n<domain x.$isp>\n</domain>\n</virtual-mta>\n"
            + "<smtp-pattern-list slow>\n</smtp-pattern-list>\n";

    assertThat(Adoption.plan(PmtaConfig.parse("config", text), PATH, EngineNames.NONE))
        .isInstanceOf(AdoptionPlan.class);
  }

  @Test
  void namesEveryReasonAtOnce() {
    String text =
        "include x\n<virtual-mta a>\n</virtual-mta>\n<virtual-mta a>\n</virtual-mta>\n<odd>\n</odd>\n";

    assertThat(refusal(text).reasons())
        .extracting(ConfigProblem::code)
        .containsExactly("include", "duplicate-name", "unknown-block");
  }

  private static AdoptionRefused refusal(String text) {
    AdoptionResult result =
        Adoption.plan(PmtaConfig.parse("/etc/pmta/config", text), PATH, EngineNames.NONE);
    assertThat(result).isInstanceOf(AdoptionRefused.class);
    return (AdoptionRefused) result;
  }
}
