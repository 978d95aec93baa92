package io.emailengine.systemtests;

import io.emailengine.api.testing.OpenApiDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The REST API as a caller sees it. */
final class Rest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private static final AtomicReference<@Nullable OpenApiDocument> DOCUMENT =
      new AtomicReference<>();

  private final int port;
  private final String key;
  private final boolean judged;

  Rest(int port, String key) {
    this(port, key, false);
  }

  private Rest(int port, String key, boolean judged) {
    this.port = port;
    this.key = key;
    this.judged = judged;
  }

  /** As this one, and every answer has to be as the served document says. */
  Rest heldAgainstTheDocument() {
    return new Rest(port, key, true);
  }

  record Answer(int status, JsonNode body) {
    Answer expect(int expected) {
      if (status != expected) {
        throw new AssertionError("expected " + expected + " and got " + status + ": " + body);
      }
      return this;
    }

    String text(String pointer) {
      return body.at(pointer).asString();
    }
  }

  static boolean isReady(int port) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
              .timeout(Duration.ofSeconds(5))
              .build();
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  Answer get(String path) {
    return send(path, request(path).GET());
  }

  Answer post(String path, String body) {
    return send("POST", path, body);
  }

  Answer put(String path, String body) {
    return send("PUT", path, body);
  }

  Answer patch(String path, String body) {
    return send("PATCH", path, body);
  }

  Answer delete(String path) {
    return send(path, request(path).DELETE());
  }

  private Answer send(String method, String path, String body) {
    return send(
        path,
        request(path)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(100))
        .header("X-API-Key", key);
  }

  private Answer send(String path, HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    HttpResponse<String> response = send(request);
    if (judged) {
      judge(request.method(), path, response);
    }
    return new Answer(
        response.statusCode(),
        response.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(response.body()));
  }

  private void judge(String method, String path, HttpResponse<String> response) {
    OpenApiDocument document = document();
    List<String> problems =
        document
            .operation(method, path.replaceAll("\\?.*", ""))
            .map(
                operation ->
                    document.problems(
                        operation,
                        response.statusCode(),
                        response.headers().firstValue("Content-Type").orElse(null),
                        response.headers().firstValue("Location").orElse(null),
                        response.body()))
            .orElse(List.of(method + " " + path + " is not in the document"));
    if (!problems.isEmpty()) {
      throw new AssertionError(problems + ": " + response.body());
    }
  }

  /** The same of every engine that is built here; read once. */
  private OpenApiDocument document() {
    return DOCUMENT.updateAndGet(
        read ->
            read != null
                ? read
                : new OpenApiDocument(
                    JSON.readTree(send(request("/v3/api-docs").GET().build()).body())));
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
