package io.emailengine.api;

import io.emailengine.store.settings.EngineSettings;

/** What the api needs to know. The key is never shown. */
public record ApiSettings(String operatorKey, String temporalAddress, String temporalNamespace) {
  public ApiSettings {
    if (operatorKey.isBlank()) {
      throw new IllegalArgumentException("the operator key is empty");
    }
  }

  /** From the documented settings, with the Temporal address that is really used. */
  public static ApiSettings of(EngineSettings settings, String operatorKey) {
    return new ApiSettings(
        operatorKey, settings.temporalAddress().orElseThrow(), settings.temporalNamespace());
  }

  @Override
  public String toString() {
    return "ApiSettings[operatorKey=***, temporalAddress=" + temporalAddress + "]";
  }
}
