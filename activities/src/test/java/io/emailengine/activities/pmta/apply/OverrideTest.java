package io.emailengine.activities.pmta.apply;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.sandbox.fault.Fault;
import io.emailengine.sandbox.powermta.HostEvent;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.ip.UncountedTimes;
import io.emailengine.store.server.ConfigReport;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.OverrideRequest;
import io.emailengine.store.server.OverrideRequest.Wish;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.schedule.WarmupFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A person's override: it runs, or nothing changed; and a stop passes. */
class OverrideTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  private static final String ENGINE_FILE = "/etc/pmta/email-engine/engine.conf";
  private static final String ADOPTED = "95.216.179.163";

  @TempDir Path folder;
  private HostFixture fixture;
  private SendingIpRow ip;

  @BeforeEach
  void aHostThatRunsACap() {
    fixture = new HostFixture(STORE, folder).adopted();
    ip = fixture.warm(10);
    fixture.apply();
    // Past the raise window, and past the distance of two reloads.
    fixture.clock.advance(Duration.ofHours(5));
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  private static Wish wish(SendingIpRow ip, int quota, String status) {
    return new Wish(ip.address(), quota, status);
  }

  private HostRequestRow put(Wish... wishes) {
    return fixture.serve(ask(false, wishes));
  }

  private UUID ask(boolean dryRun, Wish... wishes) {
    return fixture.ask(
        HostRequestKind.OVERRIDE, new OverrideRequest(List.of(wishes), dryRun, false));
  }

  private static ConfigReport report(HostRequestRow answer) {
    assertThat(answer.status()).as("%s", answer.answer()).isEqualTo(200);
    return requireNonNull(answer.answer()).as(ConfigReport.class);
  }

  private static HostProblem problem(HostRequestRow answer, int status) {
    assertThat(answer.status()).as("%s", answer.answer()).isEqualTo(status);
    return requireNonNull(answer.answer()).as(HostProblem.class);
  }

  @Test
  void aRiseTakesEffectAtOnceOutsideTheWindowAndSaysWhatRuns() {
    int before = requireNonNull(fixture.server().runningVersion());

    ConfigReport report = report(put(wish(ip, 300, "warming")));

    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(300));
    assertThat(fixture.ip(ip).step())
        .as("the step whose cap is the largest up to 300")
        .isEqualTo(2);
    assertThat(fixture.ip(ip).stepFirstDay()).as("its day 1 is today").isNotNull();
    assertThat(report.server()).isEqualTo(fixture.ref.server());
    assertThat(report.version()).isEqualTo(before + 1);
    assertThat(report.sha256()).isEqualTo(Sha256.hex(fixture.host.file(ENGINE_FILE).orElseThrow()));
    assertThat(report.commit()).matches("[0-9a-f]{40}");
    assertThat(report.diff()).contains("-", "50/d", "+", "300/d");
    assertThat(report.warnings()).isEmpty();
  }

  @Test
  void theSameTwiceIsTheSameVersionWithoutAReload() {
    ConfigReport first = report(put(wish(ip, 300, "warming")));
    int reloads = fixture.host.reloads();

    ConfigReport second = report(put(wish(ip, 300, "warming")));

    assertThat(second.version()).isEqualTo(first.version());
    assertThat(second.sha256()).isEqualTo(first.sha256());
    assertThat(second.commit()).isEqualTo(first.commit());
    assertThat(second.diff()).isEmpty();
    assertThat(fixture.host.reloads()).isEqualTo(reloads);
  }

  @Test
  void aDryRunSaysTheSameAndLeavesNoTrace() {
    SendingIpRow before = fixture.ip(ip);
    var server = fixture.server();
    String file = fixture.file(ENGINE_FILE);

    ConfigReport would =
        report(
            fixture.serve(ask(true, wish(ip, 300, "warming"), new Wish(ADOPTED, 900, "active"))));

    assertThat(would.diff()).contains("300/d", "900/d");
    assertThat(would.commit()).isNull();
    assertThat(fixture.ip(ip)).isEqualTo(before);
    assertThat(fixture.server()).isEqualTo(server);
    assertThat(fixture.file(ENGINE_FILE)).isEqualTo(file);
    assertThat(STORE.engine(() -> STORE.ips().findByAddress(ADOPTED))).isEmpty();
    ConfigReport runs = report(put(wish(ip, 300, "warming"), new Wish(ADOPTED, 900, "active")));
    assertThat(runs.version()).isEqualTo(would.version());
    assertThat(runs.diff()).isEqualTo(would.diff());
  }

  @Test
  void anUnmanagedVirtualMtaIsRegisteredWithTheOwnerOfItsPool() {
    report(put(new Wish(ADOPTED, 900, "active")));

    SendingIpRow made = STORE.engine(() -> STORE.ips().findByAddress(ADOPTED)).orElseThrow();
    assertThat(made.state()).isEqualTo(IpState.ACTIVE);
    assertThat(made.adopted()).isTrue();
    assertThat(made.purpose()).isEqualTo("marketing");
    assertThat(fixture.host.running().cap(made.vmta())).isEqualTo(OptionalLong.of(900));
  }

  @Test
  void aStandbyStopsAndListsWhatLiesOnTheIp() {
    fixture.pause(ip);
    fixture.apply();
    fixture.clock.advance(Duration.ofMinutes(5));

    ConfigReport report = report(put(wish(ip, 50, "standby")));

    assertThat(fixture.ip(ip).state()).isEqualTo(IpState.STANDBY);
    assertThat(fixture.host.running().vmtas().get(ip.vmta()).paused()).isTrue();
    assertThat(report.warnings())
        .extracting(ConfigReport.Warning::code)
        .containsExactlyInAnyOrder("paused", "quota-without-effect");
  }

  @Test
  void oneBadIpAndNothingIsChangedForAnyOfThem() {
    HostProblem problem =
        problem(put(wish(ip, 300, "warming"), new Wish("203.0.113.99", 5, "active")), 422);

    assertThat(problem.type()).isEqualTo("unknown-address");
    assertThat(problem.reasons())
        .extracting(HostProblem.Reason::code)
        .containsExactly("ips[1].address");
    assertThat(fixture.ip(ip).dailyQuota()).isEqualTo(50);
    assertThat(fixture.server().dirtySince()).isNull();
  }

  @Test
  void whatTheHostRejectsAlreadyIsRefusedWithFileAndLine() throws IOException {
    Path config = fixture.host.locate("/etc/pmta/config");
    Files.writeString(config, fixture.file("/etc/pmta/config") + "no-such-directive yes\n");

    HostProblem problem = problem(put(wish(ip, 300, "warming")), 422);

    assertThat(problem.type()).isEqualTo("config-rejected");
    assertThat(problem.reasons().get(0).file()).isEqualTo("/etc/pmta/config");
    assertThat(problem.reasons().get(0).line()).isNotNull();
    assertThat(fixture.ip(ip).dailyQuota()).isEqualTo(50);
  }

  @Test
  void whatTheHostDoesNotTakeIsUndone() {
    SendingIpRow before = fixture.ip(ip);
    fixture.host.faults().on(Fault.RELOAD_FAILS);

    HostProblem problem =
        problem(put(wish(ip, 300, "warming"), new Wish(ADOPTED, 900, "active")), 422);

    assertThat(problem.type()).isEqualTo("reload-failed");
    SendingIpRow after = fixture.ip(ip);
    assertThat(after.dailyQuota()).isEqualTo(before.dailyQuota());
    assertThat(after.step()).isEqualTo(before.step());
    assertThat(after.stepFirstDay()).isEqualTo(before.stepFirstDay());
    assertThat(after.warmupId()).isEqualTo(before.warmupId());
    assertThat(STORE.engine(() -> STORE.ips().findByAddress(ADOPTED))).isEmpty();
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(50));

    fixture.host.faults().clear();
    fixture.clock.advance(Duration.ofMinutes(5));
    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.UNCHANGED);
    assertThat(fixture.server().dirtySince()).isNull();
  }

  @Test
  void aStandbyThatIsUndoneKeepsNoDayFromCounting() {
    fixture.host.faults().on(Fault.RELOAD_FAILS);

    problem(put(wish(ip, 50, "standby"), new Wish(ADOPTED, 900, "active")), 422);

    assertThat(fixture.ip(ip).state()).isEqualTo(IpState.WARMING);
    assertThat(uncounted()).isEmpty();
  }

  @Test
  void aReleaseThatIsUndoneLetsNoDayOfTheStandbyCount() {
    report(put(wish(ip, 50, "standby")));
    List<WarmupFacts.Stop> before = uncounted();
    assertThat(before).singleElement().extracting(WarmupFacts.Stop::to).isNull();
    fixture.clock.advance(Duration.ofMinutes(5));
    fixture.host.faults().on(Fault.RELOAD_FAILS);

    problem(put(wish(ip, 50, "warming")), 422);

    assertThat(fixture.ip(ip).state()).isEqualTo(IpState.STANDBY);
    assertThat(uncounted()).isEqualTo(before);
  }

  private List<WarmupFacts.Stop> uncounted() {
    return STORE.engine(() -> STORE.bean(UncountedTimes.class).of(ip.id()));
  }

  @Test
  void whatTheHostRejectsOnceItIsInPlaceIsUndoneAndSaysFileAndLine() {
    String file = fixture.file(ENGINE_FILE);
    int reloads = fixture.host.reloads();
    fixture.host.listen(
        event -> {
          if (event.kind() == HostEvent.Kind.SWAPPED) {
            fixture.host.faults().on(Fault.TEST_FAILS);
          } else if (event.kind() == HostEvent.Kind.TEST_FAILED) {
            fixture.host.faults().off(Fault.TEST_FAILS);
          }
        });

    HostProblem problem =
        problem(put(wish(ip, 300, "warming"), new Wish(ADOPTED, 900, "active")), 422);

    assertThat(problem.type()).isEqualTo("test-failed");
    assertThat(problem.reasons()).hasSize(1);
    assertThat(problem.reasons().get(0).file()).startsWith("/etc/pmta/");
    assertThat(problem.reasons().get(0).line()).isPositive();
    assertThat(fixture.ip(ip).dailyQuota()).isEqualTo(50);
    assertThat(STORE.engine(() -> STORE.ips().findByAddress(ADOPTED))).isEmpty();
    assertThat(fixture.file(ENGINE_FILE)).isEqualTo(file);
    assertThat(fixture.host.reloads()).isEqualTo(reloads);
    assertThat(fixture.server().candidateVersion()).isNull();
    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
    fixture.clock.advance(Duration.ofMinutes(5));
    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.UNCHANGED);
  }

  @Test
  void aStopThatTheHostDoesNotTakeStandsAndIsAnsweredWhenItRuns() {
    fixture.host.faults().on(Fault.RELOAD_FAILS);
    UUID request = ask(false, wish(ip, 50, "standby"));
    assertThat(fixture.serve(request).status()).as("not answered yet").isNull();
    assertThat(fixture.ip(ip).state()).isEqualTo(IpState.STANDBY);
    assertThat(fixture.host.running().vmtas().get(ip.vmta()).paused())
        .as("by runtime command")
        .isTrue();

    fixture.host.faults().clear();
    fixture.clock.advance(Duration.ofMinutes(5));
    fixture.apply();

    assertThat(report(fixture.request(request)).diff()).contains("1/d");
  }

  @Test
  void aStopPassesThoughTheHostIsOutOfReach() {
    fixture.host.faults().on(Fault.UNREACHABLE);
    UUID request = ask(false, wish(ip, 50, "standby"));
    assertThat(fixture.serve(request).status()).isNull();
    assertThat(fixture.ip(ip).state()).isEqualTo(IpState.STANDBY);
    assertThat(fixture.server().urgent()).isTrue();
    fixture.host.faults().clear();
    fixture.clock.advance(Duration.ofMinutes(5));
    fixture.apply();
    report(fixture.request(request));
  }

  @Test
  void anythingElseIsRefusedWhileTheHostIsOutOfReach() {
    fixture.host.faults().on(Fault.UNREACHABLE);
    assertThat(problem(put(wish(ip, 300, "warming")), 503).type()).isEqualTo("host-unreachable");
    assertThat(fixture.ip(ip).dailyQuota()).isEqualTo(50);
  }

  @Test
  void underDriftOnlyStopsPass() throws IOException {
    Path file = fixture.host.locate(ENGINE_FILE);
    Files.writeString(file, fixture.file(ENGINE_FILE).replace("50/d", "70/d"));

    assertThat(problem(put(wish(ip, 300, "warming")), 422).type()).isEqualTo("drift");
    assertThat(fixture.ip(ip).dailyQuota()).isEqualTo(50);

    HostProblem mixed =
        problem(put(wish(ip, 50, "standby"), new Wish(ADOPTED, 900, "active")), 422);
    assertThat(mixed.type()).isEqualTo("drift");
    assertThat(mixed.reasons())
        .as("all or nothing; says which of them is in the way")
        .extracting(HostProblem.Reason::code)
        .containsExactly("ips[1].status");
    assertThat(fixture.ip(ip).state()).isEqualTo(IpState.WARMING);

    put(wish(ip, 50, "standby"));
    assertThat(fixture.ip(ip).state()).isEqualTo(IpState.STANDBY);
    assertThat(fixture.host.running().vmtas().get(ip.vmta()).paused()).isTrue();
  }

  @Test
  void waitsForItsReloadAndIsAnsweredByTheRunThatMakesIt() {
    report(put(wish(ip, 300, "warming")));
    UUID request = ask(false, wish(ip, 400, "warming"));

    assertThat(fixture.serve(request).status()).as("too soon after a reload").isNull();
    assertThat(fixture.ip(ip).dailyQuota()).isEqualTo(400);
    assertThat(fixture.evaluate().at())
        .isEqualTo(fixture.clock.instant().plus(Duration.ofSeconds(60)));

    fixture.clock.advance(Duration.ofSeconds(60));
    fixture.apply();

    assertThat(report(fixture.request(request)).diff()).contains("300/d", "400/d");
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(400));
  }

  @Test
  void whatWaitedAndIsNotTakenIsUndoneByTheRunThatTried() {
    report(put(wish(ip, 300, "warming")));
    UUID request = ask(false, wish(ip, 400, "warming"));
    fixture.serve(request);
    fixture.clock.advance(Duration.ofSeconds(60));
    fixture.host.faults().on(Fault.RELOAD_FAILS);

    fixture.apply();

    assertThat(problem(fixture.request(request), 422).type()).isEqualTo("reload-failed");
    assertThat(fixture.ip(ip).dailyQuota()).isEqualTo(300);
  }

  @Test
  void aNewerIntentOutlivesTheUndoing() {
    report(put(wish(ip, 300, "warming")));
    UUID request = ask(false, wish(ip, 400, "warming"));
    fixture.serve(request);
    fixture.pause(ip);
    fixture.clock.advance(Duration.ofSeconds(60));
    fixture.host.faults().on(Fault.RELOAD_FAILS);

    fixture.apply();

    problem(fixture.request(request), 422);
    assertThat(fixture.ip(ip).dailyQuota()).as("somebody was here since").isEqualTo(400);
  }

  @Test
  @Tag("heavy")
  void aRunThatDiedInTheMiddleIsBroughtToItsEndByTheNext() {
    for (int operation = 1; operation <= 60; operation++) {
      int quota = 300 + operation;
      UUID request = ask(false, wish(ip, quota, "warming"));
      fixture.host.faults().disconnectAfter(operation);
      HostRequestRow answer = fixture.serve(request);
      boolean cut =
          !fixture.host.faults().all().isEmpty()
              || answer.status() == null
              || answer.status() >= 400;
      fixture.host.faults().clear();
      fixture.clock.advance(Duration.ofMinutes(5));
      if (answer.status() == null) {
        fixture.apply();
        fixture.clock.advance(Duration.ofMinutes(5));
        answer = fixture.request(request);
        if (answer.status() == null) {
          fixture.apply();
          answer = fixture.request(request);
        }
      }
      if (Integer.valueOf(200).equals(answer.status())) {
        assertThat(fixture.cap(ip)).as("operation %d", operation).isEqualTo(OptionalLong.of(quota));
      } else {
        assertThat(answer.status()).as("operation %d", operation).isNotNull();
        assertThat(fixture.ip(ip).dailyQuota()).as("operation %d", operation).isNotEqualTo(quota);
      }
      fixture.apply();
      fixture.clock.advance(Duration.ofMinutes(5));
      if (!cut) {
        return;
      }
    }
  }
}
