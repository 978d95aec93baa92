package io.emailengine.activities.pmta.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.activities.ssh.SshConnections;
import io.emailengine.activities.ssh.SshKeys;
import io.emailengine.activities.ssh.SshTarget;
import io.emailengine.sandbox.SandboxHost;
import io.emailengine.sandbox.SandboxOptions;
import io.emailengine.sandbox.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs against the simulated host, which shares no code with them. */
class SandboxPmtaHostTest {
  private static final String CONFIG = "/etc/pmta/config";
  private static final String STAGED = "/etc/pmta/config.staged";
  private static final SshKeys.Generated KEY = SshKeys.generate();

  @TempDir Path root;
  private SandboxHost sandbox;
  private SshConnections connections;
  private SshPmtaHostConnector connector;
  private PmtaHost host;

  @BeforeEach
  void open() {
    sandbox = SandboxHost.start(SandboxOptions.in(root).withAuthorizedKey(KEY.publicLine()));
    connections = new SshConnections();
    CommandBounds bounds = new CommandBounds(Duration.ofSeconds(20), Duration.ofSeconds(20));
    connector = new SshPmtaHostConnector(connections, bounds);
    host = connector.open(address(sandbox.hostKeyLine(), KEY.privateKey()));
  }

  @AfterEach
  void close() {
    host.close();
    connections.close();
    sandbox.close();
  }

  private HostAddress address(String hostKey, String privateKey) {
    SshTarget target =
        new SshTarget("127.0.0.1", sandbox.port(), sandbox.user(), hostKey, privateKey);
    return new HostAddress(target, CONFIG, "/usr/sbin/pmta");
  }

  private HostFile config() {
    return host.read(CONFIG).orElseThrow();
  }

  /** Puts a configuration in place in which the first virtual MTA has a line more. */
  private void swapIn(String line) {
    HostFile before = config();
    String text = before.text().replaceFirst("<virtual-mta pmta-vmta0>", "$0\n    " + line.strip());
    host.stageLike(STAGED, text.getBytes(UTF_8), before);
    host.swap(STAGED, CONFIG);
  }

  @Test
  void readsFilesWholeAndTellsWhatIsMissing() {
    assertThat(config().bytes()).isEqualTo(sandbox.file(CONFIG).orElseThrow());
    assertThat(config().mode()).isEqualTo(0640);
    assertThat(host.read("/etc/pmta/none")).isEmpty();
  }

  @Test
  void tellsFactsVersionAndStatus() {
    HostFacts facts = host.facts();
    assertThat(facts.addresses()).contains("46.62.168.55", "95.216.179.163");
    assertThat(facts.hostName()).contains("mta1.sandbox.example");
    assertThat(facts.timeZone()).isPresent();
    assertThat(host.version()).startsWith("5.");
    assertThat(host.status().running()).isTrue();
    assertThat(host.status().startedAt()).isPresent();
  }

  @Test
  void bringsACapFromAFileIntoWhatRuns() {
    assertThat(host.showSettings("example.com/pmta-vmta0").unlimited()).isTrue();
    swapIn("max-smtp-msg-rate 50/d");
    assertThat(host.test().accepted()).isTrue();
    assertThat(host.showSettings("example.com/pmta-vmta0").unlimited()).isTrue();
    assertThat(host.reload().reloaded()).isTrue();
    assertThat(host.showSettings("example.com/pmta-vmta0").dailyCap()).hasValue(50);
    assertThat(sandbox.running().cap("pmta-vmta0")).hasValue(50);
    assertThat(config().mode()).isEqualTo(0640);
    assertThat(host.read(STAGED)).isEmpty();
  }

  @Test
  void tellsWhereTheConfigurationIsWrong() {
    swapIn("no-such-directive 1");
    TestOutcome outcome = host.test();
    assertThat(outcome)
        .isInstanceOfSatisfying(
            TestOutcome.Rejected.class,
            rejected -> {
              assertThat(rejected.file()).contains(CONFIG);
              assertThat(rejected.line()).isPresent();
            });
    assertThat(host.reload()).isInstanceOf(ReloadOutcome.Refused.class);
    assertThat(sandbox.running().vmtas()).containsKey("pmta-vmta0");
  }

  @Test
  void stagesAgainOverALeftOver() {
    host.ensureFolder("/etc/pmta/email-engine");
    host.ensureFolder("/etc/pmta/email-engine");
    host.stage("/etc/pmta/email-engine/x", "first".getBytes(UTF_8), 0600);
    host.stage("/etc/pmta/email-engine/x", "second".getBytes(UTF_8), 0640);
    HostFile file = host.read("/etc/pmta/email-engine/x").orElseThrow();
    assertThat(file.text()).isEqualTo("second");
    assertThat(file.mode()).isEqualTo(0640);
    host.remove("/etc/pmta/email-engine/x");
    host.remove("/etc/pmta/email-engine/x");
    assertThat(host.read("/etc/pmta/email-engine/x")).isEmpty();
  }

