package io.emailengine.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.store.settings.EngineSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
  @TempDir Path temporary;

  /** Runs a database until it is killed. */
  static final class Owner {
    public static void main(String[] args) throws Exception {
      DataFolder folder = DataFolder.open(Path.of(args[0]));
      EmbeddedDatabase database = EmbeddedDatabase.start(folder, new PortBook(folder));
      try (Connection connection = connect(database.login());
          Statement sql = connection.createStatement()) {
        sql.execute("CREATE TABLE IF NOT EXISTS kept(n int)");
        sql.execute("INSERT INTO kept VALUES (42)");
      }
      System.out.println("database is up");
      Thread.currentThread().join();
    }
  }

  @Test
  void keepsItsDataDurableAndItsDoorsShut() throws Exception {
    try (DataFolder folder = DataFolder.open(temporary.resolve("data"));
        EmbeddedDatabase database = EmbeddedDatabase.start(folder, new PortBook(folder));
        Connection connection = connect(database.login())) {
      assertThat(ask(connection, "SHOW fsync")).isEqualTo("on");
      assertThat(ask(connection, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(ask(connection, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(Path.of("/tmp/.s.PGSQL." + ask(connection, "SHOW port"))).doesNotExist();
      assertThat(ask(connection, "SHOW max_connections")).isEqualTo("60");
      assertThat(
              ask(
                  connection,
                  "SELECT rolsuper::text || rolbypassrls || rolcreaterole || rolcreatedb"
                      + " FROM pg_roles WHERE rolname = current_user"))
          .isEqualTo("falsefalsefalsefalse");
      assertThat(
              ask(
                  connection,
                  "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'email_engine'"))
          .isEqualTo("email_engine");
      for (String user : List.of("email_engine", "postgres")) {
        assertThatThrownBy(
                () -> DriverManager.getConnection(database.login().url(), user, "wrong").close())
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("password authentication failed");
      }
    }
  }

  @Test
  void findsItsDataAgainAfterAStopAndLeavesNoProcess() throws Exception {
    try (DataFolder folder = DataFolder.open(temporary.resolve("data"))) {
      EngineSettings.Database login;
      try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, new PortBook(folder));
          Connection connection = connect(database.login());
          Statement sql = connection.createStatement()) {
        login = database.login();
        sql.execute("CREATE TABLE kept AS SELECT 7 AS n");
      }
      assertThat(Postmaster.running(folder.file("postgres"))).isEmpty();
      try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, new PortBook(folder));
          Connection connection = connect(database.login())) {
        assertThat(database.login()).isEqualTo(login);
        assertThat(ask(connection, "SELECT n FROM kept")).isEqualTo("7");
      }
    }
  }

  @Test
  void endsWhatAKilledOwnerLeftBehindAndLosesNothing() throws Exception {
    Path path = temporary.resolve("data");
    try (ChildJvm owner =
        ChildJvm.start(temporary.resolve("out"), Owner.class, Map.of(), List.of(path.toString()))) {
      owner.awaitOutput("database is up").kill();
    }
    try (DataFolder folder = DataFolder.open(path)) {
      ProcessHandle orphan = Postmaster.running(folder.file("postgres")).orElseThrow();
      try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, new PortBook(folder));
          Connection connection = connect(database.login())) {
        assertThat(Processes.isRunning(orphan)).isFalse();
        assertThat(ask(connection, "SELECT n FROM kept")).isEqualTo("42");
        assertThat(Postmaster.running(folder.file("postgres"))).isPresent();
      }
      assertThat(Postmaster.running(folder.file("postgres"))).isEmpty();
    }
  }

  @Test
  void beginsAgainWhenTheFirstStartWasCutOff() throws Exception {
    try (DataFolder folder = DataFolder.open(temporary.resolve("data"))) {
      Path unfinished = Files.createDirectories(folder.file("postgres.new"));
      Files.writeString(unfinished.resolve("postgresql.conf"), "half");
      Files.writeString(unfinished.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n");

      try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, new PortBook(folder));
          Connection connection = connect(database.login())) {
        assertThat(ask(connection, "SELECT current_user")).isEqualTo("email_engine");
        assertThat(unfinished).doesNotExist();
      }
    }
  }

  @Test
  void isNotMisledByAProcessNumberThatBelongsToAnotherProgramNow() throws Exception {
    try (DataFolder folder = DataFolder.open(temporary.resolve("data"))) {
      EmbeddedDatabase.start(folder, new PortBook(folder)).close();
      Files.writeString(
          folder.file("postgres").resolve("postmaster.pid"),
          ProcessHandle.current().pid() + "\n" + folder.file("postgres") + "\n");

      EmbeddedDatabase.start(folder, new PortBook(folder)).close();
    }
  }

  private static Connection connect(EngineSettings.Database login) throws SQLException {
    return DriverManager.getConnection(login.url(), login.user(), login.password().reveal());
  }

  private static String ask(Connection connection, String question) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(question)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
