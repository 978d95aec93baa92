package io.emailengine.store.scope;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs work in a transaction that acts for someone. Committed when the work returns, rolled back
 * when it throws.
 */
public final class Transactions {
  private final TransactionTemplate template;

  public Transactions(ScopedTransactionManager manager) {
    this.template = new TransactionTemplate(manager);
  }

  /**
   * Runs the work, within the transaction that is already there if it has the same scope.
   *
   * @throws IllegalStateException if a transaction with another scope runs on this thread
   */
  public <T extends @Nullable Object> T inScope(Scope scope, Supplier<T> work) {
    Scope current = CurrentScope.get();
    if (current != null) {
      if (!current.equals(scope)) {
        throw new IllegalStateException("a transaction with another scope runs on this thread");
      }
      return execute(work);
    }
    CurrentScope.bind(scope);
    try {
      return execute(work);
    } finally {
      CurrentScope.unbind();
    }
  }

  /** As {@link #inScope(Scope, Supplier)}, for work without a result. */
  public void inScope(Scope scope, Runnable work) {
    this.<@Nullable Object>inScope(
        scope,
        () -> {
          work.run();
          return null;
        });
  }

  private <T extends @Nullable Object> T execute(Supplier<T> work) {
    return template.execute(status -> work.get());
  }
}
