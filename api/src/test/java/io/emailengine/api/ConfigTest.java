package io.emailengine.api;

import static io.emailengine.api.ApiUnderTest.bareHost;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.api.Http.Answer;
import io.emailengine.store.seal.Sealed;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.testing.TestRows;
import io.emailengine.store.version.ConfigVersionRepository;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What runs, what ran, and a person's answer to drift. */
class ConfigTest {
  private static final String SERVER = "/api/v2/servers/mta1";

  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();
  private ServerRow server = TestRows.server("mta1");

  @BeforeEach
  void oneServer() {
    api.clean();
    server = api.adopted("mta1", bareHost("192.0.2.1"));
  }

  private void ran(int n) {
    ConfigVersionRepository versions = api.bean(ConfigVersionRepository.class);
    api.engine(
        () -> {
          versions.insert(TestRows.version(server.id(), n));
          versions.setGitCommit(server.id(), n, "commit-" + n);
          return versions.markApplied(server.id(), n, Instant.now());
        });
  }

  private void drifted() {
    api.engine(
        () ->
            api.bean(ServerRepository.class)
                .recordDrift(
                    server.id(), server.epoch(), "edited-sha", new Sealed(new byte[] {1})));
  }

  @Test
  void showsNothingBeforeAVersionRan() {
    http.get(SERVER + "/config").problem(404, "not-adopted");
    assertThat(http.get(SERVER + "/config/versions").expect(200).at("/total").asInt()).isZero();
    http.get("/api/v2/servers/mta9/config").problem(404, "not-found");
    http.get("/api/v2/servers/mta9/config/versions").problem(404, "not-found");
  }

  @Test
  void showsWhatRunsAndWhatRan() {
    ran(1);
    ran(2);
    api.engine(
        () -> api.bean(ConfigVersionRepository.class).insert(TestRows.version(server.id(), 3)));
    api.engine(
        () ->
            api.bean(ServerRepository.class)
                .recordApplied(server.id(), server.epoch(), 2, 2, null, false, Instant.now()));
    Answer runs = http.get(SERVER + "/config").expect(200);
    assertThat(runs.at("/version").asInt()).isEqualTo(2);
    assertThat(runs.text("/sha256")).isEqualTo("sha-2");
    assertThat(runs.text("/commit")).isEqualTo("commit-2");
    assertThat(runs.text("/actor")).isEqualTo("operator");
    assertThat(runs.text("/text")).isEqualTo("masked");
    assertThat(runs.text("/appliedAt")).isNotBlank();
    Answer history = http.get(SERVER + "/config/versions?size=1").expect(200);
    assertThat(history.at("/total").asInt()).isEqualTo(2);
    assertThat(history.at("/items/0/version").asInt()).isEqualTo(2);
    assertThat(history.at("/items/0/text").isMissingNode()).isTrue();
    assertThat(http.get(SERVER + "/config/versions/1").expect(200).text("/text"))
        .isEqualTo("masked");
    http.get(SERVER + "/config/versions/3").problem(404, "not-found");
    http.get(SERVER + "/config/versions/x").problem(400, "invalid-request").naming("n", "type");
    assertThat(http.get(SERVER).expect(200).at("/version").asInt()).isEqualTo(2);
    assertThat(http.get(SERVER).text("/sha256")).isEqualTo("sha-2");
  }

  @Test
  void overwritesDriftOnlyIfThereIsSome() {
    http.send("POST", SERVER + "/drift/overwrite", null).problem(409, "not-drifted");
    drifted();
    assertThat(http.get(SERVER).text("/drift/sha256")).isEqualTo("edited-sha");
    assertThat(http.get(SERVER).at("/drift/answered").asBoolean()).isFalse();
    Answer answer = http.send("POST", SERVER + "/drift/overwrite", null).expect(202);
    assertThat(answer.text("/overwrites")).isEqualTo("edited-sha");
    assertThat(http.get(SERVER).at("/drift/answered").asBoolean()).isTrue();
    ServerRow after =
        api.engine(() -> api.bean(ServerRepository.class).findByName("mta1").orElseThrow());
    assertThat(after.driftOverwriteBy()).isEqualTo("operator");
    assertThat(after.desiredGen()).isEqualTo(server.desiredGen() + 1);
    assertThat(after.skipSettle()).isTrue();
    assertThat(api.count("SELECT count(*) FROM outbox WHERE topic = 'wake-server'")).isOne();
    assertThat(api.count("SELECT count(*) FROM audit WHERE action = 'server.drift-overwrite'"))
        .isOne();
  }
}
