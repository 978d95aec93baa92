package io.emailengine.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own. */
class DoctorTest {
  private static final String TOKEN = "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  @TempDir Path temporary;
  private Path data;
  private final Map<String, String> environment = new HashMap<>();
  private int processes;

  @BeforeEach
  void choosePorts() {
    data = temporary.resolve("data");
    try (DataFolder folder = DataFolder.open(temporary.resolve("ports"))) {
      PortBook ports = new PortBook(folder);
      environment.put("EMAIL_ENGINE_DATA_DIR", data.toString());
      environment.put("EMAIL_ENGINE_PORT", Integer.toString(ports.free("main")));
      environment.put("EMAIL_ENGINE_MANAGEMENT_PORT", Integer.toString(ports.free("management")));
    }
  }

  @Test
  void makesNothingWhereNothingIs() throws Exception {
    try (ChildJvm doctor = run("doctor")) {
      assertThat(doctor.awaitExit()).as(doctor.output()).isZero();
      assertThat(doctor.output())
          .contains("warning  folder: is not there yet")
          .endsWith("0 wrong, 2 warnings.\n");
    }
    assertThat(data).doesNotExist();
  }

  @Test
  void neverShowsTheTokenOfAMessengerThatIsOutOfReach() throws Exception {
    try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      environment.put("EMAIL_ENGINE_TELEGRAM_URL", "http://127.0.0.1:" + nobody.getLocalPort());
    }
    environment.put("EMAIL_ENGINE_TELEGRAM_TOKEN", TOKEN);
    environment.put("EMAIL_ENGINE_TELEGRAM_CHAT_ID", "-1001");
    try (ChildJvm doctor = run("doctor")) {
      assertThat(doctor.awaitExit()).isEqualTo(1);
      assertThat(doctor.output())
          .contains("WRONG    messages: 127.0.0.1 can't be reached")
          .doesNotContain(TOKEN)
          .doesNotContain(TOKEN.substring(10));
    }
  }

  @Test
  void looksAtARunningEngineAndAtOneThatIsDown() throws Exception {
    Path folder = data.resolveSibling("data-sandbox");
    try (ChildJvm up = run("up", "--sandbox")) {
      up.awaitOutput("First thing to try");
      Files.setPosixFilePermissions(
          folder.resolve("operator.key"), PosixFilePermissions.fromString("rw-r--r--"));
      try (ChildJvm doctor = run("doctor", "--sandbox")) {
        assertThat(doctor.awaitExit()).as(doctor.output()).isEqualTo(1);
        assertThat(doctor.output())
            .contains("WRONG    operator.key: others can read it")
            .contains("mend: chmod 600 " + folder.resolve("operator.key"))
            .contains("answers for the namespace")
            .contains("ok       secret key")
            .contains("Server ")
            .contains("ok       connection, host key and login")
            .contains("ok       pmta test config")
            .contains("  helper: ")
            .contains("1 wrong, ");
      }
      Files.setPosixFilePermissions(
          folder.resolve("operator.key"), PosixFilePermissions.fromString("rw-------"));
      looksAtAGivenDatabase(folder);
      up.terminate();
      assertThat(up.awaitExit()).isZero();
    }
    try (ChildJvm doctor = run("doctor", "--sandbox")) {
      // The simulated host went down with the engine; the database is started for the look.
      assertThat(doctor.awaitExit()).as(doctor.output()).isEqualTo(1);
      assertThat(doctor.output())
          .contains("ok       secret key")
          .contains("WRONG    connection: ")
          .contains("1 wrong, ");
    }
    assertThat(Postmaster.running(folder.toRealPath().resolve("postgres"))).isEmpty();
  }

  /** The engine's own, given as somebody else's would be. */
  private void looksAtAGivenDatabase(Path folder) throws Exception {
    String password = Files.readString(folder.resolve("postgres.password")).strip();
    Properties ports = new Properties();
    try (Reader reader = Files.newBufferedReader(folder.resolve("ports.properties"))) {
      ports.load(reader);
    }
    Map<String, String> given = new HashMap<>(environment);
    given.put("EMAIL_ENGINE_DATA_DIR", folder.toString());
    given.put(
        "EMAIL_ENGINE_DB_URL",
        "jdbc:postgresql://127.0.0.1:" + ports.getProperty("postgres") + "/email_engine");
    given.put("EMAIL_ENGINE_DB_USER", "email_engine");
    given.put("EMAIL_ENGINE_DB_PASSWORD", password);
    String server;
    try (ChildJvm doctor = run(given, "doctor")) {
      assertThat(doctor.awaitExit()).as(doctor.output()).isZero();
      server = doctor.output().replaceAll("(?s).*\\nServer (\\S+) .*", "$1");
      assertThat(doctor.output())
          .contains("ok       database: the given one answers")
          .contains("ok       secret key")
          .contains("ok       connection, host key and login")
          .doesNotContain(password);
    }
    String script;
    try (ChildJvm doctor = run(given, "doctor", "--print-setup", server)) {
      assertThat(doctor.awaitExit()).as(doctor.output()).isZero();
      script = doctor.output();
    }
    assertThat(script)
        .startsWith("#!/bin/sh\n")
        .contains(" create 'email-engine' '/etc/pmta/config' '/usr/sbin/pmta' ")
        .doesNotContain("PRIVATE KEY");

    given.put("EMAIL_ENGINE_DB_PASSWORD", "not-" + password);
    try (ChildJvm doctor = run(given, "doctor")) {
      assertThat(doctor.awaitExit()).isEqualTo(1);
      assertThat(doctor.output())
          .contains("WRONG    database: the database can't be used: ")
          .doesNotContain(password);
    }
  }

  @Test
  void printsNoSetUpForAServerThatIsNotThere() throws Exception {
    try (ChildJvm doctor = run("doctor", "--print-setup", "mta1")) {
      assertThat(doctor.awaitExit()).isEqualTo(1);
      assertThat(doctor.output()).startsWith("email-engine: ");
    }
  }

  private ChildJvm run(String... arguments) throws IOException {
    return run(environment, arguments);
  }

  private ChildJvm run(Map<String, String> environment, String... arguments) throws IOException {
    processes++;
    return ChildJvm.start(
        temporary.resolve("out-" + processes),
        EmailEngine.class,
        environment,
        List.of("-Demail-engine.temporal=in-jvm"),
        List.of(arguments));
  }
}
