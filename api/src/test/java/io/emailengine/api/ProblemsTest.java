package io.emailengine.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.api.Http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every refusal is a problem that its sender can read. */
class ProblemsTest {
  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();

  @BeforeEach
  void clean() {
    api.clean();
  }

  @Test
  void namesARouteThatIsNone() {
    http.get("/api/v2/nothing").problem(404, "not-found");
    http.get("/").problem(404, "not-found");
    http.get("/error").problem(404, "not-found");
  }

  @Test
  void namesAMethodThatARouteDoesNotTake() {
    Answer answer = http.send("DELETE", "/api/v2/ips", null);
    answer.problem(405, "method-not-allowed");
    assertThat(answer.header("Allow")).contains("GET", "POST");
  }

  @Test
  void namesTheMediaTypesThatItTakesAndGives() {
    http.post("/api/v2/tenants", "a=b", "Content-Type", "application/x-www-form-urlencoded")
        .problem(415, "unsupported-media-type");
    http.post("/api/v2/tenants", "<a/>", "Content-Type", "application/xml")
        .problem(415, "unsupported-media-type");
    http.send("GET", "/api/v2/tenants", null, "Accept", "text/csv").problem(406, "not-acceptable");
  }

  @Test
  void refusesBodiesAboveTheLimitAnnouncedOrNot() throws IOException {
    String large = "{\"slug\":\"" + "a".repeat(70_000) + "\"}";
    http.post("/api/v2/tenants", large).problem(413, "body-too-large");
    String chunked =
        raw(
            "POST /api/v2/tenants HTTP/1.1\r\nHost: x\r\nX-API-Key: "
                + ApiUnderTest.KEY
                + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "11170\r\n"
                + "a".repeat(0x11170)
                + "\r\n0\r\n\r\n");
    assertThat(chunked).startsWith("HTTP/1.1 413").contains("application/problem+json");
  }

  @Test
  void refusesHeadersAboveTheLimit() throws IOException {
    String answer =
        raw("GET /livez HTTP/1.1\r\nHost: x\r\nX-Long: " + "a".repeat(20_000) + "\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 4");
    assertShowsNoInsides(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v2/ips/%zz HTTP/1.1",
        "GET /api/v2/servers/a%2Fb HTTP/1.1",
        "GET /api/v2/servers/a%00b HTTP/1.1",
        "GET /api/v2/ips?a=[{\\ HTTP/1.1",
        "NONSENSE",
        "GET /api/v2/ips HTTP/9.9",
        "TRACE /api/v2/ips HTTP/1.1"
      })
  void answersBrokenRequestsWithAProblemToo(String line) throws IOException {
    String answer =
        raw(
            line
                + "\r\nHost: x\r\nX-API-Key: "
                + ApiUnderTest.KEY
                + "\r\nConnection: close\r\n\r\n");
    assertThat(answer).matches("(?s)HTTP/1.1 [45]\\d\\d.*");
    assertThat(answer).contains("application/problem+json").contains("\"type\":\"/problems/");
    assertShowsNoInsides(answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                                      | body       | json",
        "nonsense                               | body       | json",
        "''                                     | body       | required",
        "null                                   | body       | required",
        "[]                                     | body       | type",
        "{\"slug\":\"a\"} x                     | body       | json",
        "{\"slug\":\"a\"}{}                     | body       | trailing",
        "{\"slug\":\"a\",\"slug\":\"b\"}        | body       | duplicate-property",
        "{\"slug\":\"a\",\"nope\":1}            | nope       | unknown-property",
        "{\"slug\":1,\"name\":\"x\"}            | slug       | type",
        "{\"slug\":true,\"name\":\"x\"}         | slug       | type",
        "{\"slug\":[\"a\"],\"name\":\"x\"}      | slug       | type",
        "{\"dailyQuota\":\"5\"}                 | dailyQuota | type",
        "{\"dailyQuota\":\"\"}                  | dailyQuota | type",
        "{\"dailyQuota\":5.0}                   | dailyQuota | type",
        "{\"dailyQuota\":5.5}                   | dailyQuota | type",
        "{\"dailyQuota\":true}                  | dailyQuota | type",
        "{\"dailyQuota\":99999999999}           | dailyQuota | range",
        "{\"dailyQuota\":NaN}                   | body       | json",
        "{\"slug\":\"a\", /* c */ \"name\":\"x\"}| body      | json",
      })
  void readsBodiesStrictly(String body, String field, String rule) {
    http.post("/api/v2/tenants", body).problem(400, "invalid-request").naming(field, rule);
  }

  @Test
  void refusesABodyThatIsDeepOrNotUnicode() throws IOException {
    http.post("/api/v2/ips", "{\"schedule\":" + "[".repeat(20_000)).problem(400, "invalid-request");
    byte[] latin = "{\"slug\":\"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    String answer =
        raw(
            "POST /api/v2/tenants HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-API-Key: "
                + ApiUnderTest.KEY
                + "\r\nContent-Type: application/json\r\nContent-Length: "
                + latin.length
                + "\r\n\r\n",
            latin);
    assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
  }

  @Test
  void refusesParametersThatARouteDoesNotHave() {
    http.get("/api/v2/tenants?sort=name")
        .problem(400, "invalid-request")
        .naming("sort", "unknown-parameter");
    http.get("/api/v2/ips?State=active")
        .problem(400, "invalid-request")
        .naming("State", "unknown-parameter");
    http.post("/api/v2/tenants?dryRun=true", "{\"slug\":\"a\",\"name\":\"A\"}")
        .problem(400, "invalid-request")
        .naming("dryRun", "unknown-parameter");
    http.get("/api/v2/tenants?%0a%22=x").problem(400, "invalid-request");
  }

  @ParameterizedTest
  @CsvSource({
    "page=-1, page, range",
    "page=x, page, type",
    "page=1.5, page, type",
    "page=99999999999, page, type",
    "size=0, size, range",
    "size=201, size, range"
  })
  void keepsPagesWithinBounds(String query, String field, String rule) {
    for (String path : new String[] {"/api/v2/tenants", "/api/v2/servers", "/api/v2/ips"}) {
      http.get(path + "?" + query).problem(400, "invalid-request").naming(field, rule);
    }
  }

  @Test
  void pagesHaveItemsAndATotal() {
    for (int i = 0; i < 5; i++) {
      http.post("/api/v2/tenants", "{\"slug\":\"t" + i + "\",\"name\":\"T\"}").expect(201);
    }
    Answer page = http.get("/api/v2/tenants?page=1&size=2").expect(200);
    assertThat(page.at("/page").asInt()).isEqualTo(1);
    assertThat(page.at("/size").asInt()).isEqualTo(2);
    assertThat(page.at("/total").asInt()).isEqualTo(6);
    assertThat(page.at("/items").size()).isEqualTo(2);
    assertThat(http.get("/api/v2/tenants?page=99").expect(200).at("/items").size()).isZero();
  }

  private static void assertShowsNoInsides(String answer) {
    assertThat(answer).doesNotContainIgnoringCase("exception", "tomcat", "at org.", "<html");
  }

  private String raw(String request) throws IOException {
    return raw(request, new byte[0]);
  }

  private String raw(String request, byte[] body) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", api.port())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      out.flush();
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
