package io.emailengine.activities.pmta.config.tree;

import java.util.ArrayList;
import java.util.List;

/** Absolute paths of a host, as text. */
final class Paths {
  private Paths() {}

  /** The folder of a file, with its slash. */
  static String folder(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  /** Without empty, {@code .} and {@code ..} parts; links are not followed. */
  static String normal(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        if (!parts.isEmpty()) {
          parts.remove(parts.size() - 1);
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return "/" + String.join("/", parts);
  }
}
