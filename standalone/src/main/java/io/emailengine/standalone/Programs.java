package io.emailengine.standalone;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Finds programs that can be run. */
final class Programs {
  private Programs() {}

  static Optional<Path> onPath(String name) {
    return onPath(name, Optional.ofNullable(System.getenv("PATH")).orElse(""));
  }

  /** The first program of that name in a search path; only absolute folders are looked into. */
  static Optional<Path> onPath(String name, String searchPath) {
    return Arrays.stream(searchPath.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(Path::of)
        .filter(Path::isAbsolute)
        .map(folder -> folder.resolve(name))
        .filter(Programs::canRun)
        .findFirst();
  }

  static boolean canRun(Path program) {
    return Files.isRegularFile(program) && Files.isExecutable(program);
  }
}
