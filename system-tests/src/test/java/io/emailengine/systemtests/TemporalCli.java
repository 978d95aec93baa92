package io.emailengine.systemtests;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The {@code temporal} program as a person uses it against a running engine. */
final class TemporalCli {
  private static final Pattern ADDRESS = Pattern.compile("Temporal +(127\\.0\\.0\\.1:\\d+) \\(own");

  private final String address;

  private TemporalCli(String address) {
    this.address = address;
  }

  /** Talks to the server whose address the engine printed. */
  static TemporalCli of(EngineProcess engine) {
    return new TemporalCli(
        ADDRESS
            .matcher(engine.output())
            .results()
            .map((MatchResult found) -> found.group(1))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no address in: " + engine.output())));
  }

  /** The program on the PATH or in the checkout's {@code .tools/}. */
  static Path program() {
    Stream<Path> onPath =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .map(place -> Path.of(place, "temporal"));
    Stream<Path> fetched = Stream.of(EngineProcess.repository().resolve(".tools/temporal"));
    return Stream.concat(onPath, fetched)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("run tools/get-temporal first"));
  }

  /** {@code temporal workflow …}; returns what it printed. */
  String workflow(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program().toString(), "workflow"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--address", address));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + " failed: " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
