package io.emailengine.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.api.FakeHosts.Answer;
import io.emailengine.store.server.AdoptReport;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.UnadoptReport;
import io.emailengine.store.server.UnadoptRequest;
import io.emailengine.store.testing.TestRows;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asking a host to be given back, and what comes of the answer. */
class UnadoptTest {
  private static final String UNADOPT = "/api/v2/servers/mta1/unadopt";
  private static final String BODY = "{\"reason\":\"we leave\"}";
  private static final UnadoptReport REPORT = report(false, false);

  private final ApiUnderTest api = ApiUnderTest.shared();
  private final Http http = api.http();

  /** Of a host with one block. */
  static UnadoptReport report(boolean dryRun, boolean adopted) {
    return new UnadoptReport(
        "mta1",
        dryRun,
        adopted,
        List.of(new UnadoptReport.Block("v0", "/etc/pmta/config", 12)),
        List.of(),
        List.of("192.0.2.1"),
        List.of("v0"),
        List.of(new AdoptReport.Warning("odd", "/etc/pmta/config", 3, "looks odd")),
        List.of("/etc/pmta/config"),
        "--- a\n+++ b\n",
        List.of());
  }

  @BeforeEach
  void oneServer() {
    api.clean();
    api.engine(() -> api.bean(ServerRepository.class).save(TestRows.server("mta1")));
  }

  @Test
  void handsTheRequestOverAndAnswersTheReport() {
    api.hosts().behave(ask -> new Answer(200, REPORT));
    Http.Answer answer = http.post(UNADOPT, BODY).expect(200);
    FakeHosts.Ask ask = api.hosts().asked().get(0);
    assertThat(ask.kind()).isEqualTo(HostRequestKind.UNADOPT);
    assertThat(ask.actor()).isEqualTo("operator");
    assertThat(ask.request().as(UnadoptRequest.class))
        .isEqualTo(new UnadoptRequest("we leave", false));
    assertThat(answer.text("/vmtas/0/name")).isEqualTo("v0");
    assertThat(answer.at("/vmtas/0/line").asInt()).isEqualTo(12);
    assertThat(answer.text("/ips/0")).isEqualTo("192.0.2.1");
    assertThat(answer.text("/resumed/0")).isEqualTo("v0");
    assertThat(answer.at("/adopted").asBoolean()).isFalse();
  }

  @Test
  void passesADryRunOn() {
    api.hosts().behave(ask -> new Answer(200, REPORT));
    http.post(UNADOPT + "?dryRun=true", BODY).expect(200);
    assertThat(api.hosts().asked().get(0).request().as(UnadoptRequest.class).dryRun()).isTrue();
  }

  @Test
  void namesTheVirtualMtasThatStillHaveMail() {
    api.hosts()
        .behave(
            ask ->
                new Answer(
                    422,
                    new HostProblem(
                        "mail-queued",
                        "Mail is queued.",
                        List.of(
                            new HostProblem.Reason(
                                "vmta-192-0-2-1", null, null, "3 recipients are queued")))));
    http.post(UNADOPT, BODY).problem(422, "mail-queued").naming("vmta-192-0-2-1", "mail-queued");
  }

  @Test
  void goesOnWithoutACallerWhoWaitedLongEnough() {
    Http.Answer answer = http.post(UNADOPT, BODY).expect(202);
    assertThat(answer.header("Location")).startsWith("/api/v2/servers/mta1/requests/");
  }

  @Test
  void keepsItsAnswerUnderAKey() {
    api.hosts().behave(ask -> new Answer(200, REPORT));
    http.post(UNADOPT, BODY, "Idempotency-Key", "k").expect(200);
    http.post(UNADOPT, BODY, "Idempotency-Key", "k").expect(200);
    assertThat(api.hosts().asked()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                | reason | required",
        "{\"reason\":\" \"}            | reason | required",
        "{\"reason\":\"a\\nb\"}      | reason | text",
        "{\"reason\":\"a\",\"x\":1}  | x      | unknown-property"
      })
  void namesEachBadFieldBeforeTheHostIsAsked(String body, String field, String rule) {
    http.post(UNADOPT, body).problem(400, "invalid-request").naming(field, rule);
    assertThat(api.hosts().asked()).isEmpty();
  }

  @Test
  void refusesAnUnknownServer() {
    http.post("/api/v2/servers/mta9/unadopt", BODY).problem(404, "not-found");
  }
}
