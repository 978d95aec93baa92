package io.emailengine.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of the production shape as a process, which is healthy once its URL answers 200. */
final class ServiceProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(120);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final Process process;
  private final Path output;

  private ServiceProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts a command with this environment added to the inherited one. */
  static ServiceProcess start(Path output, Map<String, String> environment, List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.startsWith("EMAIL_ENGINE_") || name.startsWith("TEMPORAL_"));
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
      return new ServiceProcess(builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns once the URL answers 200. */
  ServiceProcess healthyAt(String url) {
    await(url, () -> answers(url));
    return this;
  }

  /** Returns once something listens. */
  ServiceProcess listeningAt(int port) {
    await("port " + port, () -> listens(port));
    return this;
  }

  private void await(String what, java.util.function.BooleanSupplier condition) {
    Await.until(
        START_LIMIT,
        () -> what + " answers; printed: " + output(),
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("ended with " + process.exitValue() + ": " + output());
          }
          return condition.getAsBoolean();
        });
  }

  long pid() {
    return process.pid();
  }

  void kill() {
    process.destroyForcibly();
    waitForEnd(Duration.ofSeconds(10));
  }

  /** What a container engine does, and the time that it gives. */
  void stop(Duration grace) {
    process.destroy();
    waitForEnd(grace);
  }

  private void waitForEnd(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("did not end within " + limit + ": " + output());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String output() {
    try {
      String text = Files.readString(output);
      return text.substring(Math.max(0, text.length() - 6_000));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static boolean answers(String url) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean listens(int port) {
    try (java.net.Socket socket = new java.net.Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
