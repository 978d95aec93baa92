package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.sandbox.fault.Fault;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.AdoptReport;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.apply.ServerEvaluation;
import io.emailengine.workflows.lifecycle.IpState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows, SSH and a simulated PowerMTA: what is wanted comes to run, or what ran goes on. */
class HostApplyTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  private static final String CONFIG = "/etc/pmta/config";
  private static final String ENGINE_FILE = "/etc/pmta/email-engine/engine.conf";

  @TempDir Path folder;
  private HostFixture fixture;

  @BeforeEach
  void aHost() {
    fixture = new HostFixture(STORE, folder);
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  @Test
  void takesOverVirtualMtasAndPoolsAndKeepsEveryOtherByte() {
    String before = file(CONFIG);

    HostRequestRow answer = fixture.adopt(Map.of("pmta-pool", "default/marketing"), false);

    assertThat(answer.status()).as("%s", answer.answer()).isEqualTo(200);
    AdoptReport report = Objects.requireNonNull(answer.answer()).as(AdoptReport.class);
    assertThat(report.vmtas())
        .extracting(AdoptReport.Vmta::name)
        .containsExactly("pmta-vmta0", "pmta-vmta1");
    assertThat(report.pools())
        .extracting(AdoptReport.Pool::mappedTo)
        .containsExactly("default/marketing");
    assertThat(file(CONFIG).replaceAll("include " + ENGINE_FILE + "\\R", ""))
        .isEqualTo(withoutBlocks(before));
    assertThat(file(ENGINE_FILE))
        .contains("<virtual-mta pmta-vmta0>")
        .contains("<virtual-mta-pool pmta-pool>");
    assertThat(fixture.host.running().pools())
        .containsEntry("pmta-pool", List.of("pmta-vmta0", "pmta-vmta1"));
    assertThat(fixture.host.running().cap("pmta-vmta0")).isEmpty();
    ServerRow server = fixture.server();
    assertThat(server.state()).isEqualTo(ServerState.READY);
    assertThat(server.runningVersion()).isEqualTo(1);
    ServerFacts facts = Objects.requireNonNull(server.facts()).as(ServerFacts.class);
    assertThat(facts.addresses())
        .contains("95.216.179.163", "46.62.168.55", "198.51.100.7")
        .doesNotContain("127.0.0.1");
  }

  @Test
  void writesNothingInADryRun() {
    String before = file(CONFIG);

    HostRequestRow answer = fixture.adopt(Map.of("pmta-pool", "default/marketing"), true);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(Objects.requireNonNull(answer.answer()).as(AdoptReport.class).diff())
        .contains("+include " + ENGINE_FILE)
        .doesNotContain("\n+<virtual-mta");
    assertThat(file(CONFIG)).isEqualTo(before);
    assertThat(fixture.host.file(ENGINE_FILE)).isEmpty();
    assertThat(fixture.host.reloads()).isZero();
    assertThat(fixture.server().adopted()).isFalse();
  }

  @Test
  void refusesWhatTheHostItselfRejectsWithFileAndLine() throws IOException {
    Files.writeString(fixture.host.locate(CONFIG), file(CONFIG) + "no-such-directive yes\n");

    HostRequestRow answer = fixture.adopt(Map.of(), false);

    assertThat(answer.status()).isEqualTo(422);
    HostProblem problem = Objects.requireNonNull(answer.answer()).as(HostProblem.class);
    assertThat(problem.type()).isEqualTo("config-rejected");
    assertThat(problem.reasons().get(0).file()).isEqualTo(CONFIG);
    assertThat(problem.reasons().get(0).line()).isNotNull();
    assertThat(fixture.host.file(ENGINE_FILE)).isEmpty();
  }

  @Test
  void namesAPoolThatIsNotThere() {
    HostRequestRow answer = fixture.adopt(Map.of("no-pool", "default/marketing"), false);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(
            Objects.requireNonNull(answer.answer()).as(HostProblem.class).reasons().get(0).code())
        .isEqualTo("pools.no-pool");
  }

  /**
   * The connection dies at every operation of an adoption; the next try adopts, and the host never
   * runs anything half.
   */
  @Test
  void adoptsInTheEndWhereverItDied() {
    String before = file(CONFIG);
    int operation = 1;
    while (true) {
      fixture.host.faults().disconnectAfter(operation);
      HostRequestRow answer = fixture.adopt(Map.of("pmta-pool", "default/marketing"), false);
      fixture.host.faults().clear();
      if (Integer.valueOf(200).equals(answer.status())) {
        break;
      }
      assertThat(answer.status()).as("killed at %s: %s", operation, answer.answer()).isIn(503, 422);
      assertThat(fixture.host.running().vmtas()).containsKeys("pmta-vmta0", "pmta-vmta1");
      operation++;
    }
    assertThat(operation).isGreaterThan(10);
    assertThat(file(CONFIG).replaceAll("include " + ENGINE_FILE + "\\R", ""))
        .isEqualTo(withoutBlocks(before));
    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
  }

  @Test
  void setsTheCapOfAnAdoptedVirtualMtaAndFeedsItByItsOwnName() {
    fixture.adopted();
    SendingIpRow ip = fixture.register("95.216.179.163", "pmta-vmta1", true, IpState.WARMING, 50);

    ApplyOutcome outcome = fixture.apply();

    assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(ApplyOutcome.Kind.APPLIED);
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(50));
    // The unmanaged one counts as active, so the warming one is not its equal.
    assertThat(fixture.host.running().pools()).containsEntry("pmta-pool", List.of("pmta-vmta0"));
    assertThat(fixture.ip(ip).runningCap()).isEqualTo(50);
    assertThat(fixture.ip(ip).stepFirstDay())
        .isEqualTo(Instant.parse("2026-03-02T00:15:00Z").getEpochSecond() / 86400);
    assertThat(fixture.ip(ip).riseAskedBy()).isNull();
    assertThat(fixture.server().appliedGen()).isEqualTo(fixture.server().desiredGen());
    assertThat(fixture.host.running().generation())
        .isEqualTo(OptionalLong.of(fixture.server().desiredGen()));
  }

  @Test
  void makesAVirtualMtaForANewAddressAndCopiesTheKey() {
    fixture.adopted();
    SendingIpRow ip = fixture.warm(10);

    fixture.apply();

    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(50));
    assertThat(fixture.host.running().vmtas().get(ip.vmta()).sources())
        .containsExactly("198.51.100.10");
    assertThat(file(ENGINE_FILE))
        .containsPattern("(?s)<virtual-mta vmta-198-51-100-10>[^<]*domain-key ");
  }

  @Test
  void keepsTheVersionAndDoesNotReloadForTheSameIntent() {
    fixture.adopted();
    fixture.warm(10);
    fixture.apply();
    int reloads = fixture.host.reloads();
    STORE.engineDo(
        () ->
            STORE.servers().bumpDesired(fixture.serverId(), fixture.clock.instant(), false, false));

    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.UNCHANGED);

    assertThat(fixture.host.reloads()).isEqualTo(reloads);
    assertThat(fixture.server().appliedGen()).isEqualTo(fixture.server().desiredGen());
    assertThat(fixture.server().dirtySince()).isNull();
  }

  @Test
  void letsAnAutomaticRiseWaitForTheRaiseWindow() {
    fixture.adopted();
    SendingIpRow ip = fixture.warm(10);
    fixture.apply();
    fixture.clock.set(Instant.parse("2026-03-09T14:00:00Z"));
    fixture.beginStep(ip, 2, 200);

    fixture.apply();
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(50));
    assertThat(fixture.ip(ip).stepFirstDay()).isNull();
    ServerEvaluation next = fixture.evaluate();
    assertThat(next.action()).isIn(ServerEvaluation.Action.APPLY, ServerEvaluation.Action.OBSERVE);

    fixture.clock.set(Instant.parse("2026-03-10T00:11:00Z"));
    assertThat(fixture.evaluate().action()).isEqualTo(ServerEvaluation.Action.APPLY);
    fixture.apply();
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(200));
    assertThat(fixture.ip(ip).stepFirstDay())
        .isEqualTo(Instant.parse("2026-03-10T00:11:00Z").getEpochSecond() / 86400);
  }

  /**
   * The engine dies after every effect of an apply in the raise window and is back when the window
   * is over: what had not come to run by then waits for the next one.
   */
  @Test
  void letsARiseWhoseApplyDiedInItsWindowWaitForTheNextOne() {
    fixture.adopted();
    SendingIpRow ip = fixture.warm(10);
    fixture.apply();
    Instant window = Instant.parse("2026-03-09T00:11:00Z");
    int effect = 1;
    while (true) {
      fixture.clock.set(window);
      int cap = 50 + effect;
      fixture.beginStep(ip, effect + 1, cap);

      String died = fixture.deaths.after(effect, fixture::apply);

      String point = "died after effect " + effect + ", " + died;
      long ran = fixture.cap(ip).orElseThrow();
      fixture.clock.set(window.plus(Duration.ofHours(14)));
      fixture.apply();
      assertThat(fixture.cap(ip)).as(point).hasValue(ran);
      assertThat(file(ENGINE_FILE)).as(point).contains("max-smtp-msg-rate " + ran + "/d");
      assertThat(fixture.server().state()).as(point).isEqualTo(ServerState.READY);
      assertThat(fixture.server().candidateVersion()).as(point).isNull();
      assertThat(fixture.server().risesDeferred()).as(point).isEqualTo(ran < cap);
      window = window.plus(Duration.ofDays(1));
      fixture.clock.set(window);
      if (ran < cap) {
        assertThat(fixture.evaluate().action()).isEqualTo(ServerEvaluation.Action.APPLY);
        fixture.apply();
      }
      assertThat(fixture.cap(ip)).as(point).hasValue(cap);
      assertThat(fixture.ip(ip).stepFirstDay()).as(point).isNotNull();
      if (died == null) {
        break;
      }
      effect++;
    }
    assertThat(effect).isGreaterThan(5);
  }

  @Test
  void stopsAtOnceAndLetsGoAgain() {
    fixture.adopted();
    SendingIpRow ip = fixture.warm(10);
    fixture.apply();
    fixture.pause(ip);

    assertThat(fixture.evaluate().action()).isEqualTo(ServerEvaluation.Action.APPLY);
    fixture.apply();

    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(1));
    assertThat(fixture.host.running().vmtas().get(ip.vmta()).paused()).isTrue();
    assertThat(fixture.ip(ip).runningStopped()).isTrue();

    fixture.clock.advance(Duration.ofHours(30));
    fixture.resume(ip);
    fixture.apply();

    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(50));
    assertThat(fixture.host.running().vmtas().get(ip.vmta()).paused()).isFalse();
  }

  @Test
  void stopsByRuntimeCommandEvenWhereNothingElseWorks() {
    fixture.adopted();
    SendingIpRow ip = fixture.warm(10);
    fixture.apply();
    fixture.host.faults().on(Fault.TEST_FAILS);
    fixture.pause(ip);

    fixture.apply();

    assertThat(fixture.host.running().vmtas().get(ip.vmta()).paused()).isTrue();
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(50));
    assertThat(fixture.server().state()).isEqualTo(ServerState.DEGRADED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"RELOAD_FAILS", "RELOAD_LIES", "TEST_FAILS", "DISK_FULL", "UNREACHABLE"})
  void keepsTheOldConfigurationThroughATroubleTellsOnceAndHeals(Fault fault) {
    fixture.adopted();
    SendingIpRow ip = fixture.warm(10);
    fixture.apply();
    String disk = file(ENGINE_FILE);
    fixture.clock.set(Instant.parse("2026-03-09T00:11:00Z"));
    fixture.beginStep(ip, 2, 200);
    fixture.host.faults().on(fault);

    for (int day = 0; day < 3; day++) {
      assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.FAILED);
      assertThat(file(ENGINE_FILE)).isEqualTo(disk);
      assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(50));
      fixture.clock.advance(Duration.ofDays(1));
    }
    ServerRow troubled = fixture.server();
    assertThat(troubled.state())
        .isEqualTo(fault == Fault.UNREACHABLE ? ServerState.UNREACHABLE : ServerState.DEGRADED);
    assertThat(troubled.stateSince()).isEqualTo(Instant.parse("2026-03-09T00:11:00Z"));
    assertThat(troubled.reason()).isNotBlank();
    assertThat(fixture.messages()).hasSize(1);

    fixture.host.faults().clear();
    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.APPLIED);
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(200));
    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
    assertThat(fixture.messages()).hasSize(2);
  }

  @Test
  void holdsOnAHandEditAndOverwritesItOnlyWhenAPersonSaysSo() throws IOException {
    fixture.adopted();
    SendingIpRow ip = fixture.warm(10);
    fixture.apply();
    String edited = file(ENGINE_FILE).replace("50/d", "70/d");
    Files.writeString(fixture.host.locate(ENGINE_FILE), edited);
    fixture.clock.set(Instant.parse("2026-03-09T00:11:00Z"));
    fixture.beginStep(ip, 2, 200);

    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.HELD);
    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.HELD);
    assertThat(file(ENGINE_FILE)).isEqualTo(edited);
    assertThat(fixture.server().state()).isEqualTo(ServerState.HELD);
    assertThat(fixture.server().reason()).isEqualTo("drift");
    assertThat(fixture.messages()).hasSize(1);
    assertThat(fixture.evaluate().action()).isEqualTo(ServerEvaluation.Action.OBSERVE);

    STORE.engineDo(() -> STORE.servers().answerDrift(fixture.serverId(), "operator"));
    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.APPLIED);
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(200));
    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
    assertThat(fixture.server().driftSha()).isNull();
  }

  @Test
  void assertsStopsAgainAfterPowerMtaWasRestarted() {
    fixture.adopted();
    SendingIpRow ip = fixture.warm(10);
    fixture.apply();
    fixture.pause(ip);
    fixture.apply();
    fixture.host.restartPowerMta();

    fixture.activities.observe(fixture.ref);

    assertThat(fixture.host.running().vmtas().get(ip.vmta()).paused()).isTrue();
  }

  /**
   * The connection dies at every operation of an apply; after that the next apply ends with the new
   * cap.
   */
  @Test
  void convergesWhereverTheConnectionDies() {
    fixture.adopted();
    SendingIpRow ip = fixture.warm(10);
    fixture.apply();
    int operation = 1;
    int step = 2;
    boolean finished = false;
    while (!finished) {
      fixture.clock.set(Instant.parse("2026-03-02T00:11:00Z").plus(Duration.ofDays(7L * step)));
      int cap = 49 + step;
      fixture.beginStep(ip, step, cap);
      fixture.host.faults().disconnectAfter(operation);
      finished = fixture.apply().kind() == ApplyOutcome.Kind.APPLIED;
      fixture.host.faults().clear();
      assertThat(fixture.cap(ip).getAsLong())
          .as("after operation %s", operation)
          .isIn((long) cap - 1, (long) cap);
      ApplyOutcome next = fixture.apply();
      assertThat(fixture.cap(ip))
          .as("after operation %s: %s", operation, next)
          .isEqualTo(OptionalLong.of(cap));
      assertThat(file(ENGINE_FILE)).contains("max-smtp-msg-rate " + cap + "/d");
      assertThat(fixture.ip(ip).stepFirstDay()).isNotNull();
      operation++;
      step++;
    }
    assertThat(operation).isGreaterThan(8);
  }

  private String file(String path) {
    return new String(fixture.host.file(path).orElseThrow(), StandardCharsets.UTF_8);
  }

  private static String withoutBlocks(String config) {
    return config.replaceAll("(?s)<virtual-mta(-pool)? [^>]*>.*?</virtual-mta(-pool)?>\\R", "");
  }
}
