package io.emailengine.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Another JVM with the classes of the test, its output in a file. */
final class ChildJvm implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Process process;
  private final Path output;

  private ChildJvm(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static ChildJvm start(
      Path output, Class<?> main, Map<String, String> environment, List<String> arguments)
      throws IOException {
    return start(output, main, environment, List.of(), arguments);
  }

  static ChildJvm start(
      Path output,
      Class<?> main,
      Map<String, String> environment,
      List<String> jvmOptions,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(jvmOptions);
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    return new ChildJvm(builder.start(), output);
  }

  long pid() {
    return process.pid();
  }

  String output() {
    try {
      return Files.exists(output) ? Files.readString(output) : "";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  ChildJvm awaitOutput(String text) {
    await(text, () -> output().contains(text) || !process.isAlive());
    if (!output().contains(text)) {
      throw new AssertionError("ended without saying '" + text + "': " + output());
    }
    return this;
  }

  int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running: " + output());
    }
    return process.exitValue();
  }

  /** As a crash does it: no handler runs, children stay behind. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitExit();
  }

  void terminate() {
    process.destroy();
  }

  static void await(String what, BooleanSupplier condition) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("has not come true: " + what);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
