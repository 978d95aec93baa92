package io.emailengine.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.api.Http.Answer;
import io.emailengine.api.testing.OpenApiDocument;
import io.emailengine.store.json.Json;
import io.emailengine.store.server.AdoptReport;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.ConfigReport;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRepository;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.UnadoptReport;
import io.emailengine.store.testing.TestRows;
import io.emailengine.store.version.ConfigVersionRepository;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real answers of the routes, held against the document that is served beside them. */
class OpenApiAnswersTest {
  private static final String SERVER = "/api/v2/servers/{name}";
  private static final String IP = "/api/v2/ips/{address}";
  private static final String HOST_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
  private static final ConfigReport RUNS =
      new ConfigReport(
          "mta1",
          3,
          "ab".repeat(32),
          "c".repeat(40),
          "--- version 2\n+++ version 3\n",
          List.of(new ConfigReport.Warning("paused", "192.0.2.1", "still paused")));

  private static final String REGISTERED =
      "{\"address\":\"192.0.2.1\",\"purpose\":\"marketing\",\"server\":\"mta1\"}";
  private static final AdoptRequest.Ip ASKED =
      new AdoptRequest.Ip("192.0.2.1", "marketing", "default", null, "hash");
  private static final UnadoptReport GIVEN_BACK = UnadoptTest.report(true, true);

  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();
  private final OpenApiDocument document = http.document();
  private final Set<String> seen = new TreeSet<>();

  @BeforeEach
  void clean() {
    api.clean();
  }

  private Answer call(int status, String operation, String path, @Nullable String body) {
    Answer answer =
        http.send(
            operation.substring(0, operation.indexOf(' ')).toUpperCase(java.util.Locale.ROOT),
            path,
            body);
    assertThat(answer.status()).as("%s: %s", operation, answer.body()).isEqualTo(status);
    if (status < 400) {
      seen.add(operation);
    }
    return answer;
  }

  @Test
  void answersAreAsTheDocumentSays() {
    tenants();
    ServerRow server = servers();
    configurations(server);
    ips();
    lives();
    takeovers(server);
    overrides(server);
    requests(server);
    call(409, "delete " + SERVER, "/api/v2/servers/mta1", null);
    call(204, "delete " + SERVER, "/api/v2/servers/spare", null);

    Set<String> unseen = new TreeSet<>(document.operations());
    unseen.removeAll(seen);
    assertThat(unseen)
        .as("operations whose good answers nobody looked at")
        .containsExactly("get /livez", "get /readyz");
  }

  private void tenants() {
    call(
        201,
        "post /api/v2/tenants",
        "/api/v2/tenants",
        "{\"slug\":\"client1\",\"name\":\"Client\"}");
    call(400, "post /api/v2/tenants", "/api/v2/tenants", "{}");
    call(200, "get /api/v2/tenants", "/api/v2/tenants", null);
    call(200, "get /api/v2/tenants/{slug}", "/api/v2/tenants/client1", null);
    call(404, "get /api/v2/tenants/{slug}", "/api/v2/tenants/nobody", null);
    String tenant = "/api/v2/tenants/client1";
    call(
        200,
        "patch /api/v2/tenants/{slug}",
        tenant,
        "{\"domain\":\"example.net\",\"dailyQuota\":7}");
    call(200, "patch /api/v2/tenants/{slug}", tenant, "{\"domain\":null,\"dailyQuota\":null}");
    call(400, "patch /api/v2/tenants/{slug}", tenant, "{\"dailyQuota\":0}");
    call(409, "delete /api/v2/tenants/{slug}", "/api/v2/tenants/default", null);
    call(204, "delete /api/v2/tenants/{slug}", tenant, null);
  }

