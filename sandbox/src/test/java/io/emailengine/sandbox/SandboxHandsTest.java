package io.emailengine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.sandbox.fault.Fault;
import io.emailengine.sandbox.grammar.Dialect;
import io.emailengine.sandbox.grammar.PmtaVersion;
import io.emailengine.sandbox.powermta.CounterMode;
import io.emailengine.sandbox.powermta.HostEvent;
import io.emailengine.sandbox.powermta.Sender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPClient;
import net.schmizz.sshj.sftp.SFTPException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people and other programs do on the host, past the engine. */
@Timeout(60)
class SandboxHandsTest {
  private static final ClientKey KEY = ClientKey.ed25519();
  private static final String ENGINE_FILE = "/etc/pmta/email-engine/vmtas.conf";
  private static final String BASE = "log-file /var/log/pmta/log\nspool /var/spool/pmta\n";
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  @TempDir Path folder;
  private @Nullable SandboxHost host;

  private SandboxHost start(SandboxOptions options) {
    host = SandboxHost.start(options.withAuthorizedKey(KEY.publicLine()));
    return host;
  }

  private SandboxHost cold() {
    return start(SandboxOptions.in(folder));
  }

  @AfterEach
  void stop() {
    if (host != null) {
      host.close();
    }
  }

  @Test
  void layOutOfSeveralFilesOfAnOperator() {
    SandboxHost several =
        start(
            SandboxOptions.in(folder)
                .withFiles(
                    Map.of(
                        "/etc/pmta/config",
                        bytes(BASE + "include vmtas.d/*.conf\nmade-up yes\n"),
                        "/etc/pmta/vmtas.d/a.conf",
                        bytes("<virtual-mta a>\n</virtual-mta>\n")))
                .withDialect(Dialect.lenient()));
    assertThat(several.running().up()).isTrue();
    assertThat(several.running().vmtas()).containsOnlyKeys("a");
    assertThatThrownBy(() -> SandboxOptions.in(folder).withFiles(Map.of("/x", new byte[0])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void editsByHandKeepTheModeAndEachByteOfTheRest() throws IOException {
    SandboxHost edited = cold();
    byte[] odd = {'#', ' ', (byte) 0xE9, '\r', '\n', 'x'};
    edited.byHand().write("/etc/pmta/odd", odd);
    Files.setPosixFilePermissions(
        edited.locate("/etc/pmta/odd"), PosixFilePermissions.fromString("rw-rw----"));
    edited.byHand().append("/etc/pmta/odd", "é");
    edited.byHand().replace("/etc/pmta/odd", "x", "y");
    assertThat(edited.file("/etc/pmta/odd"))
        .contains(
            new byte[] {
              '#', ' ', (byte) 0xE9, '\r', '\n', 'y', '\n', (byte) 0xC3, (byte) 0xA9, '\n'
            });
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(edited.locate("/etc/pmta/odd"))))
        .isEqualTo("rw-rw----");
    edited.byHand().delete("/etc/pmta/odd");
    assertThat(edited.file("/etc/pmta/odd")).isEmpty();
    assertThat(edited.events())
        .filteredOn(event -> event.kind() == HostEvent.Kind.EDITED)
        .extracting(HostEvent::text)
        .containsExactly(
            "/etc/pmta/odd written by hand",
            "/etc/pmta/odd appended to by hand",
            "/etc/pmta/odd edited by hand",
            "/etc/pmta/odd deleted by hand");
    assertThatThrownBy(() -> edited.byHand().replace("/etc/pmta/config", "not there", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> edited.byHand().append("/etc/pmta/none", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anotherEngineLeavesItsHeaderAndMarker() {
    SandboxHost shared = cold();
    UUID first = new UUID(0, 1);
    UUID second = new UUID(0, 2);
    String text =
        "# email-engine instance=%s generation=%d body-sha256=abc\n"
            + "<domain generation.email-engine.invalid>\n    max-errors-per-connection %d\n</domain>\n"
            + "<domain x>\nmax-errors-per-connection 7\n</domain>\n";
    shared.byHand().write(ENGINE_FILE, bytes(text.formatted(first, 7, 7)));
    shared.byHand().secondWriter(ENGINE_FILE, second, 9);
    assertThat(shared.file(ENGINE_FILE)).contains(bytes(text.formatted(second, 9, 9)));
    assertThatThrownBy(() -> shared.byHand().secondWriter("/etc/pmta/config", second, 9))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anotherHostKeyDropsConnectionsAndStaysOverARestart() throws IOException {
    SandboxHost moved = cold();
    int port = moved.port();
    String before = moved.hostKeyLine();
    try (Client client = Client.connect(moved, KEY)) {
      moved.changeHostKey();
      assertThatThrownBy(() -> client.exec("true")).isInstanceOf(Exception.class);
    }
    String after = moved.hostKeyLine();
    assertThat(after).isNotEqualTo(before);
    assertThat(moved.port()).isEqualTo(port);
    try (Client client = Client.connect(moved, KEY)) {
      assertThat(client.exec("true").code()).isZero();
    }
    moved.close();
    assertThat(cold().hostKeyLine()).isEqualTo(after);
  }

  @Test
  void aReadOnlyFolderRefusesEveryChangeBelowItOnly() throws IOException {
    SandboxHost locked = cold();
    locked.byHand().write(ENGINE_FILE, bytes("# old\n"));
    locked.faults().readOnly("/etc/pmta/email-engine");
    try (Client client = Client.connect(locked, KEY);
        SFTPClient sftp = client.sftp()) {
      assertRefused(() -> client.write(ENGINE_FILE, "# new\n"));
      assertRefused(() -> client.write("/etc/pmta/email-engine/new", "# new\n"));
      assertRefused(() -> sftp.rm(ENGINE_FILE));
      assertRefused(() -> sftp.mkdir("/etc/pmta/email-engine/sub"));
      assertRefused(() -> sftp.rename(ENGINE_FILE, "/etc/pmta/x"));
      client.write("/etc/pmta/email-engine-not", "# fine\n");
      locked.faults().off(Fault.READ_ONLY);
      client.write(ENGINE_FILE, "# new\n");
    }
    assertThat(locked.file(ENGINE_FILE)).contains(bytes("# new\n"));
  }

  private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable change) {
    assertThatThrownBy(change)
        .isInstanceOfSatisfying(
            SFTPException.class,
            e -> assertThat(e.getStatusCode()).isEqualTo(Response.StatusCode.PERMISSION_DENIED));
  }

  @ParameterizedTest
  @EnumSource
  void aRestartOfPowerMtaChangesItsStartLosesPausesAndKeepsMail(CounterMode mode)
      throws IOException {
    AtomicReference<Instant> now = new AtomicReference<>(START);
    SandboxHost restarted =
        start(
            SandboxOptions.in(folder)
                .withClock(new Hand(now))
                .withCounterMode(mode)
                .withSender(new Sender(960, false))
                .withFiles(
                    Map.of(
                        "/etc/pmta/config",
                        bytes(
                            BASE + "<virtual-mta a>\nmax-smtp-msg-rate 50/d\n</virtual-mta>\n"))));
    now.set(START.plus(Duration.ofHours(12)));
    assertThat(restarted.traffic().sent("a", restarted.calendar().dayOf(START))).isEqualTo(50);
    try (Client client = Client.connect(restarted, KEY)) {
      String before = client.exec("pmta --dom show status").out();
      client.exec("pmta pause queue '*/a'");
      long waiting = restarted.traffic().waiting("a");
      restarted.restartPowerMta();
      assertThat(client.exec("pmta --dom show status").out()).isNotEqualTo(before);
      assertThat(restarted.running().vmtas().get("a").paused()).isFalse();
      assertThat(restarted.traffic().waiting("a")).isEqualTo(waiting).isPositive();
    }
    now.set(START.plus(Duration.ofHours(13)));
    long day = restarted.calendar().dayOf(START);
    assertThat(restarted.traffic().sent("a", day))
        .isEqualTo(mode == CounterMode.RESET_ON_RELOAD ? 100 : 50);
    restarted.resetCounters();
    now.set(START.plus(Duration.ofHours(14)));
    assertThat(restarted.traffic().sent("a", day))
        .isEqualTo(mode == CounterMode.RESET_ON_RELOAD ? 150 : 100);
  }

  @Test
  void theOldVersionHasFewerCommands() throws IOException {
    SandboxHost old = start(SandboxOptions.in(folder).withVersion(PmtaVersion.V4_5));
    try (Client client = Client.connect(old, KEY)) {
      assertThat(client.exec("pmta show version").out()).startsWith("PowerMTA v4.5");
      assertThat(client.exec("pmta test config"))
          .isEqualTo(new Client.Result(1, "", "Unknown command: test config\n"));
      assertThat(client.exec("pmta show vmta-settings pmta-vmta0").code()).isEqualTo(1);
      assertThat(client.exec("pmta --json show version").code()).isEqualTo(1);
      assertThat(client.exec("pmta reload").out()).isEqualTo("Configuration reloaded.\n");
    }
  }

  @Test
  void theNewVersionShowsSettingsOfAVirtualMta() throws IOException {
    try (Client client = Client.connect(cold(), KEY)) {
      assertThat(client.exec("pmta show vmta-settings pmta-vmta0").out())
          .contains("max-smtp-msg-rate unlimited\n")
          .doesNotContain("Queue Settings");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A clock that stands where it was put. */
  private static final class Hand extends Clock {
    private final AtomicReference<Instant> now;

    private Hand(AtomicReference<Instant> now) {
      this.now = now;
    }

    @Override
    public Instant instant() {
      return now.get();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
