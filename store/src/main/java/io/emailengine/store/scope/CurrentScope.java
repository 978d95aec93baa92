package io.emailengine.store.scope;

import org.jspecify.annotations.Nullable;

/** The scope bound to this thread, while a transaction of {@link Transactions} runs on it. */
final class CurrentScope {
  private static final ThreadLocal<@Nullable Scope> BOUND = new ThreadLocal<>();

  private CurrentScope() {}

  static @Nullable Scope get() {
    return BOUND.get();
  }

  static void bind(Scope scope) {
    BOUND.set(scope);
  }

  static void unbind() {
    BOUND.remove();
  }
}