  private ServerRow servers() {
    call(
        201,
        "post /api/v2/servers",
        "/api/v2/servers",
        "{\"name\":\"spare\",\"host\":\"spare.example.net\",\"hostKey\":\"" + HOST_KEY + "\"}");
    call(400, "post /api/v2/servers", "/api/v2/servers", "{\"name\":\"X\"}");
    ServerRow server = api.adopted("mta1", ApiUnderTest.bareHost("192.0.2.1", "192.0.2.2"));
    call(200, "get /api/v2/servers", "/api/v2/servers", null);
    call(200, "get " + SERVER, "/api/v2/servers/mta1", null);
    call(200, "patch " + SERVER, "/api/v2/servers/mta1", "{\"port\":2222}");
    call(409, "patch " + SERVER, "/api/v2/servers/mta1", "{\"configPath\":\"/srv/pmta/config\"}");
    call(404, "delete " + SERVER, "/api/v2/servers/nothing", null);
    return server;
  }

  private void configurations(ServerRow server) {
    call(404, "get " + SERVER + "/config", "/api/v2/servers/mta1/config", null);
    api.engine(
        () -> {
          ConfigVersionRepository versions = api.bean(ConfigVersionRepository.class);
          versions.insert(TestRows.version(server.id(), 1));
          versions.insert(TestRows.version(server.id(), 2));
          versions.markApplied(server.id(), 1, Instant.now());
          versions.markApplied(server.id(), 2, Instant.now());
          return api.bean(ServerRepository.class)
              .recordApplied(
                  server.id(), server.epoch(), server.desiredGen(), 2, null, false, Instant.now());
        });
    String config = SERVER + "/config";
    call(200, "get " + config, "/api/v2/servers/mta1/config", null);
    call(200, "get " + config + "/versions", "/api/v2/servers/mta1/config/versions", null);
    call(200, "get " + config + "/versions/{n}", "/api/v2/servers/mta1/config/versions/1", null);
    call(404, "get " + config + "/versions/{n}", "/api/v2/servers/mta1/config/versions/9", null);
    call(200, "get " + config + "/diff", "/api/v2/servers/mta1/config/diff?from=1&to=2", null);
    call(400, "get " + config + "/diff", "/api/v2/servers/mta1/config/diff?from=1", null);
  }

  private void ips() {
    call(201, "post /api/v2/ips", "/api/v2/ips", REGISTERED);
    call(200, "post /api/v2/ips", "/api/v2/ips", REGISTERED);
    call(409, "post /api/v2/ips", "/api/v2/ips", REGISTERED.replace("marketing", "cold"));
    call(400, "post /api/v2/ips", "/api/v2/ips", "{}");
    call(202, "post " + IP + "/pause", "/api/v2/ips/192.0.2.1/pause", "{\"reason\":\"why\"}");
    call(200, "get /api/v2/ips", "/api/v2/ips", null);
    call(200, "get " + IP, "/api/v2/ips/192.0.2.1", null);
    call(404, "get " + IP, "/api/v2/ips/192.0.2.9", null);
    call(200, "get " + IP + "/warmup", "/api/v2/ips/192.0.2.1/warmup", null);
    call(200, "get " + IP + "/decisions", "/api/v2/ips/192.0.2.1/decisions", null);
    call(202, "post " + IP + "/resume", "/api/v2/ips/192.0.2.1/resume", "{}");
  }

  private void overrides(ServerRow server) {
    String put = "put /api/v2/powermta/config";
    String path = "/api/v2/powermta/config";
    String body = "{\"ips\":[{\"address\":\"192.0.2.1\",\"quota\":50,\"status\":\"warming\"}]}";
    call(202, put, path, body);
    call(422, put, path, body.replace("192.0.2.1", "192.0.2.9"));
    call(400, put, path, body.replace("50", "0"));
    api.hosts().behave(ask -> new FakeHosts.Answer(200, RUNS));
    call(200, put, path, body);
    String rollback = SERVER + "/config/versions/{n}/rollback";
    call(
        200,
        "post " + rollback,
        "/api/v2/servers/mta1/config/versions/1/rollback",
        "{\"reason\":\"why\"}");
    call(202, "delete " + SERVER + "/pin", "/api/v2/servers/mta1/pin", null);
    call(409, "post " + SERVER + "/drift/accept", "/api/v2/servers/mta1/drift/accept", null);
    api.engine(
        () ->
            api.bean(ServerRepository.class)
                .recordDrift(server.id(), server.epoch(), "ab", server.privateKey()));
    call(200, "get " + SERVER, "/api/v2/servers/mta1", null);
    call(202, "post " + SERVER + "/drift/accept", "/api/v2/servers/mta1/drift/accept", null);
    call(202, "post " + SERVER + "/drift/overwrite", "/api/v2/servers/mta1/drift/overwrite", null);
  }

