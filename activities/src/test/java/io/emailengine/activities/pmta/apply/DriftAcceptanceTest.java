package io.emailengine.activities.pmta.apply;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.lifecycle.IpState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A person says that the edited file stands. */
class DriftAcceptanceTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  private static final String ENGINE_FILE = "/etc/pmta/email-engine/engine.conf";

  @TempDir Path folder;
  private HostFixture fixture;
  private SendingIpRow ip;
  private SendingIpRow mature;

  @BeforeEach
  void aHostThatRunsCaps() {
    fixture = new HostFixture(STORE, folder).adopted();
    ip = fixture.warm(10);
    mature = fixture.register("95.216.179.163", "pmta-vmta0", true, IpState.ACTIVE, 900);
    fixture.apply();
    fixture.clock.advance(Duration.ofHours(5));
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  private void edit(String from, String to) throws IOException {
    String text = fixture.file(ENGINE_FILE);
    assertThat(text).contains(from);
    Files.writeString(fixture.host.locate(ENGINE_FILE), text.replace(from, to));
    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.HELD);
  }

  private HostRequestRow accept() {
    return fixture.serve(fixture.ask(HostRequestKind.ACCEPT, Map.of()));
  }

  private HostProblem refusal() {
    HostRequestRow answer = accept();
    assertThat(answer.status()).as("%s", answer.answer()).isEqualTo(422);
    return requireNonNull(answer.answer()).as(HostProblem.class);
  }

  private void runs() {
    fixture.clock.advance(Duration.ofMinutes(5));
    ApplyOutcome outcome = fixture.apply();
    assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(ApplyOutcome.Kind.APPLIED);
    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
    assertThat(fixture.server().driftSha()).isNull();
  }

  @Test
  void takesTheCapsOverAsThePersonsWish() throws IOException {
    edit("max-smtp-msg-rate 50/d", "max-smtp-msg-rate 250/d");

    HostRequestRow answer = accept();

    assertThat(answer.status()).as("%s", answer.answer()).isEqualTo(202);
    assertThat(fixture.ip(ip).dailyQuota()).isEqualTo(250);
    assertThat(fixture.ip(ip).step()).isEqualTo(2);
    runs();
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(250));
  }

  @Test
  void carriesEditedLinesOfTheOperatorsBlocksAlong() throws IOException {
    edit("<virtual-mta pmta-vmta0>\n", "<virtual-mta pmta-vmta0>\n  max-smtp-out 7\n");

    HostRequestRow answer = accept();

    assertThat(answer.status()).as("%s", answer.answer()).isEqualTo(202);
    runs();
    assertThat(fixture.file(ENGINE_FILE)).contains("max-smtp-out 7", "900/d");
    assertThat(fixture.cap(mature)).isEqualTo(OptionalLong.of(900));
  }

  @Test
  void carriesEditedLinesOfItsOwnBlocksNewBlocksAndCommentsAlong() throws IOException {
    String file = fixture.file(ENGINE_FILE);
    Files.writeString(
        fixture.host.locate(ENGINE_FILE),
        file.replace("max-smtp-msg-rate 50/d", "max-smtp-msg-rate 250/d\n  max-smtp-out 7")
            + """
            # a note by hand
            <virtual-mta byhand>
              smtp-source-host 198.51.100.30 mta30.example.net
            </virtual-mta>
            <virtual-mta-pool byhand-pool>
              virtual-mta byhand
            </virtual-mta-pool>
            """);
    assertThat(fixture.apply().kind()).isEqualTo(ApplyOutcome.Kind.HELD);

    HostRequestRow answer = accept();

    assertThat(answer.status()).as("%s", answer.answer()).isEqualTo(202);
    runs();
    assertThat(fixture.file(ENGINE_FILE))
        .containsPattern("(?s)<virtual-mta " + ip.vmta() + ">[^<]*max-smtp-out 7")
        .contains("# a note by hand");
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(250));
    assertThat(fixture.host.running().cap("byhand")).isEmpty();
    assertThat(fixture.host.running().pools()).containsEntry("byhand-pool", List.of("byhand"));
    fixture.clock.set(HostFixture.MORNING.plus(Duration.ofDays(1)));
    fixture.beginStep(ip, 3, 500);
    fixture.apply();
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(500));
    assertThat(fixture.file(ENGINE_FILE)).contains("max-smtp-out 7", "# a note by hand");
  }

  @Test
  void aVirtualMtaOfTheEnginesOwnStillLeavesWithItsIpThoughItsLinesWereEdited() throws IOException {
    edit("max-smtp-msg-rate 50/d", "max-smtp-msg-rate 50/d\n  max-smtp-out 7");
    assertThat(accept().status()).isEqualTo(202);
    runs();
    STORE.engineDo(
        () ->
            STORE
                .jdbc()
                .sql(
                    "UPDATE sending_ip SET state = 'retired', retired_at = now(), drained_at = now() WHERE id = :id")
                .param("id", ip.id())
                .update());
    fixture.bump();
    fixture.clock.advance(Duration.ofMinutes(5));

    fixture.apply();

    assertThat(fixture.host.running().vmtas()).doesNotContainKey(ip.vmta());
    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
  }

  @Test
  void keepsTheMembersThatAStopTookOutOfAnEditedPool() throws IOException {
    edit(
        "<virtual-mta-pool pmta-pool>\n",
        """
        <virtual-mta-pool byhand>
          virtual-mta pmta-vmta0
          virtual-mta pmta-vmta1
        </virtual-mta-pool>
        <virtual-mta-pool pmta-pool>
        """);
    assertThat(accept().status()).isEqualTo(202);
    runs();
    fixture.pause(mature);
    fixture.clock.advance(Duration.ofMinutes(5));
    fixture.apply();
    assertThat(fixture.host.running().pools()).containsEntry("byhand", List.of("pmta-vmta1"));
    edit("<virtual-mta-pool byhand>\n", "<virtual-mta-pool byhand>\n  # by hand\n");

    assertThat(accept().status()).isEqualTo(202);
    runs();
    assertThat(fixture.file(ENGINE_FILE)).contains("# by hand");
    fixture.resume(mature);
    fixture.clock.advance(Duration.ofMinutes(5));
    fixture.apply();

    assertThat(fixture.host.running().pools().get("byhand"))
        .containsExactlyInAnyOrder("pmta-vmta0", "pmta-vmta1");
  }

  @Test
  void refusesWhatItCouldNotRenderAgainAndChangesNothing() throws IOException {
    edit(
        "<virtual-mta pmta-vmta0>\n",
        "<domain example.net>\n  max-smtp-out 7\n</domain>\n<virtual-mta pmta-vmta0>\n");

    HostProblem problem = refusal();

    assertThat(problem.type()).isEqualTo("edit-not-acceptable");
    assertThat(problem.reasons().get(0).line()).isNotNull();
    assertThat(fixture.ip(ip).dailyQuota()).isEqualTo(50);
    assertThat(fixture.server().driftOverwriteBy()).isNull();
    assertThat(fixture.file(ENGINE_FILE)).contains("max-smtp-out 7");
  }

  @Test
  void takesAStopThatCameMeanwhileForAStopAndNotForAWish() throws IOException {
    edit("max-smtp-msg-rate 900/d", "max-smtp-msg-rate 9000/d");
    fixture.pause(ip);
    fixture.apply();
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(1));

    HostRequestRow answer = accept();

    assertThat(answer.status()).as("%s", answer.answer()).isEqualTo(202);
    runs();
    assertThat(fixture.ip(ip).dailyQuota()).isEqualTo(50);
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(1));
    assertThat(fixture.cap(mature)).isEqualTo(OptionalLong.of(9000));
    fixture.resume(ip);
    fixture.clock.advance(Duration.ofMinutes(5));
    fixture.apply();
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(50));
  }

  @Test
  void takesTheCapThatWasEditedThoughTheIpWasStoppedSince() throws IOException {
    edit("max-smtp-msg-rate 900/d", "max-smtp-msg-rate 9000/d");
    fixture.pause(mature);
    fixture.apply();
    assertThat(fixture.cap(mature)).isEqualTo(OptionalLong.of(1));

    assertThat(accept().status()).isEqualTo(202);

    assertThat(fixture.ip(mature).dailyQuota()).isEqualTo(9000);
    runs();
    assertThat(fixture.cap(mature)).isEqualTo(OptionalLong.of(1));
  }

  @Test
  void takesNothingThatWasEditedAfterTheDriftWasTold() throws IOException {
    edit("max-smtp-msg-rate 50/d", "max-smtp-msg-rate 60/d");
    String text = fixture.file(ENGINE_FILE);
    Files.writeString(fixture.host.locate(ENGINE_FILE), text.replace("60/d", "900000/d"));

    assertThat(refusal().type()).isEqualTo("edited-again");

    assertThat(fixture.ip(ip).dailyQuota()).isEqualTo(50);
    assertThat(fixture.server().driftOverwriteBy()).isNull();
  }

  @Test
  void isRefusedUnderAPinAsAnyWishIs() throws IOException {
    int version = requireNonNull(fixture.server().runningVersion());
    STORE.engineDo(
        () -> {
          STORE
              .servers()
              .pin(fixture.serverId(), version, "operator", "why", fixture.clock.instant());
          STORE.servers().bumpDesired(fixture.serverId(), fixture.clock.instant(), false, true);
        });
    fixture.apply();
    edit("max-smtp-msg-rate 50/d", "max-smtp-msg-rate 250/d");

    HostRequestRow answer = accept();

    assertThat(answer.status()).as("%s", answer.answer()).isEqualTo(409);
    assertThat(requireNonNull(answer.answer()).as(HostProblem.class).type()).isEqualTo("pinned");
    assertThat(fixture.ip(ip).dailyQuota()).isEqualTo(50);
  }

  @Test
  void isAnsweredTogetherWithWhatItChangesWhereverTheEngineDies() throws IOException {
    for (int effect = 1; effect < 20; effect++) {
      int cap = 60 + effect;
      edit(
          "max-smtp-msg-rate " + fixture.ip(ip).dailyQuota() + "/d",
          "max-smtp-msg-rate " + cap + "/d");
      UUID request = fixture.ask(HostRequestKind.ACCEPT, Map.of());

      String died = fixture.deaths.after(effect, () -> fixture.serve(request));

      String point = "died after effect " + effect + ", " + died;
      boolean taken = fixture.ip(ip).dailyQuota() == cap;
      assertThat(fixture.request(request).status() != null).as(point).isEqualTo(taken);
      assertThat(fixture.serve(request).status()).as(point).isEqualTo(202);
      runs();
      assertThat(fixture.cap(ip)).as(point).isEqualTo(OptionalLong.of(cap));
      if (died == null) {
        return;
      }
    }
  }

  @Test
  void refusesWhatTheHostRejects() throws IOException {
    edit("max-smtp-msg-rate 50/d", "no-such-directive 50/d");
    assertThat(refusal().type()).isEqualTo("config-rejected");
  }

  @Test
  void hasNothingToAcceptWithoutDrift() {
    assertThat(refusal().type()).isEqualTo("nothing-to-accept");
  }
}
