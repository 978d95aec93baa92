package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.ip.UncountedTimes;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.workflows.apply.ApplyOutcome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An old version under today's stops, and what it means for plans. */
class PinTest {
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
    old = fixture.server().runningVersion();
    fixture.clock.advance(Duration.ofMinutes(2));
    fixture.beginStep(ip, 2, 200);
    fixture.apply();
    fixture.clock.advance(Duration.ofMinutes(2));
    assertThat(fixture.cap(ip)).hasValue(200);
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  @Test
  void rendersTheOldVersionUnderTodaysStopsUntilThePinIsGone() {
    fixture.pause(other);
    pin(old);

    ApplyOutcome outcome = fixture.apply();

    assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(ApplyOutcome.Kind.APPLIED);
    assertThat(fixture.cap(ip)).as("the old cap").hasValue(50);
    assertThat(fixture.cap(other)).as("a stop of today").hasValue(1);
    assertThat(fixture.host.running().vmtas().get(other.vmta()).paused()).isTrue();
    assertThat(uncounted(ip)).as("days below the step's cap do not count").isEqualTo(1);
    fixture.clock.advance(Duration.ofMinutes(2));
    fixture.bump();
    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.UNCHANGED);

    unpin();
    fixture.clock.set(HostFixture.MORNING.plus(Duration.ofHours(12)));
    fixture.apply();
    assertThat(fixture.cap(ip)).as("a rise waits for the window").hasValue(50);
    fixture.clock.set(HostFixture.MORNING.plus(Duration.ofDays(1)));
    fixture.apply();
    assertThat(fixture.cap(ip)).hasValue(200);
    assertThat(uncounted(ip)).isZero();
    assertThat(fixture.cap(other)).hasValue(1);
  }

  @Test
  void neverExceedsTodaysPlan() {
    int high = fixture.server().runningVersion();
    STORE.engineDo(
        () ->
            STORE
                .jdbc()
                .sql("UPDATE sending_ip SET daily_quota = 80 WHERE id = :id")
                .param("id", ip.id())
                .update());
    fixture.bump();
    fixture.apply();
    fixture.clock.advance(Duration.ofMinutes(2));

    pin(high);
    fixture.apply();

    assertThat(fixture.cap(ip)).as("min(200, 80)").hasValue(80);
  }

  @Test
  void refusesAVersionWithoutAVirtualMtaThatIsNotRetired() {
    SendingIpRow later = fixture.warm(12);
    fixture.apply();
    fixture.clock.advance(Duration.ofMinutes(2));

    pin(old);

    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.FAILED);
    assertThat(fixture.server().state()).isEqualTo(ServerState.DEGRADED);
    assertThat(fixture.server().reason()).isEqualTo("guard");
    assertThat(fixture.cap(later)).hasValue(50);
  }

  private void pin(int n) {
    STORE.engineDo(
        () -> {
          STORE
              .servers()
              .pin(fixture.serverId(), n, "operator", "too fast", fixture.clock.instant());
          STORE.servers().bumpDesired(fixture.serverId(), fixture.clock.instant(), false, true);
        });
  }

  private void unpin() {
    STORE.engineDo(
        () -> {
          STORE.servers().unpin(fixture.serverId());
          STORE.servers().bumpDesired(fixture.serverId(), fixture.clock.instant(), false, false);
        });
  }

  private long uncounted(SendingIpRow row) {
    return STORE.engine(
        () ->
            STORE.bean(UncountedTimes.class).of(row.id()).stream()
                .filter(stop -> stop.to() == null)
                .count());
  }
}
