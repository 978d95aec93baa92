package io.emailengine.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.api.Http.Answer;
import io.emailengine.store.json.Json;
import io.emailengine.store.server.ConfigReport;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRepository;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.testing.TestRows;
import io.emailengine.store.version.ConfigVersionRepository;
import java.time.Instant;
import java.util.List;
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

  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();
  private final OpenApiDocument document =
      new OpenApiDocument(http.withoutKey().get("/v3/api-docs").expect(200).json());
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
    assertThat(document.problems(operation, answer)).as(answer.body()).isEmpty();
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
    overrides(server);
    call(204, "delete " + SERVER, "/api/v2/servers/spare", null);

    Set<String> unseen = new TreeSet<>(document.operations());
    unseen.removeAll(seen);
    assertThat(unseen)
        .as("operations whose good answers nobody looked at")
        .allMatch(
            operation ->
                operation.endsWith("/livez")
                    || operation.endsWith("/readyz")
                    || operation.contains("/adopt")
                    || operation.contains("/unadopt")
                    || (operation.contains(IP + "/") && !operation.startsWith("get "))
                    || operation.contains("/tenants/{slug}"));
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
  }

  private ServerRow servers() {
    call(
        201,
        "post /api/v2/servers",
        "/api/v2/servers",
        "{\"name\":\"spare\",\"host\":\"spare.example.net\",\"hostKey\":\"" + HOST_KEY + "\"}");
    call(400, "post /api/v2/servers", "/api/v2/servers", "{\"name\":\"X\"}");
    ServerRow server = api.adopted("mta1", ApiUnderTest.bareHost("192.0.2.1"));
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
    String body = "{\"address\":\"192.0.2.1\",\"purpose\":\"marketing\",\"server\":\"mta1\"}";
    call(201, "post /api/v2/ips", "/api/v2/ips", body);
    call(200, "post /api/v2/ips", "/api/v2/ips", body);
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
    HostRequestRow asked =
        HostRequestRow.asked(
            UUID.randomUUID(),
            server.id(),
            HostRequestKind.OVERRIDE,
            Json.EMPTY_OBJECT,
            "operator",
            Instant.now());
    api.engine(
        () -> {
          HostRequestRepository requests = api.bean(HostRequestRepository.class);
          requests.insert(asked);
          return requests.answer(asked.id(), 200, Json.of(RUNS), Instant.now());
        });
    call(
        200,
        "get " + SERVER + "/requests/{id}",
        "/api/v2/servers/mta1/requests/" + asked.id(),
        null);
  }
}
