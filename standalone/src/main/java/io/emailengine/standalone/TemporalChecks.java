package io.emailengine.standalone;

import io.emailengine.activities.pmta.doctor.Finding;
import io.emailengine.store.settings.EngineSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** Whether Temporal answers for the namespace and knows the search attributes. */
final class TemporalChecks {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final EngineSettings settings;
  private final Path folder;

  TemporalChecks(EngineSettings settings, Path folder) {
    this.settings = settings;
    this.folder = folder;
  }

  List<Finding> run() {
    Optional<String> given = settings.temporalAddress();
    Optional<String> address = given.or(this::own);
    String namespace = settings.temporalNamespace();
    boolean answers =
        address.isPresent()
            && TemporalProbe.awaitAnswer(address.get(), namespace, PATIENCE, () -> true);
    if (!answers && given.isEmpty()) {
      return List.of(Finding.ok("server", "the engine's own; it starts with ./email-engine up"));
    }
    if (!answers) {
      return List.of(
          Finding.wrong(
              "server",
              given.get() + " does not answer for the namespace " + namespace,
              "is it running, is TEMPORAL_ADDRESS right? The namespace: temporal operator namespace"
                  + " create -n "
                  + namespace));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok("server", address.get() + " answers for the namespace " + namespace));
    SearchAttributes.missing(address.get(), namespace)
        .map(TemporalChecks::attributes)
        .ifPresent(findings::add);
    return findings;
  }

  private static Finding attributes(List<String> missing) {
    return missing.isEmpty()
        ? Finding.ok("search attributes", "all known")
        : Finding.warning(
            "search attributes",
            String.join(", ", missing) + " not known; searching by them does not work",
            "./email-engine up makes them, if the server lets it");
  }

  /** Where the engine's own one listens while it runs. */
  private Optional<String> own() {
    Properties ports = new Properties();
    try (Reader reader = Files.newBufferedReader(folder.resolve("ports.properties"))) {
      ports.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.ofNullable(ports.getProperty("temporal")).map(port -> "127.0.0.1:" + port);
  }
}
