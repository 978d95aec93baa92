package io.emailengine.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.sandbox.SandboxOptions;
import io.emailengine.sandbox.grammar.EffectiveSettings;
import io.emailengine.sandbox.powermta.Sender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All that a person does with a host between the first look at it and the parting, over OpenSSH.
 */
@Tag("heavy")
class OperatorsDayTest {
  /**
   * Short enough that the engine looks after its files every few seconds, long enough for a step.
   */
  private static final Duration DAY = Duration.ofMinutes(2);

  private static final String OWN = "46.62.168.55";
  private static final String MATURE = "95.216.179.163";
  private static final String FRESH = "198.51.100.7";
  private static final String OWN_VMTA = "pmta-vmta0";
  private static final String MATURE_VMTA = "pmta-vmta1";
  private static final String SERVER = "/api/v2/servers/mta1";
  private static final String REASON = "{\"reason\":\"a long day\"}";
  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir Path folder;
  private OpenSshFlight flight;

  @Test
  void endsWithTheBytesItBeganWith() {
    SandboxOptions options =
        SandboxOptions.in(folder.resolve("host"))
            .withDayLength(DAY)
            .withSender(Sender.silent())
            .withFiles(OperatorsFiles.all());
    try (OpenSshFlight prepared = OpenSshFlight.prepare(folder, options, DAY)) {
      flight = prepared;
      SortedMap<String, String> atTheBeginning = OperatorsFiles.onDisk(flight.mta.host);
      EffectiveSettings before = OperatorsFiles.inEffect(flight.mta.host);
      flight.registered();
      assertThat(flight.server().at("/state").asString()).isEqualTo("held");

      adoptDry(atTheBeginning);
      adopt(before);
      registerThree();
      int firstVersion = flight.server().at("/version").asInt();
      override();
      diff(firstVersion);
      editOfTheEnginesFile();
      badEditOfAnOperatorsFile();
      rollBackAndUnpin(firstVersion);
      standbyReleaseRetire();
      part(atTheBeginning, before);
    }
  }

  private Rest rest() {
    return flight.engine.rest();
  }

  private OptionalLong cap(String vmta) {
    return flight.mta.host.running().cap(vmta);
  }

  private void awaitCap(String vmta, long cap) {
    Await.until(
        SOON,
        () -> vmta + " runs with " + cap + ": " + cap(vmta) + flight.server() + output(),
        () -> cap(vmta).orElse(-1) == cap);
  }

  private void awaitServer(String field, String value) {
    Await.until(
        SOON,
        () -> field + " is " + value + ": " + flight.server() + output(),
        () -> flight.server().at(field).asString().equals(value));
  }

  private String output() {
    return "\n" + flight.engine.output();
  }

  private void adoptDry(SortedMap<String, String> atTheBeginning) {
    Rest.Answer report =
        rest()
            .post(
                SERVER + "/adopt?dryRun=true", "{\"pools\":{\"pmta-pool\":\"default/marketing\"}}")
            .expect(200);
    assertThat(report.body().at("/vmtas")).hasSize(2);
    assertThat(report.body().at("/pools")).hasSize(1);
    assertThat(report.body().at("/files").toString()).contains("/etc/pmta/vmtas.d/10.conf");
    assertThat(OperatorsFiles.onDisk(flight.mta.host)).isEqualTo(atTheBeginning);
  }

  private void adopt(EffectiveSettings before) {
    rest().post(SERVER + "/adopt", "{\"pools\":{\"pmta-pool\":\"default/marketing\"}}").expect(200);
    flight.settle();
    assertThat(OperatorsFiles.inEffect(flight.mta.host).differences(before)).isEmpty();
    assertThat(flight.mta.host.running().generation()).isPresent();
    assertThat(flight.mta.leftOvers()).as("the helper").isNotEmpty();
    assertThat(cap(OWN_VMTA)).isEmpty();
    assertThat(flight.mta.text("/etc/pmta/vmtas.d/10.conf")).doesNotContain("<virtual-mta");
  }

  private void registerThree() {
    flight.register(OWN);
    flight.register(FRESH);
    rest()
        .post(
            "/api/v2/ips",
            "{\"address\":\""
                + MATURE
                + "\",\"purpose\":\"marketing\",\"state\":\"active\",\"dailyQuota\":20000}")
        .expect(201);
    awaitCap(OWN_VMTA, 50);
    awaitCap(MATURE_VMTA, 20_000);
    awaitCap(flight.vmta(FRESH), 50);
    flight.settle();
  }

