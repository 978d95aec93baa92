package io.emailengine.activities.pmta.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.emailengine.activities.pmta.doctor.Finding.Verdict;
import io.emailengine.activities.pmta.host.HelperScript;
import io.emailengine.activities.pmta.host.HostFileException;
import io.emailengine.activities.pmta.host.HostHelperException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.ReloadOutcome;
import io.emailengine.activities.pmta.host.SshPmtaHostConnector;
import io.emailengine.activities.pmta.host.SwapOutcome;
import io.emailengine.activities.pmta.host.TestedSwap;
import io.emailengine.activities.ssh.ExecResult;
import io.emailengine.activities.ssh.SshConnection;
import io.emailengine.activities.ssh.SshConnections;
import io.emailengine.activities.ssh.SshFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What the account of the recipe may and may not do, on OpenSSH and sudo themselves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RestrictedAccountTest {
  private static final String ACCOUNT = HostSetup.ACCOUNT;
  private static final String ENGINE_FILE = RestrictedHost.FOLDER + "/engine.conf";
  private static final String IN = RestrictedHost.FOLDER + "/";
  private static final String SUM = "0".repeat(64);
  private static final Duration TIME = Duration.ofSeconds(20);

  private RestrictedHost host;
  private SshConnections connections;
  private PmtaHost session;

  @BeforeAll
  void setUp(@TempDir Path base) throws Exception {
    host = RestrictedHost.start(base);
    for (int i = 0; i < 2; i++) { // it can be repeated
      RestrictedHost.Said said = host.rootReads(script());
      assertThat(said.exit()).as(said.text()).isZero();
      assertThat(said.text()).endsWith("email-engine-account: email-engine is ready\n");
    }
    connections = new SshConnections();
    session = new SshPmtaHostConnector(connections).open(host.address(ACCOUNT));
  }

  @AfterAll
  void end() {
    if (connections != null) {
      connections.close();
    }
    if (host != null) {
      host.close();
    }
  }

  private String script() {
    return HostSetup.script(ACCOUNT, RestrictedHost.CONFIG, RestrictedHost.PMTA, host.publicLine());
  }

  private SshConnection ssh() {
    return connections.to(host.target(ACCOUNT));
  }

  private ExecResult exec(String... words) {
    return ssh().exec(List.of(words), TIME, 64 * 1024);
  }

  private SwapOutcome push(String text, Optional<String> before) throws Exception {
    byte[] bytes = text.getBytes(UTF_8);
    session.stage(ENGINE_FILE + ".new", bytes, 0640);
    return session.swapTested(
        new TestedSwap(
            before, sha(bytes), ENGINE_FILE + ".new", ENGINE_FILE, ENGINE_FILE + ".lkg"));
  }

  private static String sha(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  @Order(1)
  void appliesAWholeChangeThroughTheHelper() throws Exception {
    assertThat(session.helper().ready()).isTrue();
    assertThat(session.version()).isEqualTo("5.0r1");
    assertThat(push("# one\n", Optional.empty()).accepted()).isTrue();
    assertThat(session.reload()).isInstanceOf(ReloadOutcome.Reloaded.class);
    String one = sha("# one\n".getBytes(UTF_8));
    assertThat(push("# two\n", Optional.of(one)).accepted()).isTrue();
    assertThat(host.pmta().resolve("email-engine/engine.conf")).hasContent("# two");
    String two = sha("# two\n".getBytes(UTF_8));
    assertThat(push("nonsense\n", Optional.of(two))).isInstanceOf(SwapOutcome.PutBack.class);
    assertThat(host.pmta().resolve("email-engine/engine.conf")).hasContent("# two");
    session.pauseQueue("mta1");
    assertThat(session.queued()).containsEntry("mta1", 7L);
  }

  @Test
  @Order(2)
  void writesNothingOfTheOperators() throws Exception {
    String config = RestrictedHost.CONFIG;
    for (String path :
        List.of(
            "/etc/pmta/new",
            "/etc/sudoers.d/mine",
            "/usr/local/sbin/mine",
            "/var/lib/email-engine/.ssh/rc",
            "/var/lib/email-engine/.profile")) {
      assertThatThrownBy(() -> ssh().writeNew(path, new byte[1], 0600))
          .as(path)
          .isInstanceOfSatisfying(
              SshFileException.class,
              e -> assertThat(e.kind()).isEqualTo(SshFileException.Kind.PERMISSION));
    }
    session.stage(RestrictedHost.FOLDER + "/x", new byte[1], 0600);
    assertThatThrownBy(() -> session.swap(RestrictedHost.FOLDER + "/x", config))
        .isInstanceOf(HostFileException.class);
    assertThat(exec("sh", "-c", "echo x >> " + config).ok()).isFalse();
    assertThat(exec("sh", "-c", "echo x >> /var/lib/email-engine/.ssh/authorized_keys").ok())
        .isFalse();
    // Not even through the helper, which could: neither sudo nor the helper lets that pass.
    String old = sha(Files.readAllBytes(host.pmta().resolve("config")));
    String swap =
        String.join(
            " ",
            HelperScript.PATH,
            "swap",
            old,
            sha(new byte[1]),
            RestrictedHost.FOLDER + "/x",
            config,
            RestrictedHost.FOLDER + "/kept");
    assertThat(exec(("sudo -n " + swap).split(" ")).stdout()).isEmpty();
    assertThat(host.asRoot(swap).text()).contains("email-engine-host: refused");
    assertThat(host.pmta().resolve("config")).hasContent("# the operator's");
  }

  @Test
  @Order(2)
  void runsNothingButTheVerbs() {
    for (List<String> words :
        List.of(
            List.of("/bin/sh"),
            List.of("id"),
            List.of(RestrictedHost.PMTA, "reload"),
            List.of("sh", HelperScript.PATH, "version"),
            List.of(HelperScript.PATH),
            List.of(HelperScript.PATH, "install", RestrictedHost.CONFIG, "/bin/sh"),
            List.of(HelperScript.PATH, "uninstall"),
            List.of(HelperScript.PATH, "swap-all", RestrictedHost.FOLDER + "/journal"),
            List.of(HelperScript.PATH, "recover-all", RestrictedHost.FOLDER + "/journal"),
            List.of(HelperScript.PATH, "test", "more"),
            List.of(HelperScript.PATH, "version", "more"),
            List.of("-u", "nobody", HelperScript.PATH, "version"),
            List.of("PATH=/tmp", HelperScript.PATH, "version"),
            List.of("LD_PRELOAD=/tmp/x.so", HelperScript.PATH, "version"),
            List.of("BASH_ENV=/tmp/x", HelperScript.PATH, "version"),
            List.of("TMPDIR=/etc", HelperScript.PATH, "version"),
            List.of(HelperScript.PATH, "pause", "a b", "c"),
            List.of(HelperScript.PATH, "pause", "-v"),
            List.of(HelperScript.PATH, "show", "settings", "--help"),
            List.of(HelperScript.PATH, "show", "settings", "a", "b"),
            List.of(HelperScript.PATH, "hash", "relative"),
            List.of(HelperScript.PATH, "swap", "absent", "x", "y", "z", "t"),
            List.of(HelperScript.PATH, "swap", "absent", SUM, IN + "a", IN + "../config", IN + "c"),
            List.of(HelperScript.PATH, "swap", SUM, SUM, IN + "a", IN + "sub/b", IN + "c"),
            List.of(HelperScript.PATH, "swap", SUM, SUM, IN + "a", IN + "b", IN + "c", IN + "d"),
            List.of(HelperScript.PATH, "swap", SUM, SUM, IN + "a b", IN + "c"),
            List.of(HelperScript.PATH, "restore", SUM, IN + "a", "/etc/passwd"),
            List.of("-E", HelperScript.PATH, "version"))) {
      String[] line =
          java.util.stream.Stream.concat(java.util.stream.Stream.of("sudo", "-n"), words.stream())
              .toArray(String[]::new);
      ExecResult result = exec(line);
      assertThat(result.ok()).as(words + ": " + result.stdout()).isFalse();
      assertThat(result.stdout()).as(words.toString()).isEmpty();
    }
    String broken = "sudo -n " + HelperScript.PATH + " pause \"$(printf 'a\\nb')\"";
    assertThat(exec("sh", "-c", broken).stdout()).isEmpty();
    assertThat(exec("tty").ok()).isFalse();
  }

  @Test
  @Order(3)
  void isFoundInOrder() {
    List<Finding> findings =
        new HostCheckup(connections).run(host.address(ACCOUNT), true, List.of("192.0.2.77"));
    assertThat(findings)
        .filteredOn(finding -> finding.verdict() != Verdict.OK)
        .extracting(Finding::what)
        .containsExactly("192.0.2.77");
    assertThat(findings)
        .extracting(Finding::what)
        .contains(
            "helper",
            "sudo",
            "posix-rename",
            "fsync",
            "folder",
            "pmta",
            "pmta test config",
            "space");
    assertThat(host.pmta().resolve("email-engine").toFile().list((dir, n) -> n.contains("doctor")))
        .isEmpty();
  }

  @Test
  @Order(4)
  void namesAMissingFlockBeforeAnythingIsTouched() throws Exception {
    assertThat(host.asRoot("mount --bind /dev/null /usr/bin/flock").exit()).isZero();
    try {
      assertThat(wrong()).contains("programs");
      String two = sha("# two\n".getBytes(UTF_8));
      assertThatThrownBy(() -> push("# three\n", Optional.of(two)))
          .isInstanceOfSatisfying(
              HostHelperException.class,
              e -> assertThat(e.kind()).isEqualTo(HostHelperException.Kind.TOOL_MISSING))
          .hasMessageContaining("flock");
      assertThat(host.pmta().resolve("email-engine/engine.conf")).hasContent("# two");
    } finally {
      host.asRoot("umount /usr/bin/flock");
    }
  }

  private List<Finding> findings() {
    return new HostCheckup(connections).run(host.address(ACCOUNT), true, List.of());
  }

  private List<String> wrong() {
    return findings().stream()
        .filter(finding -> finding.verdict() == Verdict.WRONG)
        .peek(finding -> assertThat(finding.cure()).isNotEmpty())
        .map(Finding::what)
        .toList();
  }

  @Test
  @Order(5)
  void namesAFolderThatCannotBeWritten() throws Exception {
    host.asRoot("chown root " + RestrictedHost.FOLDER);
    assertThat(wrong()).containsExactly("folder");
    host.asRoot("chown " + ACCOUNT + " " + RestrictedHost.FOLDER);
  }

  @Test
  @Order(5)
  void namesAConfigurationThatItMayNotRead() throws Exception {
    host.asRoot("chmod 0600 /etc/pmta/config");
    assertThat(wrong()).containsExactly("configuration");
    RestrictedHost.Said said = host.rootReads(script());
    assertThat(said.exit()).isNotZero();
    assertThat(said.text()).endsWith("then run this again\n").contains("can not read /etc/pmta");
    host.asRoot("chmod 0644 /etc/pmta/config");
  }

  @Test
  @Order(6)
  void namesAConfigurationThatIsNotAccepted() throws Exception {
    Path bad = host.pmta().resolve("email-engine/bad.conf");
    Files.writeString(bad, "nonsense\n");
    assertThat(wrong()).containsExactly("pmta test config");
    Files.delete(bad);
  }

  @Test
  @Order(7)
  void namesSudoRulesThatAreGone() throws Exception {
    host.asRoot("mv /etc/sudoers.d/email-engine /etc/rules.test");
    assertThat(wrong()).contains("helper");
    host.asRoot("mv /etc/rules.test /etc/sudoers.d/email-engine");
    assertThat(wrong()).isEmpty();
  }

  @Test
  @Order(8)
  void namesTheVerbsThatSudoHasNoRuleFor() throws Exception {
    host.asRoot("sed -i '/show vmtas/d;/\\^swap/d' /etc/sudoers.d/email-engine");
    assertThat(findings())
        .filteredOn(finding -> finding.what().equals("sudo"))
        .extracting(Finding::verdict, Finding::detail)
        .containsExactly(tuple(Verdict.WRONG, "has no rule for: show vmtas, swap"));
  }

  @Test
  @Order(9)
  void tellsThatTheLoginMayDoMoreThanItNeeds() throws Exception {
    host.asRoot("echo 'email-engine ALL = NOPASSWD: ALL' > /etc/sudoers.d/email-engine");
    host.asRoot("chmod 0777 /etc/pmta");
    assertThat(findings())
        .filteredOn(finding -> finding.verdict() != Verdict.OK)
        .extracting(Finding::what, Finding::verdict)
        .containsExactly(tuple("/etc/pmta", Verdict.WARNING), tuple("sudo", Verdict.WARNING));
    RestrictedHost.Said refused = host.rootReads(script());
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.text()).contains("email-engine may write /etc/pmta");
    host.asRoot("chmod 0755 /etc/pmta");
  }

  @Test
  @Order(10)
  void doesWithASudoThatKnowsNoExpressions() throws Exception {
    RestrictedHost.Said said = host.rootReads(script().replace("-ge 1009010", "-ge 9009010"));
    assertThat(said.exit()).as(said.text()).isZero();
    assertThat(host.asRoot("cat /etc/sudoers.d/email-engine").text()).doesNotContain("^");
    assertThat(wrong()).isEmpty();
    String two = sha("# two\n".getBytes(UTF_8));
    assertThat(push("# two\n", Optional.of(two)).accepted()).isTrue();
    ExecResult odd = exec("sudo", "-n", HelperScript.PATH, "pause", "a b", "c");
    assertThat(odd.stdout()).contains("email-engine-host: usage");
  }

  @Test
  @Order(11)
  void isGoneAfterItsRemoval() throws Exception {
    Path script = Files.writeString(host.pmta().resolve("remove"), HostSetup.text());
    RestrictedHost.Said said =
        host.asRoot("sh /etc/pmta/remove remove email-engine " + RestrictedHost.CONFIG);
    assertThat(said.exit()).as(said.text()).isZero();
    Files.delete(script);
    assertThat(host.asRoot("id email-engine").exit()).isNotZero();
    assertThat(host.asRoot("test -e /etc/sudoers.d/email-engine").exit()).isNotZero();
    assertThat(host.pmta().resolve("email-engine/engine.conf")).hasContent("# two");
    try (SshConnections fresh = new SshConnections()) {
      assertThat(new HostCheckup(fresh).run(host.address(ACCOUNT), true, List.of()))
          .extracting(Finding::what)
          .containsExactly("login");
    }
  }
}
