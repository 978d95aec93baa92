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
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The files below a folder that stands for the root of the host. */
public final class DirectoryFiles implements ConfigFiles {
  private static final Pattern MAGIC = Pattern.compile("[*?\\[]");

  /** Braces mean something to Java's globs and nothing to a file name's. */
  private static final Pattern LITERAL = Pattern.compile("[{}]");

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
    List<String> found = new ArrayList<>(List.of(""));
    String[] parts = pattern.substring(1).split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      List<String> deeper = new ArrayList<>();
      for (String folder : found) {
        for (String name : matching(folder + "/", parts[i])) {
          String path = folder + "/" + name;
          if (last ? Files.isRegularFile(locate(path)) : Files.isDirectory(locate(path))) {
            deeper.add(path);
          }
        }
      }
      found = deeper;
    }
    found.sort(null);
    return found;
  }

  private List<String> matching(String folder, String part) {
    if (!MAGIC.matcher(part).find()) {
      return List.of(part);
    }
    PathMatcher matcher;
    try {
      matcher =
          FileSystems.getDefault()
              .getPathMatcher("glob:" + LITERAL.matcher(part).replaceAll("\\\\$0"));
    } catch (PatternSyntaxException e) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(locate(folder))) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        // As in a shell, a star does not match hidden files.
        if ((part.startsWith(".") || !name.startsWith(".")) && matcher.matches(Path.of(name))) {
          names.add(name);
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return names;
  }
}
