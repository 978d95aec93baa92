package io.emailengine.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.api.Http.Answer;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.testing.TestRows;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changing and forgetting hosts. */
class ServerChangeTest {
  private static final String SERVER = "/api/v2/servers/mta1";
  private static final String OTHER_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAACAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();

  @BeforeEach
  void clean() {
    api.clean();
  }

  private ServerRow adopted() {
    return api.adopted("mta1", ApiUnderTest.bareHost("192.0.2.1"));
  }

  private ServerRow row() {
    return api.engine(() -> api.bean(ServerRepository.class).findByName("mta1").orElseThrow());
  }

  private Answer patch(String body) {
    return http.send("PATCH", SERVER, body);
  }

  private void register(ServerRow server) {
    api.engine(
        () -> {
          UUID tenant = api.bean(TenantRepository.class).findBySlug("default").orElseThrow().id();
          UUID pool =
              api.bean(PoolRepository.class)
                  .save(TestRows.pool(tenant, server.id(), "default-pool"))
                  .id();
          return api.bean(SendingIpRepository.class)
              .save(TestRows.warming(tenant, server.id(), pool, "192.0.2.1"));
        });
  }

  @Test
  void changesWhatIsGivenAndLeavesTheRest() {
    ServerRow before = adopted();

    Answer changed =
        patch(
                "{\"host\":\"other.example.net\",\"port\":2222,\"user\":\"pmta\",\"pmta\":\"/opt/pmta\"}")
            .expect(200);

    assertThat(changed.text("/host")).isEqualTo("other.example.net");
    assertThat(changed.at("/port").asInt()).isEqualTo(2222);
    assertThat(changed.text("/user")).isEqualTo("pmta");
    assertThat(changed.text("/pmta")).isEqualTo("/opt/pmta");
    assertThat(changed.text("/configPath")).isEqualTo(before.configPath());
    assertThat(http.get(SERVER).expect(200).json()).isEqualTo(changed.json());
    assertThat(api.count("SELECT count(*) FROM outbox WHERE topic = 'wake-server'")).isOne();
    assertThat(api.count("SELECT count(*) FROM audit WHERE action = 'server.change'")).isOne();
  }

  @Test
  void sayingNothingNewChangesNothing() {
    ServerRow before = adopted();
    patch("{}").expect(200);
    patch("{\"host\":\"" + before.host() + "\",\"port\":" + before.port() + "}").expect(200);
    assertThat(row()).isEqualTo(before);
    assertThat(api.count("SELECT count(*) FROM outbox")).isZero();
  }

  @Test
  void keepsThePathOfAnAdoptedConfiguration() {
    adopted();
    patch("{\"configPath\":\"/srv/pmta/config\"}").problem(409, "server-adopted");
  }

  @Test
  void movesThePathOfAHostThatIsNotAdopted() {
    api.engine(() -> api.bean(ServerRepository.class).save(TestRows.server("mta1")));
    assertThat(patch("{\"configPath\":\"/srv/pmta/config\"}").expect(200).text("/configPath"))
        .isEqualTo("/srv/pmta/config");
  }

  @Test
  void anotherHostKeyLetsGoWhatWasHeldForIt() {
    ServerRow server = adopted();
    api.engine(
        () -> {
          ServerRepository servers = api.bean(ServerRepository.class);
          servers.recordFailed(server.id(), server.epoch(), Instant.now().plusSeconds(3600));
          return servers.setState(
              server.id(), server.epoch(), ServerState.HELD, "host-key", "changed", Instant.now());
        });

    Answer changed = patch("{\"hostKey\":\"" + OTHER_KEY + "\"}").expect(200);

    assertThat(changed.text("/state")).isEqualTo("unreachable");
    assertThat(changed.text("/reason")).isEqualTo("not-tried-yet");
    assertThat(row().retryAt()).isNull();
    assertThat(row().hostKey()).isEqualTo(OTHER_KEY);
  }

  @Test
  void anotherHostKeyAnswersNothingElse() {
    ServerRow server = adopted();
    api.engine(
        () ->
            api.bean(ServerRepository.class)
                .setState(
                    server.id(), server.epoch(), ServerState.HELD, "drift", "x", Instant.now()));
    assertThat(patch("{\"hostKey\":\"" + OTHER_KEY + "\"}").expect(200).text("/reason"))
        .isEqualTo("drift");
  }

  @Test
  void anotherDayWakesItsIps() {
    register(adopted());
    Answer changed = patch("{\"timezone\":\"Europe/Berlin\",\"dayStart\":\"01:30\"}").expect(200);
    assertThat(changed.text("/timezone")).isEqualTo("Europe/Berlin");
    assertThat(changed.text("/dayStart")).isEqualTo("01:30");
    assertThat(api.count("SELECT count(*) FROM outbox WHERE topic = 'wake-ip'")).isOne();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host       | \"a b\"          | format",
        "port       | 0                | range",
        "user       | \"-l\"           | format",
        "hostKey    | \"nonsense\"     | format",
        "privateKey | \"nonsense\"     | format",
        "configPath | \"etc\"          | format",
        "pmta       | \"$(id)\"        | format",
        "timezone   | \"Mars/Olympus\" | format",
        "dayStart   | \"25:00\"        | format",
        "dayStart   | \"0:10\"         | format"
      })
  void namesEachBadField(String field, @Nullable String value, String rule) {
    adopted();
    patch("{\"" + field + "\":" + value + "}").problem(400, "invalid-request").naming(field, rule);
  }

  @Test
  void knowsNoOtherFieldAndNoOtherServer() {
    adopted();
    patch("{\"name\":\"mta2\"}").expect(400);
    http.send("PATCH", "/api/v2/servers/mta9", "{}").problem(404, "not-found");
    http.send("DELETE", "/api/v2/servers/mta9", null).problem(404, "not-found");
  }

  @Test
  void forgetsAHostAndFreesItsName() {
    ServerRow server = adopted();
    http.send("DELETE", SERVER, null).expect(204);
    http.get(SERVER).problem(404, "not-found");
    assertThat(http.get("/api/v2/servers").expect(200).at("/total").asInt()).isZero();
    ServerRow gone =
        api.engine(() -> api.bean(ServerRepository.class).findById(server.id()).orElseThrow());
    assertThat(gone.epoch()).as("its run is no longer its owner").isGreaterThan(server.epoch());
    assertThat(api.count("SELECT count(*) FROM outbox WHERE topic = 'wake-server'")).isOne();
    adopted();
    http.get(SERVER).expect(200);
  }

  @Test
  void keepsAHostOnWhichIpsLive() {
    register(adopted());
    http.send("DELETE", SERVER, null).problem(409, "server-in-use");
    http.get(SERVER).expect(200);
  }
}
