package io.emailengine.api;

import static io.emailengine.api.ApiUnderTest.bareHost;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.api.FakeHosts.Answer;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.json.Json;
import io.emailengine.store.server.AdoptReport;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRepository;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerFacts.FoundSource;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.testing.TestRows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asking a host for its configuration, and what comes of the answer. */
class AdoptTest {
  private static final String ADOPT = "/api/v2/servers/mta1/adopt";
  private static final AdoptReport REPORT =
      new AdoptReport(
          "mta1",
          false,
          true,
          List.of(
              new AdoptReport.Vmta(
                  "v0",
                  "/etc/pmta/config",
                  12,
                  List.of(new FoundSource("192.0.2.1", "a.example.net")),
                  null)),
          List.of(
              new AdoptReport.Pool(
                  "pmta-pool", "/etc/pmta/config", 20, List.of("v0"), "default/marketing")),
          List.of(),
          List.of(),
          List.of(new AdoptReport.Warning("odd", "/etc/pmta/config", 3, "looks odd")),
          List.of("/etc/pmta/email-engine/engine.conf"),
          "--- a\n+++ b\n",
          List.of());

  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();
  private ServerRow server = TestRows.server("mta1");

  @BeforeEach
  void oneServer() {
    api.clean();
    server = api.engine(() -> api.bean(ServerRepository.class).save(TestRows.server("mta1")));
  }

  /** The host is adopted, as the worker would write it down. */
  private Answer adopts(FakeHosts.Ask ask) {
    api.engine(
        () -> {
          ServerRepository servers = api.bean(ServerRepository.class);
          servers.recordFacts(server.id(), server.epoch(), Json.of(bareHost("192.0.2.1")), "UTC");
          return servers.recordAdopted(server.id(), server.epoch(), Instant.now());
        });
    return new Answer(200, REPORT);
  }

  @Test
  void handsTheRequestOverAndAnswersTheReport() {
    api.hosts().behave(this::adopts);
    Http.Answer answer =
        http.post(ADOPT, "{\"pools\":{\"pmta-pool\":\"default/marketing\"}}").expect(200);
    FakeHosts.Ask ask = api.hosts().asked().get(0);
    assertThat(ask.kind()).isEqualTo(HostRequestKind.ADOPT);
    assertThat(ask.actor()).isEqualTo("operator");
    assertThat(ask.request().as(AdoptRequest.class))
        .isEqualTo(
            new AdoptRequest(Map.of("pmta-pool", "default/marketing"), List.of(), false, false));
    assertThat(answer.text("/vmtas/0/name")).isEqualTo("v0");
    assertThat(answer.text("/pools/0/mappedTo")).isEqualTo("default/marketing");
    assertThat(answer.text("/warnings/0/code")).isEqualTo("odd");
    assertThat(answer.text("/files/0")).contains("email-engine");
    assertThat(answer.text("/diff")).startsWith("---");
    assertThat(answer.at("/ips").isEmpty()).isTrue();
  }

  @Test
  void needsNoBody() {
    api.hosts().behave(this::adopts);
    http.send("POST", ADOPT, null).expect(200);
    http.post(ADOPT, "{}").expect(200);
  }

  @Test
  void handsTheIpsOfItsBodyOverAndShowsThemAsTheyAreThen() {
    api.hosts()
        .behave(
            ask -> {
              adopts(ask);
              AdoptRequest.Ip ip = ask.request().as(AdoptRequest.class).ips().get(0);
              assertThat(ip.address()).isEqualTo("192.0.2.1");
              assertThat(ip.tenant()).isEqualTo("default");
              assertThat(ip.dailyQuota()).isEqualTo(500);
              return new Answer(200, registered("192.0.2.1"));
            });
    Http.Answer answer =
        http.post(
                ADOPT,
                "{\"ips\":[{\"address\":\"192.0.2.1\",\"purpose\":\"marketing\",\"state\":\"active\",\"dailyQuota\":500}]}")
            .expect(200);
    assertThat(answer.at("/ips").size()).isEqualTo(1);
    assertThat(answer.text("/ips/0/address")).isEqualTo("192.0.2.1");
  }

