package io.emailengine.sandbox.grammar;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** The files below a folder that stands for the root of the host. */
public final class DirectoryFiles implements ConfigFiles {
  private final Path root;

  public DirectoryFiles(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** Where a path of the host lies; never outside the root. */
  public Path locate(String path) {
    Path below = Path.of("/").resolve(path).normalize();
    return root.resolve(Path.of("/").relativize(below).toString());
  }

  @Override
  public Optional<byte[]> read(String path) {
    try {
      Path file = locate(path);
      return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> glob(String pattern) {
    String folder = pattern.substring(0, pattern.lastIndexOf('/') + 1);
    PathMatcher matcher;
    try {
      matcher =
          FileSystems.getDefault().getPathMatcher("glob:" + pattern.substring(folder.length()));
    } catch (PatternSyntaxException e) {
      return List.of();
    }
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(locate(folder))) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        // As in a shell, a star does not match hidden files.
        if (!name.startsWith(".") && Files.isRegularFile(file) && matcher.matches(Path.of(name))) {
          found.add(folder + name);
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    found.sort(null);
    return found;
  }
}
