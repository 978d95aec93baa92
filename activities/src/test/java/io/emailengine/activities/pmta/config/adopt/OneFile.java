package io.emailengine.activities.pmta.config.adopt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.emailengine.activities.pmta.config.tree.HostFiles;
import java.util.Map;
import java.util.Optional;

/** The first adoption of a configuration that is one file. */
public final class OneFile {
  private static final String CONFIG = "/etc/pmta/config";

  private OneFile() {}

  public static AdoptionResult plan(String text, String engineFile, EngineNames engineNames) {
    HostFiles only = HostFiles.of(CONFIG, Map.of(CONFIG, text.getBytes(UTF_8)));
    return Adoption.plan(only, engineFile, engineNames, Optional.empty());
  }

  /** The file as it will be. */
  static String after(AdoptionPlan plan) {
    return plan.files().stream()
        .filter(file -> file.path().equals(CONFIG))
        .map(file -> new String(file.after(), UTF_8))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the file does not change"));
  }
}
