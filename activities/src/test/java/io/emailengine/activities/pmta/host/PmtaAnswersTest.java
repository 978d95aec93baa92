package io.emailengine.activities.pmta.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.activities.ssh.ExecResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PmtaAnswersTest {
  private static ExecResult exit(int code, String out, String err) {
    return new ExecResult(OptionalInt.of(code), Optional.empty(), out, err, false, false);
  }

  private static final List<ExecResult> NO_END =
      List.of(
          new ExecResult(OptionalInt.of(124), Optional.empty(), "", "", false, true),
          new ExecResult(OptionalInt.empty(), Optional.of("KILL"), "", "", false, false),
          new ExecResult(OptionalInt.empty(), Optional.empty(), "", "", false, false));

  @Test
  void acceptsOnlyAQuietSuccess() {
    assertThat(PmtaAnswers.test(exit(0, "", "")).accepted()).isTrue();
    assertThat(PmtaAnswers.test(exit(0, "Error in line 3 of /etc/pmta/config: x\n", "")).accepted())
        .isFalse();
    assertThat(PmtaAnswers.test(exit(0, "", "error: cannot read the file")).accepted()).isFalse();
    assertThat(PmtaAnswers.test(exit(1, "", "")).accepted()).isFalse();
  }

  @Test
  void tellsFileAndLineOfARejection() {
    String text = "Error in line 11 of /etc/pmta/config: argument missing\n";
    for (ExecResult result : List.of(exit(1, text, ""), exit(1, "", text), exit(0, text, ""))) {
      TestOutcome outcome = PmtaAnswers.test(result);
      assertThat(outcome)
          .isEqualTo(
              new TestOutcome.Rejected(
                  Optional.of("/etc/pmta/config"), OptionalInt.of(11), "argument missing"));
      assertThat(outcome.describe()).isEqualTo("/etc/pmta/config line 11: argument missing");
    }
  }

  @Test
  void takesAnyOtherErrorAsARejectionWithoutAPlace() {
    assertThat(PmtaAnswers.test(exit(1, "", "Error: no such include file")))
        .isEqualTo(
            new TestOutcome.Rejected(
                Optional.empty(), OptionalInt.empty(), "Error: no such include file"));
  }

  @Test
  void knowsNothingWithoutAnEndOrASense() {
    NO_END.forEach(
        result -> {
          assertThat(PmtaAnswers.test(result)).isInstanceOf(TestOutcome.Unknown.class);
          assertThat(PmtaAnswers.reload(result)).isInstanceOf(ReloadOutcome.Unknown.class);
        });
    assertThat(PmtaAnswers.test(exit(127, "", "timeout: no such file")))
        .isInstanceOf(TestOutcome.Unknown.class);
    assertThat(PmtaAnswers.reload(exit(0, "Hello", ""))).isInstanceOf(ReloadOutcome.Unknown.class);
  }

  @Test
  void believesAReloadOnlyByCodeAndText() {
    assertThat(PmtaAnswers.reload(exit(0, "Configuration reloaded.\n", "")).reloaded()).isTrue();
    assertThat(PmtaAnswers.reload(exit(1, "Configuration reloaded.\n", "")))
        .isInstanceOf(ReloadOutcome.Refused.class);
    assertThat(PmtaAnswers.reload(exit(0, "Error in line 1 of x: y\nConfiguration reloaded.", "")))
        .isInstanceOf(ReloadOutcome.Refused.class);
    assertThat(PmtaAnswers.reload(exit(127, "", ""))).isInstanceOf(ReloadOutcome.Refused.class);
    assertThat(PmtaAnswers.reload(exit(1, "", "Unable to connect")).describe())
        .isEqualTo("refused: Unable to connect (exit code 1)");
  }

  @Test
  void readsTheVersion() {
    String text = "PowerMTA v5.0r1 (2019-09-13 16:27:31, 64-bit; master@190913.ba26ec5).\n";
    assertThat(PmtaAnswers.version(text)).contains("5.0r1");
    assertThat(PmtaAnswers.version("hello")).isEmpty();
  }

  @Test
  void shortensWhatIsTooLongToTell() {
    ReloadOutcome outcome = PmtaAnswers.reload(exit(1, "x".repeat(100_000), ""));
    assertThat(outcome.describe()).hasSizeLessThan(600);
  }
}
