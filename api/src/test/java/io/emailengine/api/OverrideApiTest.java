package io.emailengine.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.api.FakeHosts.Ask;
import io.emailengine.api.Http.Answer;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.server.ConfigReport;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.OverrideRequest;
import io.emailengine.store.server.RollbackRequest;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.testing.TestRows;
import io.emailengine.store.version.ConfigVersionRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A person's changes of a configuration, up to the host's door. */
class OverrideApiTest {
  private static final String PUT = "/api/v2/powermta/config";
  private static final ConfigReport RUNS =
      new ConfigReport(
          "mta1",
          7,
          "ab".repeat(32),
          "c".repeat(40),
          "--- version 6\n+++ version 7\n",
          List.of(new ConfigReport.Warning("paused", "192.0.2.1", "still paused")));

  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();

  @BeforeEach
  void clean() {
    api.clean();
  }

  private static ServerFacts facts(String vmta, String address) {
    return new ServerFacts(
        List.of(address),
        "mta.example.net",
        List.of(
            new ServerFacts.FoundVmta(
                vmta,
                List.of(new ServerFacts.FoundSource(address, "mta.example.net")),
                null,
                false)),
        List.of(),
        List.of(),
        false,
        388_800);
  }

  /** mta1 has 192.0.2.1 registered and 192.0.2.2 adopted; mta2 has 192.0.2.3 adopted. */
  private ServerRow hosts() {
    ServerRow one = api.adopted("mta1", facts("v2", "192.0.2.2"));
    api.adopted("mta2", facts("v3", "192.0.2.3"));
    api.engine(
        () -> {
          UUID tenant = api.bean(TenantRepository.class).findBySlug("default").orElseThrow().id();
          UUID pool =
              api.bean(PoolRepository.class)
                  .save(TestRows.pool(tenant, one.id(), "default-pool"))
                  .id();
          return api.bean(SendingIpRepository.class)
              .save(TestRows.warming(tenant, one.id(), pool, "192.0.2.1"));
        });
    return one;
  }

  private Answer put(String body) {
    return http.send("PUT", PUT, body);
  }

  private static String ips(String... addresses) {
    StringBuilder ips = new StringBuilder("\"ips\":[");
    for (String address : addresses) {
      ips.append(ips.charAt(ips.length() - 1) == '[' ? "" : ",")
          .append("{\"address\":\"")
          .append(address)
          .append("\",\"quota\":50,\"status\":\"warming\"}");
    }
    return ips.append("]").toString();
  }

  @Test
  void handsTheOverrideToTheHostOfItsIpsAndSaysWhatRuns() {
    hosts();
    api.hosts().behave(ask -> new FakeHosts.Answer(200, RUNS));

    Answer answer =
        http.send(
                "PUT",
                PUT + "?dryRun=true&force=true",
                "{\"ips\":[{\"address\":\"192.0.2.1\",\"quota\":50,\"status\":\"warming\"},"
                    + "{\"address\":\"192.0.2.2\",\"status\":\"standby\"}]}")
            .expect(200);

    assertThat(answer.json().propertyNames())
        .containsExactlyInAnyOrder("server", "version", "sha256", "commit", "diff", "warnings");
    assertThat(answer.text("/server")).isEqualTo("mta1");
    assertThat(answer.at("/version").asInt()).isEqualTo(7);
    assertThat(answer.text("/warnings/0/code")).isEqualTo("paused");
    Ask ask = api.hosts().asked().get(0);
    assertThat(ask.server()).isEqualTo("mta1");
    assertThat(ask.kind()).isEqualTo(HostRequestKind.OVERRIDE);
    OverrideRequest asked = ask.request().as(OverrideRequest.class);
    assertThat(asked.dryRun()).isTrue();
    assertThat(asked.force()).isTrue();
    assertThat(asked.ips())
        .containsExactly(
            new OverrideRequest.Wish("192.0.2.1", 50, "warming"),
            new OverrideRequest.Wish("192.0.2.2", null, "standby"));
  }

  @Test
  void saysWhereToLookIfTheHostTakesLonger() {
    hosts();
    Answer answer = put("{" + ips("192.0.2.1") + "}").expect(202);
    assertThat(answer.header("Location"))
        .isEqualTo("/api/v2/servers/mta1/requests/" + answer.text("/request"));
  }

