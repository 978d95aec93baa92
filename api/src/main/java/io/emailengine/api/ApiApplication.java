package io.emailengine.api;

/**
 * The api alone, as the production shape runs it: a client of Temporal that starts even while
 * Temporal is down.
 */
public final class ApiApplication {
  private ApiApplication() {}

  public static void main(String[] args) {
    throw new UnsupportedOperationException();
  }
}
