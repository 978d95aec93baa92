package io.emailengine.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The places of the installed helper, {@code # point: NAME}, at which it can be held. */
final class HelperPoints {
  private static final String HOLD =
      """
      point() {
        [ -e "@/$1.hold" ] || return 0
        : >"@/$1.reached"
        while [ -e "@/$1.hold" ]; do sleep 0.02; done
      }
      """;
  private static final Pattern POINT = Pattern.compile("# point: ([a-z-]+)");

  private final Path points;
  private final Path script;

  HelperPoints(Path folder, Path script) {
    this.points = folder.resolve("points");
    this.script = script;
    try {
      Files.createDirectories(points);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the points of the installed script real; says the names of those of one function. */
  List<String> arm(String function) {
    try {
      String text = Files.readString(script);
      List<String> names = new ArrayList<>();
      int start = text.indexOf("\n" + function + "() {");
      Matcher point = POINT.matcher(text.substring(start, text.indexOf("\n}\n", start)));
      while (point.find()) {
        names.add(point.group(1));
      }
      Files.writeString(
          script,
          POINT
              .matcher(text)
              .replaceAll("point $1")
              .replace("set -u\n", "set -u\n" + HOLD.replace("@", points.toString())));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void hold(String point) {
    try {
      Files.deleteIfExists(points.resolve(point + ".reached"));
      Files.writeString(points.resolve(point + ".hold"), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitReached(String point, Duration limit) {
    Path reached = points.resolve(point + ".reached");
    Await.until(limit, () -> "the helper is at " + point, () -> Files.exists(reached));
  }

  void release(String point) {
    try {
      Files.deleteIfExists(points.resolve(point + ".hold"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void releaseAll() {
    try (var files = Files.list(points)) {
      files.forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
