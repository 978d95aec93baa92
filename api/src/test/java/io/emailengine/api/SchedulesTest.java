package io.emailengine.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The schedules that a registration may name or bring, to their limits. */
class SchedulesTest {
  private static final String STEP = "{\"cap\":1,\"days\":1}";

  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();

  @BeforeEach
  void oneHost() {
    api.clean().adopted("mta1", ApiUnderTest.bareHost("192.0.2.1"));
  }

  private Http.Answer register(String schedule) {
    return http.post(
        "/api/v2/ips",
        "{\"address\":\"192.0.2.1\",\"purpose\":\"marketing\",\"schedule\":" + schedule + "}");
  }

  private static String steps(String steps) {
    return "{\"steps\":[" + steps + "]}";
  }

  @ParameterizedTest
  @CsvSource({
    "six-week,50,42",
    "six-week-daily,50,42",
    "sparkpost-30,200,29",
    "mailtrap-21,300,21",
    "misar-30d,50,30"
  })
  void knowsPresetsByName(String name, int firstCap, int days) {
    Http.Answer made = register("\"" + name + "\"").expect(201);
    assertThat(made.text("/warmup/schedule")).isEqualTo(name);
    assertThat(made.at("/dailyQuota").asInt()).isEqualTo(firstCap);
    Http.Answer plan = http.get("/api/v2/ips/192.0.2.1/warmup").expect(200);
    assertThat(plan.at("/totalDays").asInt()).isEqualTo(days);
    assertThat(plan.at("/quotaToday").asInt()).isEqualTo(firstCap);
    assertThat(plan.at("/step").asInt()).isOne();
  }

  static Stream<String> withinLimits() {
    String hundred = STEP + ",{\"cap\":10,\"days\":60}".repeat(99);
    return Stream.of(
        steps(STEP),
        steps("{\"cap\":10000000,\"days\":60}"),
        steps(STEP + "," + STEP),
        steps(hundred));
  }

  @ParameterizedTest
  @MethodSource("withinLimits")
  void takesSchedulesUpToTheLimits(String schedule) {
    assertThat(register(schedule).expect(201).text("/warmup/schedule")).isEqualTo("custom");
  }

  static Stream<Arguments> beyondLimits() {
    return Stream.of(
        Arguments.of("\"\"", "schedule known-preset"),
        Arguments.of("\"Six-week\"", "schedule known-preset"),
        Arguments.of("true", "schedule format"),
        Arguments.of("[]", "schedule format"),
        Arguments.of("{\"steps\":null}", "schedule format"),
        Arguments.of("{\"steps\":[],\"name\":\"x\"}", "schedule format"),
        Arguments.of(steps("5"), "schedule.steps[0] format"),
        Arguments.of(steps("null"), "schedule.steps[0] format"),
        Arguments.of(steps("{\"cap\":1}"), "schedule.steps[0] format"),
        Arguments.of(steps("{\"cap\":\"1\",\"days\":1}"), "schedule.steps[0] format"),
        Arguments.of(steps("{\"cap\":1.0,\"days\":1}"), "schedule.steps[0] format"),
        Arguments.of(steps(STEP + ",{\"cap\":-1,\"days\":1}"), "schedule.steps[1].cap range"),
        Arguments.of(steps("{\"cap\":10000001,\"days\":1}"), "schedule.steps[0].cap range"),
        Arguments.of(steps("{\"cap\":99999999999,\"days\":1}"), "schedule.steps[0].cap range"),
        Arguments.of(steps("{\"cap\":1,\"days\":0}"), "schedule.steps[0].days range"),
        Arguments.of(steps(STEP + ",{\"cap\":11,\"days\":1}"), "schedule.steps schedule"),
        Arguments.of(steps(STEP + ("," + STEP).repeat(100)), "schedule.steps schedule"));
  }

  @ParameterizedTest
  @MethodSource("beyondLimits")
  void namesWhatIsBeyondTheLimits(String schedule, String error) {
    assertThat(register(schedule).problem(400, "invalid-request").errors()).containsExactly(error);
  }

  @Test
  void takesNullForNoSchedule() {
    assertThat(register("null").expect(201).text("/warmup/schedule")).isEqualTo("six-week");
    http.post("/api/v2/ips", "{\"address\":\"192.0.2.1\",\"purpose\":\"marketing\"}").expect(200);
  }

  @Test
  void goesWithAWarmUpOnly() {
    http.post(
            "/api/v2/ips",
            "{\"address\":\"192.0.2.1\",\"purpose\":\"m\",\"state\":\"active\",\"dailyQuota\":5,\"schedule\":\"six-week\"}")
        .problem(400, "invalid-request")
        .naming("schedule", "state");
  }

  @Test
  void numbersDaysThroughThePlan() {
    register(steps("{\"cap\":5,\"days\":2},{\"cap\":50,\"days\":3},{\"cap\":50,\"days\":1}"))
        .expect(201);
    Http.Answer plan = http.get("/api/v2/ips/192.0.2.1/warmup").expect(200);
    assertThat(plan.at("/steps").toString())
        .isEqualTo(
            "[{\"step\":1,\"cap\":5,\"days\":2,\"firstDay\":1,\"lastDay\":2},"
                + "{\"step\":2,\"cap\":50,\"days\":3,\"firstDay\":3,\"lastDay\":5},"
                + "{\"step\":3,\"cap\":50,\"days\":1,\"firstDay\":6,\"lastDay\":6}]");
  }
}
