package io.emailengine.sandbox.grammar;

import java.util.List;
import java.util.Optional;

/** The host's files as the configuration reader sees them, by absolute path. */
public interface ConfigFiles {
  /** The bytes of a file, or nothing if there is no readable file of that name. */
  Optional<byte[]> read(String path);

  /** The files that match a glob pattern, sorted by name. */
  List<String> glob(String pattern);
}
