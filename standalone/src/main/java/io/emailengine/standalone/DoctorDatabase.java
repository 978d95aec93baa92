package io.emailengine.standalone;

import io.emailengine.store.seal.Sealed;
import io.emailengine.store.seal.Sealer;
import io.emailengine.store.seal.SealingKey;
import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.settings.KeyFiles;
import io.emailengine.store.settings.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows, read only: no migration runs and nothing is made that is not there. */
final class DoctorDatabase implements AutoCloseable {
  private static final String SERVERS =
      """
      SELECT id, name, host, port, login, host_key, private_key, public_key, config_path, pmta_path,
        adopted_at IS NOT NULL AS adopted, state, reason FROM server ORDER BY name
      """;
  private static final String ADDRESSES =
      "SELECT address FROM sending_ip WHERE server_id = ? AND state <> 'retired' ORDER BY address";

  private final Connection connection;
  private final EngineSettings settings;
  private final Path folder;
  private final String description;
  private final List<AutoCloseable> started;

  private DoctorDatabase(
      Connection connection,
      EngineSettings settings,
      Path folder,
      String description,
      List<AutoCloseable> started) {
    this.connection = connection;
    this.settings = settings;
    this.folder = folder;
    this.description = description;
    this.started = started;
  }

  /** Nothing was ever started on the folder. */
  static final class NotYetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotYetException(String message) {
      super(message);
    }
  }

  /** A server's row, as far as a look needs it. */
  record Server(
      UUID id,
      String name,
      String host,
      int port,
      String login,
      String hostKey,
      Sealed key,
      String publicKey,
      String configPath,
      String pmtaPath,
      boolean adopted,
      String state,
      List<String> addresses) {}

  /**
   * Connects to the given database, else to the folder's own, which is started if it does not run.
   *
   * @throws NotYetException if there is none yet
   * @throws StartupException if it can't be used
   */
  static DoctorDatabase open(EngineSettings settings, Path folder) {
    List<AutoCloseable> started = new ArrayList<>();
    try {
      String description = "the given one answers";
      EngineSettings.Database login = settings.database().orElse(null);
      if (login == null) {
        description = "the engine's own";
        login = own(folder, started);
      }
      Connection connection = connect(login);
      return new DoctorDatabase(connection, settings, folder, description, started);
    } catch (SQLException e) {
      close(started);
      throw new StartupException("the database can't be used: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      close(started);
      throw e;
    }
  }

  private static EngineSettings.Database own(Path folder, List<AutoCloseable> started) {
    Path files = real(folder).resolve("postgres");
    if (!Files.isDirectory(files)) {
      throw new NotYetException("there is none yet in " + folder);
    }
    Optional<ProcessHandle> running = Postmaster.running(files);
    if (running.isPresent()) {
      return new EngineSettings.Database(
          "jdbc:postgresql://127.0.0.1:" + port(files) + "/" + EmbeddedDatabase.DATABASE,
          EmbeddedDatabase.USER,
          password(folder));
    }
    DataFolder locked = DataFolder.open(folder);
    started.add(locked);
    EmbeddedDatabase database = EmbeddedDatabase.start(locked, new PortBook(locked));
    started.add(0, database);
    return database.login();
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      throw new NotYetException(folder + " is not there yet");
    }
  }

  /** PostgreSQL writes it into the fourth line of its pid file. */
  private static int port(Path files) {
    try {
      return Integer.parseInt(Files.readAllLines(files.resolve("postmaster.pid")).get(3).strip());
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      throw new StartupException("PostgreSQL is just starting or stopping; try again", e);
    }
  }

  private static Secret password(Path folder) {
    try {
      return KeyFiles.readOrMake(folder.resolve("postgres.password"));
    } catch (IOException e) {
      throw new StartupException("the password of the database can't be read: " + e, e);
    }
  }

  private static Connection connect(EngineSettings.Database login) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", login.user());
    properties.setProperty("password", login.password().reveal());
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("socketTimeout", "30");
    properties.setProperty("logServerErrorDetail", "false");
    properties.setProperty("ApplicationName", "email-engine doctor");
    Connection connection = DriverManager.getConnection(login.url(), properties);
    try (Statement sql = connection.createStatement()) {
      sql.execute("SET default_transaction_read_only = on");
      sql.execute("SET app.scope = 'engine'");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  String description() {
    return description;
  }

  /**
   * Opens what the database keeps sealed.
   *
   * @throws StartupException if the key is missing or another one
   */
  Sealer sealer() {
    Path file = settings.secretKeyFile().orElse(folder.resolve("secret.key"));
    if (!Files.exists(file)) {
      throw new StartupException("the key that seals secrets is not there: " + file);
    }
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT data_key FROM engine")) {
      if (!row.next()) {
        throw new NotYetException("the database is empty");
      }
      return Sealer.open(
          new Sealed(row.getBytes(1)), new SealingKey(KeyFiles.secretKey(settings, folder)));
    } catch (SQLException e) {
      throw unreadable(e);
    } catch (IOException e) {
      throw new StartupException("the key that seals secrets can't be used: " + e.getMessage(), e);
    }
  }

  List<Server> servers() {
    List<Server> servers = new ArrayList<>();
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(SERVERS)) {
      while (row.next()) {
        servers.add(server(row));
      }
      return servers;
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  private Server server(ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    @Nullable String reason = row.getString("reason");
    return new Server(
        id,
        row.getString("name"),
        row.getString("host"),
        row.getInt("port"),
        row.getString("login"),
        row.getString("host_key"),
        new Sealed(row.getBytes("private_key")),
        row.getString("public_key"),
        row.getString("config_path"),
        row.getString("pmta_path"),
        row.getBoolean("adopted"),
        row.getString("state") + (reason == null ? "" : " (" + reason + ")"),
        addresses(id));
  }

  private List<String> addresses(UUID server) throws SQLException {
    List<String> addresses = new ArrayList<>();
    try (PreparedStatement sql = connection.prepareStatement(ADDRESSES)) {
      sql.setObject(1, server);
      try (ResultSet row = sql.executeQuery()) {
        while (row.next()) {
          addresses.add(row.getString(1));
        }
      }
    }
    return addresses;
  }

  private static StartupException unreadable(SQLException e) {
    return new StartupException(
        "the tables can't be read (an older or newer engine?): " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // It only ever read.
    }
    close(started);
  }

  private static void close(List<AutoCloseable> started) {
    for (AutoCloseable part : started) {
      try {
        part.close();
      } catch (Exception e) {
        throw new StartupException("the database did not stop: " + e.getMessage(), e);
      }
    }
  }
}
