package io.emailengine.store.engine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Refuses a login that row-level security does not bind. */
public final class DatabaseGuard {
  private static final String BOUND =
      """
      SELECT rolname, rolsuper, rolbypassrls FROM pg_roles
      WHERE rolname IN (session_user, current_user) ORDER BY rolsuper DESC, rolbypassrls DESC LIMIT 1
      """;

  private final DataSource database;

  public DatabaseGuard(DataSource database) {
    this.database = database;
  }

  /**
   * Looks at the login.
   *
   * @throws StartRefusedException if it is a superuser or has BYPASSRLS, or the database can't be
   *     reached
   */
  public void check() {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(BOUND)) {
      row.next();
      String role = row.getString("rolname");
      if (row.getBoolean("rolsuper")) {
        throw refused(role, "is a superuser");
      }
      if (row.getBoolean("rolbypassrls")) {
        throw refused(role, "has BYPASSRLS");
      }
    } catch (SQLException e) {
      throw new StartRefusedException("the database can't be used: " + e.getMessage());
    }
  }

  private static StartRefusedException refused(String role, String why) {
    return new StartRefusedException(
        "the database login "
            + role
            + " "
            + why
            + ": tenants would not be kept apart. Use a plain role that owns the schema"
            + " (CREATE ROLE email_engine LOGIN PASSWORD '…')");
  }
}
