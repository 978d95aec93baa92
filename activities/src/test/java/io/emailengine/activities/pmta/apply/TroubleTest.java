package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.activities.ssh.SshKeys;
import io.emailengine.sandbox.fault.Fault;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.apply.ServerEvaluation;
import io.emailengine.workflows.lifecycle.IpState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Troubles of a host: how they are told, how they end, and what they must not hold up. */
class TroubleTest {
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
  void goesOnWithWaitingChangesWhenTheHostKeyIsTheRightOneAgain() {
    String right = fixture.server().hostKey();
    hostKey(SshKeys.generate().publicLine());
    SendingIpRow second = fixture.warm(11);
    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.FAILED);
    assertThat(fixture.server().state()).isEqualTo(ServerState.HELD);
    assertThat(fixture.server().reason()).isEqualTo("host-key");

    hostKey(right);
    fixture.goesOn(Duration.ofMinutes(10));

    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
    assertThat(fixture.cap(second)).isEqualTo(OptionalLong.of(50));
    assertThat(fixture.messages()).hasSize(2);
  }

  @Test
  void tellsOnceOfAReloadThatFailsForARiseThatHadWaitedForTheWindow() {
    fixture.clock.set(Instant.parse("2026-03-09T14:00:00Z"));
    fixture.beginStep(ip, 2, 200);
    fixture.apply();
    fixture.clock.set(Instant.parse("2026-03-10T00:05:30Z"));
    fixture.host.faults().on(Fault.RELOAD_FAILS);

    fixture.goesOn(Duration.ofMinutes(15));
    fixture.clock.set(Instant.parse("2026-03-10T02:11:00Z"));
    fixture.goesOn(Duration.ofMinutes(15));
    fixture.clock.set(Instant.parse("2026-03-11T00:09:00Z"));
    fixture.goesOn(Duration.ofMinutes(5));

    assertThat(fixture.messages()).hasSize(1);
    assertThat(fixture.server().state()).isEqualTo(ServerState.DEGRADED);
    assertThat(fixture.server().stateSince()).isBefore(Instant.parse("2026-03-10T00:12:00Z"));
    fixture.host.faults().clear();
    fixture.goesOn(Duration.ofMinutes(5));
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(200));
    assertThat(fixture.messages()).hasSize(2);
  }

  @Test
  void appliesAndRecordsThoughTheHistoryCannotBeWritten() throws IOException {
    try (Stream<Path> files = Files.walk(fixture.historyFolder())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    Files.writeString(fixture.historyFolder(), "not a folder");
    SendingIpRow second = fixture.warm(11);

    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.APPLIED);

    assertThat(fixture.cap(second)).isEqualTo(OptionalLong.of(50));
    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
    assertThat(fixture.server().candidateVersion()).isNull();

    Files.delete(fixture.historyFolder());
    fixture.warm(12);
    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.APPLIED);
    List<String> commits =
        STORE.engine(
            () ->
                STORE
                    .jdbc()
                    .sql(
                        "SELECT coalesce(git_commit, 'none') FROM config_version WHERE server_id = :id AND status = 'applied'")
                    .param("id", fixture.serverId())
                    .query(String.class)
                    .list());
    assertThat(commits).as("what could not be written is made up for").doesNotContain("none");
  }

  @Test
  void healsWhereverTheDiskWasFull() {
    for (int bytes = 0; bytes < 5000; bytes += 331) {
      String disk = fixture.file(ENGINE_FILE);
      OptionalLong before = fixture.cap(ip);
      fixture.beginStep(ip, fixture.ip(ip).step() + 1, 51 + bytes);
      fixture.host.faults().diskFullAfter(bytes);
      ApplyOutcome outcome = fixture.apply();
      if (outcome.kind() == ApplyOutcome.Kind.FAILED) {
        assertThat(fixture.file(ENGINE_FILE)).as("after %s bytes", bytes).isEqualTo(disk);
        assertThat(fixture.cap(ip)).isEqualTo(before);
        assertThat(fixture.server().reason())
            .as("after %s bytes: %s", bytes, outcome.detail())
            .isEqualTo("disk-full");
      }
      fixture.host.faults().clear();
      fixture.clock.advance(Duration.ofDays(1));
      fixture.apply();
      assertThat(fixture.cap(ip)).as("after %s bytes", bytes).hasValue(51 + bytes);
      assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
    }
  }

  @Test
  void stopsAnIpBeforeItWasEverOnTheHost() {
    SendingIpRow second = fixture.warm(11);
    fixture.pause(second);

    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.APPLIED);
    assertThat(fixture.cap(second)).isEqualTo(OptionalLong.of(1));
    assertThat(fixture.host.running().vmtas().get(second.vmta()).paused()).isTrue();
    assertThat(fixture.ip(second).stepFirstDay()).isNull();

    fixture.resume(second);
    fixture.apply();
    assertThat(fixture.cap(second)).isEqualTo(OptionalLong.of(50));
    assertThat(fixture.ip(second).stepFirstDay()).isNotNull();
    assertThat(fixture.ip(second).riseAskedBy()).isNull();
  }

  @Test
  void stopsThoughTheClockWasSetBack() {
    fixture.pause(ip);
    fixture.apply();
    fixture.resume(ip);
    fixture.clock.advance(Duration.ofHours(-20));
    fixture.apply();
    fixture.pause(ip);

    ServerEvaluation next = fixture.evaluate();

    assertThat(next.action()).isEqualTo(ServerEvaluation.Action.APPLY);
    assertThat(next.at()).isBeforeOrEqualTo(fixture.clock.instant().plusSeconds(60));
  }

  /** Does what the workflow does, for so long. */
  @Test
  void tellsOfAWrongHostKeyOnceThoughTheLineComesAndGoes() {
    String right = fixture.server().hostKey();
    hostKey(io.emailengine.activities.ssh.SshKeys.generate().publicLine());
    fixture.observe();
    assertThat(fixture.server().reason()).isEqualTo("host-key");
    fixture.host.faults().on(Fault.UNREACHABLE);
    fixture.observe();
    fixture.host.faults().clear();
    fixture.observe();

    assertThat(fixture.server().reason()).isEqualTo("host-key");
    assertThat(fixture.messages()).hasSize(1);

    hostKey(right);
    fixture.observe();
    assertThat(fixture.messages()).hasSize(2);
  }

  @Test
  void leavesMembersOfPoolsForTheRaiseWindow() {
    PoolRow cold =
        new PoolRow(
            UUID.randomUUID(),
            STORE.defaultTenant().id(),
            fixture.serverId(),
            "cold",
            "default-cold-pool",
            false,
            fixture.clock.instant(),
            null);
    STORE.engine(() -> STORE.pools().save(cold));
    SendingIpRow first = inPool(cold, 20);
    SendingIpRow second = inPool(cold, 21);
    fixture.clock.advance(Duration.ofMinutes(2));
    fixture.apply();
    assertThat(members()).containsExactly(first.vmta(), second.vmta());
    int reloads = fixture.server().reloadsToday();

    fixture.clock.advance(Duration.ofHours(5));
    STORE.engineDo(
        () -> {
          STORE
              .jdbc()
              .sql("UPDATE sending_ip SET state = 'active' WHERE id = :id")
              .param("id", first.id())
              .update();
          STORE.servers().bumpDesired(fixture.serverId(), fixture.clock.instant(), false, false);
        });
    fixture.apply();

    assertThat(fixture.server().reloadsToday())
        .as("a reload may reset counters")
        .isEqualTo(reloads);
    assertThat(fixture.server().risesDeferred()).isTrue();
    assertThat(members()).containsExactly(first.vmta(), second.vmta());

    fixture.clock.set(HostFixture.MORNING.plus(Duration.ofDays(1)));
    fixture.apply();
    assertThat(members()).containsExactly(first.vmta());
    assertThat(fixture.server().risesDeferred()).isFalse();
  }

  private SendingIpRow inPool(PoolRow pool, int lastOctet) {
    String address = "198.51.100." + lastOctet;
    return fixture.register(
        STORE.defaultTenant(),
        pool.id(),
        address,
        "vmta-" + address.replace('.', '-'),
        false,
        IpState.WARMING,
        50);
  }

  private List<String> members() {
    return fixture.host.running().pools().get("default-cold-pool");
  }

  private void hostKey(String line) {
    STORE.engineDo(
        () ->
            STORE
                .jdbc()
                .sql("UPDATE server SET host_key = :key WHERE id = :id")
                .param("key", line)
                .param("id", fixture.serverId())
                .update());
  }
}
