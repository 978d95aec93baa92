package io.emailengine.api;

import static io.emailengine.api.ApiUnderTest.bareHost;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.api.Http.Answer;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.Queues;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.VmtaQueue;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An IP's life by hand: what is answered, what is written, what is refused. */
class LifecycleTest {
  private static final String IP = "/api/v2/ips/192.0.2.1";
  private static final String WHY = "{\"reason\":\"because\"}";

  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();

  @BeforeEach
  void oneWarmingIp() {
    api.clean();
    api.adopted("mta1", bareHost("192.0.2.1", "192.0.2.2"));
    http.post("/api/v2/ips", "{\"address\":\"192.0.2.1\",\"purpose\":\"marketing\"}").expect(201);
  }

  @Test
  void standbyStopsAndReleaseToPreviousKeepsStepAndWarmup() {
    SendingIpRow before = row();
    Answer stopped = http.post(IP + "/standby", WHY).expect(202);
    assertThat(stopped.text("/state")).isEqualTo("standby");
    assertThat(stopped.at("/dailyQuota").asInt()).isEqualTo(50);
    assertThat(stopped.at("/effectiveQuota").asInt()).isZero();
    assertThat(stopped.at("/warmup/nextChangeAt").isNull()).isTrue();
    assertThat(server().urgent()).isTrue();
    assertThat(http.get("/api/v2/ips?state=standby").expect(200).at("/total").asInt()).isOne();
    http.post(IP + "/standby", WHY).expect(202);

    Answer released =
        http.post(IP + "/release", "{\"to\":\"previous\",\"reason\":\"fine\"}").expect(202);

    assertThat(released.text("/state")).isEqualTo("warming");
    assertThat(released.at("/effectiveQuota").asInt()).isEqualTo(50);
    assertThat(row().warmupId()).isEqualTo(before.warmupId());
    assertThat(row().riseAskedBy()).isEqualTo("operator");
    assertThat(api.count("SELECT count(*) FROM uncounted_time WHERE ended_at IS NOT NULL")).isOne();
    Answer decisions = http.get(IP + "/decisions").expect(200);
    assertThat(decisions.text("/items/0/kind")).isEqualTo("release");
    assertThat(decisions.text("/items/1/kind")).isEqualTo("standby");
    assertThat(decisions.at("/total").asInt())
        .as("the second standby changed nothing")
        .isEqualTo(3);
  }

  @Test
  void releaseToWarmingBeginsFromTheStart() {
    SendingIpRow before = row();
    http.post(IP + "/standby", WHY).expect(202);
    http.post(IP + "/release", "{\"to\":\"warming\",\"reason\":\"fine\"}").expect(202);
    assertThat(row().warmupId()).isNotEqualTo(before.warmupId());
    assertThat(row().step()).isOne();
  }

  @Test
  void restartFinishAndAnotherSchedule() {
    Answer custom =
        http.post(
                IP + "/warmup",
                "{\"action\":\"set-schedule\",\"reason\":\"slower\",\"schedule\":"
                    + "{\"steps\":[{\"cap\":20,\"days\":3},{\"cap\":40,\"days\":3},{\"cap\":90,\"days\":3}]}}")
            .expect(202);
    assertThat(custom.at("/dailyQuota").asInt()).isEqualTo(40);
    assertThat(custom.at("/warmup/step").asInt()).isEqualTo(2);
    assertThat(custom.text("/warmup/schedule")).isEqualTo("custom");

    Answer finished =
        http.post(IP + "/warmup", "{\"action\":\"finish\",\"reason\":\"done\"}").expect(202);
    assertThat(finished.text("/state")).isEqualTo("active");
    assertThat(finished.at("/dailyQuota").asInt()).isEqualTo(40);
    http.post(IP + "/warmup", "{\"action\":\"finish\",\"reason\":\"done\"}")
        .problem(409, "wrong-state");

    Answer again =
        http.post(IP + "/warmup", "{\"action\":\"restart\",\"reason\":\"cold\"}").expect(202);
    assertThat(again.text("/state")).isEqualTo("warming");
    assertThat(again.at("/dailyQuota").asInt()).isEqualTo(20);
    assertThat(again.at("/warmup/day").asInt()).isOne();
    assertThat(api.count("SELECT count(*) FROM audit WHERE action = 'ip.restart'")).isOne();
  }