  @Test
  void doesNotReplaceALink() throws IOException {
    Files.createSymbolicLink(sandbox.locate("/etc/pmta/link"), Path.of("config"));
    host.stage(STAGED, new byte[1], 0600);
    assertThatThrownBy(() -> host.swap(STAGED, "/etc/pmta/link"))
        .isInstanceOf(HostFileException.class)
        .hasMessageContaining("symbolic link");
  }

  @Test
  void countsQueuedRecipientsOfEachVirtualMta() {
    assertThat(host.queued()).containsKeys("pmta-vmta0", "pmta-vmta1");
  }

  @Test
  void pausesAndResumesAVirtualMta() {
    host.pauseQueue("pmta-vmta0");
    host.resumeQueue("pmta-vmta0");
    assertThat(sandbox.events().stream().map(event -> event.text()))
        .contains("queue */pmta-vmta0 paused", "queue */pmta-vmta0 resumed");
    assertThatThrownBy(() -> host.pauseQueue("*")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tellsAReloadThatFailsFromOneThatLies() {
    swapIn("max-smtp-msg-rate 50/d");
    sandbox.faults().on(Fault.RELOAD_FAILS);
    assertThat(host.reload()).isInstanceOf(ReloadOutcome.Refused.class);
    sandbox.faults().clear();
    sandbox.faults().on(Fault.RELOAD_LIES);
    assertThat(host.reload().reloaded()).isTrue();
    assertThat(host.showSettings("example.com/pmta-vmta0").dailyCap()).isEmpty();
    sandbox.faults().clear();
    sandbox.faults().on(Fault.TEST_FAILS);
    assertThat(host.test()).isInstanceOf(TestOutcome.Rejected.class);
  }

  @Test
  void knowsNothingOfAReloadThatHangs() {
    CommandBounds bounds = new CommandBounds(Duration.ofSeconds(20), Duration.ofMillis(500));
    sandbox.faults().on(Fault.RELOAD_HANGS);
    try (PmtaHost hasty =
        new SshPmtaHostConnector(connections, bounds)
            .open(address(sandbox.hostKeyLine(), KEY.privateKey()))) {
      assertThat(hasty.reload()).isInstanceOf(ReloadOutcome.Unknown.class);
      sandbox.faults().clear();
      assertThat(hasty.status().running()).isTrue();
    }
  }

  @Test
  void knowsNothingOfAReloadWhoseAnswerWasLost() {
    host.helper(); // asks only once
    sandbox.faults().disconnectAfter(1);
    assertThat(host.reload()).isInstanceOf(ReloadOutcome.Unknown.class);
    assertThat(host.status().running()).isTrue();
  }

  @Test
  void leavesTheOldFileWhenTheDiskIsFull() {
    byte[] before = config().bytes();
    sandbox.faults().diskFullAfter(100);
    assertThatThrownBy(() -> swapIn("max-smtp-msg-rate 50/d"))
        .isInstanceOf(HostFileException.class);
    sandbox.faults().clear();
    assertThat(config().bytes()).isEqualTo(before);
    assertThat(host.read(STAGED)).isEmpty();
  }

  @Test
  void tellsAnUnreachableHostFromOneThatRefuses() {
    String stranger = SshKeys.generate().privateKey();
    assertThatThrownBy(() -> connector.open(address(sandbox.hostKeyLine(), stranger)))
        .isInstanceOfSatisfying(
            HostRefusedException.class,
            e -> assertThat(e.kind()).isEqualTo(HostRefusedException.Kind.AUTH));
    assertThatThrownBy(() -> connector.open(address(KEY.publicLine(), KEY.privateKey())))
        .isInstanceOfSatisfying(
            HostRefusedException.class,
            e -> assertThat(e.kind()).isEqualTo(HostRefusedException.Kind.HOST_KEY));
    sandbox.faults().on(Fault.UNREACHABLE);
    assertThatThrownBy(() -> host.read(CONFIG)).isInstanceOf(HostUnreachableException.class);
    sandbox.faults().clear();
    assertThat(host.read(CONFIG)).isNotEqualTo(Optional.empty());
  }

  @Test
  void tellsThatPowerMtaIsDown() throws IOException {
    Files.writeString(sandbox.locate(CONFIG), "no-such-directive 1\n");
    sandbox.restartPowerMta();
    assertThat(host.status()).isEqualTo(new PmtaStatus(false, Optional.empty()));
    assertThatThrownBy(() -> host.queued())
        .isInstanceOfSatisfying(
            HostCommandException.class,
            e -> assertThat(e.kind()).isEqualTo(HostCommandException.Kind.FAILED));
  }
}
