package io.emailengine.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.api.Http.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which IPs {@code GET /api/v2/ips} shows. */
class ListingTest {
  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();

  /** .1 warming marketing, .2 paused cold, .3 active of tenant client1, .4 on mta2, .5 retired. */
  @BeforeEach
  void someIps() {
    api.clean();
    api.adopted("mta1", ApiUnderTest.bareHost("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.5"));
    api.adopted("mta2", ApiUnderTest.bareHost("192.0.2.4"));
    http.post("/api/v2/tenants", "{\"slug\":\"client1\",\"name\":\"C\"}").expect(201);
    register("192.0.2.1", "marketing", "mta1", "");
    register("192.0.2.2", "cold", "mta1", "");
    register(
        "192.0.2.3",
        "marketing",
        "mta1",
        ",\"tenant\":\"client1\",\"state\":\"active\",\"dailyQuota\":900");
    register("192.0.2.4", "marketing", "mta2", "");
    register("192.0.2.5", "marketing", "mta1", "");
    http.post("/api/v2/ips/192.0.2.2/pause", "{\"reason\":\"x\"}").expect(202);
    api.engine(
        () ->
            api.bean(JdbcClient.class)
                .sql(
                    "UPDATE sending_ip SET state = 'retired', retired_at = now(), drained_at = now() WHERE address = '192.0.2.5'")
                .update());
  }

  private void register(String address, String purpose, String server, String more) {
    http.post(
            "/api/v2/ips",
            "{\"address\":\"%s\",\"purpose\":\"%s\",\"server\":\"%s\"%s}"
                .formatted(address, purpose, server, more))
        .expect(201);
  }

  private static List<String> addresses(Answer answer) {
    List<String> addresses = new ArrayList<>();
    answer
        .at("/items")
        .forEach(
            item -> addresses.add(item.at("/address").asString().substring("192.0.2".length())));
    return addresses;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | .1 .2 .3 .4",
        "?state=warming | .1 .2 .4",
        "?state=active | .3",
        "?state=retired | .5",
        "?state=quarantined | ''",
        "?tenant=client1 | .3",
        "?tenant=default | .1 .2 .4",
        "?server=mta2 | .4",
        "?purpose=cold | .2",
        "?purpose=nothing | ''",
        "?paused=true | .2",
        "?paused=false | .1 .3 .4",
        "?paused=false&server=mta1&purpose=marketing | .1 .3",
        "?size=3 | .1 .2 .3",
        "?size=3&page=1 | .4",
        "?size=3&page=7 | ''",
        "?size=200 | .1 .2 .3 .4",
        "?page=&size=&state= | ERROR"
      })
  void filtersAndPages(String query, String wanted) {
    if (wanted.equals("ERROR")) {
      http.get("/api/v2/ips" + query)
          .problem(400, "invalid-request")
          .naming("state", "allowed-value");
      return;
    }
    Answer answer = http.get("/api/v2/ips" + query).expect(200);
    assertThat(addresses(answer))
        .containsExactly(wanted.isEmpty() ? new String[0] : wanted.split(" "));
    boolean paged = query.contains("size=3");
    assertThat(answer.at("/total").asInt()).isEqualTo(paged ? 4 : answer.at("/items").size());
  }

  @ParameterizedTest
  @CsvSource({
    "state=Warming,state,allowed-value",
    "state=paused,state,allowed-value",
    "tenant=nobody,tenant,known-tenant",
    "tenant=%00,tenant,known-tenant",
    "server=nowhere,server,known-server",
    "purpose=A%20b,purpose,format",
    "purpose=%00,purpose,format",
    "paused=perhaps,paused,type",
    "size=0,size,range",
    "size=201,size,range",
    "size=-1,size,range",
    "size=many,size,type",
    "size=99999999999,size,type",
    "page=-1,page,range",
    "page=1000001,page,range",
    "states=warming,states,unknown-parameter"
  })
  void namesAFilterThatIsNone(String query, String field, String rule) {
    http.get("/api/v2/ips?" + query).problem(400, "invalid-request").naming(field, rule);
  }

  @Test
  void readsManyWithAsManyStatementsAsOne() {
    String query = "/api/v2/ips?server=mta1&tenant=default";
    List<String> one = Statements.of(() -> http.get(query + "&size=1").expect(200));
    List<String> two = Statements.of(() -> http.get(query).expect(200));
    assertThat(one).isNotEmpty();
    assertThat(two).as(String.join("\n", two)).hasSameSizeAs(one);
  }

  @Test
  void pagesDecisionsNewestFirst() {
    http.post("/api/v2/ips/192.0.2.1/pause", "{\"reason\":\"x\"}").expect(202);
    http.post("/api/v2/ips/192.0.2.1/resume", "{}").expect(202);
    Answer first = http.get("/api/v2/ips/192.0.2.1/decisions?size=2").expect(200);
    assertThat(first.at("/total").asInt()).isEqualTo(3);
    assertThat(first.text("/items/0/kind")).isEqualTo("resume");
    assertThat(first.text("/items/1/kind")).isEqualTo("pause");
    Answer second = http.get("/api/v2/ips/192.0.2.1/decisions?size=2&page=1").expect(200);
    assertThat(second.text("/items/0/kind")).isEqualTo("register");
    assertThat(second.at("/items/0/at").asString()).endsWith("Z");
  }

  @Test
  void aRetiredAddressMayComeAgain() {
    register("192.0.2.5", "marketing", "mta1", "");
    assertThat(http.get("/api/v2/ips/192.0.2.5").expect(200).text("/state")).isEqualTo("warming");
  }
}
