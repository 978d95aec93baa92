package io.emailengine.activities.pmta.host;

/** The one rule for paths on a host. */
final class HostPaths {
  private HostPaths() {}

  static String requireAbsolute(String name, String path) {
    boolean clean = path.chars().noneMatch(c -> c < 0x20 || c == 0x7f);
    if (!path.startsWith("/") || path.length() < 2 || path.length() > 4096 || !clean) {
      throw new IllegalArgumentException(
          name + " must be an absolute path without control characters");
    }
    return path;
  }
}
