package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.server.UnadoptReport;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.workflows.lifecycle.IpState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Giving a host back, over SSH. */
class UnadoptionTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  @TempDir Path folder;
  private TakenHost taken;
  private Map<String, String> before = Map.of();

  @BeforeEach
  void anAdoptedHost() {
    taken = new TakenHost(STORE, folder);
    before = taken.disk();
    assertThat(taken.adopt().status()).isEqualTo(200);
  }

  @AfterEach
  void end() {
    taken.close();
  }

  private static UnadoptReport report(HostRequestRow answer) {
    assertThat(answer.status()).as("%s", answer.answer()).isEqualTo(200);
    return Objects.requireNonNull(answer.answer()).as(UnadoptReport.class);
  }

  private SendingIpRow registered(String address, String vmta, boolean adopted) {
    SendingIpRow ip = taken.fixture.register(address, vmta, adopted, IpState.ACTIVE, 500);
    taken.fixture.clock.advance(Duration.ofMinutes(2));
    taken.fixture.apply();
    return ip;
  }

  @Test
  void givesEveryFileBackByteForByteAndLeavesNothing() {
    SendingIpRow ip = registered("198.51.100.11", "first1", true);

    UnadoptReport report = report(taken.unadopt(false));

    assertThat(taken.disk()).isEqualTo(before);
    assertThat(taken.fixture.host.locate(TakenHost.ENGINE_FOLDER).toFile()).doesNotExist();
    assertThat(report.adopted()).isFalse();
    assertThat(report.vmtas())
        .extracting(UnadoptReport.Block::name)
        .containsExactly("main1", "first1", "first2");
    assertThat(report.vmtas().get(1).line()).isEqualTo(2);
    assertThat(report.ips()).containsExactly("198.51.100.11");
    assertThat(taken.fixture.host.running().cap("first1")).isEmpty();
    assertThat(taken.fixture.host.running().vmtas()).containsKeys("main1", "first1", "first2");
    assertThat(taken.fixture.ip(ip).state()).isEqualTo(IpState.RETIRED);
    assertThat(taken.fixture.server().state()).isEqualTo(ServerState.HELD);
    assertThat(taken.fixture.server().reason()).isEqualTo("not-adopted");
    assertThat(taken.fixture.server().adopted()).isFalse();
  }

  @Test
  void keepsWhatTheOperatorEditedSince() {
    taken.write(
        TakenHost.FIRST,
        "# a line before\r\n" + taken.file(TakenHost.FIRST) + "# a line after\r\n");

    report(taken.unadopt(false));

    String first =
        new String(
            TakenHost.messy().get(TakenHost.FIRST), java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(taken.file(TakenHost.FIRST))
        .isEqualTo("# a line before\r\n" + first + "# a line after\r\n");
  }

  @Test
  void aDryRunWritesNothingAtAll() {
    Map<String, String> adopted = taken.disk();

    UnadoptReport report = report(taken.unadopt(true));

    assertThat(report.adopted()).isTrue();
    assertThat(report.diff()).contains("+<virtual-mta first1>");
    assertThat(taken.disk()).isEqualTo(adopted);
    assertThat(taken.fixture.server().adopted()).isTrue();
  }

  @Test
  void letsGoWhatTheEngineHeldAndSaysSo() {
    SendingIpRow ip = registered("198.51.100.11", "first1", true);
    taken.fixture.pause(ip);
    taken.fixture.clock.advance(Duration.ofMinutes(2));
    taken.fixture.apply();
    assertThat(taken.fixture.host.running().vmtas().get("first1").paused()).isTrue();

    UnadoptReport report = report(taken.unadopt(false));

    assertThat(report.resumed()).containsExactly("first1");
    assertThat(taken.fixture.host.running().vmtas().get("first1").paused()).isFalse();
    assertThat(taken.disk()).isEqualTo(before);
  }

  @Test
  void canBeAdoptedAfreshAndGivenBackAgain() {
    registered("198.51.100.11", "first1", true);
    report(taken.unadopt(false));

    assertThat(taken.adopt().status()).isEqualTo(200);
    assertThat(taken.fixture.server().state()).isEqualTo(ServerState.READY);
    assertThat(taken.fixture.host.running().cap("first1")).isEmpty();
    registered("198.51.100.11", "first1", true);
    assertThat(taken.fixture.host.running().cap("first1")).hasValue(500);

    report(taken.unadopt(false));
    assertThat(taken.disk()).isEqualTo(before);
  }

  @Test
  void refusesWhatIsNotAdopted() {
    report(taken.unadopt(false));

    HostRequestRow answer = taken.unadopt(false);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(Objects.requireNonNull(answer.answer()).as(HostProblem.class).type())
        .isEqualTo("server-not-adopted");
  }
}
