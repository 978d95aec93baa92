package io.emailengine.standalone;

import io.emailengine.sandbox.SandboxHost;
import io.emailengine.sandbox.SandboxOptions;
import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.settings.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * The simulated PowerMTA host and its place in the engine: server {@code sandbox}, adopted, its
 * pool mapped. It is set up through the REST interface, as a person would do it.
 */
final class SandboxStack implements AutoCloseable {
  static final String SERVER = "sandbox";
  private static final Map<String, String> POOLS = Map.of("pmta-pool", "default/marketing");

  private final SandboxHost host;
  private final Path authorizedKey;
  private final SandboxStory story;

  private SandboxStack(SandboxHost host, Path authorizedKey, SandboxStory story) {
    this.host = host;
    this.authorizedKey = authorizedKey;
    this.story = story;
  }

  /**
   * Starts the host, with its disk and its port as they were; it knows the engine's key already.
   */
  static SandboxStack start(
      EngineSettings settings, DataFolder folder, PortBook ports, Consumer<String> tell) {
    Path authorizedKey = folder.file("sandbox-authorized-key");
    SandboxOptions options =
        SandboxOptions.in(folder.file("sandbox-host"))
            .withPort(ports.free("sandbox-ssh"))
            .withDayLength(settings.day());
    SandboxHost host = SandboxHost.start(options);
    SandboxStack stack = new SandboxStack(host, authorizedKey, new SandboxStory(host, tell));
    stack.knownKey().ifPresent(host::authorize);
    return stack;
  }

  /**
   * Registers and adopts the host unless that is done, and begins to tell what happens on it.
   * Repeatable after a crash at any moment.
   *
   * @throws StartupException if the engine refuses
   */
  void settle(EngineSettings settings, Secret operatorKey) {
    EngineClient client = EngineClient.of(settings, operatorKey);
    Optional<JsonNode> known = client.find("/api/v2/servers/" + SERVER);
    JsonNode server = known.orElseGet(() -> register(client));
    if (!server.path("publicKey").asString("").isEmpty()) {
      remember(server.path("publicKey").asString());
    }
    if (!server.path("adopted").asBoolean(false)) {
      client.post("/api/v2/servers/" + SERVER + "/adopt", Map.of("pools", POOLS));
    }
    story.begin(client);
  }

  @Override
  public void close() {
    story.close();
    host.close();
  }

  private JsonNode register(EngineClient client) {
    return client.post(
        "/api/v2/servers",
        Map.of(
            "name", SERVER,
            "host", "127.0.0.1",
            "port", host.port(),
            "user", host.user(),
            "hostKey", host.hostKeyLine()));
  }

  private Optional<String> knownKey() {
    try {
      return Files.exists(authorizedKey)
          ? Optional.of(Files.readString(authorizedKey).strip())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void remember(String publicKey) {
    host.authorize(publicKey);
    try {
      Files.writeString(authorizedKey, publicKey + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
