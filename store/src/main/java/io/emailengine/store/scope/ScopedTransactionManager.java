package io.emailengine.store.scope;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The one place that tells PostgreSQL who a transaction acts for. The settings are local to the
 * transaction: a connection that goes back to the pool has none.
 */
public final class ScopedTransactionManager extends JdbcTransactionManager {
  private static final long serialVersionUID = 1L;
  private static final String SET_SCOPE =
      "SELECT set_config('app.scope', ?, true), set_config('app.tenant', ?, true)";

  public ScopedTransactionManager(DataSource dataSource) {
    super(dataSource);
  }

  @Override
  protected void doBegin(Object transaction, TransactionDefinition definition) {
    super.doBegin(transaction, definition);
    Scope scope = CurrentScope.get();
    try (PreparedStatement statement = connection().prepareStatement(SET_SCOPE)) {
      statement.setString(1, scope == null ? "" : scope.scopeSetting());
      statement.setString(2, scope == null ? "" : scope.tenantSetting());
      statement.execute();
    } catch (SQLException | RuntimeException e) {
      // Spring does not clean up after a begin that failed: give the connection back here.
      doRollbackAndCleanup(transaction);
      throw new CannotCreateTransactionException("could not set the scope of a transaction", e);
    }
  }

  private Connection connection() {
    ConnectionHolder holder =
        (ConnectionHolder) TransactionSynchronizationManager.getResource(obtainDataSource());
    if (holder == null) {
      throw new IllegalStateException("no connection is bound to the transaction");
    }
    return holder.getConnection();
  }

  private void doRollbackAndCleanup(Object transaction) {
    try {
      Connection connection = connection();
      if (!connection.isClosed()) {
        connection.rollback();
      }
    } catch (SQLException | RuntimeException ignored) {
      // The connection is broken; the pool will find out when it gets it back.
    } finally {
      doCleanupAfterCompletion(transaction);
    }
  }
}
