package io.emailengine.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.sandbox.SandboxHost;
import io.emailengine.sandbox.SandboxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many reloads many changes cost, and how long the last of them waits. */
class CoalescingBenchmarkTest {
  private static final Duration SETTLE = Duration.ofSeconds(1);
  private static final Duration RELOAD_INTERVAL = Duration.ofSeconds(10);

  /** One apply on a shared box: upload, test, reload, read back, record. */
  private static final Duration ONE_APPLY = Duration.ofSeconds(10);

  @TempDir Path folder;
  private final List<SandboxHost> hosts = new ArrayList<>();

  @AfterEach
  void end() {
    hosts.forEach(SandboxHost::close);
  }

  @Test
  @Tag("slow")
  void aThousandChangesInAMinuteOverTenServersCostTheBoundOfReloads() {
    run(10, 1_000, Duration.ofSeconds(60));
  }

  @Test
  void twoHundredIpsRegisteredAtOnceOnOneServerCostTwoReloads() {
    run(1, 200, Duration.ofSeconds(1));
  }

  private void run(int servers, int changes, Duration within) {
    try (EngineProcess engine =
        EngineProcess.in(folder.resolve("engine"), Duration.ofDays(1), "in-jvm")
            .with("EMAIL_ENGINE_SETTLE", SETTLE.toString())
            .with("EMAIL_ENGINE_MIN_RELOAD_INTERVAL", RELOAD_INTERVAL.toString())
            .start()) {
      for (int i = 0; i < servers; i++) {
        adopt(engine, i);
      }
      int[] before = hosts.stream().mapToInt(SandboxHost::reloads).toArray();
      Instant begin = Instant.now();
      for (int i = 0; i < changes; i++) {
        register(engine, i % servers, i);
        // Evenly over the window, counted from its beginning so that slowness does not add up.
        Instant next = begin.plus(within.multipliedBy(i + 1).dividedBy(changes));
        long wait = Duration.between(Instant.now(), next).toNanos();
        if (wait > 0) {
          LockSupport.parkNanos(wait);
        }
      }
      Instant last = Instant.now();
      Duration limit = SETTLE.plus(RELOAD_INTERVAL).plus(ONE_APPLY);
      Await.until(
          limit,
          () -> "all caps are live: " + missing(changes, servers) + engine.output(),
          () -> missing(changes, servers).isEmpty());
      Duration stale = Duration.between(last, Instant.now());
      Duration whole = Duration.between(begin, Instant.now());
      long bound =
          (whole.toMillis() + RELOAD_INTERVAL.toMillis() - 1) / RELOAD_INTERVAL.toMillis() + 1;
      List<Integer> reloads = new ArrayList<>();
      for (int i = 0; i < servers; i++) {
        reloads.add(hosts.get(i).reloads() - before[i]);
      }
      System.out.printf(
          "%d changes over %d server(s) in %.1f s: reloads per server %s, bound %d; last change live after %.1f s (settle + R = %.0f s)%n",
          changes,
          servers,
          Duration.between(begin, last).toMillis() / 1000.0,
          reloads,
          bound,
          stale.toMillis() / 1000.0,
          SETTLE.plus(RELOAD_INTERVAL).toMillis() / 1000.0);
      assertThat(reloads).allMatch(count -> count <= bound);
    }
  }

  private void adopt(EngineProcess engine, int number) {
    SandboxHost host = SandboxHost.start(SandboxOptions.in(folder.resolve("host" + number)));
    hosts.add(host);
    String body =
        "{\"name\":\"mta"
            + number
            + "\",\"host\":\"127.0.0.1\",\"port\":"
            + host.port()
            + ",\"hostKey\":\""
            + host.hostKeyLine()
            + "\"}";
    host.authorize(engine.rest().post("/api/v2/servers", body).expect(201).text("/publicKey"));
    engine.rest().post("/api/v2/servers/mta" + number + "/adopt", "{}").expect(200);
  }

  private static void register(EngineProcess engine, int server, int number) {
    String body =
        "{\"address\":\""
            + address(number)
            + "\",\"purpose\":\"marketing\",\"server\":\"mta"
            + server
            + "\",\"hostname\":\"m"
            + number
            + ".example.net\"}";
    engine.rest().post("/api/v2/ips?force=true", body).expect(201);
  }

  private static String address(int number) {
    return "20.1." + number / 250 + "." + (number % 250 + 1);
  }

  private List<String> missing(int changes, int servers) {
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < changes; i++) {
      String vmta = "vmta-" + address(i).replace('.', '-');
      if (!hosts.get(i % servers).running().cap(vmta).equals(OptionalLong.of(50))) {
        missing.add(vmta);
      }
    }
    return missing.size() > 5 ? List.of(missing.size() + " of " + changes) : missing;
  }
}