  /** Whatever was asked of a host, and whatever came of it. */
  private void requests(ServerRow server) {
    AdoptRequest dry = new AdoptRequest(Map.of(), List.of(ASKED), true, false);
    request(server, HostRequestKind.OVERRIDE, Json.EMPTY_OBJECT, null, null);
    request(server, HostRequestKind.OVERRIDE, Json.EMPTY_OBJECT, 200, RUNS);
    request(server, HostRequestKind.ROLLBACK, Json.EMPTY_OBJECT, 200, RUNS);
    request(server, HostRequestKind.ADOPT, Json.of(dry), 200, adoption(true));
    request(server, HostRequestKind.UNADOPT, Json.EMPTY_OBJECT, 200, GIVEN_BACK);
    request(
        server,
        HostRequestKind.ACCEPT,
        Json.EMPTY_OBJECT,
        202,
        Map.of("server", "mta1", "accepts", "ab", "changes", "no change"));
    request(
        server, HostRequestKind.INSPECT, Json.EMPTY_OBJECT, 200, Map.of("addresses", List.of()));
    Answer refused =
        request(server, HostRequestKind.ADOPT, Json.of(dry), 422, refusal("adoption-refused"));
    assertThat(refused.text("/answer/type")).isEqualTo("/problems/adoption-refused");
    assertThat(refused.text("/answer/errors/0/file")).isEqualTo("/etc/pmta/config");
    call(
        404,
        "get " + SERVER + "/requests/{id}",
        "/api/v2/servers/mta1/requests/" + UUID.randomUUID(),
        null);
  }

  private Answer request(
      ServerRow server,
      HostRequestKind kind,
      Json wanted,
      @Nullable Integer status,
      @Nullable Object answer) {
    HostRequestRow asked =
        HostRequestRow.asked(
            UUID.randomUUID(), server.id(), kind, wanted, "operator", Instant.now());
    api.engine(
        () -> {
          HostRequestRepository requests = api.bean(HostRequestRepository.class);
          requests.insert(asked);
          return status == null || answer == null
              ? 0
              : requests.answer(asked.id(), status, Json.of(answer), Instant.now());
        });
    return call(
        200,
        "get " + SERVER + "/requests/{id}",
        "/api/v2/servers/mta1/requests/" + asked.id(),
        null);
  }

  /** What people do with an IP's life by hand. */
  private void lives() {
    String ip = "/api/v2/ips/192.0.2.2";
    String why = "{\"reason\":\"why\"}";
    String another = REGISTERED.replace("192.0.2.1", "192.0.2.2");
    call(201, "post /api/v2/ips", "/api/v2/ips", another);
    call(202, "post " + IP + "/standby", ip + "/standby", why);
    call(400, "post " + IP + "/release", ip + "/release", why);
    call(
        202, "post " + IP + "/release", ip + "/release", "{\"to\":\"warming\",\"reason\":\"why\"}");
    call(
        409,
        "post " + IP + "/release",
        ip + "/release",
        "{\"to\":\"previous\",\"reason\":\"why\"}");
    for (String change :
        List.of(
            "\"set-schedule\",\"schedule\":\"sparkpost-30\"",
            "\"set-schedule\",\"schedule\":{\"steps\":[{\"cap\":50,\"days\":2}]}",
            "\"restart\"",
            "\"finish\"")) {
      call(
          202,
          "post " + IP + "/warmup",
          ip + "/warmup",
          "{\"action\":" + change + ",\"reason\":\"why\"}");
    }
    call(400, "post " + IP + "/warmup", ip + "/warmup", why);
    call(200, "get " + IP + "/warmup", ip + "/warmup", null);
    call(200, "get " + IP, ip, null);
    call(202, "post " + IP + "/retire", ip + "/retire", why);
    call(409, "post " + IP + "/pause", ip + "/pause", why);
    call(200, "get " + IP, ip, null);
    call(200, "get /api/v2/ips", "/api/v2/ips?state=retired", null);
    call(400, "get /api/v2/ips", "/api/v2/ips?state=gone", null);
    call(409, "post /api/v2/ips", "/api/v2/ips", another);
  }

