package io.emailengine.workflows.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.workflows.Payloads;
import io.emailengine.workflows.Workflows;
import io.emailengine.workflows.model.WakeSignal;
import io.emailengine.workflows.schedule.DayCalendar;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributes;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On Temporal's time-skipping server, over a row in memory. */
class IpWarmupWorkflowTest {
  private static final String ADDRESS = "192.0.2.10";
  private static final String ID = "ip-warmup/" + ADDRESS;
  private static final Instant NOON = Instant.parse("2026-03-20T12:00:00Z");

  /** The six weeks hold the Sunday on which the clocks go forward. */
  private static final DayCalendar CALENDAR =
      DayCalendar.of(Duration.ofDays(1), ZoneId.of("Europe/Paris"), LocalTime.of(0, 10));

  private static final long FIRST = CALENDAR.dayOf(NOON);

  private TestWorkflowEnvironment environment;
  private RowInMemory row;

  @BeforeEach
  void start() {
    environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setInitialTime(NOON)
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder()
                        .setDataConverter(Payloads.dataConverter())
                        .setIdentity("test")
                        .build())
                .registerSearchAttribute("Tenant", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                .registerSearchAttribute("SendingIp", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                .registerSearchAttribute("MailNode", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                .registerSearchAttribute("IpState", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                .registerSearchAttribute("WarmupStep", IndexedValueType.INDEXED_VALUE_TYPE_INT)
                .build());
    row = new RowInMemory(CALENDAR, () -> Instant.ofEpochMilli(environment.currentTimeMillis()));
    Worker worker = environment.newWorker(Workflows.TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(IpWarmupWorkflowImpl.class);
    worker.registerActivitiesImplementations(row);
  }

  @AfterEach
  void stop() {
    environment.close();
  }

  @Test
  void warmsForSixWeeksInFewEvents() throws Exception {
    environment.start();
    WorkflowStub run = launch(null, true);
    assertThat(run.getResult(WarmupResult.class)).isEqualTo(new WarmupResult(ADDRESS, "complete"));
    assertThat(row.raises).containsOnlyKeys(50, 200, 500, 1500, 5000, 10000);
    int week = 0;
    for (Instant raise : row.raises.values()) {
      assertThat(raise)
          .isBetween(
              week == 0 ? NOON : CALENDAR.startOf(FIRST + 7 * week),
              CALENDAR.startOf(FIRST + 7 * week).plusSeconds(week == 0 ? 86_400 : 60));
      week++;
    }
    WorkflowExecutionHistory history = environment.getWorkflowClient().fetchHistory(ID);
    System.out.println("history events of undisturbed six weeks: " + history.getEvents().size());
    assertThat(history.getEvents()).hasSizeLessThanOrEqualTo(120);
    long upserts =
        history.getEvents().stream()
            .filter(e -> e.getEventType() == EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
            .count();
    assertThat(upserts).isEqualTo(6);
    keep(history, "ip-warmup-undisturbed");
  }

  @Test
  void runsWithoutSearchAttributesWhereTheServerHasNone() throws Exception {
    environment.start();
    WorkflowStub run = launch(null, false);
    assertThat(run.getResult(WarmupResult.class).outcome()).isEqualTo("complete");
    keep(environment.getWorkflowClient().fetchHistory(ID), "ip-warmup-no-search-attributes");
  }

  @Test
  void aPauseShiftsTheRestByTheDaysThatItTouched() throws Exception {
    environment.start();
    WorkflowStub run = launch(null, true);
    environment.sleep(Duration.ofDays(2));
    run.signal("pause", new PauseSignal("complaints", null));
    environment.sleep(Duration.ofDays(3));
    run.signal("resume", new ResumeSignal("looked at it", false));
    assertThat(run.getResult(WarmupResult.class).outcome()).isEqualTo("complete");
    assertThat(row.intents)
        .extracting(RecordIntent::requestId)
        .containsExactly(ID + "/1", ID + "/2");
    // Noon of day 3 to noon of day 6: four days were touched.
    assertThat(row.raises.get(200))
        .isBetween(CALENDAR.startOf(FIRST + 11), CALENDAR.startOf(FIRST + 11).plusSeconds(60));
    assertThat(row.raises.get(10000))
        .isBetween(CALENDAR.startOf(FIRST + 39), CALENDAR.startOf(FIRST + 39).plusSeconds(60));
    keep(environment.getWorkflowClient().fetchHistory(ID), "ip-warmup-paused");
  }

  @Test
  void aSignalThatComesBeforeTheFirstTaskIsKept() {
    WorkflowStub run = launch(null, true);
    run.signal("pause", new PauseSignal("at once", null));
    run.signal("resume", new ResumeSignal(null, false));
    run.signal("pause", new PauseSignal("again", NOON.plus(Duration.ofDays(1))));
    environment.start();
    assertThat(run.getResult(WarmupResult.class).outcome()).isEqualTo("complete");
    assertThat(row.intents)
        .extracting(intent -> intent.pause() == null ? "resume" : intent.pause().reason())
        .containsExactly("at once", "resume", "again");
    assertThat(row.intents.get(2).pause().until()).isEqualTo(NOON.plus(Duration.ofDays(1)));
  }

  @Test
  void endsWhenAnotherRunOwnsTheRow() throws Exception {
    environment.start();
    WorkflowStub run = launch(null, true);
    environment.sleep(Duration.ofDays(1));
    row.epoch = 2;
    run.signal("wake", new WakeSignal("epoch"));
    assertThat(run.getResult(WarmupResult.class).outcome()).isEqualTo("superseded");
    keep(environment.getWorkflowClient().fetchHistory(ID), "ip-warmup-superseded");
  }

  @Test
  void carriesItsProgressOnWhenTheHistoryIsLong() {
    environment.start();
    WorkflowStub run = launch(new WarmupProgress(40, 7), true);
    String firstRun = run.getExecution().getRunId();
    environment.sleep(Duration.ofDays(1));
    run.signal("pause", new PauseSignal("x", null));
    run.signal("resume", new ResumeSignal("x", false));
    // One at a time, so that each wake is looked at by itself.
    for (int i = 0; i < 260; i++) {
      run.signal("wake", new WakeSignal("swarm " + i));
      environment.sleep(Duration.ofMinutes(1));
    }
    WorkflowStub latest = environment.getWorkflowClient().newUntypedWorkflowStub(ID);
    WarmupStatus status = latest.query("status", WarmupStatus.class);
    assertThat(status.evaluations()).isGreaterThan(40 + 200);
    assertThat(status.state()).isEqualTo("warming");
    latest.signal("pause", new PauseSignal("after", null));
    latest.signal("resume", new ResumeSignal("after", false));
    assertThat(run.getResult(WarmupResult.class).outcome()).isEqualTo("complete");
    assertThat(row.intents)
        .extracting(RecordIntent::requestId)
        .containsExactly(ID + "/8", ID + "/9", ID + "/10", ID + "/11");
    assertThat(latest.describe().getExecution().getRunId()).isNotEqualTo(firstRun);
    assertThat(latest.describe().getTypedSearchAttributes().get(Workflows.IP_STATE))
        .isEqualTo("active");
    assertThat(latest.describe().getTypedSearchAttributes().get(Workflows.TENANT))
        .isEqualTo("default");
  }

  @Test
  void goesOnWithTheWarmupThatHasTakenItsPlace() {
    environment.start();
    WorkflowStub run = launch(null, true);
    environment.sleep(Duration.ofDays(20));
    Instant restarted = Instant.ofEpochMilli(environment.currentTimeMillis());
    row.restart("begun-again");
    run.signal("wake", new WakeSignal("restart"));

    assertThat(run.getResult(WarmupResult.class).outcome()).isEqualTo("complete");

    long first = CALENDAR.dayOf(restarted);
    assertThat(row.raises).containsOnlyKeys(50, 200, 500, 1500, 5000, 10000);
    assertThat(row.raises.get(10000))
        .isBetween(CALENDAR.startOf(first + 35), CALENDAR.startOf(first + 35).plusSeconds(60));
  }

  @Test
  void sleepsInStandbyWithoutCountingDays() {
    environment.start();
    WorkflowStub run = launch(null, true);
    environment.sleep(Duration.ofDays(2));
    row.standBy();
    run.signal("wake", new WakeSignal("standby"));
    environment.sleep(Duration.ofDays(10));
    row.release();
    run.signal("wake", new WakeSignal("release"));

    assertThat(run.getResult(WarmupResult.class).outcome()).isEqualTo("complete");

    // From day 3 to day 13 no day counts: eleven days later than without.
    assertThat(row.raises.get(200))
        .isBetween(CALENDAR.startOf(FIRST + 18), CALENDAR.startOf(FIRST + 18).plusSeconds(60));
  }

  @Test
  void saysWhereItIs() {
    environment.start();
    WorkflowStub run = launch(null, true);
    environment.sleep(Duration.ofDays(8));
    WarmupStatus status = run.query("status", WarmupStatus.class);
    assertThat(status)
        .isEqualTo(
            new WarmupStatus(ADDRESS, "warming", 2, 8, false, CALENDAR.startOf(FIRST + 14), 2));
  }

  private WorkflowStub launch(@Nullable WarmupProgress progress, boolean searchAttributes) {
    WorkflowOptions.Builder options =
        WorkflowOptions.newBuilder()
            .setWorkflowId(ID)
            .setTaskQueue(Workflows.TASK_QUEUE)
            .setStaticSummary("warms " + ADDRESS)
            // The skipping clock may jump far ahead without it.
            .setWorkflowRunTimeout(Duration.ofDays(120));
    if (searchAttributes) {
      options.setTypedSearchAttributes(
          SearchAttributes.newBuilder()
              .set(Workflows.TENANT, "default")
              .set(Workflows.SENDING_IP, ADDRESS)
              .set(Workflows.MAIL_NODE, "mta1")
              .set(Workflows.IP_STATE, "warming")
              .set(Workflows.WARMUP_STEP, 1L)
              .build());
    }
    WorkflowStub stub =
        environment.getWorkflowClient().newUntypedWorkflowStub("IpWarmupWorkflow", options.build());
    stub.start(new IpWarmupInput(ADDRESS, "default", "mta1", "w1", 1, progress));
    return stub;
  }

  /** With -Dhistories.keep=DIRECTORY the run is kept as a file for the replay tests. */
  private static void keep(WorkflowExecutionHistory history, String name) throws Exception {
    String directory = System.getProperty("histories.keep");
    if (directory != null) {
      Files.createDirectories(Path.of(directory));
      Files.writeString(Path.of(directory, name + ".json"), history.toJson(true) + "\n");
    }
    assertThat(List.of(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED))
        .contains(history.getLastEvent().getEventType());
  }
}
