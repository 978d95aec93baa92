package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.OperatorFiles;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.server.ServerWatch;
import io.emailengine.store.server.ServerWatches;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.workflows.apply.ApplyOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the engine does while somebody works on the operator's own files. */
class OperatorFilesTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  private static final String CONFIG = "/etc/pmta/config";

  @TempDir Path folder;
  private HostFixture fixture;
  private SendingIpRow ip;

  @BeforeEach
  void aHostThatRunsACap() {
    fixture = new HostFixture(STORE, folder).adopted();
    ip = fixture.warm(10);
    fixture.apply();
    STORE.engineDo(
        () ->
            STORE
                .bean(OperatorFiles.class)
                .replace(fixture.serverId(), Map.of(CONFIG, sha(fixture.file(CONFIG)))));
    fixture.clock.advance(Duration.ofMinutes(5));
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  @Test
  void aRaiseWaitsUntilTheFilesWereLeftAloneForAnHour() throws IOException {
    write(fixture.file(CONFIG) + "# at work\n");
    fixture.beginStep(ip, 2, 200);

    fixture.apply();
    assertThat(fixture.cap(ip)).hasValue(50);
    assertThat(fixture.messages()).hasSize(1);
    assertThat(fixture.evaluate().at())
        .as("looks again before the hour is over")
        .isBefore(fixture.clock.instant().plus(Duration.ofMinutes(6)));

    fixture.clock.advance(Duration.ofMinutes(40));
    write(fixture.file(CONFIG) + "# still at work\n");
    fixture.apply();
    fixture.clock.advance(Duration.ofMinutes(50));
    fixture.apply();
    assertThat(fixture.cap(ip)).as("another change began another hour").hasValue(50);
    assertThat(fixture.messages()).as("told once").hasSize(1);

    fixture.clock.advance(Duration.ofMinutes(10));
    fixture.apply();
    assertThat(fixture.cap(ip)).as("an hour was waited in the window").hasValue(200);
    assertThat(fixture.messages()).hasSize(2);
    fixture.apply();
    assertThat(fixture.messages()).hasSize(2);
  }

  @Test
  void endsWhenTheFilesAreAsTheyWere() throws IOException {
    String accepted = fixture.file(CONFIG);
    write(accepted + "# at work\n");
    fixture.observe();
    write(accepted);
    fixture.beginStep(ip, 2, 200);

    fixture.apply();

    assertThat(fixture.cap(ip)).hasValue(200);
    assertThat(fixture.messages()).hasSize(2);
  }

  @Test
  void appliesWhatAPersonAsksMeanwhile() throws IOException {
    write(fixture.file(CONFIG) + "# at work\n");
    fixture.observe();
    SendingIpRow fresh = fixture.warm(11);

    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.APPLIED);

    assertThat(fixture.cap(fresh)).hasValue(50);
  }

  @Test
  void appliesNothingWhileTheHostDoesNotTakeTheFilesButStopsByCommand() throws IOException {
    String accepted = fixture.file(CONFIG);
    write(accepted + "no-such-directive yes\n");
    fixture.pause(ip);

    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.FAILED);

    assertThat(fixture.server().state()).isEqualTo(ServerState.DEGRADED);
    assertThat(fixture.server().reason()).isEqualTo("operator-config");
    assertThat(fixture.host.running().vmtas().get(ip.vmta()).paused()).isTrue();
    assertThat(fixture.file("/etc/pmta/email-engine/engine.conf")).contains("50/d");

    write(accepted);
    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.APPLIED);
    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
    assertThat(fixture.cap(ip)).hasValue(1);
  }

  @Test
  void changedFilesAreToldOnceAndAcceptedInTheEndWhereverTheEngineDied() throws IOException {
    for (int effect = 1; ; effect++) {
      write(fixture.file(CONFIG) + "# edit " + effect + "\n");
      int messages = fixture.messages().size();

      String seeing = fixture.deaths.after(effect, fixture::apply);

      fixture.apply();
      String point = "died after effect " + effect + ", " + seeing;
      assertThat(fixture.messages()).as(point).hasSize(messages + 1);
      assertThat(watch().filesChanged()).as(point).isTrue();
      fixture.clock.advance(Duration.ofMinutes(61));

      String accepting = fixture.deaths.after(effect, fixture::apply);

      fixture.apply();
      point += ", then after " + accepting;
      assertThat(fixture.messages()).as(point).hasSize(messages + 2);
      assertThat(watch().filesChanged()).as(point).isFalse();
      assertThat(
              STORE
                  .engine(() -> STORE.bean(OperatorFiles.class).of(fixture.serverId()))
                  .get(CONFIG))
          .as(point)
          .isEqualTo(sha(fixture.file(CONFIG)));
      assertThat(fixture.cap(ip)).as(point).hasValue(50);
      assertThat(fixture.server().state()).as(point).isEqualTo(ServerState.READY);
      if (seeing == null && accepting == null) {
        return;
      }
    }
  }

  private ServerWatch watch() {
    return STORE.engine(() -> STORE.bean(ServerWatches.class).of(fixture.serverId()));
  }

  private void write(String text) throws IOException {
    Files.writeString(fixture.host.locate(CONFIG), text);
  }

  private static String sha(String text) {
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
  }
}
