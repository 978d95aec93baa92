package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.server.ServerWatches;
import io.emailengine.store.testing.StoreTestContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The engine dies after every effect of what it does while its file is edited by hand. */
class DriftKillsTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  private static final Duration MIN_RELOAD = Duration.ofSeconds(60);

  /** Which effect of a stop puts it in place. */
  private static final int IN_PLACE = 6;

  private static final String ENGINE_FILE = "/etc/pmta/email-engine/engine.conf";

  @TempDir Path folder;
  private HostFixture fixture;
  private SendingIpRow ip;
  private SendingIpRow other;

  @BeforeEach
  void aHostThatRunsCaps() {
    fixture = new HostFixture(STORE, folder).adopted();
    ip = fixture.warm(10);
    other = fixture.warm(11);
    fixture.apply();
    fixture.clock.advance(Duration.ofHours(5));
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  @Test
  void aStopIsLaidOverTheEditedFileWhereverTheEngineDied() {
    int effect = 1;
    while (true) {
      int cap = 60 + effect;
      edit(other, cap);
      fixture.observe();
      String edited = fixture.file(ENGINE_FILE);
      String stopped = withCap(edited, ip, 1);
      int messages = fixture.messages().size();
      int reloads = fixture.host.reloads();
      fixture.pause(ip);

      String died = fixture.deaths.after(effect, fixture::apply);

      String point = "died after effect " + effect + ", " + died;
      assertThat(fixture.file(ENGINE_FILE)).as(point).isIn(edited, stopped);
      assertThat(fixture.cap(other)).as(point).hasValue(cap);
      fixture.clock.advance(MIN_RELOAD);
      if (died != null) {
        if (fixture.server().urgent()) {
          assertThat(fixture.evaluate().at()).as(point).isBeforeOrEqualTo(fixture.clock.instant());
        }
        fixture.apply();
      }
      assertThatItIsStopped(point, stopped);
      assertThat(fixture.cap(other)).as(point).hasValue(cap);
      assertThat(fixture.host.reloads() - reloads).as(point).isBetween(1, 2);
      assertThat(fixture.messages()).as(point).hasSize(messages);
      if (died == null) {
        break;
      }
      theEditIsOverwritten(point);
      effect++;
    }
    assertThat(effect).isGreaterThanOrEqualTo(10);
  }

  private void assertThatItIsStopped(String point, String stopped) {
    assertThat(fixture.file(ENGINE_FILE)).as(point).isEqualTo(stopped);
    assertThat(fixture.cap(ip)).as(point).hasValue(1);
    assertThat(fixture.host.running().vmtas().get(ip.vmta()).paused()).as(point).isTrue();
    assertThat(fixture.server().state()).as(point).isEqualTo(ServerState.HELD);
    assertThat(fixture.server().reason()).as(point).isEqualTo("drift");
    assertThat(fixture.server().driftSha()).as(point).isEqualTo(sha(stopped));
    assertThat(fixture.server().urgent()).as(point).isFalse();
    assertThat(STORE.engine(() -> STORE.bean(ServerWatches.class).of(fixture.serverId())).edit())
        .as(point)
        .isNull();
  }

  private void theEditIsOverwritten(String point) {
    fixture.overwriteDrift();
    fixture.resume(ip);
    fixture.clock.advance(MIN_RELOAD);
    fixture.apply();
    assertThat(fixture.cap(ip)).as(point).hasValue(50);
    assertThat(fixture.cap(other)).as(point).hasValue(50);
    assertThat(fixture.server().state()).as(point).isEqualTo(ServerState.READY);
    fixture.clock.advance(MIN_RELOAD);
  }

  @Test
  void aSecondStopIsLaidOverTheEditedFileTooThoughTheFirstOneWasInterrupted() {
    edit(other, 70);
    fixture.observe();
    String edited = fixture.file(ENGINE_FILE);
    fixture.pause(ip);
    assertThat(fixture.deaths.after(IN_PLACE, fixture::apply)).isEqualTo("swapTested");
    fixture.pause(other);

    fixture.goesOn(MIN_RELOAD.multipliedBy(3));

    assertThat(fixture.cap(other)).hasValue(1);
    assertThatItIsStopped("both", withCap(withCap(edited, ip, 1), other, 1));
  }

  @Test
  void aPersonsAnswerStandsThoughAStopHasChangedTheEditedFileSinceAndDied() {
    edit(other, 70);
    fixture.observe();
    fixture.pause(ip);
    assertThat(fixture.deaths.after(IN_PLACE, fixture::apply)).isEqualTo("swapTested");
    fixture.overwriteDrift();

    fixture.goesOn(MIN_RELOAD.multipliedBy(3));

    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
    assertThat(fixture.cap(other)).hasValue(50);
    assertThat(fixture.cap(ip)).hasValue(1);
  }

  private void edit(SendingIpRow row, int cap) {
    fixture
        .host
        .byHand()
        .write(
            ENGINE_FILE,
            withCap(fixture.file(ENGINE_FILE), row, cap).getBytes(StandardCharsets.UTF_8));
    fixture.host.restartPowerMta();
  }

  private static String withCap(String text, SendingIpRow row, int cap) {
    String changed =
        text.replaceAll(
            "(<virtual-mta " + row.vmta() + ">[^<]*max-smtp-msg-rate )[0-9]+/d", "$1" + cap + "/d");
    assertThat(changed).isNotEqualTo(text);
    return changed;
  }

  private static String sha(String text) {
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
  }
}
