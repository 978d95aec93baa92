package io.emailengine.api;

import static io.emailengine.api.ApiUnderTest.bareHost;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.api.FakeHosts.Answer;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.json.Json;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerFacts.FoundPool;
import io.emailengine.store.server.ServerFacts.FoundSource;
import io.emailengine.store.server.ServerFacts.FoundVmta;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.testing.TestRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST /api/v2/ips}. */
class RegistrationTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String IPS = "/api/v2/ips";

  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();

  @BeforeEach
  void clean() {
    api.clean();
  }

  private static String ip(String address, String... more) {
    StringBuilder body =
        new StringBuilder("{\"address\":\"" + address + "\",\"purpose\":\"marketing\"");
    for (String member : more) {
      body.append(',').append(member);
    }
    return body.append('}').toString();
  }

  /** The sandbox's host: two VMTAs in a pool that is mapped to default/marketing. */
  private ServerRow coldHost() {
    ServerFacts facts =
        new ServerFacts(
            List.of("46.62.168.55", "95.216.179.163", "198.51.100.1"),
            "mta.example.net",
            List.of(
                vmta("pmta-vmta0", true, source("46.62.168.55", "mta0.example.net")),
                vmta("pmta-vmta1", true, source("95.216.179.163", "mta1.example.net"))),
            List.of(new FoundPool("pmta-pool", List.of("pmta-vmta0", "pmta-vmta1"))),
            List.of("pmta-pool"),
            true,
            388_800);
    ServerRow server = api.adopted("mta1", facts);
    map(server, "pmta-pool", "marketing");
    return server;
  }

  private static FoundVmta vmta(String name, boolean signs, FoundSource... sources) {
    return new FoundVmta(name, List.of(sources), null, signs);
  }

  private static FoundSource source(String address, String hostname) {
    return new FoundSource(address, hostname);
  }

  private void map(ServerRow server, String pool, String purpose) {
    api.engine(
        () ->
            api.bean(PoolRepository.class)
                .save(
                    new PoolRow(
                        UUID.randomUUID(),
                        api.bean(TenantRepository.class).findBySlug("default").orElseThrow().id(),
                        server.id(),
                        purpose,
                        pool,
                        true,
                        Instant.now(),
                        null)));
  }

  @Test
  void warmsAnAdoptedIpInItsOwnVmta() {
    ServerRow server = coldHost();
    Http.Answer made = http.post(IPS, ip("95.216.179.163")).expect(201);
    assertThat(made.header("Location")).isEqualTo(IPS + "/95.216.179.163");
    assertThat(made.text("/tenant")).isEqualTo("default");
    assertThat(made.text("/server")).isEqualTo("mta1");
    assertThat(made.text("/vmta")).isEqualTo("pmta-vmta1");
    assertThat(made.text("/hostname")).isEqualTo("mta1.example.net");
    assertThat(made.text("/state")).isEqualTo("warming");
    assertThat(made.at("/dailyQuota").asInt()).isEqualTo(50);
    assertThat(made.at("/effectiveQuota").asInt()).isEqualTo(50);
    assertThat(made.at("/pauses").isArray()).isTrue();
    assertThat(made.at("/freezes").isArray()).isTrue();
    assertThat(made.at("/warnings").size()).isZero();
    assertThat(made.text("/warmup/workflowId")).isEqualTo("ip-warmup/95.216.179.163");
    assertThat(made.text("/warmup/schedule")).isEqualTo("six-week");
    assertThat(made.at("/warmup/week").asInt()).isOne();
    assertThat(made.at("/warmup/day").asInt()).isOne();
    assertThat(made.at("/warmup/nextQuota").asInt()).isEqualTo(200);
    assertThat(made.text("/warmup/startedAt")).isNotBlank();
    assertThat(Instant.parse(made.text("/warmup/completesAt")))
        .isAfter(Instant.parse(made.text("/warmup/nextChangeAt")));
    assertThat(made.at("/config/inSync").asBoolean()).isFalse();
    assertThat(made.at("/blacklists/checkedAt").isNull()).isTrue();

    assertThat(http.get(IPS + "/95.216.179.163").expect(200).text("/vmta")).isEqualTo("pmta-vmta1");
    ServerRow after =
        api.engine(() -> api.bean(ServerRepository.class).findByName("mta1").orElseThrow());
    assertThat(after.desiredGen()).isEqualTo(server.desiredGen() + 1);
    assertThat(after.skipSettle()).isFalse();
    assertThat(after.urgent()).isFalse();
    assertThat(
            api.count("SELECT count(*) FROM outbox WHERE topic = 'wake-server' AND key = 'mta1'"))
        .isOne();
    assertThat(
            api.count(
                "SELECT count(*) FROM outbox WHERE topic = 'wake-ip' AND key = '95.216.179.163'"))
        .isOne();
    assertThat(api.count("SELECT count(*) FROM audit WHERE action = 'ip.register'")).isOne();
    assertThat(api.count("SELECT count(*) FROM sending_ip WHERE rise_asked_by = 'operator'"))
        .isOne();
    Http.Answer decisions = http.get(IPS + "/95.216.179.163/decisions").expect(200);
    assertThat(decisions.text("/items/0/kind")).isEqualTo("register");
    assertThat(decisions.text("/items/0/actor")).isEqualTo("operator");
    assertThat(decisions.at("/items/0/inputs/quota").asInt()).isEqualTo(50);
  }

  @Test
  void makesAVmtaForAnAddressThatHasNone() {
    coldHost();
    Http.Answer made =
        http.post(IPS, ip("198.51.100.1", "\"hostname\":\"Mail7.Example.NET\"")).expect(201);
    assertThat(made.text("/vmta")).isEqualTo("vmta-198-51-100-1");
    assertThat(made.text("/hostname")).isEqualTo("mail7.example.net");
    assertThat(made.at("/warnings").size()).isZero(); // its pool has a VMTA that signs
  }

  @Test
  void saysWhatItHadToAssume() {
    api.adopted("mta1", bareHost("192.0.2.10"));
    Http.Answer made = http.post(IPS, ip("192.0.2.10")).expect(201);
    assertThat(made.text("/hostname")).isEqualTo("mta.example.net");
    assertThat(made.at("/warnings").toString()).contains("ptr-unchecked", "no-dkim");
  }

  @Test
  void needsAHostNameIfTheHostHasNone() {
    api.adopted(
        "mta1",
        new ServerFacts(List.of("192.0.2.10"), null, List.of(), List.of(), List.of(), false, 1));
    http.post(IPS, ip("192.0.2.10")).problem(400, "invalid-request").naming("hostname", "required");
    http.post(IPS, ip("192.0.2.10", "\"hostname\":\"a.example.net\"")).expect(201);
  }

  @Test
  void takesOverAMatureIp() {
    coldHost();
    Http.Answer made =
        http.post(IPS, ip("46.62.168.55", "\"state\":\"active\"", "\"dailyQuota\":40000"))
            .expect(201);
    assertThat(made.text("/state")).isEqualTo("active");
    assertThat(made.at("/dailyQuota").asInt()).isEqualTo(40_000);
    assertThat(made.at("/warmup/nextChangeAt").isNull()).isTrue();
    assertThat(api.count("SELECT count(*) FROM outbox WHERE topic = 'wake-ip'")).isZero();
    assertThat(api.count("SELECT count(*) FROM outbox WHERE topic = 'wake-server'")).isOne();
  }

  @Test
  void theSameBodyAgainChangesNothingAndAnotherIsAConflict() {
    coldHost();
    http.post(IPS, ip("95.216.179.163")).expect(201);
    Http.Answer again =
        http.post(
                IPS,
                "{ \"purpose\":\"marketing\", \"tenant\":\"default\", \"address\":\"95.216.179.163\" }")
            .expect(200);
    assertThat(again.text("/address")).isEqualTo("95.216.179.163");
    http.post(IPS, ip("95.216.179.163", "\"schedule\":\"misar-30d\""))
        .problem(409, "address-taken");
    http.post(IPS, "{\"address\":\"95.216.179.163\",\"purpose\":\"cold\"}")
        .problem(409, "address-taken");
    api.adopted("mta2", bareHost());
    http.post(IPS, ip("95.216.179.163")).expect(200);
    assertThat(api.count("SELECT count(*) FROM sending_ip")).isOne();
    assertThat(api.count("SELECT count(*) FROM decision")).isOne();
    assertThat(api.count("SELECT count(*) FROM outbox")).isEqualTo(2);
  }

  @Test
  void keepsAddressesInCanonicalForm() {
    api.adopted("mta1", bareHost("2001:db8::a"));
    Http.Answer made = http.post(IPS, ip("2001:0DB8:0:0::A")).expect(201);
    assertThat(made.text("/address")).isEqualTo("2001:db8::a");
    http.get(IPS + "/2001:db8:0::000a").expect(200);
    http.get(IPS + "/2001:db8::b").problem(404, "not-found");
    http.get(IPS + "/nonsense").problem(404, "not-found");
  }

  @Test
  void needsAnAdoptedServer() {
    http.post(IPS, ip("192.0.2.10")).problem(409, "server-not-adopted");
    api.engine(() -> api.bean(ServerRepository.class).save(TestRows.server("mta1")));
    http.post(IPS, ip("192.0.2.10")).problem(409, "server-not-adopted");
    http.post(IPS, ip("192.0.2.10", "\"server\":\"mta9\""))
        .problem(422, "no-such-server")
        .naming("server", "no-such-server");
  }

  @Test
  void needsTheServersNameIfThereAreSeveral() {
    api.adopted("mta1", bareHost("192.0.2.10"));
    api.adopted("mta2", bareHost("192.0.2.10"));
    http.post(IPS, ip("192.0.2.10")).problem(400, "invalid-request").naming("server", "required");
    assertThat(http.post(IPS, ip("192.0.2.10", "\"server\":\"mta2\"")).expect(201).text("/server"))
        .isEqualTo("mta2");
  }

  @Test
  void asksTheHostForAnAddressThatItDoesNotKnow() {
    ServerRow server = api.adopted("mta1", bareHost("192.0.2.10"));
    api.hosts()
        .behave(
            ask -> {
              assertThat(ask.kind()).isEqualTo(HostRequestKind.INSPECT);
              api.engine(
                  () ->
                      api.bean(ServerRepository.class)
                          .recordFacts(
                              server.id(),
                              server.epoch(),
                              Json.of(bareHost("192.0.2.10", "192.0.2.11")),
                              null));
              return new Answer(200, Map.of("addresses", List.of("192.0.2.10", "192.0.2.11")));
            });
    http.post(IPS, ip("192.0.2.10")).expect(201);
    assertThat(api.hosts().asked()).isEmpty();
    http.post(IPS, ip("192.0.2.11")).expect(201);
    assertThat(api.hosts().asked()).hasSize(1);
    http.post(IPS, ip("192.0.2.12"))
        .problem(422, "address-not-on-host")
        .naming("address", "address-not-on-host");
    assertThat(api.count("SELECT count(*) FROM sending_ip")).isEqualTo(2);

    int before = api.hosts().asked().size();
    http.post(IPS + "?force=true", ip("192.0.2.12")).expect(201);
    http.post(IPS, ip("192.0.2.12")).expect(200);
    assertThat(api.hosts().asked()).hasSize(before);
  }

  @Test
  void doesNotGuessWhileTheHostIsOutOfReach() {
    api.adopted("mta1", bareHost("192.0.2.10"));
    api.hosts()
        .behave(
            ask ->
                new Answer(
                    503, new HostProblem("host-unreachable", "mta1 does not answer", List.of())));
    http.post(IPS, ip("192.0.2.11")).problem(503, "host-unreachable");
    api.hosts().behave(ask -> null);
    http.post(IPS, ip("192.0.2.11")).problem(503, "host-unreachable");
    http.post(IPS, ip("192.0.2.10")).expect(201);
  }

  @Test
  void refusesAVmtaWithSeveralAddressesAndAnAddressInSeveralVmtas() {
    api.adopted(
        "mta1",
        new ServerFacts(
            List.of("192.0.2.1", "192.0.2.2", "192.0.2.3"),
            "mta.example.net",
            List.of(
                vmta(
                    "two",
                    false,
                    source("192.0.2.1", "a.example.net"),
                    source("192.0.2.2", "b.example.net")),
                vmta("x", false, source("192.0.2.3", "a.example.net")),
                vmta("y", false, source("192.0.2.3", "a.example.net"))),
            List.of(),
            List.of(),
            false,
            388_800));
    http.post(IPS, ip("192.0.2.1"))
        .problem(422, "several-addresses")
        .naming("address", "several-addresses");
    http.post(IPS, ip("192.0.2.3"))
        .problem(422, "address-in-several-vmtas")
        .naming("address", "address-in-several-vmtas");
  }

  @Test
  void anAdoptedVmtaKeepsItsHostName() {
    coldHost();
    http.post(IPS, ip("46.62.168.55", "\"hostname\":\"other.example.net\""))
        .problem(422, "hostname-of-adopted-vmta")
        .naming("hostname", "hostname-of-adopted-vmta");
    http.post(IPS, ip("46.62.168.55", "\"hostname\":\"mta0.example.net\"")).expect(201);
  }

  @Test
  void leavesAVmtaInAnUnmappedPoolWhereItIs() {
    api.adopted(
        "mta1",
        new ServerFacts(
            List.of("192.0.2.1"),
            "mta.example.net",
            List.of(vmta("v1", false, source("192.0.2.1", "a.example.net"))),
            List.of(new FoundPool("their-pool", List.of("v1"))),
            List.of("their-pool"),
            false,
            388_800));
    Http.Answer made = http.post(IPS, ip("192.0.2.1")).expect(201);
    assertThat(made.at("/warnings").toString()).contains("fed-by-unmapped-pool");
    assertThat(api.count("SELECT count(*) FROM sending_ip WHERE pool_id IS NULL")).isOne();
    assertThat(api.count("SELECT count(*) FROM pool")).isZero();
  }

  @Test
  void namesPoolsByTenantAndFurtherPurposes() {
    api.adopted("mta1", bareHost("192.0.2.1", "192.0.2.2", "192.0.2.3"));
    http.post("/api/v2/tenants", "{\"slug\":\"client1\",\"name\":\"C\"}").expect(201);
    for (int i = 1; i <= 3; i++) {
      String purpose = i == 2 ? "cold" : "marketing";
      http.post(
              IPS,
              "{\"address\":\"192.0.2.%d\",\"purpose\":\"%s\",\"tenant\":\"client1\"}"
                  .formatted(i, purpose))
          .expect(201);
    }
    assertThat(api.count("SELECT count(*) FROM pool")).isEqualTo(2);
    assertThat(
            api.count(
                "SELECT count(*) FROM sending_ip ip JOIN pool p ON p.id = ip.pool_id WHERE p.name = 'client1-pool' AND p.purpose = 'marketing'"))
        .isEqualTo(2);
    assertThat(
            api.count(
                "SELECT count(*) FROM pool WHERE name = 'client1-cold-pool' AND purpose = 'cold'"))
        .isOne();
  }

  @ParameterizedTest
  @CsvSource({
    "default-pool, x",
    "x, default-pool",
    "x, Default-Pool",
    "vmta-192-0-2-1, x",
    "x, vmta-192-0-2-1"
  })
  void neverTakesANameThatIsOnTheHost(String vmta, String pool) {
    api.adopted(
        "mta1",
        new ServerFacts(
            List.of("192.0.2.1"),
            "mta.example.net",
            List.of(vmta(vmta, false, source("192.0.2.99", "a.example.net"))),
            List.of(new FoundPool(pool, List.of(vmta))),
            List.of(),
            false,
            388_800));
    http.post(IPS, ip("192.0.2.1")).problem(409, "name-taken");
    assertThat(api.count("SELECT count(*) FROM pool")).isZero();
  }

  @Test
  void sharesATenantsQuotaAndRefusesWhatItCannotFeed() {
    api.adopted("mta1", bareHost("192.0.2.1", "192.0.2.2", "192.0.2.3"));
    http.post("/api/v2/tenants", "{\"slug\":\"small\",\"name\":\"S\",\"dailyQuota\":2}")
        .expect(201);
    String tenant = "\"tenant\":\"small\"";
    assertThat(http.post(IPS, ip("192.0.2.1", tenant)).expect(201).at("/effectiveQuota").asInt())
        .isEqualTo(2);
    http.post(IPS, ip("192.0.2.2", tenant)).expect(201);
    Http.Answer first = http.get(IPS + "/192.0.2.1").expect(200);
    assertThat(first.at("/dailyQuota").asInt()).isEqualTo(50);
    assertThat(first.at("/effectiveQuota").asInt()).isEqualTo(1);
    http.post(IPS, ip("192.0.2.3", tenant))
        .problem(422, "tenant-quota")
        .naming("tenant", "tenant-quota");
    http.post(IPS, ip("192.0.2.3", "\"tenant\":\"nobody\""))
        .problem(422, "no-such-tenant")
        .naming("tenant", "no-such-tenant");
  }

  @Test
  void sharesATenantsQuotaAmongThoseThatSend() {
    api.adopted("mta1", bareHost("192.0.2.1", "192.0.2.2"));
    http.post("/api/v2/tenants", "{\"slug\":\"small\",\"name\":\"S\",\"dailyQuota\":100}")
        .expect(201);
    String tenant = "\"tenant\":\"small\"";
    http.post(IPS, ip("192.0.2.1", tenant)).expect(201);
    http.post(IPS, ip("192.0.2.2", tenant, "\"state\":\"active\"", "\"dailyQuota\":100"))
        .expect(201);
    assertThat(http.get(IPS + "/192.0.2.1").at("/effectiveQuota").asInt()).isEqualTo(33);
    assertThat(http.get(IPS + "/192.0.2.2").at("/effectiveQuota").asInt()).isEqualTo(66);
    http.post(IPS + "/192.0.2.1/pause", "{\"reason\":\"x\"}").expect(202);
    assertThat(http.get(IPS + "/192.0.2.1").at("/effectiveQuota").asInt()).isZero();
    assertThat(http.get(IPS + "/192.0.2.2").at("/effectiveQuota").asInt()).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                          | address    | required",
        "{\"address\":\"192.0.2.1\"}                                 | purpose    | required",
        "{\"address\":\"127.0.0.1\",\"purpose\":\"m\"}               | address    | format",
        "{\"address\":\"224.0.0.1\",\"purpose\":\"m\"}               | address    | format",
        "{\"address\":\"192.0.2.010\",\"purpose\":\"m\"}             | address    | format",
        "{\"address\":\"::ffff:192.0.2.1\",\"purpose\":\"m\"}        | address    | format",
        "{\"address\":\"192.0.2.1/24\",\"purpose\":\"m\"}            | address    | format",
        "{\"address\":\"mta.example.net\",\"purpose\":\"m\"}         | address    | format",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"M\"}               | purpose    | format",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"a b\"}             | purpose    | format",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"tenant\":\"A\"}     | tenant | format",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"server\":\"a_b\"}   | server | format",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"state\":\"resting\"}| state  | allowed-value",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"state\":\"active\"} | dailyQuota | required",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"dailyQuota\":5}     | dailyQuota | state",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"state\":\"active\",\"dailyQuota\":0}         | dailyQuota | format",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"state\":\"active\",\"dailyQuota\":10000001}  | dailyQuota | format",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"schedule\":\"eight-week\"} | schedule | known-preset",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"schedule\":5}              | schedule | format",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"schedule\":{}}             | schedule | format",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"schedule\":{\"steps\":[]}} | schedule.steps | schedule",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"schedule\":{\"steps\":[{\"cap\":0,\"days\":1}]}}  | schedule.steps[0].cap  | range",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"schedule\":{\"steps\":[{\"cap\":1,\"days\":61}]}} | schedule.steps[0].days | range",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"schedule\":{\"steps\":[{\"cap\":1.5,\"days\":1}]}}| schedule.steps[0] | format",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"schedule\":{\"steps\":[{\"cap\":1,\"days\":1,\"x\":1}]}} | schedule.steps[0] | format",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"schedule\":{\"steps\":[{\"cap\":50,\"days\":1},{\"cap\":40,\"days\":1}]}}  | schedule.steps | schedule",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"schedule\":{\"steps\":[{\"cap\":50,\"days\":1},{\"cap\":501,\"days\":1}]}} | schedule.steps | schedule"
      })
  void namesEachBadField(String body, String field, String rule) {
    coldHost();
    http.post(IPS, body).problem(400, "invalid-request").naming(field, rule);
    assertThat(api.count("SELECT count(*) FROM sending_ip")).isZero();
    assertThat(api.hosts().asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.example.net\nsmtp-source-host 1.2.3.4 x",
        "a.example.net\r",
        "a#b.example.net",
        "a<b>.example.net",
        "a\"b.example.net",
        "a'b",
        "a b",
        "a\u0000b",
        "m\u00fcta.example.net",
        "\u202emta.example.net",
        "\u212aelvin.example.net",
        "-a.example.net",
        "a..example.net",
        "a.example.net.",
        "$(id)",
        "a\\b",
        ""
      })
  void refusesHostileHostNames(String hostname) {
    coldHost();
    http.post(IPS, hostNamed(hostname))
        .problem(400, "invalid-request")
        .naming("hostname", "format");
    http.post(IPS, hostNamed("a".repeat(300)))
        .problem(400, "invalid-request")
        .naming("hostname", "format");
    assertThat(api.count("SELECT count(*) FROM sending_ip")).isZero();
  }

  private static String hostNamed(String hostname) {
    return JSON.writeValueAsString(
        Map.of("address", "198.51.100.1", "purpose", "marketing", "hostname", hostname));
  }

  @Test
  void takesACustomSchedule() {
    coldHost();
    Http.Answer made =
        http.post(
                IPS,
                ip(
                    "198.51.100.1",
                    "\"schedule\":{\"steps\":[{\"cap\":10,\"days\":2},{\"cap\":100,\"days\":3}]}"))
            .expect(201);
    assertThat(made.text("/warmup/schedule")).isEqualTo("custom");
    assertThat(made.at("/dailyQuota").asInt()).isEqualTo(10);
    assertThat(made.at("/warmup/nextQuota").asInt()).isEqualTo(100);
  }

  @Test
  void refusesWhatHasNoEffectYet() {
    coldHost();
    http.post(IPS, ip("198.51.100.1", "\"mailwizzServerId\":3"))
        .problem(400, "not-available-yet")
        .naming("mailwizzServerId", "not-available-yet");
  }

  @Test
  void twoHundredAtOnceAreAllTaken() throws Exception {
    String[] addresses = new String[200];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = "198.51.100." + (i + 1);
    }
    ServerRow server = api.adopted("mta1", bareHost(addresses));
    ExecutorService callers = Executors.newFixedThreadPool(50);
    try {
      List<Future<Http.Answer>> answers = new ArrayList<>();
      for (String address : addresses) {
        answers.add(callers.submit(() -> http.post(IPS, ip(address))));
      }
      for (Future<Http.Answer> answer : answers) {
        answer.get().expect(201);
      }
    } finally {
      callers.shutdownNow();
    }
    assertThat(api.count("SELECT count(*) FROM sending_ip")).isEqualTo(200);
    assertThat(api.count("SELECT count(*) FROM pool")).isOne();
    assertThat(api.count("SELECT desired_gen FROM server")).isEqualTo(server.desiredGen() + 200);
    assertThat(http.get(IPS + "?size=200").expect(200).at("/items").size()).isEqualTo(200);
  }

  @Test
  void theSameAddressAtOnceIsTakenOnce() throws Exception {
    api.adopted("mta1", bareHost("192.0.2.1"));
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try {
      List<Future<Http.Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        answers.add(callers.submit(() -> http.post(IPS, ip("192.0.2.1"))));
      }
      int created = 0;
      for (Future<Http.Answer> answer : answers) {
        assertThat(answer.get().status()).as(answer.get().body()).isIn(200, 201);
        created += answer.get().status() == 201 ? 1 : 0;
      }
      assertThat(created).isOne();
    } finally {
      callers.shutdownNow();
    }
  }
}
