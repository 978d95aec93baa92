package io.emailengine.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the Dockerfile of a service says of how its Java program runs. */
final class ImageFile {
  private static final Pattern ENTRYPOINT =
      Pattern.compile("^ENTRYPOINT \\[\"java\", (.*), \"-jar\", \"([^\"]*)\"]$", Pattern.MULTILINE);
  private static final Pattern ENV = Pattern.compile("^ENV (\\w+)=(\\S+)$", Pattern.MULTILINE);

  private final Path file;
  private final String text;

  private ImageFile(Path file, String text) {
    this.file = file;
    this.text = text;
  }

  static ImageFile of(Path checkout, String service) {
    Path file = checkout.resolve(service).resolve("Dockerfile");
    try {
      return new ImageFile(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the order in which they are given. */
  List<String> jvmOptions() {
    return Arrays.stream(entrypoint().group(1).split(", "))
        .map(option -> option.substring(1, option.length() - 1))
        .toList();
  }

  /** The file name of the program. */
  String jar() {
    return Path.of(entrypoint().group(2)).getFileName().toString();
  }

  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    ENV.matcher(text)
        .results()
        .forEach(variable -> environment.put(variable.group(1), variable.group(2)));
    return environment;
  }

  private Matcher entrypoint() {
    Matcher entrypoint = ENTRYPOINT.matcher(text);
    if (!entrypoint.find()) {
      throw new AssertionError(file + " has no ENTRYPOINT that runs a jar");
    }
    return entrypoint;
  }

  /** As the image's build does it: the program beside its libraries. */
  static Path unpacked(Path jar, Path folder) {
    if (Files.exists(folder)) {
      return folder;
    }
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-Djarmode=tools", "-jar", jar.toString(), "extract"));
    command.addAll(List.of("--destination", folder.toString()));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new AssertionError(command + " failed: " + output);
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
