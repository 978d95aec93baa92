package io.emailengine.activities.pmta.config.tree;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks a host for each thing once, so that one reading sees one state of each file. */
final class ReadOnce implements HostFiles {
  private final HostFiles host;
  private final Map<String, Optional<byte[]>> files = new HashMap<>();
  private final Map<String, List<String>> globs = new HashMap<>();

  ReadOnce(HostFiles host) {
    this.host = host;
  }

  @Override
  public String configPath() {
    return host.configPath();
  }

  @Override
  public Optional<byte[]> read(String path) {
    return files.computeIfAbsent(path, host::read);
  }

  @Override
  public List<String> glob(String pattern) {
    return globs.computeIfAbsent(pattern, host::glob);
  }
}
