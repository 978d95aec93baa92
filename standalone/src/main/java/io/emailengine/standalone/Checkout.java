package io.emailengine.standalone;

import java.nio.file.Path;

/** The folder of the project that the start script lies in. */
record Checkout(Path path) {
  /** The start script says where it lies; without it, the present folder is taken. */
  static Checkout current() {
    return new Checkout(Path.of(System.getProperty("email-engine.home", "")).toAbsolutePath());
  }

  Path tools() {
    return path.resolve(".tools");
  }

  /** Where data goes unless a folder is given. */
  Path data() {
    return path.resolve("data");
  }
}
