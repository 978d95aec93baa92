package io.emailengine.standalone;

import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.settings.KeyFiles;
import io.emailengine.store.settings.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * PostgreSQL as a child process, with its files in the data folder. Commits are durable; it listens
 * on loopback only and wants a password from everybody. The application's login owns its database
 * and is neither superuser nor exempt from row-level security; {@code postgres} is used for nothing
 * but making that login.
 *
 * <p>The database folder is made under another name and renamed when it is complete, so a crash at
 * any moment of a first start leaves nothing half made.
 */
final class EmbeddedDatabase implements AutoCloseable {
  static final String USER = "email_engine";
  static final String DATABASE = "email_engine";
  private static final String SUPERUSER = "postgres";
  private static final String PORT_NAME = "postgres";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String HOST_RULES =
      """
      # Written by email-engine: everybody needs a password.
      host all all 127.0.0.1/32 scram-sha-256
      """;
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);

  private final EmbeddedPostgres server;
  private final Path files;
  private final EngineSettings.Database login;

  private EmbeddedDatabase(EmbeddedPostgres server, Path files, EngineSettings.Database login) {
    this.server = server;
    this.files = files;
    this.login = login;
  }

  /**
   * Starts the server; what a killed engine left running on the same files is ended first.
   *
   * @throws StartupException if it doesn't start
   */
  static EmbeddedDatabase start(DataFolder folder, PortBook ports) {
    try {
      return new Starter(folder, ports).start();
    } catch (IOException | SQLException | IllegalStateException e) {
      throw new StartupException("PostgreSQL did not start: " + reason(e) + advice(), e);
    }
  }

  /** Address and login for the application. */
  EngineSettings.Database login() {
    return login;
  }

  /** Stops the server and returns when its process is gone. */
  @Override
  public void close() {
    Optional<ProcessHandle> process = Postmaster.running(files);
    try {
      server.close();
    } catch (IOException e) {
      LOG.warn("PostgreSQL did not stop by itself", e);
    }
    process.ifPresent(Postmaster::end);
  }

  private static String reason(Exception e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }

  private static String advice() {
    return "root".equals(System.getProperty("user.name"))
        ? " (PostgreSQL refuses to run as root; where `unshare -U` is not allowed, start email-engine"
            + " as an ordinary user)"
        : "";
  }

  /** One start. */
  private static final class Starter {
    private final DataFolder folder;
    private final PortBook ports;
    private final Path files;
    private final Path unfinished;
    private final Secret superuserPassword;
    private final Secret password;

    Starter(DataFolder folder, PortBook ports) throws IOException {
      this.folder = folder;
      this.ports = ports;
      this.files = folder.file("postgres");
      this.unfinished = folder.file("postgres.new");
      this.superuserPassword = KeyFiles.readOrMake(folder.file("postgres-superuser.password"));
      this.password = KeyFiles.readOrMake(folder.file("postgres.password"));
    }

    EmbeddedDatabase start() throws IOException, SQLException {
      Postmaster.endLeftover(files);
      Postmaster.endLeftover(unfinished);
      int port = ports.free(PORT_NAME);
      if (!Files.exists(files)) {
        make(port);
      }
      EmbeddedPostgres server = serve(files, port, Optional.of(superuserPassword));
      String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
      return new EmbeddedDatabase(server, files, new EngineSettings.Database(url, USER, password));
    }

    private void make(int port) throws IOException, SQLException {
      FileSystemUtils.deleteRecursively(unfinished);
      try (EmbeddedPostgres server = serve(unfinished, port, Optional.empty());
          Connection connection = server.getPostgresDatabase().getConnection();
          Statement sql = connection.createStatement()) {
        sql.execute("SET password_encryption = 'scram-sha-256'");
        sql.execute("ALTER ROLE " + SUPERUSER + " PASSWORD " + literal(superuserPassword));
        sql.execute(
            "CREATE ROLE "
                + USER
                + " LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD "
                + literal(password));
        sql.execute("CREATE DATABASE " + DATABASE + " OWNER " + USER);
        sql.execute("REVOKE ALL ON DATABASE " + DATABASE + " FROM PUBLIC");
        Files.writeString(unfinished.resolve("pg_hba.conf"), HOST_RULES);
      }
      if (Postmaster.running(unfinished).isPresent()) {
        Postmaster.endLeftover(unfinished);
      }
      Files.move(unfinished, files, StandardCopyOption.ATOMIC_MOVE);
    }

    private EmbeddedPostgres serve(Path where, int port, Optional<Secret> superuser)
        throws IOException {
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setDataDirectory(where)
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .setPort(port)
              .setPGStartupWait(PATIENCE)
              // Not the library's own folder: it deletes what it takes for old data there.
              .setOverrideWorkingDirectory(folder.file("postgres-program").toFile())
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("unix_socket_directories", "''")
              .setServerConfig("max_connections", "60")
              .setServerConfig("shared_buffers", "32MB")
              .setServerConfig("timezone", "UTC")
              .setServerConfig("log_timezone", "UTC")
              .setLocaleConfig("locale", "C");
      superuser.ifPresent(secret -> builder.setConnectConfig("password", secret.reveal()));
      return builder.start();
    }

    /** The passwords are made of letters, digits, '-' and '_' only. */
    private static String literal(Secret secret) {
      return "'" + secret.reveal() + "'";
    }
  }
}