  @Test
  void passesOnWhyTheHostRefused() {
    hosts();
    api.hosts()
        .behave(
            ask ->
                new FakeHosts.Answer(
                    422,
                    new HostProblem(
                        "config-rejected",
                        "PowerMTA rejects it",
                        List.of(
                            new HostProblem.Reason(
                                "config-rejected", "/etc/pmta/config", 7, "bad")))));
    assertThat(put("{" + ips("192.0.2.1") + "}").problem(422, "config-rejected").body())
        .contains("\"file\":\"/etc/pmta/config\",\"line\":7");
  }

  @Test
  void theSameKeyGetsTheSameAnswer() {
    hosts();
    api.hosts().behave(ask -> new FakeHosts.Answer(200, RUNS));
    String body = "{" + ips("192.0.2.1") + "}";
    String first = http.send("PUT", PUT, body, "Idempotency-Key", "k1").expect(200).body();
    assertThat(http.send("PUT", PUT, body, "Idempotency-Key", "k1").expect(200).body())
        .isEqualTo(first);
    assertThat(api.hosts().asked()).hasSize(1);
    http.send("PUT", PUT, "{" + ips("192.0.2.2") + "}", "Idempotency-Key", "k1")
        .problem(422, "idempotency-key-reused");
  }

  @Test
  void refusesIpsOnSeveralServersAndUnknownOnes() {
    hosts();
    put("{" + ips("192.0.2.1", "192.0.2.3") + "}")
        .problem(422, "several-servers")
        .naming("ips[1].address", "several-servers");
    put("{\"server\":\"mta2\"," + ips("192.0.2.1") + "}")
        .problem(422, "several-servers")
        .naming("ips[0].address", "several-servers");
    put("{" + ips("192.0.2.1", "192.0.2.9") + "}")
        .problem(422, "unknown-address")
        .naming("ips[1].address", "unknown-address");
    put("{\"server\":\"mta9\"," + ips("192.0.2.1") + "}").problem(422, "no-such-server");
    assertThat(api.hosts().asked()).isEmpty();
  }

  @Test
  void needsAnAdoptedServer() {
    api.engine(() -> api.bean(ServerRepository.class).save(TestRows.server("mta1")));
    put("{\"server\":\"mta1\"," + ips("192.0.2.1") + "}").problem(409, "server-not-adopted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                                | ips            | required",
        "{'ips':[]}                                                        | ips            | required",
        "{'ips':[null]}                                                    | ips[0]         | required",
        "{'ips':[{'quota':1,'status':'active'}]}                           | ips[0].address | required",
        "{'ips':[{'address':'x','quota':1,'status':'active'}]}             | ips[0].address | format",
        "{'ips':[{'address':'192.0.2.1','quota':0,'status':'active'}]}     | ips[0].quota   | range",
        "{'ips':[{'address':'192.0.2.1','quota':0,'status':'standby'}]}    | ips[0].quota   | range",
        "{'ips':[{'address':'192.0.2.1','quota':-1,'status':'warming'}]}   | ips[0].quota   | range",
        "{'ips':[{'address':'192.0.2.1','quota':10000001,'status':'active'}]} | ips[0].quota | range",
        "{'ips':[{'address':'192.0.2.1','status':'warming'}]}              | ips[0].quota   | required",
        "{'ips':[{'address':'192.0.2.1','quota':1}]}                       | ips[0].status  | required",
        "{'ips':[{'address':'192.0.2.1','quota':1,'status':'retired'}]}    | ips[0].status  | allowed-value",
        "{'server':'A B','ips':[{'address':'192.0.2.1','quota':1,'status':'active'}]} | server | format"
      })
  void namesEachBadField(String body, String field, String rule) {
    hosts();
    put(body.replace('\'', '"')).problem(400, "invalid-request").naming(field, rule);
  }

  @Test
  void refusesAnAddressTwiceHoweverItIsWritten() {
    put("{" + ips("2001:db8::1", "2001:DB8:0::1") + "}")
        .problem(400, "invalid-request")
        .naming("ips[1].address", "unique");
  }

