package io.emailengine.sandbox.host;

import io.emailengine.sandbox.grammar.DirectoryFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The host's file system, which lives below a folder of the real one. */
public final class HostFiles {
  private final Path root;
  private final DirectoryFiles config;

  public HostFiles(Path root) {
    this.root = root;
    this.config = new DirectoryFiles(root);
  }

  public Path root() {
    return root;
  }

  /** As PowerMTA reads its configuration. */
  public DirectoryFiles config() {
    return config;
  }

  /** Where a path of the host really lies. */
  public Path locate(String path) {
    return config.locate(path);
  }

  /** The bytes of a file at this moment; nothing if there is no such file. */
  public Optional<byte[]> read(String path) {
    try {
      Path file = locate(path);
      return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
