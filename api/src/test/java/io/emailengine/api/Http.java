package io.emailengine.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.api.testing.OpenApiDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A caller of the api. */
final class Http {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private static final AtomicReference<@Nullable OpenApiDocument> DOCUMENT =
      new AtomicReference<>();

  private final int port;
  private final @Nullable String key;
  private final boolean documented;

  Http(int port, @Nullable String key) {
    this(port, key, true);
  }

  private Http(int port, @Nullable String key, boolean documented) {
    this.port = port;
    this.key = key;
    this.documented = documented;
  }

  /** A port that has no document of what it answers. */
  static Http undocumented(int port) {
    return new Http(port, null, false);
  }

  Http withoutKey() {
    return new Http(port, null, documented);
  }

  Http withKey(String other) {
    return new Http(port, other, documented);
  }

  Answer get(String path) {
    return send("GET", path, null);
  }

  Answer post(String path, String body, String... headers) {
    return send("POST", path, body, headers);
  }

  /** Headers in pairs; one of Content-Type replaces the usual one. */
  Answer send(String method, String path, @Nullable String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(60))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (key != null) {
      request.header("X-API-Key", key);
    }
    if (body != null) {
      request.setHeader("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    try {
      Answer answer =
          new Answer(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()));
      if (documented && path.startsWith("/api/")) {
        hold(method, path, answer);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whatever a test asks for, what comes back is as the document says. */
  private void hold(String method, String path, Answer answer) {
    OpenApiDocument document = document();
    document
        .operation(method, path.replaceAll("\\?.*", ""))
        .ifPresent(
            operation ->
                assertThat(
                        document.problems(
                            operation,
                            answer.status(),
                            answer.header("Content-Type"),
                            answer.header("Location"),
                            answer.body()))
                    .as(answer.body())
                    .isEmpty());
  }

  /** The served document: the same on every port, and read once. */
  OpenApiDocument document() {
    return DOCUMENT.updateAndGet(
        read ->
            read != null
                ? read
                : new OpenApiDocument(withoutKey().get("/v3/api-docs").expect(200).json()));
  }

  /** What came back. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String body() {
      return response.body();
    }

    JsonNode json() {
      return JSON.readTree(body());
    }

    JsonNode at(String pointer) {
      return json().at(pointer);
    }

    String text(String pointer) {
      return at(pointer).asString();
    }

    @Nullable String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }

    Answer expect(int status) {
      assertThat(status()).as(body()).isEqualTo(status);
      return this;
    }

    /** A problem of RFC 9457 of this type, that shows nothing of the insides. */
    Answer problem(int status, String type) {
      expect(status);
      assertThat(header("Content-Type")).startsWith("application/problem+json");
      assertThat(text("/type")).as(body()).isEqualTo("/problems/" + type);
      assertThat(text("/title")).isNotBlank();
      assertThat(at("/status").asInt()).isEqualTo(status);
      assertThat(text("/detail")).isNotBlank();
      assertThat(body())
          .doesNotContain("java.", "org.", "io.emailengine", "Exception", "SELECT", "INSERT");
      return this;
    }

    /** One error of {@code errors[]} names this field and this rule. */
    Answer naming(String field, String rule) {
      assertThat(errors()).as(body()).contains(field + " " + rule);
      return this;
    }

    /** Every error as {@code field rule}. */
    List<String> errors() {
      List<String> errors = new ArrayList<>();
      at("/errors")
          .forEach(
              error -> {
                assertThat(error.at("/message").asString()).isNotBlank();
                errors.add(error.at("/field").asString() + " " + error.at("/rule").asString());
              });
      return errors;
    }
  }
}
