package io.emailengine.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.sandbox.SandboxHost;
import io.emailengine.sandbox.SandboxOptions;
import io.emailengine.sandbox.fault.Fault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Six real weeks, skipped through: one POST, and each day the cap in the running configuration. */
@Tag("heavy")
class SixWeeksTest {
  private static final String ADDRESS = "95.216.179.163";
  private static final String VMTA = "pmta-vmta1";

  @TempDir Path folder;
  private VirtualEngine engine;
  private SandboxHost host;

  @BeforeEach
  void anAdoptedHost() {
    engine = new VirtualEngine(folder);
    host = SandboxHost.start(SandboxOptions.in(folder.resolve("host")).withClock(engine.clock));
    String body =
        "{\"name\":\"mta1\",\"host\":\"127.0.0.1\",\"port\":"
            + host.port()
            + ",\"hostKey\":\""
            + host.hostKeyLine()
            + "\"}";
    host.authorize(engine.rest().post("/api/v2/servers", body).expect(201).text("/publicKey"));
    engine
        .rest()
        .post("/api/v2/servers/mta1/adopt", "{\"pools\":{\"pmta-pool\":\"default/marketing\"}}")
        .expect(200);
    engine
        .rest()
        .post("/api/v2/ips", "{\"address\":\"" + ADDRESS + "\",\"purpose\":\"marketing\"}")
        .expect(201);
    settle();
  }

  @AfterEach
  void end() {
    engine.close();
    host.close();
  }

  @Test
  void raisesTheRunningCapWeekByWeekUntilTheIpIsWarm() {
    LocalDate first = today();
    List<Long> byDay = new ArrayList<>();
    for (int day = 0; day < 42; day++) {
      byDay.add(runningCap());
      goTo(first.plusDays(day + 1));
    }

    List<Long> plan = new ArrayList<>();
    Flight.SIX_WEEKS.forEach(cap -> plan.addAll(java.util.Collections.nCopies(7, cap)));
    assertThat(byDay).isEqualTo(plan);
    assertThat(runningCap()).isEqualTo(10_000);
    Rest.Answer ip = ip();
    assertThat(ip.text("/state")).isEqualTo("active");
    assertThat(ip.text("/warmup/completedAt")).startsWith(first.plusDays(42) + "T00:10:0");
    // Adoption, the registration, five raises, and the pool that gains an active member: nothing
    // else touched the host.
    assertThat(host.reloads()).isLessThanOrEqualTo(8);
  }

  @Test
  void doesNotCountTheDaysThatAPauseTouches() {
    LocalDate first = today();
    goTo(first.plusDays(2));
    engine
        .rest()
        .post("/api/v2/ips/" + ADDRESS + "/pause", "{\"reason\":\"complaints\"}")
        .expect(202);
    settle();
    assertThat(runningCap()).isEqualTo(1);
    assertThat(host.running().vmtas().get(VMTA).paused()).isTrue();
    goTo(first.plusDays(4));
    engine.rest().post("/api/v2/ips/" + ADDRESS + "/resume", "{}").expect(202);
    settle();
    assertThat(runningCap()).isEqualTo(50);
    assertThat(host.running().vmtas().get(VMTA).paused()).isFalse();

    // Days 2, 3 and 4 were touched.
    goTo(first.plusDays(9));
    assertThat(runningCap()).isEqualTo(50);
    goTo(first.plusDays(10));
    assertThat(runningCap()).isEqualTo(200);
  }

  @Test
  void holdsTheOldCapWhileTheHostIsInTroubleAndRaisesByOneStepAfterwards() {
    LocalDate first = today();
    goTo(first.plusDays(6));
    host.faults().on(Fault.RELOAD_LIES);
    goTo(first.plusDays(9));
    assertThat(runningCap()).isEqualTo(50);
    assertThat(file()).contains("max-smtp-msg-rate 50/d");
    Rest.Answer server = engine.rest().get("/api/v2/servers/mta1").expect(200);
    assertThat(server.text("/state")).isEqualTo("degraded");
    assertThat(server.text("/reason")).isEqualTo("reload-without-effect");
    assertThat(server.text("/since")).startsWith(first.plusDays(7).toString());

    host.faults().clear();
    goTo(first.plusDays(10));
    assertThat(runningCap()).isEqualTo(200);
    assertThat(engine.rest().get("/api/v2/servers/mta1").text("/state")).isEqualTo("ready");
    // Mended while the raise window was open, so it was read back on day 9; its full length
    // follows.
    goTo(first.plusDays(15));
    assertThat(runningCap()).isEqualTo(200);
    goTo(first.plusDays(16));
    assertThat(runningCap()).isEqualTo(500);
  }

  private LocalDate today() {
    return engine.clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
  }

  /**
   * Day by day, each until all that is due at its beginning is done: the relay works in real time.
   */
  private void goTo(LocalDate day) {
    for (LocalDate next = today().plusDays(1); !next.isAfter(day); next = next.plusDays(1)) {
      engine.advanceTo(next.atTime(0, 10).toInstant(ZoneOffset.UTC).plusSeconds(1));
      settle();
    }
  }

  /**
   * Until what is wanted runs, or a failing host waits for its next try. Whoever is to be woken is
   * woken in real time; timers of seconds are given theirs.
   */
  private void settle() {
    Await.until(
        Duration.ofSeconds(60),
        () -> "settled: " + ip().body() + engine.rest().get("/api/v2/servers/mta1").body(),
        () -> {
          if (!engine.isQuiet()) {
            return false;
          }
          Rest.Answer server = engine.rest().get("/api/v2/servers/mta1").expect(200);
          long desired = server.body().at("/generation/desired").asLong();
          boolean applied = desired == server.body().at("/generation/applied").asLong();
          boolean runs = applied && ip().body().at("/config/inSync").asBoolean();
          if (runs || !server.text("/state").equals("ready")) {
            return true;
          }
          engine.advance(Duration.ofSeconds(5));
          return false;
        });
  }

  private Rest.Answer ip() {
    return engine.rest().get("/api/v2/ips/" + ADDRESS).expect(200);
  }

  private long runningCap() {
    OptionalLong cap = host.running().cap(VMTA);
    return cap.orElse(-1);
  }

  private String file() {
    return new String(
        host.file("/etc/pmta/email-engine/engine.conf").orElseThrow(), StandardCharsets.UTF_8);
  }
}
