package io.emailengine.activities.telegram;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.emailengine.store.json.Json;
import io.emailengine.store.json.JsonCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A Bot API that answers as it was told; unscripted calls succeed. */
final class FakeTelegram implements AutoCloseable {
  private final HttpServer server;
  private final Queue<Scripted> script = new ArrayDeque<>();
  private final List<Map<String, Object>> bodies = new CopyOnWriteArrayList<>();
  private final List<String> paths = new CopyOnWriteArrayList<>();

  private record Scripted(int status, String body) {}

  FakeTelegram() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Status -1: the connection is closed without an answer. */
  FakeTelegram then(int status, String body) {
    script.add(new Scripted(status, body));
    return this;
  }

  FakeTelegram thenFails(int status, String description) {
    return then(
        status,
        "{\"ok\":false,\"error_code\":%d,\"description\":\"%s\"}".formatted(status, description));
  }

  List<Map<String, Object>> bodies() {
    return bodies;
  }

  List<String> paths() {
    return paths;
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    paths.add(exchange.getRequestURI().getPath());
    bodies.add(
        JsonCodec.readMap(
            new Json(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))));
    Scripted next = script.isEmpty() ? new Scripted(200, "{\"ok\":true}") : script.remove();
    if (next.status() < 0) {
      exchange.close();
      return;
    }
    byte[] body = next.body().getBytes(StandardCharsets.UTF_8);
    if (next.status() == 302) {
      exchange.getResponseHeaders().add("Location", url() + "/elsewhere");
    }
    exchange.sendResponseHeaders(next.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
