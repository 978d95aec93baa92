package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.server.AdoptReport;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.workflows.lifecycle.IpState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Taking over a configuration of several files, over SSH. */
class AdoptionOfSeveralFilesTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  @TempDir Path folder;
  private TakenHost taken;

  @BeforeEach
  void aHost() {
    taken = new TakenHost(STORE, folder);
  }

  @AfterEach
  void end() {
    taken.close();
  }

  private static AdoptReport report(HostRequestRow answer) {
    assertThat(answer.status()).as("%s", answer.answer()).isEqualTo(200);
    return Objects.requireNonNull(answer.answer()).as(AdoptReport.class);
  }

  private static HostProblem problem(HostRequestRow answer, int status) {
    assertThat(answer.status()).as("%s", answer.answer()).isEqualTo(status);
    return Objects.requireNonNull(answer.answer()).as(HostProblem.class);
  }

  private static AdoptRequest.Ip ip(String address, Integer quota) {
    return new AdoptRequest.Ip(address, "marketing", "default", quota, "hash of " + address);
  }

  @Test
  void movesTheBlocksOfAllFilesAndLeavesEveryOtherByte() {
    AdoptReport report = report(taken.adopt());

    assertThat(report.adopted()).isTrue();
    assertThat(report.commands()).isEmpty();
    assertThat(report.vmtas())
        .extracting(AdoptReport.Vmta::name)
        .containsExactly("main1", "first1", "first2");
    assertThat(report.vmtas().get(1).file()).isEqualTo(TakenHost.FIRST);
    assertThat(report.vmtas().get(1).line()).isEqualTo(2);
    assertThat(report.files())
        .containsExactlyInAnyOrder(
            TakenHost.CONFIG, TakenHost.FIRST, TakenHost.SECOND, TakenHost.ENGINE_FILE);
    assertThat(taken.file(TakenHost.FIRST)).isEqualTo("# first\r\n\r\n# between\r\n");
    assertThat(taken.file(TakenHost.SECOND)).isEqualTo("# the end");
    assertThat(taken.fixture.host.running().pools())
        .containsEntry("all", List.of("main1", "first1"));
    assertThat(taken.fixture.server().state()).isEqualTo(ServerState.READY);
    assertThat(taken.disk().keySet())
        .as("nothing that adoption needed is left")
        .containsExactlyInAnyOrder(
            TakenHost.CONFIG,
            TakenHost.FIRST,
            TakenHost.SECOND,
            TakenHost.ENGINE_FILE,
            TakenHost.ENGINE_FILE + ".lkg");
  }

  @Test
  void aDryRunWritesNothingAtAll() {
    Map<String, String> before = taken.disk();

    AdoptReport report = report(taken.adopt(List.of(ip("198.51.100.10", 500)), true, false));

    assertThat(report.adopted()).isFalse();
    assertThat(report.diff()).contains("--- " + TakenHost.FIRST, "+include ");
    assertThat(taken.disk()).isEqualTo(before);
    assertThat(taken.fixture.host.reloads()).isZero();
    assertThat(taken.fixture.server().adopted()).isFalse();
    assertThat(ips()).isZero();
  }

  @Test
  void keepsModesOfFilesThereAndBack() {
    taken.setMode(TakenHost.FIRST, "rw-rw----");
    taken.setMode(TakenHost.SECOND, "rw-r--r--");

    report(taken.adopt());
    assertThat(taken.mode(TakenHost.FIRST)).isEqualTo("rw-rw----");
    assertThat(taken.mode(TakenHost.SECOND)).isEqualTo("rw-r--r--");

    assertThat(taken.unadopt(false).status()).isEqualTo(200);
    assertThat(taken.mode(TakenHost.FIRST)).isEqualTo("rw-rw----");
    assertThat(taken.mode(TakenHost.SECOND)).isEqualTo("rw-r--r--");
  }

  @Test
  void registersTheIpsOfTheBodyWithIt() {
    AdoptReport report =
        report(
            taken.adopt(
                List.of(ip("198.51.100.10", 500), ip("198.51.100.11", null)), false, false));

    assertThat(report.ips()).containsExactly("198.51.100.10", "198.51.100.11");
    taken.fixture.clock.advance(Duration.ofMinutes(2));
    taken.fixture.apply();
    assertThat(taken.fixture.host.running().cap("main1")).hasValue(500);
    assertThat(taken.fixture.host.running().cap("first1")).hasValue(50);
  }

  @Test
  void adoptsNothingIfOneOfTheIpsCannotBe() {
    Map<String, String> before = taken.disk();

    HostProblem problem =
        problem(
            taken.adopt(List.of(ip("198.51.100.10", 500), ip("203.0.113.9", 5)), false, false),
            422);

    assertThat(problem.type()).isEqualTo("address-not-on-host");
    assertThat(problem.reasons().get(0).code()).isEqualTo("ips[1].address");
    assertThat(taken.disk()).isEqualTo(before);
    assertThat(taken.fixture.server().adopted()).isFalse();
    assertThat(ips()).isZero();
  }

  @Test
  void importsWhatTheOperatorHasAddedSinceAndWritesNothingIfThatIsNothing() {
    report(taken.adopt());
    Map<String, String> adopted = taken.disk();
    int reloads = taken.fixture.host.reloads();

    AdoptReport nothing = report(taken.adopt());
    assertThat(nothing.vmtas()).isEmpty();
    assertThat(taken.disk()).isEqualTo(adopted);
    assertThat(taken.fixture.host.reloads()).isEqualTo(reloads);

    taken.write(
        TakenHost.SECOND,
        taken.file(TakenHost.SECOND)
            + "\n<virtual-mta late1>\nsmtp-source-host 198.51.100.13 mta13.example.net\n</virtual-mta>\n");
    AdoptReport report = report(taken.adopt());

    assertThat(report.vmtas()).extracting(AdoptReport.Vmta::name).containsExactly("late1");
    assertThat(taken.file(TakenHost.SECOND)).isEqualTo("# the end\n");
    assertThat(taken.file(TakenHost.ENGINE_FILE))
        .contains("<virtual-mta late1>", "<virtual-mta main1>");
    assertThat(taken.fixture.host.running().vmtas()).containsKeys("late1", "main1");
    assertThat(taken.fixture.server().runningVersion()).isEqualTo(2);
    assertThat(taken.fixture.apply().kind().name()).isEqualTo("UNCHANGED");
  }

  @Test
  void anotherInstanceIsTakenOverOnlyByForce() {
    report(taken.adopt());
    String other = "00000000-0000-4000-8000-000000000001";
    taken.write(
        TakenHost.ENGINE_FILE,
        taken
            .file(TakenHost.ENGINE_FILE)
            .replaceFirst("instance=[0-9a-f-]{36}", "instance=" + other));
    try (TakenHost second = new TakenHost(STORE, folder.resolve("second"))) {
      second.write(TakenHost.CONFIG, taken.file(TakenHost.CONFIG));
      second.write(TakenHost.FIRST, taken.file(TakenHost.FIRST));
      second.write(TakenHost.SECOND, taken.file(TakenHost.SECOND));
      second.fixture.host.run("mkdir -p " + TakenHost.ENGINE_FOLDER);
      create(second, taken.file(TakenHost.ENGINE_FILE));

      HostProblem problem = problem(second.adopt(), 409);
      assertThat(problem.type()).isEqualTo("another-instance");
      assertThat(problem.reasons().get(0).file()).isEqualTo(TakenHost.CONFIG);

      AdoptReport report = report(second.adopt(List.of(), false, true));
      assertThat(report.vmtas())
          .extracting(AdoptReport.Vmta::name)
          .contains("main1", "first1", "first2");
      assertThat(second.file(TakenHost.ENGINE_FILE)).doesNotContain(other);
      assertThat(second.fixture.server().state()).isEqualTo(ServerState.READY);
    }
  }

  private static void create(TakenHost host, String engineFile) {
    Path path = host.fixture.host.locate(TakenHost.ENGINE_FILE);
    assertThat(path.getParent().toFile().mkdirs() || path.getParent().toFile().isDirectory())
        .isTrue();
    host.write(TakenHost.ENGINE_FILE, engineFile);
  }

  private static long ips() {
    return STORE.engine(
        () ->
            STORE
                .jdbc()
                .sql("SELECT count(*) FROM sending_ip WHERE state <> :retired")
                .param("retired", IpState.RETIRED.wireName())
                .query(Long.class)
                .single());
  }
}
