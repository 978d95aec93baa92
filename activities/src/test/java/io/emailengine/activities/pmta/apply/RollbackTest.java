package io.emailengine.activities.pmta.apply;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.activities.pmta.history.ConfigHistory;
import io.emailengine.sandbox.fault.Fault;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.ConfigReport;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.OverrideRequest;
import io.emailengine.store.server.OverrideRequest.Wish;
import io.emailengine.store.server.RollbackRequest;
import io.emailengine.store.server.ServerPin;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.workflows.lifecycle.IpState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A person makes an old version run again. */
class RollbackTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  @TempDir Path folder;
  private HostFixture fixture;
  private SendingIpRow ip;
  private SendingIpRow other;
  private int old;

  @BeforeEach
  void aHostThatHasRaisedACap() {
    fixture = new HostFixture(STORE, folder).adopted();
    ip = fixture.warm(10);
    other = fixture.warm(11);
    fixture.apply();
    old = requireNonNull(fixture.server().runningVersion());
    fixture.clock.advance(Duration.ofMinutes(2));
    fixture.beginStep(ip, 2, 200);
    fixture.apply();
    fixture.clock.advance(Duration.ofMinutes(2));
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(200));
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  private UUID ask() {
    return fixture.ask(HostRequestKind.ROLLBACK, new RollbackRequest(old, "too fast"));
  }

  private HostRequestRow put(Wish... wishes) {
    return fixture.serve(
        fixture.ask(HostRequestKind.OVERRIDE, new OverrideRequest(List.of(wishes), false, false)));
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
  void runsTheOldVersionPinsItAndSaysWhatChanged() {
    ConfigReport report = report(fixture.serve(ask()));

    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(50));
    assertThat(report.version()).as("a version of its own").isEqualTo(old + 2);
    assertThat(report.commit()).matches("[0-9a-f]{40}");
    assertThat(report.diff()).contains("200/d", "50/d");
    ServerPin pin = requireNonNull(fixture.server().pin());
    assertThat(pin.version()).isEqualTo(old);
    assertThat(pin.by()).isEqualTo("operator");
    assertThat(pin.reason()).isEqualTo("too fast");
  }

  @Test
  void underAPinOnlyStopsPass() {
    report(fixture.serve(ask()));
    fixture.clock.advance(Duration.ofMinutes(2));

    assertThat(problem(put(new Wish(ip.address(), 300, "warming")), 409).type())
        .isEqualTo("pinned");
    assertThat(fixture.ip(ip).dailyQuota()).isEqualTo(200);

    HostProblem mixed =
        problem(
            put(new Wish(other.address(), null, "standby"), new Wish(ip.address(), 300, "warming")),
            409);
    assertThat(mixed.type()).isEqualTo("pinned");
    assertThat(mixed.reasons())
        .as("all or nothing; says which of them is in the way")
        .extracting(HostProblem.Reason::code)
        .containsExactly("ips[1].status");
    assertThat(fixture.ip(other).state()).isEqualTo(IpState.WARMING);

    report(put(new Wish(other.address(), null, "standby")));
    assertThat(fixture.host.running().vmtas().get(other.vmta()).paused()).isTrue();
    assertThat(fixture.cap(other)).isEqualTo(OptionalLong.of(1));
    assertThat(fixture.cap(ip)).as("pinned").isEqualTo(OptionalLong.of(50));
  }

  @Test
  void aStopThatArrivesMeanwhileGetsThrough() {
    fixture.beginStep(other, 2, 200);
    fixture.apply();
    UUID request = ask();
    assertThat(fixture.serve(request).status()).as("too soon after a reload").isNull();
    fixture.pause(other);

    fixture.apply(); // the stop may reload at once

    assertThat(fixture.cap(other)).isEqualTo(OptionalLong.of(1));
    assertThat(fixture.host.running().vmtas().get(other.vmta()).paused()).isTrue();
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(50));
    report(fixture.request(request));
  }

  @Test
  void refusesAVersionWithoutAVirtualMtaThatIsNotRetired() {
    SendingIpRow later = fixture.warm(12);
    fixture.apply();
    fixture.clock.advance(Duration.ofMinutes(2));

    HostProblem problem = problem(fixture.serve(ask()), 422);

    assertThat(problem.type()).isEqualTo("guard");
    assertThat(problem.reasons()).anyMatch(reason -> reason.message().contains(later.vmta()));
    assertThat(fixture.server().pin()).isNull();
    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
    assertThat(fixture.server().dirtySince()).isNull();
  }

  @Test
  void takesThePinAwayAgainIfTheHostDoesNotTakeIt() {
    fixture.host.faults().on(Fault.RELOAD_FAILS);

    assertThat(problem(fixture.serve(ask()), 422).type()).isEqualTo("reload-failed");

    assertThat(fixture.server().pin()).isNull();
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(200));
  }

  @Test
  void isPartOfTheHistoryThatAnyWorkerRebuilds() {
    String commit = requireNonNull(report(fixture.serve(ask())).commit());
    try (ConfigHistory rebuilt = ConfigHistory.open(folder.resolve("elsewhere"))) {
      STORE.engineDo(
          () ->
              new HistoryKeeper(STORE.servers(), STORE.versions(), rebuilt)
                  .record(fixture.serverId()));
      assertThat(rebuilt.last(1)).containsExactly(commit);
    }
  }
}
