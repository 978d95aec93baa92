package io.emailengine.store.server;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Session-level advisory locks, each on a connection of its own and not of the pool: an apply takes
 * minutes when a host hangs, and a pooled connection would keep the lock after its return.
 */
public final class PostgresServerLocks implements ServerLocks {
  private final DataSource unpooled;

  public PostgresServerLocks(DataSource unpooled) {
    this.unpooled = unpooled;
  }

  @Override
  public Optional<ServerLock> tryLock(UUID serverId) {
    try {
      Connection connection = unpooled.getConnection();
      try {
        if (acquire(connection, serverId)) {
          return Optional.of(new HeldLock(connection, serverId));
        }
      } catch (SQLException | RuntimeException e) {
        closeQuietly(connection);
        throw e;
      }
      closeQuietly(connection);
      return Optional.empty();
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("could not ask for the lock of a server", e);
    }
  }

  private static boolean acquire(Connection connection, UUID serverId) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_try_advisory_lock(hashtextextended(?, 0))")) {
      statement.setString(1, "server/" + serverId);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException ignored) {
      // It is dead already, and with it the lock.
    }
  }

  private static final class HeldLock implements ServerLock {
    private static final int VALID_SECONDS = 5;
    private final Connection connection;
    private final UUID serverId;

    HeldLock(Connection connection, UUID serverId) {
      this.connection = connection;
      this.serverId = serverId;
    }

    @Override
    public boolean isHeld() {
      try {
        return connection.isValid(VALID_SECONDS);
      } catch (SQLException e) {
        return false;
      }
    }

    @Override
    public void close() {
      // Closing alone would free it too, but only once the server has noticed: too late for a next
      // run at once.
      try (PreparedStatement statement =
          connection.prepareStatement("SELECT pg_advisory_unlock(hashtextextended(?, 0))")) {
        statement.setString(1, "server/" + serverId);
        statement.execute();
      } catch (SQLException ignored) {
        // The connection is dead already, and with it the lock.
      }
      closeQuietly(connection);
    }
  }
}
