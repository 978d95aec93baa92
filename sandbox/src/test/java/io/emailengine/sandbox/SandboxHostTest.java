package io.emailengine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.sandbox.powermta.HostEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.SFTPClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxHostTest {
  private static final ClientKey KEY = ClientKey.ed25519();

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

  @Test
  void startsAsBackupColdHostWithTwoUncappedVirtualMtas() throws IOException {
    assertThat(host.running().up()).isTrue();
    assertThat(host.running().vmtas()).containsOnlyKeys("pmta-vmta0", "pmta-vmta1");
    assertThat(host.running().cap("pmta-vmta0")).isEmpty();
    assertThat(host.running().vmtas().get("pmta-vmta1").sources())
        .containsExactly("95.216.179.163");
    assertThat(host.running().vmtas().get("pmta-vmta1").pools()).containsExactly("pmta-pool");
    assertThat(client.exec("stat -c '%a %U' /etc/pmta/config").out()).isEqualTo("640 root\n");
    assertThat(client.exec("pmta test config")).isEqualTo(new Client.Result(0, "", ""));
  }

  @Test
  void runsWhatWasUploadedOnlyAfterAReload() throws IOException {
    client.swap(ConfigText.PATH, ConfigText.withCap(ConfigText.of(host), "pmta-vmta1", "50/d"));
    assertThat(client.exec("/usr/sbin/pmta test config").code()).isZero();
    assertThat(host.running().cap("pmta-vmta1")).isEmpty();
    assertThat(client.exec("timeout -k 5 20 sudo -n /usr/sbin/pmta reload").out())
        .isEqualTo("Configuration reloaded.\n");
    assertThat(host.running().cap("pmta-vmta1")).hasValue(50);
    assertThat(client.exec("pmta show settings 'gmail.com/pmta-vmta1'").out())
        .contains("max-smtp-msg-rate 50/d\n")
        .contains("dkim-sign yes\n");
    assertThat(host.reloads()).isEqualTo(1);
    assertThat(host.capHistory("pmta-vmta1"))
        .containsExactly(OptionalLong.empty(), OptionalLong.of(50));
    assertThat(host.events())
        .extracting(HostEvent::kind)
        .endsWith(HostEvent.Kind.SWAPPED, HostEvent.Kind.TESTED, HostEvent.Kind.RELOADED);
  }

  @Test
  void refusesABadConfigurationAndKeepsTheOneThatRuns() throws IOException {
    client.swap(ConfigText.PATH, ConfigText.of(host) + "max-cap 50/d\n");
    long lines = ConfigText.of(host).lines().count();
    String expected =
        "Error in line " + lines + " of /etc/pmta/config: unknown directive \"max-cap\"\n";
    assertThat(client.exec("pmta test config")).isEqualTo(new Client.Result(1, "", expected));
    assertThat(client.exec("pmta reload")).isEqualTo(new Client.Result(1, "", expected));
    assertThat(host.running().vmtas()).hasSize(2);
    assertThat(host.reloads()).isZero();
  }

  @Test
  void keepsDiskAndKeyOverARestartAndLoadsFromTheDisk() throws IOException {
    String key = host.hostKeyLine();
    client.swap(ConfigText.PATH, ConfigText.withCap(ConfigText.of(host), "pmta-vmta0", "200/d"));
    assertThat(host.running().cap("pmta-vmta0")).isEmpty();
    host.close();
    host = SandboxHost.start(SandboxOptions.in(folder));
    assertThat(host.hostKeyLine()).isEqualTo(key).startsWith("ssh-ed25519 AAAA");
    assertThat(host.running().cap("pmta-vmta0")).hasValue(200);
    assertThat(host.events()).extracting(HostEvent::kind).contains(HostEvent.Kind.SWAPPED);
  }

  @Test
  void staysDownOnABadDiskUntilItIsMended() throws IOException {
    String good = ConfigText.of(host);
    client.swap(ConfigText.PATH, "<domain *>\n");
    host.restartPowerMta();
    assertThat(host.running().up()).isFalse();
    assertThat(client.exec("pmta show status").code()).isEqualTo(1);
    client.swap(ConfigText.PATH, good);
    assertThat(client.exec("pmta show status").out()).contains("Status    running    Started  ");
    assertThat(host.running().vmtas()).hasSize(2);
  }

  @Test
  void acceptsRsaKeysAndRefusesStrangers() throws IOException {
    ClientKey rsa = ClientKey.rsa();
    assertThatThrownBy(() -> Client.connect(host, rsa)).isInstanceOf(IOException.class);
    host.authorize(rsa.publicLine());
    try (Client other = Client.connect(host, rsa)) {
      assertThat(other.exec("id -u").out()).isEqualTo("0\n");
    }
    assertThatThrownBy(() -> host.authorize("ssh-ed25519 nonsense"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void replacesFilesWithoutAMomentInWhichTheyAreNotWhole() throws Exception {
    String small = ConfigText.of(host);
    String large = small + "# padding\n".repeat(20_000);
    List<String> broken = new ArrayList<>();
    boolean[] done = {false};
    Thread reader =
        new Thread(
            () -> {
              while (!done[0] && broken.isEmpty()) {
                int length = host.file(ConfigText.PATH).map(bytes -> bytes.length).orElse(-1);
                if (length != small.length() && length != large.length()) {
                  broken.add("saw " + length + " bytes");
                }
              }
            });
    reader.start();
    for (int i = 0; i < 20; i++) {
      client.swap(ConfigText.PATH, i % 2 == 0 ? large : small);
    }
    done[0] = true;
    reader.join();
    assertThat(broken).isEmpty();
  }

  @Test
  void keepsModesGivenOverSftpAndShowsRootAsOwner() throws IOException {
    try (SFTPClient sftp = client.sftp()) {
      sftp.mkdir("/etc/pmta/email-engine");
      client.write("/etc/pmta/email-engine/vmtas.conf", "# engine\n");
      sftp.chmod("/etc/pmta/email-engine/vmtas.conf", 0640);
      sftp.chown("/etc/pmta/email-engine/vmtas.conf", 0);
      FileAttributes attributes = sftp.stat("/etc/pmta/email-engine/vmtas.conf");
      assertThat(attributes.getMode().getPermissionsMask()).isEqualTo(0640);
      assertThat(attributes.getUID()).isZero();
      assertThat(attributes.getSize()).isEqualTo(9);
      assertThat(sftp.ls("/etc/pmta"))
          .extracting(entry -> entry.getName())
          .contains("config", "dkim");
    }
    assertThat(Files.readString(host.locate("/etc/pmta/email-engine/vmtas.conf")))
        .isEqualTo("# engine\n");
  }

  @Test
  void severalHostsLiveSideBySide(@TempDir Path other) throws IOException {
    try (SandboxHost second =
            SandboxHost.start(SandboxOptions.in(other).withAuthorizedKey(KEY.publicLine()));
        Client secondClient = Client.connect(second, KEY)) {
      assertThat(second.port()).isNotEqualTo(host.port());
      secondClient.swap(
          ConfigText.PATH, ConfigText.withCap(ConfigText.of(second), "pmta-vmta0", "7/d"));
      secondClient.exec("pmta reload");
      assertThat(second.running().cap("pmta-vmta0")).hasValue(7);
      assertThat(host.running().cap("pmta-vmta0")).isEmpty();
    }
  }

  @Test
  void readsTheGenerationMarkerFromWhatRuns() throws IOException {
    assertThat(host.running().generation()).isEmpty();
    client.swap(
        ConfigText.PATH,
        ConfigText.of(host)
            + "<domain generation.email-engine.invalid>\n max-errors-per-connection 42\n</domain>\n");
    client.exec("pmta reload");
    assertThat(host.running().generation()).hasValue(42);
    assertThat(client.exec("pmta show settings generation.email-engine.invalid").out())
        .contains("max-errors-per-connection 42\n");
  }
}
