package io.emailengine.standalone;

import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.settings.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The engine's REST interface, as the operator uses it. */
final class EngineClient {
  // Adoption answers when the host has been read, tested and reloaded.
  private static final Duration PATIENCE = Duration.ofSeconds(100);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final JsonMapper json = JsonMapper.builder().build();
  private final String base;
  private final Secret key;

  private EngineClient(String base, Secret key) {
    this.base = base;
    this.key = key;
  }

  static EngineClient of(EngineSettings settings, Secret operatorKey) {
    return new EngineClient(Urls.toOpen(settings.bind(), settings.port()), operatorKey);
  }

  /**
   * Reads an object; nothing if there is none.
   *
   * @throws StartupException for any other answer than 200 and 404
   */
  Optional<JsonNode> find(String path) {
    HttpResponse<String> answer = send(request(path).GET().build());
    if (answer.statusCode() == 404) {
      return Optional.empty();
    }
    return Optional.of(body(path, answer));
  }

  /**
   * Posts a body and returns the answer's.
   *
   * @throws StartupException if the answer is no success
   */
  JsonNode post(String path, Map<String, ?> content) {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json.writeValueAsString(content)))
            .build();
    return body(path, send(request));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(PATIENCE)
        .header("X-API-Key", key.reveal());
  }

  private JsonNode body(String path, HttpResponse<String> answer) {
    if (answer.statusCode() / 100 != 2) {
      throw new StartupException(
          path + " answered " + answer.statusCode() + ": " + answer.body().strip());
    }
    return answer.body().isBlank() ? json.createObjectNode() : json.readTree(answer.body());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new StartupException(request.uri().getPath() + " did not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupException("interrupted", e);
    }
  }
}
