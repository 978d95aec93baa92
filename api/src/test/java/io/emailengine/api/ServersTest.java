package io.emailengine.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.emailengine.api.Http.Answer;
import io.emailengine.store.engine.StartedEngine;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

class ServersTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String HOST_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();

  @BeforeEach
  void clean() {
    api.clean();
  }

  private static String body(Object... changes) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("name", "mta1");
    body.put("host", "mta1.example.net");
    body.put("hostKey", HOST_KEY);
    for (int i = 0; i < changes.length; i += 2) {
      body.put((String) changes[i], changes[i + 1]);
    }
    return JSON.writeValueAsString(body);
  }

  @Test
  void registersWithDefaultsAndAKeyOfItsOwn() {
    Answer made = http.post("/api/v2/servers", body()).expect(201);
    assertThat(made.header("Location")).isEqualTo("/api/v2/servers/mta1");
    assertThat(made.at("/port").asInt()).isEqualTo(22);
    assertThat(made.text("/user")).isEqualTo("root");
    assertThat(made.text("/configPath")).isEqualTo("/etc/pmta/config");
    assertThat(made.text("/pmta")).isEqualTo("/usr/sbin/pmta");
    assertThat(made.text("/publicKey")).startsWith("ssh-ed25519 AAAA");
    assertThat(made.at("/adopted").asBoolean()).isFalse();
    assertThat(made.text("/state")).isEqualTo("held");
    assertThat(made.text("/reason")).isEqualTo("not-adopted");
    assertThat(made.text("/since")).isNotBlank();
    assertThat(made.at("/generation/desired")).isEqualTo(made.at("/generation/applied"));
    assertThat(made.at("/reloadsToday").asInt()).isZero();
    for (String field :
        new String[] {
          "version", "sha256", "verification", "drift", "pinned", "queued", "timezone"
        }) {
      assertThat(made.json().has(field)).as(field).isTrue();
      assertThat(made.at("/" + field).isNull()).as(field).isTrue();
    }
    assertThat(http.get("/api/v2/servers/mta1").expect(200).json()).isEqualTo(made.json());
    assertThat(http.get("/api/v2/servers").expect(200).at("/items/0")).isEqualTo(made.json());
    assertThat(api.count("SELECT count(*) FROM audit WHERE action = 'server.create'")).isOne();
  }

  @Test
  void sealsTheKeyAndNeverShowsIt() throws Exception {
    String key = rsaPkcs8();
    String secret = key.split("\n")[1];
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger("ROOT");
    log.start();
    root.addAppender(log);
    try {
      Answer made = http.post("/api/v2/servers", body("privateKey", key)).expect(201);
      assertThat(made.body()).doesNotContain(secret, "PRIVATE");
      assertThat(http.get("/api/v2/servers/mta1").body()).doesNotContain(secret, "PRIVATE");
      http.post("/api/v2/servers", body("privateKey", key)).problem(409, "name-taken");
      Answer refused =
          http.post("/api/v2/servers", body("privateKey", key + "x", "name", "mta2"))
              .problem(400, "invalid-request")
              .naming("privateKey", "format");
      assertThat(refused.body()).doesNotContain(secret);
      http.post("/api/v2/servers", body("privateKey", key, "nope", 1)).expect(400);
    } finally {
      root.detachAppender(log);
    }
    assertThat(log.list)
        .allSatisfy(event -> assertThat(event.getFormattedMessage()).doesNotContain(secret));
    ServerRow row =
        api.engine(() -> api.bean(ServerRepository.class).findByName("mta1").orElseThrow());
    assertThat(
            api.bean(StartedEngine.class)
                .sealer()
                .openText(row.privateKey(), ServerRow.privateKeyPurpose(row.id())))
        .isEqualTo(key);
    assertThat(api.count("SELECT count(*) FROM audit WHERE detail::text LIKE '%PRIVATE%'"))
        .isZero();
  }

  @Test
  void refusesATakenNameAndAnUnknownOne() {
    http.post("/api/v2/servers", body()).expect(201);
    http.post("/api/v2/servers", body("host", "other.example.net")).problem(409, "name-taken");
    http.get("/api/v2/servers/mta9").problem(404, "not-found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      value = {
        "name       | null                    | required",
        "name       | MTA                     | format",
        "name       | a/b                     | format",
        "host       | null                    | required",
        "host       | a b                     | format",
        "host       | -oProxyCommand=x        | format",
        "host       | 300.1.1.1               | format",
        "host       | 0.0.0.0                 | format",
        "host       | user@host               | format",
        "host       | ::g                     | format",
        "user       | root;id                 | format",
        "user       | -l                      | format",
        "hostKey    | null                    | required",
        "hostKey    | nonsense                | format",
        "hostKey    | ssh-dss AAAAB3NzaC1kc3M | format",
        "hostKey    | ssh-ed25519 AAAA        | format",
        "hostKey    | mta1 ssh-ed25519 AAAA   | format",
        "privateKey | nonsense                | format",
        "configPath | etc/pmta/config         | format",
        "configPath | /etc/../shadow          | format",
        "configPath | /etc/pmta/config;id     | format",
        "configPath | /etc/pmta/              | format",
        "pmta       | /usr/sbin/pmta show     | format",
        "pmta       | $(id)                   | format",
        "timezone   | Mars/Olympus            | format",
        "timezone   | +25:00                  | format"
      })
  void namesEachBadField(String field, @Nullable String value, String rule) {
    http.post("/api/v2/servers", body(field, value))
        .problem(400, "invalid-request")
        .naming(field, rule);
    assertThat(api.count("SELECT count(*) FROM server")).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65536})
  void keepsThePortWithinBounds(int port) {
    http.post("/api/v2/servers", body("port", port))
        .problem(400, "invalid-request")
        .naming("port", "range");
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7", "2001:db8::7", "127.0.0.1", "::1", "localhost", "mta"})
  void takesHostNamesAndAddresses(String host) {
    assertThat(http.post("/api/v2/servers", body("host", host)).expect(201).text("/host"))
        .isEqualTo(host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GARBAGE", "AAAA", "LS0tLS1CRUdJTg=="})
  void refusesPemThatHoldsNoKey(String base64) {
    for (String kind : new String[] {"PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY"}) {
      String pem = "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
      http.post("/api/v2/servers", body("privateKey", pem))
          .problem(400, "invalid-request")
          .naming("privateKey", "format");
    }
  }

  @Test
  void refusesKeysOfOtherKinds() throws Exception {
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    http.post(
            "/api/v2/servers",
            body("privateKey", pem(ec.generateKeyPair().getPrivate().getEncoded())))
        .problem(400, "invalid-request")
        .naming("privateKey", "format");
    http.post(
            "/api/v2/servers",
            body(
                "privateKey",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----"))
        .problem(400, "invalid-request")
        .naming("privateKey", "format");
  }

  @Test
  void fastDaysAreForLoopbackOnly() {
    ApiUnderTest fast = ApiUnderTest.start(Duration.ofSeconds(2));
    try {
      fast.http()
          .post("/api/v2/servers", body())
          .problem(422, "loopback-only")
          .naming("host", "loopback-only");
      fast.http().post("/api/v2/servers", body("host", "127.0.0.1")).expect(201);
    } finally {
      fast.close();
    }
  }

  private static String rsaPkcs8() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    return pem(rsa.generateKeyPair().getPrivate().getEncoded());
  }

  private static String pem(byte[] pkcs8) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs8)
        + "\n-----END PRIVATE KEY-----\n";
  }
}
