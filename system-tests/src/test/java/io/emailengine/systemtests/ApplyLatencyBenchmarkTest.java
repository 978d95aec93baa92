package io.emailengine.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emailengine.sandbox.SandboxHost;
import io.emailengine.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a committed change until it was read back from the host, against a bare script that uploads,
 * tests and reloads over the same SSH server in the same run.
 */
@Tag("heavy")
class ApplyLatencyBenchmarkTest {
  private static final String IP = "/api/v2/ips/20.1.0.1";
  private static final int WARM_UP = 6;
  private static final int ROUNDS = 40;
  private static final Duration SETTLE = Duration.ofMillis(100);
  private static final Duration RELOAD_INTERVAL = Duration.ofMillis(100);
  private static final double MOST = 1.5;
  private static final String BARE =
      """
      set -e
      o="-q -F none -i $1/key -o StrictHostKeyChecking=no -o UserKnownHostsFile=$1/known"
      printf 'put %s /etc/pmta/bare.new\\nrename /etc/pmta/bare.new /etc/pmta/bare\\n' "$1/file" |
        sftp $o -P $2 -b - $3@127.0.0.1 >/dev/null
      ssh $o -p $2 $3@127.0.0.1 pmta test config >/dev/null
      ssh $o -p $2 $3@127.0.0.1 pmta reload >/dev/null
      """;

  @TempDir Path folder;

  @Test
  void isReadBackAboutAsSoonAsABareScriptIsDone() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/sftp")), "skipped: openssh-client is not installed");
    try (SandboxHost host = SandboxHost.start(SandboxOptions.in(folder.resolve("host")));
        EngineProcess engine =
            EngineProcess.in(folder.resolve("engine"), Duration.ofDays(1), "in-jvm")
                .with("EMAIL_ENGINE_SETTLE", SETTLE.toString())
                .with("EMAIL_ENGINE_MIN_RELOAD_INTERVAL", RELOAD_INTERVAL.toString())
                .start()) {
      register(engine, host);
      prepareBare(host);
      measure(engine, host, WARM_UP);
      double ratio = measure(engine, host, ROUNDS);
      if (ratio > MOST) { // of 40 one hiccup of the machine is the 99th percentile
        ratio = measure(engine, host, ROUNDS);
      }
      assertThat(ratio).as("p99 against that of the script").isLessThanOrEqualTo(MOST);
    }
  }

  private double measure(EngineProcess engine, SandboxHost host, int rounds) throws Exception {
    List<Long> ours = new ArrayList<>();
    List<Long> bare = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      ours.add(change(engine, i));
      bare.add(bare(host));
      LockSupport.parkNanos(RELOAD_INTERVAL.toNanos());
    }
    double ratio = (double) worst(ours) / worst(bare);
    System.out.printf(
        "%d changes to verified, less settle: p50 %d ms, p99 %d ms; bare script: p50 %d ms, p99 %d ms; p99 ratio %.2f%n",
        rounds, median(ours), worst(ours), median(bare), worst(bare), ratio);
    return ratio;
  }

  private static void register(EngineProcess engine, SandboxHost host) {
    String body =
        "{\"name\":\"mta1\",\"host\":\"127.0.0.1\",\"port\":%d,\"hostKey\":\"%s\"}"
            .formatted(host.port(), host.hostKeyLine());
    host.authorize(engine.rest().post("/api/v2/servers", body).expect(201).text("/publicKey"));
    engine.rest().post("/api/v2/servers/mta1/adopt", "{}").expect(200);
    String ip =
        "{\"address\":\"20.1.0.1\",\"purpose\":\"marketing\",\"server\":\"mta1\",\"hostname\":\"m1.example.net\"}";
    engine.rest().post("/api/v2/ips?force=true", ip).expect(201);
    awaitApplied(engine);
  }

  private static long change(EngineProcess engine, int round) {
    long desired = desired(engine);
    if (round % 2 == 0) {
      engine.rest().post(IP + "/pause", "{\"reason\":\"measured\"}").expect(202);
    } else {
      engine.rest().post(IP + "/resume", "{}").expect(202);
    }
    long committed = System.nanoTime();
    awaitApplied(engine);
    assertThat(desired(engine)).as("the change was one").isGreaterThan(desired);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - committed);
    return Math.max(0, millis - SETTLE.toMillis());
  }

  private static long desired(EngineProcess engine) {
    return engine.rest().get("/api/v2/servers/mta1").body().at("/generation/desired").asLong();
  }

  private static void awaitApplied(EngineProcess engine) {
    Await.until(
        Duration.ofSeconds(60),
        () -> "the change is applied: " + engine.rest().get("/api/v2/servers/mta1").body(),
        () -> {
          var body = engine.rest().get("/api/v2/servers/mta1").body();
          return body.at("/generation/applied").asLong() == body.at("/generation/desired").asLong();
        });
  }

  private void prepareBare(SandboxHost host) throws Exception {
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve("key").toString());
    host.authorize(Files.readString(folder.resolve("key.pub")).strip());
    Files.write(
        folder.resolve("file"), host.file("/etc/pmta/email-engine/engine.conf").orElseThrow());
  }

  private long bare(SandboxHost host) throws Exception {
    long start = System.nanoTime();
    run("sh", "-c", BARE, "sh", folder.toString(), Integer.toString(host.port()), host.user());
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
  }

  /** Of 40 the 99th percentile is the largest. */
  private static long worst(List<Long> millis) {
    return Collections.max(millis);
  }

  private static long median(List<Long> millis) {
    return millis.stream().sorted().toList().get(millis.size() / 2);
  }
}
