package io.emailengine.api;

import static io.emailengine.api.ApiUnderTest.bareHost;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.api.Http.Answer;
import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.testing.TestRows;
import io.emailengine.workflows.lifecycle.Hold;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stopping, going on, and what one sees of it. */
class PauseTest {
  private static final String IP = "/api/v2/ips/192.0.2.1";

  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();

  @BeforeEach
  void oneWarmingIp() {
    api.clean();
    api.adopted("mta1", bareHost("192.0.2.1", "192.0.2.2"));
    http.post("/api/v2/ips", "{\"address\":\"192.0.2.1\",\"purpose\":\"marketing\"}").expect(201);
  }

  private ServerRow server() {
    return api.engine(() -> api.bean(ServerRepository.class).findByName("mta1").orElseThrow());
  }

  private SendingIpRow row() {
    return api.engine(
        () -> api.bean(SendingIpRepository.class).findByAddress("192.0.2.1").orElseThrow());
  }

  @Test
  void pausingStopsAtOnceAndResumingIsAPersonsRise() {
    ServerRow before = server();
    Answer paused = http.post(IP + "/pause", "{\"reason\":\"complaints\"}").expect(202);
    assertThat(paused.at("/effectiveQuota").asInt()).isZero();
    assertThat(paused.at("/dailyQuota").asInt()).isEqualTo(50);
    assertThat(paused.text("/state")).isEqualTo("warming");
    assertThat(paused.text("/pauses/0/reason")).isEqualTo("complaints");
    assertThat(paused.text("/pauses/0/cause")).isEqualTo("person");
    assertThat(paused.text("/pauses/0/actor")).isEqualTo("operator");
    assertThat(paused.text("/pauses/0/id")).isNotBlank();
    assertThat(paused.text("/pauses/0/since")).isNotBlank();
    assertThat(paused.at("/pauses/0/until").isNull()).isTrue();
    assertThat(http.get(IP).expect(200).at("/effectiveQuota").asInt()).isZero();
    assertThat(server().desiredGen()).isEqualTo(before.desiredGen() + 1);
    assertThat(server().urgent()).isTrue();
    assertThat(row().riseAskedBy()).isNull();

    Answer resumed = http.post(IP + "/resume", "{\"reason\":\"better now\"}").expect(202);
    assertThat(resumed.at("/pauses").size()).isZero();
    assertThat(resumed.at("/effectiveQuota").asInt()).isEqualTo(50);
    assertThat(row().riseAskedBy()).isEqualTo("operator");
    assertThat(server().desiredGen()).isEqualTo(before.desiredGen() + 2);

    Answer decisions = http.get(IP + "/decisions").expect(200);
    assertThat(decisions.at("/total").asInt()).isEqualTo(3);
    assertThat(decisions.text("/items/0/kind")).isEqualTo("resume");
    assertThat(decisions.text("/items/0/reason")).isEqualTo("better now");
    assertThat(decisions.text("/items/1/kind")).isEqualTo("pause");
    assertThat(decisions.text("/items/2/kind")).isEqualTo("register");
    assertThat(http.get(IP + "/decisions?page=1&size=2").expect(200).text("/items/0/kind"))
        .isEqualTo("register");
    assertThat(api.count("SELECT count(*) FROM audit WHERE action IN ('ip.pause', 'ip.resume')"))
        .isEqualTo(2);
    assertThat(api.count("SELECT count(*) FROM outbox WHERE topic = 'wake-server'")).isEqualTo(3);
    assertThat(api.count("SELECT count(*) FROM outbox WHERE topic = 'wake-ip'")).isEqualTo(3);
  }

  @Test
  void severalPausesLieAtOnceAndResumeLiftsAll() {
    http.post(IP + "/pause", "{\"reason\":\"one\"}").expect(202);
    Answer two =
        http.post(IP + "/pause", "{\"reason\":\"two\",\"until\":\"2999-01-31T09:00:00+01:00\"}")
            .expect(202);
    assertThat(two.at("/pauses").size()).isEqualTo(2);
    assertThat(two.text("/pauses/1/until")).isEqualTo("2999-01-31T08:00:00Z");
    assertThat(http.send("POST", IP + "/resume", null).expect(202).at("/pauses").size()).isZero();
    http.post(IP + "/resume", "{}").expect(202);
  }

  @Test
  void freezesStayUnlessAskedFor() {
    SendingIpRow ip = row();
    api.engine(
        () ->
            api.bean(HoldRepository.class).insert(TestRows.hold(ip, Hold.Kind.FREEZE, null, null)));
    http.post(IP + "/pause", "{\"reason\":\"x\"}").expect(202);
    Answer resumed = http.post(IP + "/resume", "{}").expect(202);
    assertThat(resumed.at("/pauses").size()).isZero();
    assertThat(resumed.at("/freezes").size()).isOne();
    assertThat(resumed.at("/warmup/nextChangeAt").isNull()).isTrue();
    Answer thawed = http.post(IP + "/resume", "{\"freezes\":true}").expect(202);
    assertThat(thawed.at("/freezes").size()).isZero();
    assertThat(thawed.at("/warmup/nextChangeAt").isNull()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                        | reason  | required",
        "{\"reason\":\" \"}                                        | reason  | required",
        "{\"reason\":\"a\\nb\"}                                    | reason  | text",
        "{\"reason\":\"a\\u0000b\"}                                | reason  | text",
        "{\"reason\":5}                                            | reason  | type",
        "{\"reason\":\"x\",\"until\":\"2020-01-01T00:00:00Z\"}     | until   | future",
        "{\"reason\":\"x\",\"until\":\"tomorrow\"}                 | until   | format",
        "{\"reason\":\"x\",\"until\":\"2999-01-01T00:00:00\"}      | until   | format",
        "{\"reason\":\"x\",\"until\":\"\"}                         | until   | format",
        "{\"reason\":\"x\",\"until\":\"+999999999-01-01T00:00:00Z\"}| until  | range",
        "{\"reason\":\"x\",\"until\":4102444800}                   | until   | type",
        "{\"reason\":\"x\",\"freezes\":true}                       | freezes | unknown-property"
      })
  void namesEachBadField(String body, String field, String rule) {
    http.post(IP + "/pause", body).problem(400, "invalid-request").naming(field, rule);
    assertThat(api.count("SELECT count(*) FROM hold")).isZero();
  }