  private void takeovers(ServerRow server) {
    String adopt = "post " + SERVER + "/adopt";
    String unadopt = "post " + SERVER + "/unadopt";
    String way = "/api/v2/servers/mta1";
    String body = "{\"ips\":[{\"address\":\"192.0.2.1\",\"purpose\":\"marketing\"}]}";
    String why = "{\"reason\":\"why\"}";
    call(202, adopt, way + "/adopt", body);
    call(202, unadopt, way + "/unadopt", why);
    api.hosts().behave(ask -> new FakeHosts.Answer(200, adoption(true)));
    Answer dry = call(200, adopt, way + "/adopt?dryRun=true", body);
    assertThat(dry.text("/ips/0/state")).isEqualTo("warming");
    api.hosts().behave(ask -> new FakeHosts.Answer(200, adoption(false)));
    Answer done = call(200, adopt, way + "/adopt?force=true", body);
    assertThat(done.text("/ips/0/vmta")).isEqualTo("vmta-192-0-2-1");
    call(400, adopt, way + "/adopt", "{\"pools\":{\"pmta-pool\":\"nowhere\"}}");
    call(422, adopt, way + "/adopt", "{\"pools\":{\"pmta-pool\":\"nobody/marketing\"}}");
    api.hosts().behave(ask -> new FakeHosts.Answer(200, GIVEN_BACK));
    call(200, unadopt, way + "/unadopt?dryRun=true", why);
    call(400, unadopt, way + "/unadopt", "{}");
    for (String type : List.of("adoption-refused", "other-instance", "mail-queued")) {
      api.hosts().behave(ask -> new FakeHosts.Answer(422, refusal(type)));
      call(422, adopt, way + "/adopt", "{}");
      call(422, unadopt, way + "/unadopt", why);
    }
    api.hosts().behave(ask -> new FakeHosts.Answer(503, refusal("host-unreachable")));
    call(503, adopt, way + "/adopt", "{}");
    api.hosts().reset();
  }

  private static HostProblem refusal(String type) {
    return new HostProblem(
        type,
        "It can't be.",
        List.of(
            new HostProblem.Reason("config-rejected", "/etc/pmta/config", 7, "unknown directive"),
            new HostProblem.Reason("whole", null, null, "of no place")));
  }

  /** Of blocks in several files. */
  private static AdoptReport adoption(boolean dryRun) {
    return new AdoptReport(
        "mta1",
        dryRun,
        !dryRun,
        List.of(
            new AdoptReport.Vmta(
                "v0",
                "/etc/pmta/config",
                12,
                List.of(
                    new ServerFacts.FoundSource("192.0.2.1", "a.example.net"),
                    new ServerFacts.FoundSource(null, "b.example.net")),
                null),
            new AdoptReport.Vmta("v1", "/etc/pmta/vmtas.d/10.conf", 1, List.of(), 50)),
        List.of(
            new AdoptReport.Pool("pool", "/etc/pmta/config", 20, List.of("v0", "v1"), null),
            new AdoptReport.Pool("other", "/etc/pmta/config", 30, List.of(), "default/marketing")),
        List.of(new AdoptReport.Feed("v0", "pattern-list orders", "/etc/pmta/config", 40)),
        List.of("192.0.2.1"),
        List.of(new AdoptReport.Warning("odd", "/etc/pmta/config", 3, "looks odd")),
        List.of("/etc/pmta/config", "/etc/pmta/vmtas.d/10.conf"),
        "--- a\n+++ b\n",
        List.of("install -m 0755 …"));
  }
}
