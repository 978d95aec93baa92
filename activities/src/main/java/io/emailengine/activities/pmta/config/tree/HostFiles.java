package io.emailengine.activities.pmta.config.tree;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files of a host as far as its PowerMTA configuration is concerned, by absolute path. */
public interface HostFiles {
  /** The file that PowerMTA starts from, absolute. */
  String configPath();

  /** The bytes of a file; empty if there is no readable file of that name. */
  Optional<byte[]> read(String path);

  /**
   * The regular files that match a glob, sorted by name as a shell sorts them in the C locale. As
   * in a shell, a star matches neither a slash nor the dot of a hidden file.
   */
  List<String> glob(String pattern);

  /** Files held in memory. */
  static HostFiles of(String configPath, Map<String, byte[]> files) {
    Map<String, byte[]> copy = new TreeMap<>(files);
    return new HostFiles() {
      @Override
      public String configPath() {
        return configPath;
      }

      @Override
      public Optional<byte[]> read(String path) {
        return Optional.ofNullable(copy.get(path)).map(byte[]::clone);
      }

      @Override
      public List<String> glob(String pattern) {
        return copy.keySet().stream().filter(path -> Globs.matches(pattern, path)).toList();
      }
    };
  }
}