  @Test
  void retiredIsFinalAndItsAddressIsFreeOnceItIsDrained() {
    Answer retired = http.post(IP + "/retire", WHY).expect(202);
    assertThat(retired.text("/state")).isEqualTo("retired");
    assertThat(http.get(IP).expect(200).text("/state")).isEqualTo("retired");
    for (String move : List.of("/pause", "/standby", "/retire")) {
      http.post(IP + move, WHY).problem(409, "retired");
    }
    String again = "{\"address\":\"192.0.2.1\",\"purpose\":\"marketing\"}";
    http.post("/api/v2/ips", again).problem(409, "draining");
    api.engine(
        () ->
            api.bean(SendingIpRepository.class)
                .recordDrained(
                    api.bean(SendingIpRepository.class)
                        .findLastRetired("192.0.2.1")
                        .orElseThrow()
                        .id(),
                    Instant.now()));
    assertThat(http.post("/api/v2/ips", again).expect(201).text("/state")).isEqualTo("warming");
  }

  @Test
  void aLowerCapThatWouldBounceMailNeedsForce() {
    ServerRow server = server();
    String vmta = row().vmta();
    api.engine(
        () -> {
          Queues queues = api.bean(Queues.class);
          queues.recordRead(server.id(), 1_000, Instant.now());
          queues.write(server.id(), List.of(new VmtaQueue(vmta, 1_000, null, null, 0, null)));
          return 0;
        });
    assertThat(http.get(IP).expect(200).at("/queued").asInt()).isEqualTo(1_000);
    String slower =
        "{\"action\":\"set-schedule\",\"reason\":\"x\",\"schedule\":{\"steps\":[{\"cap\":10,\"days\":3}]}}";
    http.post(IP + "/warmup", slower).problem(422, "backlog-will-bounce");
    assertThat(row().dailyQuota()).isEqualTo(50);
    http.post(IP + "/warmup?force=true", slower).expect(202);
    http.post(IP + "/standby", WHY).expect(202);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "standby | {}                                              | reason   | required",
        "retire  | {\"reason\":\" \"}                              | reason   | required",
        "release | {\"reason\":\"x\"}                              | to       | allowed-value",
        "release | {\"reason\":\"x\",\"to\":\"active\"}            | to       | allowed-value",
        "warmup  | {\"reason\":\"x\"}                              | action   | allowed-value",
        "warmup  | {\"reason\":\"x\",\"action\":\"set-schedule\"}  | schedule | required",
        "warmup  | {\"reason\":\"x\",\"action\":\"restart\",\"schedule\":\"six-week\"} | schedule | action",
        "warmup  | {\"action\":\"restart\"}                        | reason   | required",
      })
  void namesTheBadField(String move, String body, String field, String rule) {
    Answer refused = http.post(IP + "/" + move.strip(), body).problem(400, "invalid-request");
    assertThat(refused.text("/errors/0/field")).isEqualTo(field);
    assertThat(refused.text("/errors/0/rule")).isEqualTo(rule);
  }

  @Test
  void knowsNoIpThatWasNeverThere() {
    http.post("/api/v2/ips/192.0.2.99/standby", WHY).problem(404, "not-found");
    http.post(IP + "/release", "{\"to\":\"previous\",\"reason\":\"x\"}")
        .problem(409, "wrong-state");
  }

  private SendingIpRow row() {
    return api.engine(
        () -> api.bean(SendingIpRepository.class).findByAddress("192.0.2.1").orElseThrow());
  }

  private ServerRow server() {
    return api.engine(() -> api.bean(ServerRepository.class).findByName("mta1").orElseThrow());
  }
}