  /** An IP as the worker registers it, and the report that says so. */
  private AdoptReport registered(String address) {
    api.engine(
        () -> {
          var tenant = api.bean(TenantRepository.class).findBySlug("default").orElseThrow();
          var pool =
              api.bean(PoolRepository.class)
                  .save(TestRows.pool(tenant.id(), server.id(), "default-pool"));
          return api.bean(SendingIpRepository.class)
              .save(TestRows.warming(tenant.id(), server.id(), pool.id(), address));
        });
    return new AdoptReport(
        REPORT.server(),
        false,
        true,
        REPORT.vmtas(),
        REPORT.pools(),
        REPORT.feeds(),
        List.of(address),
        REPORT.warnings(),
        REPORT.files(),
        REPORT.diff(),
        REPORT.commands());
  }

  @Test
  void namesTheIpThatCannotBeRegistered() {
    api.hosts()
        .behave(
            ask ->
                new Answer(
                    422,
                    new HostProblem(
                        "tenant-quota",
                        "Nothing is adopted.",
                        List.of(new HostProblem.Reason("ips[1].tenant", null, null, "too many")))));
    http.post(
            ADOPT,
            "{\"ips\":[{\"address\":\"192.0.2.1\",\"purpose\":\"m\"},{\"address\":\"192.0.2.9\",\"purpose\":\"m\"}]}")
        .problem(422, "tenant-quota")
        .naming("ips[1].tenant", "tenant-quota");
  }

  @Test
  void showsTheCommandsThatAPersonHasToRun() {
    api.hosts()
        .behave(
            ask ->
                new Answer(
                    200,
                    new AdoptReport(
                        "mta1",
                        false,
                        false,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of("192.0.2.1"),
                        List.of(),
                        List.of(),
                        "",
                        List.of("install -d x"))));
    Http.Answer answer =
        http.post(ADOPT, "{\"ips\":[{\"address\":\"192.0.2.1\",\"purpose\":\"m\"}]}").expect(200);
    assertThat(answer.at("/adopted").asBoolean()).isFalse();
    assertThat(answer.text("/commands/0")).isEqualTo("install -d x");
    assertThat(api.count("SELECT count(*) FROM sending_ip")).isZero();
  }

  @Test
  void aDryRunRegistersNothing() {
    api.hosts()
        .behave(
            ask -> {
              assertThat(ask.request().as(AdoptRequest.class).dryRun()).isTrue();
              return new Answer(
                  200,
                  new AdoptReport(
                      "mta1",
                      true,
                      false,
                      List.of(),
                      List.of(),
                      List.of(),
                      List.of("192.0.2.1"),
                      List.of(),
                      List.of(),
                      "",
                      List.of()));
            });
    http.post(ADOPT + "?dryRun=true", "{\"ips\":[{\"address\":\"192.0.2.1\",\"purpose\":\"m\"}]}")
        .expect(200);
    assertThat(api.count("SELECT count(*) FROM sending_ip")).isZero();
  }

  @Test
  void passesOnWhatTheHostRefused() {
    api.hosts()
        .behave(
            ask ->
                new Answer(
                    422,
                    new HostProblem(
                        "adoption-refused",
                        "the configuration is rejected",
                        List.of(
                            new HostProblem.Reason(
                                "config-rejected", "/etc/pmta/config", 7, "unknown directive")))));
    Http.Answer answer = http.post(ADOPT, "{}").problem(422, "adoption-refused");
    assertThat(answer.text("/errors/0/file")).isEqualTo("/etc/pmta/config");
    assertThat(answer.at("/errors/0/line").asInt()).isEqualTo(7);
    assertThat(answer.text("/errors/0/message")).isEqualTo("unknown directive");
  }

  @Test
  void goesOnWithoutACallerWhoWaitedLongEnough() {
    Http.Answer answer =
        http.post(ADOPT, "{\"ips\":[{\"address\":\"192.0.2.1\",\"purpose\":\"m\"}]}").expect(202);
    assertThat(answer.header("Location")).startsWith("/api/v2/servers/mta1/requests/");
  }

