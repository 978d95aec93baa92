package io.emailengine.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody gets in without the key, by no way of writing a path. */
class OperatorKeyTest {
  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();

  @BeforeEach
  void clean() {
    api.clean();
  }

  @Test
  void takesTheKeyInEitherHeader() {
    http.get("/api/v2/ips").expect(200);
    http.withoutKey()
        .send("GET", "/api/v2/ips", null, "Authorization", "Bearer " + ApiUnderTest.KEY)
        .expect(200);
    http.withoutKey()
        .send("GET", "/api/v2/ips", null, "Authorization", "bearer " + ApiUnderTest.KEY)
        .expect(200);
  }

  @Test
  void refusesNoKeyAndAWrongOne() {
    for (String path :
        new String[] {"/api/v2/ips", "/api/v2/nothing", "/", "/error", "/actuator"}) {
      http.withoutKey().get(path).problem(401, "unauthorized");
      http.withKey("wrong").get(path).problem(401, "unauthorized");
      http.withKey(ApiUnderTest.KEY + "x").get(path).problem(401, "unauthorized");
    }
    http.withoutKey()
        .send("GET", "/api/v2/ips", null, "Authorization", "Basic " + ApiUnderTest.KEY)
        .problem(401, "unauthorized");
    assertThat(http.withoutKey().get("/api/v2/ips").header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @Test
  void refusesBeforeItReadsTheBody() {
    http.withoutKey()
        .post("/api/v2/tenants", "{\"slug\":\"a\",\"name\":\"" + "a".repeat(60_000) + "\"}")
        .problem(401, "unauthorized");
    http.withoutKey().post("/api/v2/tenants", "nonsense").problem(401, "unauthorized");
  }

  @Test
  void letsEverybodySeeLifeAndTheContract() {
    http.withoutKey().get("/livez").expect(200);
    assertThat(http.withoutKey().get("/readyz").status()).isIn(200, 503);
    http.withoutKey().get("/v3/api-docs").expect(200);
    assertThat(http.withoutKey().get("/swagger-ui.html").status()).isIn(200, 302);
    http.withoutKey().get("/swagger-ui/index.html").expect(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/livez/../api/v2/ips",
        "/swagger-ui/../api/v2/ips",
        "/swagger-ui/%2e%2e/api/v2/ips",
        "/v3/api-docs/../../api/v2/ips",
        "/livez;/../api/v2/ips",
        "//api/v2/ips",
        "/./api/v2/ips",
        "/api/v2/ips;/livez",
        "/API/v2/ips",
        "/swagger-ui//../api/v2/ips"
      })
  void noWayOfWritingAPathLeadsAroundTheKey(String path) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", api.port())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).matches("(?s)HTTP/1.1 40[014].*").doesNotContain("\"items\"");
    }
  }
}
