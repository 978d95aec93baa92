package io.emailengine.api;

/** What the api needs to know. The key is never shown. */
public record ApiSettings(String operatorKey) {
  public ApiSettings {
    if (operatorKey.isBlank()) {
      throw new IllegalArgumentException("the operator key is empty");
    }
  }

  @Override
  public String toString() {
    return "ApiSettings[operatorKey=***]";
  }
}
