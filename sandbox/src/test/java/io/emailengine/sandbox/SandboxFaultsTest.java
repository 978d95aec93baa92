package io.emailengine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.sandbox.fault.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SandboxFaultsTest {
  private static final ClientKey KEY = ClientKey.ed25519();
  private static final String VMTA = "pmta-vmta0";

  @TempDir Path folder;
  private SandboxHost host;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    host = SandboxHost.start(SandboxOptions.in(folder).withAuthorizedKey(KEY.publicLine()));
    client = Client.connect(host, KEY);
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    host.close();
  }

  private void swapCap(String rate) throws IOException {
    client.swap(ConfigText.PATH, ConfigText.withCap(ConfigText.of(host), VMTA, rate));
  }

  @Test
  void aFailingReloadKeepsWhatRuns() throws IOException {
    host.faults().on(Fault.RELOAD_FAILS);
    swapCap("50/d");
    assertThat(client.exec("pmta reload").code()).isEqualTo(1);
    assertThat(host.running().cap(VMTA)).isEmpty();
    host.faults().off(Fault.RELOAD_FAILS);
    assertThat(client.exec("pmta reload").code()).isZero();
    assertThat(host.running().cap(VMTA)).hasValue(50);
  }

  @Test
  void aLyingReloadSaysThatItReloadedAndChangesNothing() throws IOException {
    host.faults().on(Fault.RELOAD_LIES);
    swapCap("50/d");
    assertThat(client.exec("pmta reload"))
        .isEqualTo(new Client.Result(0, "Configuration reloaded.\n", ""));
    assertThat(host.running().cap(VMTA)).isEmpty();
    assertThat(client.exec("pmta show settings x.com/" + VMTA).out())
        .contains("max-smtp-msg-rate unlimited\n");
    assertThat(host.reloads()).isZero();
  }

  @Test
  void aHangingReloadEndsWithTheTimeoutWrapper() throws IOException {
    host.faults().on(Fault.RELOAD_HANGS);
    swapCap("50/d");
    assertThat(client.exec("timeout -k 1 0.3 /usr/sbin/pmta reload").code()).isEqualTo(124);
    assertThat(host.running().cap(VMTA)).isEmpty();
  }

  @Test
  void aHangingReloadGoesOnWhenTheFaultIsSwitchedOff() throws Exception {
    host.faults().on(Fault.RELOAD_HANGS);
    swapCap("50/d");
    CompletableFuture<Client.Result> reload = async("pmta reload");
    assertThat(reload.isDone()).isFalse();
    host.faults().off(Fault.RELOAD_HANGS);
    assertThat(reload.get(20, TimeUnit.SECONDS).code()).isZero();
    assertThat(host.running().cap(VMTA)).hasValue(50);
  }

  @Test
  void aHangingReloadEndsWithTheConnection() throws Exception {
    host.faults().on(Fault.RELOAD_HANGS);
    swapCap("50/d");
    CompletableFuture<Client.Result> reload = async("pmta reload");
    await(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("sandbox-command")));
    host.faults().on(Fault.UNREACHABLE);
    assertThatThrownBy(() -> reload.get(20, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(IOException.class);
    await(() -> host.events().stream().anyMatch(event -> event.text().equals("reload hung")));
    host.faults().clear();
    assertThat(host.running().cap(VMTA)).isEmpty();
  }

  @Test
  void aFailingTestNamesFileAndLine() throws IOException {
    host.faults().on(Fault.TEST_FAILS);
    assertThat(client.exec("pmta test config").all())
        .startsWith("Error in line 1 of /etc/pmta/config: ");
  }

  @Test
  void aFullDiskRefusesWritesAfterPartOfThem() throws IOException {
    host.faults().diskFullAfter(10);
    assertThatThrownBy(() -> client.write("/etc/pmta/config.new", "0123456789abcdef"))
        .isInstanceOfSatisfying(
            SFTPException.class,
            e -> assertThat(e.getStatusCode()).isEqualTo(Response.StatusCode.FAILURE));
    assertThat(host.file("/etc/pmta/config.new"))
        .hasValueSatisfying(
            bytes -> assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("0123456789"));
    host.faults().off(Fault.DISK_FULL);
    client.write("/etc/pmta/config.new", "0123456789abcdef");
    assertThat(host.file("/etc/pmta/config.new").orElseThrow()).hasSize(16);
  }

  @Test
  void aSlowLinkTakesItsTime() throws IOException {
    host.faults().slowLink(10_000);
    long start = System.nanoTime();
    client.write("/tmp/x", "x".repeat(5_000));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(450));
  }

  @Test
  void anUnreachableHostDropsEverybodyAndComesBackOnTheSamePort() throws IOException {
    int port = host.port();
    host.faults().on(Fault.UNREACHABLE);
    assertThatThrownBy(() -> client.exec("true"))
        .isInstanceOfAny(IOException.class, IllegalStateException.class);
    assertThatThrownBy(() -> Client.connect(host, KEY)).isInstanceOf(IOException.class);
    host.faults().off(Fault.UNREACHABLE);
    assertThat(host.port()).isEqualTo(port);
    try (Client again = Client.connect(host, KEY)) {
      assertThat(again.exec("true").code()).isZero();
    }
  }

  @Test
  void dropsTheConnectionAfterTheChosenOperationWasDone() throws IOException {
    swapCap("50/d");
    host.faults().disconnectAfter(2);
    assertThat(client.exec("pmta test config").code()).isZero();
    assertThatThrownBy(() -> client.exec("pmta reload")).isInstanceOf(IOException.class);
    await(() -> host.running().cap(VMTA).isPresent());
    try (Client again = Client.connect(host, KEY)) {
      assertThat(again.exec("true").code()).isZero();
    }
  }

  @Test
  void dropsTheConnectionBeforeTheChosenOperationIsDone() throws IOException {
    swapCap("50/d");
    host.faults().disconnectBefore(1);
    assertThatThrownBy(() -> client.exec("pmta reload")).isInstanceOf(IOException.class);
    assertThat(host.running().cap(VMTA)).isEmpty();
  }

  @Test
  void leavesTheTargetWholeWhereverAnUploadIsCutOff() throws IOException {
    String before = ConfigText.of(host);
    String after = ConfigText.withCap(before, VMTA, "50/d");
    for (int operation = 1; operation <= 8; operation++) {
      host.faults().disconnectAfter(operation);
      try (Client cut = Client.connect(host, KEY)) {
        cut.swap(ConfigText.PATH, after);
      } catch (IOException e) {
        assertThat(ConfigText.of(host)).isIn(before, after);
      }
      host.faults().clear();
    }
    assertThat(ConfigText.of(host)).isEqualTo(after);
  }

  private CompletableFuture<Client.Result> async(String command) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return client.exec(command);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("condition within 20 s").isLessThan(end);
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }
}
