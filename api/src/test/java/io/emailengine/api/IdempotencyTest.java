package io.emailengine.api;

import static io.emailengine.api.ApiUnderTest.bareHost;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.api.Http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same request under the same key has one effect and one answer. */
class IdempotencyTest {
  private static final String TENANTS = "/api/v2/tenants";

  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();

  @BeforeEach
  void clean() {
    api.clean();
  }

  private Answer create(String slug, String key) {
    return http.post(TENANTS, "{\"slug\":\"" + slug + "\",\"name\":\"T\"}", "Idempotency-Key", key);
  }

  @Test
  void replaysTheAnswerAndChangesNothing() {
    Answer first = create("a", "key-1").expect(201);
    Answer again =
        http.post(TENANTS, "{\"name\":\"T\" , \"slug\":\"a\"}", "Idempotency-Key", "key-1")
            .expect(201);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(again.header("Content-Type")).startsWith("application/json");
    assertThat(api.count("SELECT count(*) FROM tenant WHERE slug = 'a'")).isOne();
    create("a", "key-2").problem(409, "name-taken");
  }

  @Test
  void refusesTheKeyForAnotherRequest() {
    create("a", "key-1").expect(201);
    create("b", "key-1")
        .problem(422, "idempotency-key-reused")
        .naming("Idempotency-Key", "idempotency-key-reused");
    api.adopted("mta1", bareHost("192.0.2.1"));
    http.post(
            "/api/v2/ips",
            "{\"address\":\"192.0.2.1\",\"purpose\":\"m\"}",
            "Idempotency-Key",
            "key-1")
        .problem(422, "idempotency-key-reused");
    assertThat(api.count("SELECT count(*) FROM sending_ip")).isZero();
  }

  @Test
  void keepsNothingOfARequestThatFailed() {
    create("default", "key-1").problem(409, "name-taken");
    create("a", "key-1").expect(201);
  }

  @Test
  void aPauseUnderAKeyIsOnePause() {
    api.adopted("mta1", bareHost("192.0.2.1"));
    http.post("/api/v2/ips", "{\"address\":\"192.0.2.1\",\"purpose\":\"m\"}").expect(201);
    for (int i = 0; i < 3; i++) {
      http.post("/api/v2/ips/192.0.2.1/pause", "{\"reason\":\"x\"}", "Idempotency-Key", "p")
          .expect(202);
    }
    assertThat(api.count("SELECT count(*) FROM hold")).isOne();
    http.post("/api/v2/ips/192.0.2.1/resume", "{}").expect(202);
    http.post("/api/v2/ips/192.0.2.1/pause", "{\"reason\":\"x\"}", "Idempotency-Key", "p")
        .expect(202);
    assertThat(http.get("/api/v2/ips/192.0.2.1").at("/pauses").size()).isZero();
  }

  @Test
  void ofManyAtOnceOneWinsAndAllGetItsAnswer() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(12);
    String key = UUID.randomUUID().toString();
    try {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        answers.add(callers.submit(() -> create("a", key)));
      }
      String body = answers.get(0).get().expect(201).body();
      for (Future<Answer> answer : answers) {
        assertThat(answer.get().expect(201).json().toString())
            .isEqualTo(answers.get(0).get().json().toString());
      }
      assertThat(body).contains("createdAt");
    } finally {
      callers.shutdownNow();
    }
    assertThat(api.count("SELECT count(*) FROM audit")).isOne();
  }

  @Test
  void withoutAKeyTheSecondOfTwoAtOnceIsAConflict() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        answers.add(callers.submit(() -> http.post(TENANTS, "{\"slug\":\"a\",\"name\":\"T\"}")));
      }
      int created = 0;
      for (Future<Answer> answer : answers) {
        assertThat(answer.get().status()).as(answer.get().body()).isIn(201, 409);
        created += answer.get().status() == 201 ? 1 : 0;
      }
      assertThat(created).isOne();
    } finally {
      callers.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\tb"})
  void refusesKeysThatAreNone(String key) {
    create("a", key).problem(400, "invalid-request").naming("Idempotency-Key", "format");
    create("a", "k".repeat(201))
        .problem(400, "invalid-request")
        .naming("Idempotency-Key", "format");
    create("b", "k".repeat(200)).expect(201);
  }
}
