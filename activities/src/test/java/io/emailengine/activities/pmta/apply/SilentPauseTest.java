package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.activities.pmta.host.InMemoryPmtaHost;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.PausedQueues;
import io.emailengine.store.server.RetiredVmtas;
import io.emailengine.store.server.ServerWatches;
import io.emailengine.store.testing.StoreTestContext;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A pause command that a host does not take. */
class SilentPauseTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  @TempDir Path folder;
  private final InMemoryPmtaHost host = new InMemoryPmtaHost("/etc/pmta/email-engine/engine.conf");
  private HostFixture fixture;
  private StopAssertion stops;

  @BeforeEach
  void aServerWithTwoStoppedIps() {
    fixture = new HostFixture(STORE, folder).adopted();
    stops =
        new StopAssertion(
            STORE.transactions(),
            STORE.ips(),
            STORE.holds(),
            STORE.bean(PausedQueues.class),
            STORE.bean(RetiredVmtas.class),
            STORE.bean(ServerWatches.class),
            STORE.outbox(),
            fixture.clock);
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  @Test
  void stopsNeitherTheOthersNorTheWorkAndIsToldOnce() {
    SendingIpRow one = fixture.warm(10);
    SendingIpRow two = fixture.warm(11);
    fixture.pause(one);
    fixture.pause(two);
    host.silent.add(one.vmta());

    stops.assertOn(host, fixture.server());
    stops.assertOn(host, fixture.server());

    assertThat(host.paused).containsExactly(two.vmta());
    assertThat(fixture.messages()).hasSize(1);

    host.silent.clear();
    fixture.clock.advance(Duration.ofMinutes(5));
    stops.assertOn(host, fixture.server());

    assertThat(host.paused).containsExactly(one.vmta(), two.vmta());
    assertThat(fixture.messages()).as("and that it is over").hasSize(2);
  }
}
