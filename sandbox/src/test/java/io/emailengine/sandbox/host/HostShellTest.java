package io.emailengine.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.sandbox.SandboxHost;
import io.emailengine.sandbox.SandboxOptions;
import io.emailengine.sandbox.fault.Deadline;
import io.emailengine.sandbox.fault.Faults;
import io.emailengine.sandbox.grammar.Dialect;
import io.emailengine.sandbox.powermta.CounterMode;
import io.emailengine.sandbox.powermta.EventJournal;
import io.emailengine.sandbox.powermta.PmtaProgram;
import io.emailengine.sandbox.powermta.PowerMta;
import io.emailengine.sandbox.powermta.Sender;
import io.emailengine.sandbox.powermta.SimulatedDay;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostShellTest {
  @TempDir Path folder;
  private HostShell shell;

  @BeforeEach
  void layOut() {
    HostFiles files = new HostFiles(folder);
    HostFacts facts = new HostFacts("mta1.sandbox.example", "root", ZoneOffset.UTC);
    ColdHost.layOut(files, facts, Map.of());
    PowerMta mta =
        new PowerMta(
            files.config(),
            Clock.systemUTC(),
            new Faults(),
            new EventJournal(folder.resolve("events.tsv")),
            new SimulatedDay(Duration.ofDays(1), ZoneOffset.UTC),
            CounterMode.KEEP,
            Sender.silent(),
            Dialect.strict());
    mta.restart();
    shell = new HostShell(new PmtaProgram(mta), facts, files, path -> {});
  }

  private String out(String line) {
    ShellResult result = shell.run(line, Deadline.longest());
    assertThat(result.exitCode()).as(line).isZero();
    return new String(result.out(), StandardCharsets.UTF_8);
  }

  private int code(String line) {
    return shell.run(line, Deadline.longest()).exitCode();
  }

  @Test
  void ownsTheAddressesOfTheTwoVirtualMtasAndATestNetwork() {
    String addresses = out("ip -o addr show");
    assertThat(addresses)
        .contains(
            "1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever\n")
        .contains("2: eth0    inet 46.62.168.55/32 scope global eth0\\ ")
        .contains("inet 95.216.179.163/32 ", "inet 198.51.100.1/24 ", "inet 198.51.100.254/24 ");
    assertThat(out("ip -o -4 address").lines().toList())
        .hasSize(257)
        .noneMatch(line -> line.contains("inet6"));
    assertThat(code("ip route")).isEqualTo(1);
  }

  @Test
  void tellsWhoAndWhereItIs() {
    assertThat(out("hostname -f")).isEqualTo("mta1.sandbox.example\n");
    assertThat(out("cat /etc/timezone")).isEqualTo("Etc/UTC\n");
    assertThat(out("readlink -f /etc/localtime")).isEqualTo("/usr/share/zoneinfo/Etc/UTC\n");
    assertThat(out("id -u")).isEqualTo("0\n");
    assertThat(out("uname")).isEqualTo("Linux\n");
    assertThat(out("LC_ALL=C echo 'a  b' \"c\"")).isEqualTo("a  b c\n");
  }

  @Test
  void looksAtFilesAsCoreutilsDo() {
    assertThat(out("sha256sum /etc/hostname")).matches("[0-9a-f]{64}  /etc/hostname\n");
    assertThat(out("stat -c '%a %s %F' /etc/pmta/config")).matches("640 \\d+ regular file\n");
    assertThat(out("cat /etc/pmta/dkim/../config")).startsWith("#\n");
    assertThat(code("cat /etc/none")).isEqualTo(1);
    assertThat(code("cat ../../../../etc/shadow")).isEqualTo(1);
    assertThat(code("stat -c %s /etc/none")).isEqualTo(1);
  }

  @Test
  void knowsNothingElse() {
    ShellResult result = shell.run("rm -rf /", Deadline.longest());
    assertThat(result.exitCode()).isEqualTo(127);
    assertThat(new String(result.err(), StandardCharsets.UTF_8))
        .isEqualTo("bash: rm: command not found\n");
    assertThat(code("true; true")).isEqualTo(2);
    assertThat(code("timeout soon true")).isEqualTo(125);
    assertThat(code("timeout -k 5 20 sudo -n /usr/sbin/pmta show version")).isZero();
  }

  @Test
  void laysAHostOutOnlyOnce(@TempDir Path other) {
    try (SandboxHost first = SandboxHost.start(SandboxOptions.in(other))) {
      byte[] key = first.file("/etc/pmta/dkim/mail.example.com.pem").orElseThrow();
      first.close();
      try (SandboxHost second = SandboxHost.start(SandboxOptions.in(other))) {
        assertThat(second.file("/etc/pmta/dkim/mail.example.com.pem")).hasValue(key);
      }
    }
  }
}
