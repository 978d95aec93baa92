package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.sandbox.fault.Fault;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.workflows.apply.ApplyOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of an engine's file that somebody else has touched. */
class DriftTest {
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
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  @Test
  void putsBackAFileThatIsGoneWhenAPersonSaysSo() throws IOException {
    Files.delete(fixture.host.locate(ENGINE_FILE));
    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.HELD);
    assertThat(fixture.server().reason()).isEqualTo("drift");

    fixture.overwriteDrift();
    ApplyOutcome outcome = fixture.apply();

    assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(ApplyOutcome.Kind.APPLIED);
    assertThat(fixture.file(ENGINE_FILE)).contains("max-smtp-msg-rate 50/d");
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(50));
    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
  }

  @Test
  void keepsAnEditThatCameAfterThePersonsAnswerAndTellsOfIt() throws IOException {
    edit("70/d");
    fixture.apply();
    fixture.overwriteDrift();
    edit("90/d");

    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.HELD);

    assertThat(fixture.file(ENGINE_FILE)).contains("90/d");
    assertThat(fixture.server().driftOverwriteBy()).isNull();
    assertThat(fixture.messages()).as("the answer was not carried out: told").hasSize(2);

    fixture.overwriteDrift();
    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.APPLIED);
    assertThat(fixture.file(ENGINE_FILE)).contains("50/d");
  }

  @Test
  void tellsOfTheSameDriftOnceThoughTheHostWasOutOfReachMeanwhile() throws IOException {
    edit("70/d");
    fixture.apply();
    fixture.host.faults().on(Fault.UNREACHABLE);
    fixture.observe();
    fixture.host.faults().clear();
    fixture.observe();

    assertThat(fixture.server().state()).isEqualTo(ServerState.HELD);
    assertThat(fixture.messages()).hasSize(1);
  }

  @Test
  void aStopUnderDriftIsTheEditedTextWithOnlyThatOneStopped() throws IOException {
    SendingIpRow other = fixture.warm(11);
    fixture.clock.advance(Duration.ofMinutes(2));
    fixture.apply();
    edit("70/d");
    fixture.apply();
    fixture.pause(ip);

    fixture.clock.advance(Duration.ofMinutes(2));
    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.HELD);

    assertThat(fixture.host.running().vmtas().get(ip.vmta()).paused()).isTrue();
    assertThat(fixture.cap(ip)).hasValue(1);
    assertThat(fixture.cap(other)).as("the edit is kept").hasValue(70);
    assertThat(fixture.file(ENGINE_FILE)).contains("70/d").contains("1/d");
    assertThat(fixture.server().urgent()).as("carried out").isFalse();
    assertThat(fixture.server().state()).isEqualTo(ServerState.HELD);
    assertThat(fixture.messages()).as("the drift is the same").hasSize(1);
    int reloads = fixture.server().reloadsToday();
    fixture.apply();
    assertThat(fixture.server().reloadsToday()).isEqualTo(reloads);
  }

  @Test
  void aStopThatTheEditedFileCannotTakeIsARuntimeCommand() throws IOException {
    edit("70/d");
    Files.writeString(
        fixture.host.locate(ENGINE_FILE), fixture.file(ENGINE_FILE) + "no-such-directive\n");
    fixture.apply();
    fixture.pause(ip);

    fixture.apply();

    assertThat(fixture.host.running().vmtas().get(ip.vmta()).paused()).isTrue();
    assertThat(fixture.file(ENGINE_FILE)).contains("70/d").contains("no-such-directive");
  }

  @Test
  void endsWhenTheFileIsMendedByHand() throws IOException {
    String recorded = fixture.file(ENGINE_FILE);
    edit("70/d");
    fixture.host.restartPowerMta();
    fixture.apply();
    assertThat(freezes()).isEqualTo(1);
    Files.writeString(fixture.host.locate(ENGINE_FILE), recorded);

    fixture.apply();

    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
    assertThat(fixture.server().driftSha()).isNull();
    assertThat(fixture.cap(ip)).as("the edit does not run on").hasValue(50);
    assertThat(freezes()).isZero();
    assertThat(fixture.messages()).hasSize(2);
  }

  @Test
  void keepsTheEditAsLongAsTheHostDoesNotTakeTheOverwrite() throws IOException {
    edit("70/d");
    fixture.host.restartPowerMta();
    fixture.apply();
    fixture.overwriteDrift();
    fixture.host.faults().on(Fault.TEST_FAILS);

    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.FAILED);

    assertThat(fixture.file(ENGINE_FILE)).contains("70/d");
    assertThat(fixture.cap(ip)).as("what runs is what is on the disk").hasValue(70);
    fixture.host.faults().clear();
    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.APPLIED);
    assertThat(fixture.cap(ip)).hasValue(50);
    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
    assertThat(freezes()).isZero();
  }

  private long freezes() {
    return STORE.engine(
        () ->
            STORE.holds().findLying(ip.id(), fixture.clock.instant()).stream()
                .filter(hold -> hold.cause().equals("drift"))
                .count());
  }

  private void edit(String rate) throws IOException {
    String text = fixture.file(ENGINE_FILE).replaceAll("[0-9]+/d", rate);
    Files.writeString(fixture.host.locate(ENGINE_FILE), text);
  }
}