  @Test
  void showsWhatBecameOfARequest() {
    UUID id = UUID.randomUUID();
    String path = "/api/v2/servers/mta1/requests/" + id;
    http.get(path).problem(404, "not-found");
    http.get("/api/v2/servers/mta1/requests/x").problem(404, "not-found");
    HostRequestRepository requests = api.bean(HostRequestRepository.class);
    api.engine(
        () ->
            requests.insert(
                HostRequestRow.asked(
                    id,
                    server.id(),
                    HostRequestKind.ADOPT,
                    Json.of(new AdoptRequest(Map.of(), List.of(), false, false)),
                    "operator",
                    Instant.now())));
    Http.Answer open = http.get(path).expect(200);
    assertThat(open.text("/kind")).isEqualTo("adopt");
    assertThat(open.at("/status").isNull()).isTrue();
    api.engine(() -> requests.answer(id, 200, Json.of(REPORT), Instant.now()));
    Http.Answer done = http.get(path).expect(200);
    assertThat(done.at("/status").asInt()).isEqualTo(200);
    assertThat(done.text("/answer/vmtas/0/name")).isEqualTo("v0");
  }

  @Test
  void keepsItsAnswerUnderAKey() {
    api.hosts().behave(this::adopts);
    http.post(ADOPT, "{}", "Idempotency-Key", "k").expect(200);
    http.post(ADOPT, "{}", "Idempotency-Key", "k").expect(200);
    assertThat(api.hosts().asked()).hasSize(1);
    http.post(ADOPT + "?dryRun=true", "{}", "Idempotency-Key", "k")
        .problem(422, "idempotency-key-reused");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"pools\":{\"p\":\"marketing\"}}                    | pools.p           | format",
        "{\"pools\":{\"p\":\"A/b\"}}                          | pools.p           | format",
        "{\"pools\":{\"p\":null}}                             | pools.p           | format",
        "{\"pools\":{\"p\":5}}                                | pools.p           | type",
        "{\"pools\":{\"a b\":\"default/m\"}}                  | pools             | format",
        "{\"pools\":{\"p\":\"default/m\",\"q\":\"default/m\"}}| pools.q           | unique",
        "{\"pools\":[]}                                       | pools             | type",
        "{\"ips\":[null]}                                     | ips[0]            | required",
        "{\"ips\":[{}]}                                       | ips[0].address    | required",
        "{\"ips\":[{\"address\":\"192.0.2.1\",\"purpose\":\"M\"}]}                         | ips[0].purpose    | format",
        "{\"ips\":[{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"state\":\"active\"}]}    | ips[0].dailyQuota | required",
        "{\"ips\":[{\"address\":\"192.0.2.1\",\"purpose\":\"m\"},{\"address\":\"192.0.2.1\",\"purpose\":\"n\"}]} | ips[1].address | unique",
        "{\"ips\":[{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"hostname\":\"x\"}]}      | ips[0].hostname   | unknown-property"
      })
  void namesEachBadFieldBeforeTheHostIsAsked(String body, String field, String rule) {
    http.post(ADOPT, body).problem(400, "invalid-request").naming(field, rule);
    assertThat(api.hosts().asked()).isEmpty();
  }

  @Test
  void refusesUnknownServersAndTenants() {
    http.post("/api/v2/servers/mta9/adopt", "{}").problem(404, "not-found");
    http.post(ADOPT, "{\"pools\":{\"p\":\"nobody/m\"}}")
        .problem(422, "no-such-tenant")
        .naming("pools", "no-such-tenant");
    assertThat(api.hosts().asked()).isEmpty();
  }

  @Test
  void handsForceOver() {
    api.hosts().behave(this::adopts);
    http.post(ADOPT + "?force=true", "{}").expect(200);
    assertThat(api.hosts().asked().get(0).request().as(AdoptRequest.class).force()).isTrue();
  }
}
