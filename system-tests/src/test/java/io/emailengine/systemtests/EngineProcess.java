package io.emailengine.systemtests;

import io.emailengine.store.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code email-engine up} as a real process with a data folder of its own, as a user starts it. */
final class EngineProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(120);

  private final Path folder;
  private final Map<String, String> environment = new TreeMap<>();
  private final List<String> jvmOptions = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>(List.of("up"));
  private final int port = FreePort.take();
  private Process process;
  private int starts;

  private EngineProcess(Path folder) {
    this.folder = folder;
  }

  /**
   * @param folder holds the data folder and the output
   * @param day length of an engine day; the pace of applies is set to match a short one
   * @param temporal {@code real} or {@code in-jvm}
   */
  static EngineProcess in(Path folder, Duration day, String temporal) {
    EngineProcess engine = new EngineProcess(folder);
    engine.environment.put("EMAIL_ENGINE_DATA_DIR", folder.resolve("data").toString());
    engine.environment.put("EMAIL_ENGINE_PORT", Integer.toString(engine.port));
    engine.environment.put("EMAIL_ENGINE_MANAGEMENT_PORT", Integer.toString(FreePort.take()));
    engine.environment.put("EMAIL_ENGINE_DAY", day.toString());
    engine.environment.put("EMAIL_ENGINE_SETTLE", "PT0.05S");
    engine.environment.put("EMAIL_ENGINE_MIN_RELOAD_INTERVAL", "PT0.1S");
    engine.jvmOptions.add("-Demail-engine.temporal=" + temporal);
    return engine;
  }

  EngineProcess with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Starts and returns once the engine says that it is ready. */
  EngineProcess start() {
    try {
      ProcessBuilder builder = command(arguments);
      // A process group of its own, so that all of it can be killed at once.
      builder.command().add(0, "setsid");
      Files.createDirectories(folder);
      Path output = folder.resolve("output-" + ++starts + ".txt");
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      process = builder.start();
      Await.until(
          START_LIMIT,
          () -> "the engine is ready; it printed: " + tail(output),
          () -> {
            if (!process.isAlive()) {
              throw new AssertionError(
                  "the engine ended with " + process.exitValue() + ": " + tail(output));
            }
            return Rest.isReady(port);
          });
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessBuilder command(List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", jar().toString()));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(repository().toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("EMAIL_ENGINE_") || name.startsWith("TEMPORAL_"));
    builder.environment().putAll(environment);
    return builder;
  }

  /** Another command of the product with the same settings; what it prints, and it must be well. */
  String run(String... words) {
    try {
      Path output = Files.createTempFile(folder, "command", ".txt");
      Process command =
          command(List.of(words)).redirectErrorStream(true).redirectOutput(output.toFile()).start();
      try {
        boolean ended = command.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        String text = Files.readString(output);
        if (!ended || command.exitValue() != 0) {
          throw new AssertionError(String.join(" ", words) + " went wrong: " + text);
        }
        return text;
      } finally {
        command.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Rest rest() {
    try {
      String key = Files.readString(folder.resolve("data/operator.key")).strip();
      return new Rest(port, key).heldAgainstTheDocument();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code kill -9} of the whole process group: engine, Temporal, PostgreSQL. */
  void killAll() {
    signal("-9", "-" + groupLeader());
    waitForEnd(Duration.ofSeconds(10));
  }

  /** What Ctrl-C and a service manager do. Returns the exit status. */
  int stop() {
    signal("-TERM", Long.toString(groupLeader()));
    waitForEnd(Duration.ofSeconds(60));
    return process.exitValue();
  }

  /** Whether anything of the process group is left. */
  boolean leftSomething() {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      String mark = folder.toString();
      return all.filter(ProcessHandle::isAlive)
          .anyMatch(p -> p.info().commandLine().map(line -> line.contains(mark)).orElse(false));
    }
  }

  String output() {
    return tail(folder.resolve("output-" + starts + ".txt"));
  }

  private long groupLeader() {
    // setsid execs the JVM when it is not a group leader itself, which a fresh child never is.
    return process.pid();
  }

  private static void signal(String signal, String target) {
    run(new ProcessBuilder("kill", signal, "--", target).inheritIO());
  }

  /**
   * What a stopped engine has left of its group; mostly nothing, and then there is no such group.
   */
  private void killRest() {
    ProcessBuilder kill = new ProcessBuilder("kill", "-9", "--", "-" + groupLeader());
    run(kill.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD));
  }

  private static void run(ProcessBuilder command) {
    try {
      command.start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void waitForEnd(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the engine did not end within " + limit + ": " + output());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      try {
        stop();
      } finally {
        killRest();
      }
    }
  }

  static Path repository() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("email-engine")) ? here : here.getParent();
  }

  private static Path jar() {
    Path jar = repository().resolve("standalone/target/email-engine-all.jar");
    if (!Files.exists(jar)) {
      throw new AssertionError("build the product first: " + jar + " is missing (mvnw package)");
    }
    return jar;
  }

  private static String tail(Path file) {
    try {
      String text = Files.exists(file) ? Files.readString(file) : "";
      return text.substring(Math.max(0, text.length() - 4000));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
