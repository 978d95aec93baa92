package io.emailengine.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.json.Json;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.testing.TestRows;
import io.emailengine.store.version.ConfigVersionRepository;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code fedBy}: what sends mail to an IP, as far as its server's running configuration tells. */
class FeedingTest {
  private static final String IP = "/api/v2/ips/192.0.2.1";
  private static final String VMTA = "vmta-192-0-2-1";

  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();

  @BeforeEach
  void nothing() {
    api.clean();
  }

  private void register(List<String> fed, boolean headerFeeds) {
    api.adopted(
        "mta1",
        new ServerFacts(
            List.of("192.0.2.1"),
            "mta.example.net",
            List.of(),
            List.of(),
            fed,
            headerFeeds,
            388_800));
    http.post("/api/v2/ips", "{\"address\":\"192.0.2.1\",\"purpose\":\"marketing\"}").expect(201);
  }

  /** Version n runs with this member in the pool, and the IP's cap was read back from it. */
  private void runs(int n, String member) {
    ServerRepository servers = api.bean(ServerRepository.class);
    ConfigVersionRepository versions = api.bean(ConfigVersionRepository.class);
    SendingIpRepository ips = api.bean(SendingIpRepository.class);
    api.engine(
        () -> {
          ServerRow server = servers.findByName("mta1").orElseThrow();
          versions.insert(TestRows.version(server.id(), n));
          api.bean(JdbcClient.class)
              .sql("UPDATE config_version SET caps = cast(? AS jsonb) WHERE n = ?")
              .param(Json.of(Map.of("pools", Map.of("default-pool", List.of(member)))).text())
              .param(n)
              .update();
          versions.markApplied(server.id(), n, Instant.now());
          servers.recordApplied(
              server.id(), server.epoch(), server.desiredGen(), n, null, false, Instant.now());
          return ips.findByAddress("192.0.2.1")
              .map(ip -> ips.recordRunning(ip.id(), 50, false, n, ip.warmupId(), 1, null))
              .orElseThrow();
        });
  }

  private Http.Answer seen(String fedBy) {
    Http.Answer ip = http.get(IP).expect(200);
    assertThat(ip.text("/fedBy")).isEqualTo(fedBy);
    assertThat(ip.at("/warnings").toString().contains("fed-by-nothing"))
        .as("a warning: it warms on no mail")
        .isEqualTo(fedBy.equals("nothing"));
    return ip;
  }

  @Test
  void isUnknownUntilTheIpRunsForTheFirstTime() {
    register(List.of(), false);
    assertThat(seen("unknown").at("/config/version").isNull()).isTrue();
  }

  @Test
  void isThePoolForItsMembersAndNothingForOthers() {
    register(List.of(), false);
    runs(1, VMTA);
    Http.Answer pooled = seen("pool");
    assertThat(pooled.at("/config/version").asInt()).isOne();
    assertThat(pooled.at("/config/inSync").asBoolean()).isTrue();
    runs(2, "somebody-else");
    seen("nothing");
  }

  @Test
  void isTheVmtaWhereSomethingNamesIt() {
    register(List.of(VMTA), false);
    seen("vmta");
    runs(1, "somebody-else");
    seen("vmta");
  }

  @Test
  void isUnknownWhereTheSenderChooses() {
    register(List.of(), true);
    runs(1, "somebody-else");
    seen("unknown");
  }
}
