package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.workflows.apply.ApplyOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Who may write a host: this engine, above the generation that is there. */
class FenceTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  private static final String ENGINE_FILE = "/etc/pmta/email-engine/engine.conf";

  @TempDir Path folder;
  private HostFixture fixture;
  private SendingIpRow ip;

  @BeforeEach
  void aHostThatRunsACap() {
    fixture = new HostFixture(STORE, folder).adopted();
    ip = fixture.warm(10);
    fixture.apply();
    fixture.clock.advance(Duration.ofMinutes(2));
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  @Test
  void touchesNothingOnAHostThatAnotherEngineHasWritten() throws IOException {
    String recorded = fixture.file(ENGINE_FILE);
    String others =
        recorded.replace(
            STORE.startedEngine().instanceId().toString(), UUID.randomUUID().toString());
    write(others);
    fixture.pause(ip);

    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.FAILED);
    fixture.apply();

    assertThat(fixture.server().state()).isEqualTo(ServerState.HELD);
    assertThat(fixture.server().reason()).isEqualTo("another-instance");
    assertThat(fixture.file(ENGINE_FILE)).isEqualTo(others);
    assertThat(fixture.host.running().vmtas().get(ip.vmta()).paused())
        .as("another engine's host is left alone")
        .isFalse();
    assertThat(fixture.messages()).hasSize(1);

    write(recorded);
    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.APPLIED);
    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
    assertThat(fixture.host.running().vmtas().get(ip.vmta()).paused()).isTrue();
  }

  @Test
  void goesOnAboveTheHostWhenTheDatabaseWasRestored() {
    Snapshot yesterday = new Snapshot();
    SendingIpRow later = fixture.warm(11);
    fixture.apply();
    fixture.clock.advance(Duration.ofMinutes(2));
    fixture.beginStep(ip, 2, 200);
    fixture.apply();
    fixture.clock.advance(Duration.ofMinutes(2));
    assertThat(fixture.cap(ip)).hasValue(200);
    long remote = fixture.server().appliedGen();

    yesterday.restore(later);
    assertThat(fixture.server().desiredGen()).isLessThan(remote);
    ApplyOutcome outcome = fixture.apply();

    assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(ApplyOutcome.Kind.APPLIED);
    assertThat(fixture.server().appliedGen()).isEqualTo(remote + 1);
    assertThat(fixture.cap(ip)).as("min(running, plan)").hasValue(50);
    assertThat(fixture.cap(later))
        .as("unknown to the database, its mail must not bounce")
        .hasValue(50);
    assertThat(fixture.messages()).anyMatch(title -> title.startsWith("The database is older"));
    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
  }

  @Test
  void raisesNothingWhenItGoesOnThoughThePlanIsHigher() {
    Snapshot yesterday = new Snapshot();
    fixture.beginStep(ip, 2, 200);
    fixture.apply();
    fixture.clock.advance(Duration.ofMinutes(2));
    yesterday.restore(null);
    STORE.engineDo(
        () ->
            STORE
                .jdbc()
                .sql("UPDATE sending_ip SET daily_quota = 500 WHERE id = :id")
                .param("id", ip.id())
                .update());

    assertThat(fixture.apply().kind()).isIn(ApplyOutcome.Kind.APPLIED, ApplyOutcome.Kind.UNCHANGED);

    assertThat(fixture.cap(ip)).as("though it is in the raise window").hasValue(200);
  }

  @Test
  void goesOnAboveTheHostWhereverTheEngineDiedAfterTheDatabaseWasRestored() {
    int effect = 1;
    while (true) {
      fixture.beginStep(ip, 2, 100 + effect);
      fixture.apply(); // in the raise window
      fixture.clock.advance(Duration.ofMinutes(2));
      Snapshot yesterday = new Snapshot();
      SendingIpRow later = fixture.warm(20 + effect);
      fixture.beginStep(ip, 3, 200 + effect);
      fixture.apply();
      fixture.clock.advance(Duration.ofMinutes(2));
      long remote = fixture.server().appliedGen();
      yesterday.restore(later);
      int reloads = fixture.host.reloads();
      long messages = olderThanTheHost();

      String died = fixture.deaths.after(effect, fixture::apply);

      String point = "died after effect " + effect + ", " + died;
      assertThat(fixture.cap(ip).orElseThrow()).as(point).isIn(100L + effect, 200L + effect);
      assertThat(fixture.cap(later)).as(point).hasValue(50);
      fixture.goesOn(Duration.ofMinutes(2));
      assertThat(fixture.cap(ip)).as(point + ": min(running, plan)").hasValue(100 + effect);
      assertThat(fixture.cap(later)).as(point + ": its mail must not bounce").hasValue(50);
      assertThat(fixture.server().appliedGen()).as(point).isEqualTo(remote + 1);
      assertThat(fixture.server().state()).as(point).isEqualTo(ServerState.READY);
      assertThat(fixture.host.reloads() - reloads).as(point).isBetween(1, 3);
      assertThat(olderThanTheHost() - messages).as(point + ": told once").isEqualTo(1);
      if (died == null) {
        break;
      }
      reset();
      effect++;
    }
    assertThat(effect).isGreaterThan(6);
  }

  private long olderThanTheHost() {
    return fixture.messages().stream()
        .filter(title -> title.startsWith("The database is older"))
        .count();
  }

  /** Step 1 again, as at the beginning. */
  private void reset() {
    STORE.engineDo(
        () ->
            STORE
                .jdbc()
                .sql("UPDATE sending_ip SET step = 1, step_first_day = NULL WHERE id = :id")
                .param("id", ip.id())
                .update());
  }

  private void write(String text) throws IOException {
    Files.writeString(fixture.host.locate(ENGINE_FILE), text);
  }

  /** The rows of this server as they are, to be put back as from a backup. */
  private final class Snapshot {
    private final ServerRow server = fixture.server();
    private final SendingIpRow row = fixture.ip(ip);

    void restore(SendingIpRow gone) {
      STORE.engineDo(
          () -> {
            if (gone != null) {
              STORE
                  .jdbc()
                  .sql("DELETE FROM sending_ip WHERE id = :id")
                  .param("id", gone.id())
                  .update();
            }
            STORE
                .jdbc()
                .sql("DELETE FROM config_version WHERE server_id = :id AND n > :n")
                .param("id", server.id())
                .param("n", server.runningVersion())
                .update();
            STORE
                .jdbc()
                .sql(
                    "UPDATE server SET desired_gen = :desired, applied_gen = :applied, running_version = :n WHERE id = :id")
                .param("id", server.id())
                .param("desired", server.desiredGen())
                .param("applied", server.appliedGen())
                .param("n", server.runningVersion())
                .update();
            STORE
                .jdbc()
                .sql(
                    "UPDATE sending_ip SET step = :step, daily_quota = :quota, running_cap = :cap, step_first_day = :day WHERE id = :id")
                .param("id", row.id())
                .param("step", row.step())
                .param("quota", row.dailyQuota())
                .param("cap", row.runningCap())
                .param("day", row.stepFirstDay())
                .update();
          });
    }
  }
}