  private void override() {
    String body =
        "{\"server\":\"mta1\",\"ips\":[{\"address\":\"%s\",\"quota\":200,\"status\":\"warming\"}]}"
            .formatted(OWN);
    Rest.Answer dry = rest().put("/api/v2/powermta/config?dryRun=true", body).expect(200);
    assertThat(dry.text("/diff")).contains("max-smtp-msg-rate 200/d");
    assertThat(cap(OWN_VMTA)).hasValue(50);
    Rest.Answer done = rest().put("/api/v2/powermta/config", body).expect(200);
    assertThat(cap(OWN_VMTA)).hasValue(200);
    assertThat(done.text("/sha256")).isEqualTo(flight.sha256OnDisk());
  }

  private void diff(int from) {
    int to = flight.server().at("/version").asInt();
    String diff =
        rest().get(SERVER + "/config/diff?from=" + from + "&to=" + to).expect(200).text("/diff");
    assertThat(diff.lines().map(String::strip))
        .anyMatch(line -> line.startsWith("-") && line.contains("max-smtp-msg-rate 50/d"))
        .anyMatch(line -> line.startsWith("+") && line.contains("max-smtp-msg-rate 200/d"));
  }

  private void editOfTheEnginesFile() {
    flight.mta.host.byHand().replace(OpenSshMta.ENGINE_FILE, "200/d", "150/d");
    awaitServer("/state", "held");
    assertThat(flight.server().at("/reason").asString()).isEqualTo("drift");
    assertThat(rest().post(SERVER + "/drift/accept", "{}").status()).isIn(200, 202);
    awaitCap(OWN_VMTA, 150);
    flight.settle();
    assertThat(flight.ip(OWN).at("/dailyQuota").asLong()).isEqualTo(150);
  }

  private void badEditOfAnOperatorsFile() {
    flight.mta.host.byHand().append("/etc/pmta/providers.conf", "no-such-directive 1");
    awaitServer("/state", "degraded");
    long reloads = flight.mta.host.reloads();
    flight.mta.host.byHand().replace("/etc/pmta/providers.conf", "no-such-directive 1\n", "");
    awaitServer("/state", "ready");
    assertThat(flight.mta.host.running().up()).isTrue();
    assertThat(flight.mta.host.reloads() - reloads).isLessThanOrEqualTo(1);
  }

  private void rollBackAndUnpin(int version) {
    Rest.Answer rolledBack =
        rest().post(SERVER + "/config/versions/" + version + "/rollback", REASON);
    assertThat(rolledBack.status()).as(rolledBack.toString()).isIn(200, 202);
    awaitCap(OWN_VMTA, 50);
    assertThat(flight.server().at("/pinned").asInt()).isEqualTo(version);
    Rest.Answer refused =
        rest()
            .put(
                "/api/v2/powermta/config",
                "{\"ips\":[{\"address\":\"%s\",\"quota\":300,\"status\":\"warming\"}]}"
                    .formatted(OWN));
    assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
    rest().delete(SERVER + "/pin").expect(202);
    awaitCap(OWN_VMTA, 150);
    flight.settle();
  }

  private void standbyReleaseRetire() {
    String vmta = flight.vmta(FRESH);
    rest().post("/api/v2/ips/" + FRESH + "/standby", REASON).expect(202);
    awaitCap(vmta, 1);
    Await.until(
        SOON,
        () -> vmta + " is paused" + output(),
        () -> flight.mta.host.running().vmtas().get(vmta).paused());
    assertThat(flight.mta.host.running().pools().get("pmta-pool")).doesNotContain(vmta);
    rest()
        .post(
            "/api/v2/ips/" + FRESH + "/release", "{\"to\":\"previous\",\"reason\":\"a long day\"}")
        .expect(202);
    awaitCap(vmta, 50);
    rest().post("/api/v2/ips/" + FRESH + "/retire", REASON).expect(202);
    Await.until(
        SOON,
        () -> vmta + " is gone: " + flight.mta.host.running() + output(),
        () -> !flight.mta.host.running().vmtas().containsKey(vmta));
    flight.settle();
  }

  private void part(SortedMap<String, String> atTheBeginning, EffectiveSettings before) {
    rest().post(SERVER + "/unadopt", REASON).expect(200);
    assertThat(OperatorsFiles.onDisk(flight.mta.host)).isEqualTo(atTheBeginning);
    assertThat(OperatorsFiles.inEffect(flight.mta.host)).isEqualTo(before);
    assertThat(flight.mta.host.running().vmtas()).containsOnlyKeys(OWN_VMTA, MATURE_VMTA);
    assertThat(cap(OWN_VMTA)).isEmpty();
    assertThat(flight.mta.host.running().generation()).isEmpty();
    assertThat(flight.mta.host.running().vmtas().values()).noneMatch(vmta -> vmta.paused());
    assertThat(Files.exists(flight.mta.host.locate("/etc/pmta/email-engine"))).isFalse();
    assertThat(flight.mta.leftOvers()).isEqualTo(List.of());
    assertThat(flight.server().at("/adopted").asBoolean()).isFalse();
    assertThat(flight.mta.gate.violations()).isEmpty();
  }
}
