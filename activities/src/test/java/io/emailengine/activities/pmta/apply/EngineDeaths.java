package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.PmtaHostConnector;
import io.emailengine.store.scope.ScopedTransactionManager;
import io.emailengine.store.testing.StoreTestContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Ends the engine right after one of its effects, as {@code kill -9} does: no handler of its own
 * runs. Effects are what it changes on a host and the transactions in which it wrote something;
 * before an effect is after the one before it.
 */
final class EngineDeaths {
  /** Nobody handles it. */
  static final class Died extends Error {
    private static final long serialVersionUID = 1L;

    Died(String last) {
      super("the engine died after " + last, null, false, false);
    }
  }

  private static final Set<String> EFFECTS =
      Set.of(
          "stage",
          "stageLike",
          "stageChange",
          "swap",
          "swapTested",
          "restore",
          "reload",
          "remove",
          "pauseQueue",
          "resumeQueue");

  private final StoreTestContext store;
  private int left;
  private boolean armed;
  private @Nullable String died;

  EngineDeaths(StoreTestContext store) {
    this.store = store;
    store.bean(ScopedTransactionManager.class).addListener(new Commits());
  }

  /**
   * Runs the engine until its n-th effect, from 1.
   *
   * @return after what it died; null: it came to its end before
   */
  @Nullable String after(int nthEffect, Runnable engine) {
    left = nthEffect;
    died = null;
    armed = true;
    try {
      engine.run();
    } catch (Throwable e) {
      if (died == null) {
        throw e;
      }
    } finally {
      armed = false;
    }
    return died;
  }

  PmtaHostConnector over(PmtaHostConnector connector) {
    return address -> over(connector.open(address));
  }

  private PmtaHost over(PmtaHost host) {
    return (PmtaHost)
        Proxy.newProxyInstance(
            PmtaHost.class.getClassLoader(),
            new Class<?>[] {PmtaHost.class},
            (proxy, method, arguments) -> call(host, method, arguments));
  }

  private @Nullable Object call(PmtaHost host, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (armed && died != null && !method.getName().equals("close")) {
      throw new Died(died);
    }
    Object answer;
    try {
      answer = method.invoke(host, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (EFFECTS.contains(method.getName())) {
      effect(method.getName());
    }
    return answer;
  }

  private void effect(String what) {
    if (armed && --left <= 0) {
      died = what;
      throw new Died(what);
    }
  }

  private final class Commits implements TransactionExecutionListener {
    private boolean wrote;

    @Override
    public void beforeCommit(TransactionExecution transaction) {
      wrote =
          armed
              && Boolean.TRUE.equals(
                  store
                      .jdbc()
                      .sql("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
                      .query(Boolean.class)
                      .single());
    }

    @Override
    public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
      if (wrote) {
        wrote = false;
        effect("a commit");
      }
    }
  }
}