  @Test
  void reasonsAreOfAnyLanguageAndNotOfAnyLength() {
    http.post(IP + "/pause", "{\"reason\":\"Бе́та \uD83D\uDE00 <b>\"}").expect(202);
    assertThat(http.get(IP).text("/pauses/0/reason")).isEqualTo("Бе́та \uD83D\uDE00 <b>");
    http.post(IP + "/pause", "{\"reason\":\"" + "a".repeat(501) + "\"}")
        .problem(400, "invalid-request")
        .naming("reason", "text");
    http.post(IP + "/pause", "{\"reason\":\"half \\ud83d a pair\"}", "Idempotency-Key", "half")
        .problem(400, "invalid-request")
        .naming("reason", "text");
    http.post(IP + "/resume", "{\"freezes\":1}")
        .problem(400, "invalid-request")
        .naming("freezes", "type");
  }

  @Test
  void unknownIpsAreNotFound() {
    http.post("/api/v2/ips/192.0.2.99/pause", "{\"reason\":\"x\"}").problem(404, "not-found");
    http.post("/api/v2/ips/192.0.2.99/resume", "{}").problem(404, "not-found");
    http.get("/api/v2/ips/192.0.2.99/warmup").problem(404, "not-found");
    http.get("/api/v2/ips/192.0.2.99/decisions").problem(404, "not-found");
  }

  @Test
  void showsThePlanWithAllItsSteps() {
    Answer plan = http.get(IP + "/warmup").expect(200);
    assertThat(plan.text("/schedule")).isEqualTo("six-week");
    assertThat(plan.at("/steps").size()).isEqualTo(6);
    assertThat(plan.at("/steps/5/cap").asInt()).isEqualTo(10_000);
    assertThat(plan.at("/steps/5/firstDay").asInt()).isEqualTo(36);
    assertThat(plan.at("/steps/5/lastDay").asInt()).isEqualTo(42);
    assertThat(plan.at("/totalDays").asInt()).isEqualTo(42);
    assertThat(plan.at("/day").asInt()).isOne();
    assertThat(plan.at("/week").asInt()).isOne();
    assertThat(plan.at("/quotaToday").asInt()).isEqualTo(50);
    assertThat(plan.at("/nextQuota").asInt()).isEqualTo(200);
    Instant completes = Instant.parse(plan.text("/completesAt"));
    assertThat(completes)
        .isAfter(Instant.now().plus(41, ChronoUnit.DAYS))
        .isBefore(Instant.now().plus(43, ChronoUnit.DAYS));
    http.post(IP + "/pause", "{\"reason\":\"x\"}").expect(202);
    Answer paused = http.get(IP + "/warmup").expect(200);
    assertThat(paused.at("/completesAt").isNull()).isTrue();
    assertThat(paused.at("/pauses").size()).isOne();
  }

  @Test
  void filtersTheList() {
    http.post("/api/v2/tenants", "{\"slug\":\"client1\",\"name\":\"C\"}").expect(201);
    http.post(
            "/api/v2/ips",
            "{\"address\":\"192.0.2.2\",\"purpose\":\"cold\",\"tenant\":\"client1\",\"state\":\"active\",\"dailyQuota\":9}")
        .expect(201);
    http.post(IP + "/pause", "{\"reason\":\"x\"}").expect(202);
    assertThat(found("")).isEqualTo(2);
    assertThat(found("?state=warming")).isOne();
    assertThat(found("?state=retired")).isZero();
    assertThat(found("?tenant=client1")).isOne();
    assertThat(found("?server=mta1")).isEqualTo(2);
    assertThat(found("?purpose=cold")).isOne();
    assertThat(found("?paused=true")).isOne();
    assertThat(found("?paused=false&purpose=marketing")).isZero();
    http.get("/api/v2/ips?state=Warming")
        .problem(400, "invalid-request")
        .naming("state", "allowed-value");
    http.get("/api/v2/ips?paused=perhaps").problem(400, "invalid-request").naming("paused", "type");
    http.get("/api/v2/ips?tenant=nobody")
        .problem(400, "invalid-request")
        .naming("tenant", "known-tenant");
    http.get("/api/v2/ips?tenant=a%00")
        .problem(400, "invalid-request")
        .naming("tenant", "known-tenant");
    http.get("/api/v2/ips?server=mta9")
        .problem(400, "invalid-request")
        .naming("server", "known-server");
    http.get("/api/v2/ips?purpose=%00").problem(400, "invalid-request").naming("purpose", "format");
  }

  private int found(String query) {
    Answer answer = http.get("/api/v2/ips" + query).expect(200);
    assertThat(answer.at("/items").size()).isEqualTo(answer.at("/total").asInt());
    return answer.at("/total").asInt();
  }
}
