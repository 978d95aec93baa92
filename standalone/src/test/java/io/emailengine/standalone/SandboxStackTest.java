package io.emailengine.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.emailengine.store.settings.Deployment;
import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.settings.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulated host against an engine that only answers. */
class SandboxStackTest {
  private static final String PUBLIC_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEfiL/BDi9T8gbBT9wIcz5+VhdTu+HSECq4JWzmQ8I5V engine";

  @TempDir Path temporary;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private volatile String server = "";
  private volatile String ips = "{\"items\":[]}";
  private volatile int adoptAnswer = 200;
  private DataFolder folder;
  private HttpServer engine;
  private EngineSettings settings;

  @BeforeEach
  void start() throws IOException {
    folder = DataFolder.open(temporary.resolve("data"));
    engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    engine.createContext("/", this::answer);
    engine.start();
    settings =
        EngineSettings.fromEnvironment(
            Map.of("EMAIL_ENGINE_PORT", Integer.toString(engine.getAddress().getPort())),
            Deployment.SANDBOX);
  }

  @AfterEach
  void stop() {
    engine.stop(0);
    folder.close();
  }

  @Test
  void registersAndAdoptsTheHostOnceAndIsFoundAtTheSamePlaceAgain() {
    settle();
    assertThat(requests)
        .filteredOn(request -> !request.startsWith("GET /api/v2/ips"))
        .hasSize(3)
        .satisfies(
            all -> {
              assertThat(all.get(0)).isEqualTo("GET /api/v2/servers/sandbox ");
              assertThat(all.get(1))
                  .startsWith("POST /api/v2/servers ")
                  .contains("\"hostKey\":\"ssh-ed25519 ");
              assertThat(all.get(2))
                  .isEqualTo(
                      "POST /api/v2/servers/sandbox/adopt"
                          + " {\"pools\":{\"pmta-pool\":\"default/marketing\"}}");
            });
    int port = new PortBook(folder).free("sandbox-ssh");
    requests.clear();

    settle();

    assertThat(requests).noneMatch(request -> request.startsWith("POST"));
    assertThat(new PortBook(folder).free("sandbox-ssh")).isEqualTo(port);
    assertThat(folder.file("sandbox-authorized-key")).hasContent(PUBLIC_KEY);
  }

  @Test
  void adoptsWhatACrashLeftRegisteredOnly() {
    server = "{\"name\":\"sandbox\",\"adopted\":false,\"publicKey\":\"" + PUBLIC_KEY + "\"}";

    settle();

    assertThat(requests)
        .filteredOn(request -> request.startsWith("POST"))
        .singleElement()
        .asString()
        .startsWith("POST /api/v2/servers/sandbox/adopt");
  }

  @Test
  void tellsTheEndOfAWarmUp() {
    try (SandboxStack stack = begun()) {
      ips = "{\"items\":[{\"address\":\"46.62.168.55\",\"state\":\"warming\",\"dailyQuota\":50}]}";
      long before = looks();
      ChildJvm.await("two looks", () -> looks() > before + 1);
      ips =
          "{\"items\":[{\"address\":\"46.62.168.55\",\"state\":\"active\",\"dailyQuota\":10000}]}";

      ChildJvm.await("the end is told", () -> !told.isEmpty());
      assertThat(told)
          .containsExactly("  warm-up complete: 46.62.168.55 sends 10000 messages a day");
    }
  }

  @Test
  void saysWhatTheEngineSaysWhenItRefuses() {
    adoptAnswer = 422;

    assertThatThrownBy(this::settle)
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("/api/v2/servers/sandbox/adopt answered 422");
  }

  private long looks() {
    return requests.stream().filter(request -> request.startsWith("GET /api/v2/ips")).count();
  }

  private void settle() {
    begun().close();
  }

  private SandboxStack begun() {
    SandboxStack stack = SandboxStack.start(settings, folder, new PortBook(folder), told::add);
    try {
      stack.settle(settings, new Secret("the-operator's-key"));
      return stack;
    } catch (StartupException e) {
      stack.close();
      throw e;
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(exchange.getRequestMethod() + " " + path + " " + body);
    if (path.endsWith("/adopt")) {
      server = server.replace("\"adopted\":false", "\"adopted\":true");
      send(exchange, adoptAnswer, "{}");
    } else if (path.startsWith("/api/v2/ips")) {
      send(exchange, 200, ips);
    } else if (exchange.getRequestMethod().equals("POST")) {
      server = "{\"name\":\"sandbox\",\"adopted\":false,\"publicKey\":\"" + PUBLIC_KEY + "\"}";
      send(exchange, 201, server);
    } else {
      send(exchange, server.isEmpty() ? 404 : 200, server.isEmpty() ? "{}" : server);
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
