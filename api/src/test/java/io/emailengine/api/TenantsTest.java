package io.emailengine.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.api.Http.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantsTest {
  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();

  @BeforeEach
  void clean() {
    api.clean();
  }

  @Test
  void createsShowsAndLists() {
    Answer made =
        http.post(
                "/api/v2/tenants",
                "{\"slug\":\"client1\",\"name\":\"Client Ätna\",\"domain\":\"Example.NET\",\"dailyQuota\":1000}")
            .expect(201);
    assertThat(made.header("Location")).isEqualTo("/api/v2/tenants/client1");
    Answer one = http.get("/api/v2/tenants/client1").expect(200);
    assertThat(one.json()).isEqualTo(made.json());
    assertThat(one.text("/name")).isEqualTo("Client Ätna");
    assertThat(one.text("/domain")).isEqualTo("example.net");
    assertThat(one.at("/dailyQuota").asInt()).isEqualTo(1000);
    Answer all = http.get("/api/v2/tenants").expect(200);
    assertThat(all.at("/total").asInt()).isEqualTo(2);
    assertThat(all.text("/items/0/slug")).isEqualTo("client1");
    assertThat(api.count("SELECT count(*) FROM audit WHERE action = 'tenant.create'")).isOne();
  }

  @Test
  void theDefaultTenantIsThereWithoutAQuota() {
    Answer one = http.get("/api/v2/tenants/default").expect(200);
    assertThat(one.at("/dailyQuota").isMissingNode()).isTrue();
  }

  @Test
  void changesWhatIsNamedAndForgetsATenantWithoutIps() {
    http.post(
            "/api/v2/tenants",
            "{\"slug\":\"client1\",\"name\":\"One\",\"domain\":\"example.net\",\"dailyQuota\":10}")
        .expect(201);
    Answer changed =
        http.send("PATCH", "/api/v2/tenants/client1", "{\"name\":\"Two\",\"dailyQuota\":null}")
            .expect(200);
    assertThat(changed.text("/name")).isEqualTo("Two");
    assertThat(changed.text("/domain")).isEqualTo("example.net");
    assertThat(changed.at("/dailyQuota").isMissingNode()).isTrue();
    http.send("PATCH", "/api/v2/tenants/client1", "{\"slug\":\"x\"}")
        .problem(400, "invalid-request");
    http.send("DELETE", "/api/v2/tenants/client1", null).expect(204);
    http.get("/api/v2/tenants/client1").problem(404, "not-found");
    http.send("DELETE", "/api/v2/tenants/default", null).problem(409, "default-tenant");
    http.post("/api/v2/tenants", "{\"slug\":\"client1\",\"name\":\"Anew\"}").expect(201);
  }

  @Test
  void aTenantWithIpsStaysAndAnotherQuotaIsSharedAnew() {
    api.adopted("mta1", ApiUnderTest.bareHost("192.0.2.1", "192.0.2.2"));
    http.post("/api/v2/tenants", "{\"slug\":\"client1\",\"name\":\"One\"}").expect(201);
    for (String address : java.util.List.of("192.0.2.1", "192.0.2.2")) {
      http.post(
              "/api/v2/ips",
              "{\"address\":\"" + address + "\",\"purpose\":\"cold\",\"tenant\":\"client1\"}")
          .expect(201);
    }
    http.send("DELETE", "/api/v2/tenants/client1", null).problem(409, "tenant-in-use");
    long before = api.count("SELECT desired_gen FROM server");
    http.send("PATCH", "/api/v2/tenants/client1", "{\"dailyQuota\":1}")
        .problem(422, "tenant-quota");
    http.send("PATCH", "/api/v2/tenants/client1", "{\"dailyQuota\":50}").expect(200);
    assertThat(api.count("SELECT desired_gen FROM server")).isEqualTo(before + 1);
    assertThat(http.get("/api/v2/ips/192.0.2.1").expect(200).at("/effectiveQuota").asInt())
        .isEqualTo(25);
  }

  @Test
  void refusesATakenSlugAndAnUnknownOne() {
    http.post("/api/v2/tenants", "{\"slug\":\"default\",\"name\":\"x\"}")
        .problem(409, "name-taken");
    http.get("/api/v2/tenants/nobody").problem(404, "not-found");
    http.get("/api/v2/tenants/NOT%20A%20SLUG").problem(404, "not-found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                               | slug       | required",
        "{\"slug\":\"a\"}                                 | name       | required",
        "{\"slug\":\"a\",\"name\":\" \"}                  | name       | required",
        "{\"slug\":\"a\",\"name\":\"x\\ny\"}              | name       | text",
        "{\"slug\":\"A\",\"name\":\"x\"}                  | slug       | format",
        "{\"slug\":\"a-b\",\"name\":\"x\"}                | slug       | format",
        "{\"slug\":\"1a\",\"name\":\"x\"}                 | slug       | format",
        "{\"slug\":\"a\\u0000\",\"name\":\"x\"}           | slug       | format",
        "{\"slug\":\"a\",\"name\":\"x\",\"domain\":\"a b\"}| domain    | format",
        "{\"slug\":\"a\",\"name\":\"x\",\"dailyQuota\":0} | dailyQuota | range",
        "{\"slug\":\"a\",\"name\":\"x\",\"dailyQuota\":-5}| dailyQuota | range"
      })
  void namesEachBadField(String body, String field, String rule) {
    http.post("/api/v2/tenants", body).problem(400, "invalid-request").naming(field, rule);
    assertThat(api.count("SELECT count(*) FROM tenant")).isOne();
  }

  @Test
  void namesAllBadFieldsAtOnce() {
    assertThat(
            http.post("/api/v2/tenants", "{\"slug\":\"A\",\"domain\":\"_\",\"dailyQuota\":0}")
                .problem(400, "invalid-request")
                .errors())
        .containsExactlyInAnyOrder(
            "slug format", "name required", "domain format", "dailyQuota range");
  }
}
