package io.emailengine.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.sandbox.fault.Fault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Two hands on one host at once, and stops while something is amiss: one engine for all of them.
 */
@Tag("heavy")
class CollisionsTest {
  /** Short enough that the engine looks after its files every few seconds. */
  private static final Duration DAY = Duration.ofMinutes(2);

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String CONFIG = "/etc/pmta/config";
  private static final String ENGINE_FILE = "/etc/pmta/email-engine/engine.conf";
  private static final String SERVER = "/api/v2/servers/mta1";
  private static final String REASON = "{\"reason\":\"a collision\"}";

  @TempDir static Path folder;
  private static Flight flight;
  private static int address = 30;
  private static byte[] adopted;

  @BeforeAll
  static void start() {
    flight = Flight.prepare(folder, DAY, "in-jvm").adopted();
    adopted = flight.host.file(CONFIG).orElseThrow();
  }

  @AfterAll
  static void stop() {
    flight.close();
  }

  /** Whatever came of a test, the next one finds a host that nobody has touched. */
  @AfterEach
  void mend() {
    flight.host.faults().clear();
    byte[] now = flight.host.file(CONFIG).orElse(new byte[0]);
    if (!Arrays.equals(now, adopted)) {
      flight.host.byHand().write(CONFIG, adopted);
    }
    if (server().at("/drift").isObject()) {
      rest().post(SERVER + "/drift/overwrite", "{}");
    }
    rest().delete(SERVER + "/pin");
    settle();
  }

  private static Rest rest() {
    return flight.engine.rest();
  }

  private static JsonNode server() {
    return rest().get(SERVER).expect(200).body();
  }

  private static void awaitState(String state) {
    Await.until(
        SOON,
        () -> "the server is " + state + ": " + server() + flight.engine.output(),
        () -> server().at("/state").asString().equals(state));
  }

  private static void settle() {
    Await.until(
        SOON,
        () -> "the host runs what is wanted: " + server() + flight.engine.output(),
        () ->
            server().at("/state").asString().equals("ready")
                && server().at("/generation/desired").asLong()
                    == server().at("/generation/applied").asLong());
  }

  /** A warming IP of its own for each test; its virtual MTA runs with 50 a day. */
  private static String warming() {
    String ip = "198.51.100." + address++;
    flight.register(ip);
    awaitCap(vmta(ip), 50);
    settle();
    return ip;
  }

  private static String vmta(String ip) {
    return "vmta-" + ip.replace('.', '-');
  }

  private static void awaitCap(String vmta, long cap) {
    Await.until(
        SOON,
        () -> vmta + " runs with " + cap + ": " + flight.caps(vmta) + server() + output(),
        () -> flight.host.running().cap(vmta).orElse(-1) == cap);
  }

  private static void awaitPaused(String vmta) {
    Await.until(
        SOON,
        () -> vmta + " is paused: " + flight.host.running() + server() + output(),
        () -> flight.host.running().vmtas().get(vmta).paused());
  }

  private static String output() {
    return "\n" + flight.engine.output();
  }

  private static void pause(String ip) {
    rest().post("/api/v2/ips/" + ip + "/pause", REASON).expect(202);
  }

  /** Raises an IP from 50 to 200 a day and says what ran before. */
  private static int versionBeforeARise(String ip) {
    int version = server().at("/version").asInt();
    rest()
        .put(
            "/api/v2/powermta/config",
            "{\"ips\":[{\"address\":\"%s\",\"quota\":200,\"status\":\"warming\"}]}".formatted(ip))
        .expect(200);
    assertThat(flight.host.running().cap(vmta(ip))).hasValue(200);
    return version;
  }

  private static Rest.Answer rollback(int version) {
    return rest().post(SERVER + "/config/versions/" + version + "/rollback", REASON);
  }

  private static String engineFile() {
    return new String(
        flight.host.file(ENGINE_FILE).orElse(new byte[0]), StandardCharsets.ISO_8859_1);
  }