  @Test
  void handsARollbackToTheHost() {
    ServerRow server = hosts();
    version(server, 3);
    api.hosts().behave(ask -> new FakeHosts.Answer(200, RUNS));

    http.post("/api/v2/servers/mta1/config/versions/3/rollback", "{\"reason\":\"too fast\"}")
        .expect(200);

    Ask ask = api.hosts().asked().get(0);
    assertThat(ask.kind()).isEqualTo(HostRequestKind.ROLLBACK);
    assertThat(ask.request().as(RollbackRequest.class))
        .isEqualTo(new RollbackRequest(3, "too fast"));
    String rollback = "/api/v2/servers/mta1/config/versions/9/rollback";
    http.post(rollback, "{\"reason\":\"x\"}").problem(404, "not-found");
    http.post(rollback, "{}").problem(400, "invalid-request").naming("reason", "required");
  }

  @Test
  void takesThePinAwayAndLetsThePlanGoOn() {
    ServerRow server = hosts();
    api.engine(
        () ->
            api.bean(ServerRepository.class)
                .pin(server.id(), 3, "operator", "too fast", Instant.now()));
    assertThat(http.get("/api/v2/servers/mta1").at("/pinned").asInt()).isEqualTo(3);

    Answer unpinned = http.send("DELETE", "/api/v2/servers/mta1/pin", null).expect(202);

    assertThat(unpinned.at("/wasPinned").asInt()).isEqualTo(3);
    assertThat(http.get("/api/v2/servers/mta1").at("/pinned").isNull()).isTrue();
    assertThat(api.count("SELECT count(*) FROM server WHERE dirty_since IS NOT NULL")).isOne();
    http.send("DELETE", "/api/v2/servers/mta1/pin", null).expect(202);
    assertThat(api.count("SELECT count(*) FROM audit WHERE action = 'server.unpin'")).isOne();
  }

  @Test
  void showsWhatChangedFromVersionToVersion() {
    ServerRow server = hosts();
    version(server, 3);
    version(server, 4);
    Answer diff = http.get("/api/v2/servers/mta1/config/diff?from=3&to=4").expect(200);
    assertThat(diff.json().propertyNames()).containsExactlyInAnyOrder("from", "to", "diff");
    http.get("/api/v2/servers/mta1/config/diff?from=3&to=9")
        .problem(404, "not-found")
        .naming("to", "known-version");
    http.get("/api/v2/servers/mta1/config/diff?from=3").problem(400, "invalid-request");
  }

  @Test
  void onlyDriftCanBeAccepted() {
    ServerRow server = hosts();
    http.post("/api/v2/servers/mta1/drift/accept", "").problem(409, "not-drifted");
    api.engine(
        () ->
            api.bean(ServerRepository.class)
                .recordDrift(server.id(), server.epoch(), "ab", server.privateKey()));
    api.hosts().behave(ask -> new FakeHosts.Answer(202, RUNS));
    Answer accepted = http.post("/api/v2/servers/mta1/drift/accept", "").expect(202);
    assertThat(accepted.header("Location")).startsWith("/api/v2/servers/mta1/requests/");
    assertThat(api.hosts().asked().get(0).kind()).isEqualTo(HostRequestKind.ACCEPT);
  }

  @Test
  void anAcceptedEditIsAnsweredAgainUnderItsKey() {
    ServerRow server = hosts();
    ServerRepository servers = api.bean(ServerRepository.class);
    api.engine(() -> servers.recordDrift(server.id(), server.epoch(), "ab", server.privateKey()));
    api.hosts().behave(ask -> new FakeHosts.Answer(202, RUNS));
    String path = "/api/v2/servers/mta1/drift/accept";
    Answer first = http.post(path, "", "Idempotency-Key", "k").expect(202);
    api.engine(() -> servers.clearDrift(server.id(), server.epoch()));
    Answer again = http.post(path, "", "Idempotency-Key", "k").expect(202);
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(api.hosts().asked()).hasSize(1);
  }

  private void version(ServerRow server, int n) {
    api.engine(
        () -> {
          ConfigVersionRepository versions = api.bean(ConfigVersionRepository.class);
          versions.insert(TestRows.version(server.id(), n));
          return versions.markApplied(server.id(), n, Instant.now());
        });
  }
}
