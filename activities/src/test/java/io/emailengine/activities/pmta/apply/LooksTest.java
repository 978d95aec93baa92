package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.sandbox.fault.Fault;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.Queues;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.testing.StoreTestContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Queues are read every ten minutes; all of the host is looked at every hour, or when it matters.
 */
class LooksTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  private static final String ENGINE_FILE = "/etc/pmta/email-engine/engine.conf";

  @TempDir Path folder;
  private HostFixture fixture;
  private SendingIpRow ip;

  @BeforeEach
  void aHostThatWasLookedAt() {
    fixture = new HostFixture(STORE, folder).adopted();
    ip = fixture.warm(10);
    fixture.apply();
    fixture.observe();
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  @Test
  void anEditOfTheEnginesFileIsFoundWithinTheHourAndQueuesAreReadAllTheTime() {
    Instant looked = fixture.clock.instant();
    edit();

    lookAfter(Duration.ofMinutes(10));

    assertThat(lastRead()).isEqualTo(fixture.clock.instant());
    assertThat(fixture.server().observedAt()).isEqualTo(looked);
    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);

    lookAfter(Duration.ofMinutes(50));
    assertThat(fixture.server().reason()).isEqualTo("drift");
    assertThat(lastRead()).isEqualTo(fixture.clock.instant());

    lookAfter(Duration.ofMinutes(2));
    lookAfter(Duration.ofMinutes(8));
    assertThat(lastRead()).as("held, and mail gets old").isEqualTo(fixture.clock.instant());
  }

  @Test
  void aRestartOfPowerMtaIsSeenByItsStartTimeAndAllOfTheHostLookedAt() {
    fixture.pause(ip);
    fixture.apply();
    fixture.clock.advance(Duration.ofMinutes(1));
    fixture.host.restartPowerMta();
    edit();
    assertThat(paused()).isFalse();

    lookAfter(Duration.ofMinutes(4));

    assertThat(paused()).isTrue();
    assertThat(fixture.server().reason()).isEqualTo("drift");
  }

  @Test
  void assertsStopsWithTheQueues() {
    fixture.pause(ip);
    fixture.apply();
    Instant looked = fixture.clock.instant();
    fixture.host.run("pmta resume queue */" + ip.vmta());
    assertThat(paused()).isFalse();

    lookAfter(Duration.ofMinutes(5));

    assertThat(paused()).isTrue();
    assertThat(fixture.server().observedAt()).isEqualTo(looked);
  }

  @Test
  void aHostThatIsOutOfReachWhenItsQueuesAreDueIsLookedAtWholeAfterwards() {
    fixture.host.faults().on(Fault.UNREACHABLE);
    lookAfter(Duration.ofMinutes(10));
    assertThat(fixture.server().state()).isEqualTo(ServerState.UNREACHABLE);

    fixture.host.faults().clear();
    lookAfter(Duration.ofSeconds(5));

    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
    assertThat(fixture.server().observedAt()).isEqualTo(fixture.clock.instant());
  }

  private void lookAfter(Duration time) {
    fixture.clock.advance(time);
    assertThat(fixture.evaluate().at()).as("due by now").isEqualTo(fixture.clock.instant());
    fixture.observeWhatIsDue();
  }

  private void edit() {
    fixture.host.byHand().append(ENGINE_FILE, "# by hand");
  }

  private boolean paused() {
    return fixture.host.running().vmtas().get(ip.vmta()).paused();
  }

  private Instant lastRead() {
    return STORE.engine(
        () -> STORE.bean(Queues.class).lastRead(fixture.serverId()).orElseThrow().at());
  }
}