  @Test
  void aStopWhileDriftedStopsThatOneInTheEditedText() {
    String ip = warming();
    String other = warming();
    flight.host.byHand().append(ENGINE_FILE, "# a note by hand");
    awaitState("held");
    pause(ip);
    awaitCap(vmta(ip), 1);
    awaitPaused(vmta(ip));
    assertThat(engineFile()).contains("# a note by hand");
    assertThat(flight.host.running().cap(vmta(other))).hasValue(50);
    assertThat(server().at("/state").asString()).isEqualTo("held");
    rest().post(SERVER + "/drift/overwrite", "{}");
    settle();
    assertThat(engineFile()).doesNotContain("# a note by hand");
    assertThat(flight.host.running().cap(vmta(ip))).hasValue(1);
  }

  @Test
  void aStopWhilePinnedIsInForce() {
    String ip = warming();
    int version = versionBeforeARise(ip);
    rollback(version).expect(200);
    awaitCap(vmta(ip), 50);
    pause(ip);
    awaitCap(vmta(ip), 1);
    awaitPaused(vmta(ip));
    assertThat(server().at("/pinned").asInt()).isEqualTo(version);
    rest().delete(SERVER + "/pin").expect(202);
    settle();
    assertThat(flight.host.running().cap(vmta(ip))).hasValue(1);
  }

  @Test
  void aRollbackWhileAStopArrivesLeavesItStopped() throws Exception {
    String ip = warming();
    int version = versionBeforeARise(ip);
    CompletableFuture<Rest.Answer> rollback =
        CompletableFuture.supplyAsync(() -> rollback(version));
    pause(ip);
    Rest.Answer answer = rollback.get(100, TimeUnit.SECONDS);
    assertThat(answer.status()).as(answer.toString()).isIn(200, 202);
    awaitCap(vmta(ip), 1);
    awaitPaused(vmta(ip));
    Await.until(SOON, () -> "pinned: " + server(), () -> server().at("/pinned").asInt() == version);
    assertThat(flight.host.running().cap(vmta(ip))).hasValue(1);
    rest().delete(SERVER + "/pin").expect(202);
    settle();
    assertThat(flight.host.running().cap(vmta(ip))).hasValue(1);
  }

  @Test
  void aStopWhileDegradedIsGivenAtRuntime() {
    String ip = warming();
    flight.host.byHand().append(CONFIG, "no-such-directive 1");
    awaitState("degraded");
    pause(ip);
    awaitPaused(vmta(ip));
    assertThat(server().at("/state").asString()).isEqualTo("degraded");
    flight.host.byHand().replace(CONFIG, "no-such-directive 1\n", "");
    settle();
    awaitCap(vmta(ip), 1);
    awaitPaused(vmta(ip));
  }

  @Test
  void anEditOfTheEnginesFileWhileAnApplyRunsIsDrift() {
    String before = warming();
    flight.host.faults().on(Fault.RELOAD_HANGS);
    String ip = "198.51.100." + address++;
    flight.register(ip);
    Await.until(SOON, () -> "swapped: " + output(), () -> engineFile().contains(vmta(ip)));
    flight.host.byHand().replace(ENGINE_FILE, "max-smtp-msg-rate 50/d", "max-smtp-msg-rate 70/d");
    flight.host.faults().off(Fault.RELOAD_HANGS);
    awaitState("held");
    assertThat(server().at("/reason").asString()).isEqualTo("drift");
    assertThat(engineFile()).contains("max-smtp-msg-rate 70/d");
    rest().post(SERVER + "/drift/overwrite", "{}");
    settle();
    awaitCap(vmta(ip), 50);
    assertThat(flight.host.running().cap(vmta(before))).hasValue(50);
  }

  @Test
  void anEditOfAnOperatorsFileWhileAnApplyRunsIsLeftAlone() {
    warming();
    flight.host.faults().on(Fault.RELOAD_HANGS);
    String ip = "198.51.100." + address++;
    flight.register(ip);
    Await.until(SOON, () -> "swapped: " + output(), () -> engineFile().contains(vmta(ip)));
    flight.host.byHand().append(CONFIG, "# somebody was here");
    flight.host.faults().off(Fault.RELOAD_HANGS);
    awaitCap(vmta(ip), 50);
    settle();
    assertThat(new String(flight.host.file(CONFIG).orElseThrow(), StandardCharsets.ISO_8859_1))
        .endsWith("# somebody was here\n");
  }
}
