package io.emailengine.activities.pmta.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * A configuration, a stand-in for {@code pmta} and the shipped helper under a folder of this
 * machine. The helper's comments {@code # point: NAME} become places where it can be held or
 * killed.
 */
final class HelperBed {
  private static final String HOOKS =
      """
      point() {
        if [ -e "@/$1.kill" ]; then
          rm -f "@/$1.kill"
          kill -9 $$
        fi
        [ -e "@/$1.hold" ] || return 0
        echo $$ >"@/$1.reached"
        while [ -e "@/$1.hold" ]; do sleep 0.02; done
      }
      """;

  final Path prefix;
  final Path points;
  final Path pmtaFolder;
  private final Path uploaded;

  HelperBed(Path base) {
    try {
      prefix = base.toRealPath();
      points = Files.createDirectory(prefix.resolve("points"));
      pmtaFolder = prefix.resolve("etc/pmta");
      Files.createDirectories(pmtaFolder.resolve("email-engine"));
      Files.writeString(pmtaFolder.resolve("config"), "include email-engine/engine.conf\n");
      Files.write(pmtaFolder.resolve("email-engine/engine.conf"), PmtaHostContract.good(1));
      Files.write(pmtaFolder.resolve("running"), PmtaHostContract.good(1));
      executable(pmtaFolder.resolve("pmta"), resource("fake-pmta"));
      uploaded = prefix.resolve("email-engine-host");
      Files.writeString(uploaded, instrumented(HelperScript.text()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String instrumented(String text) {
    String hooks = HOOKS.replace("@", points.toString());
    return text.replaceAll("# point: ([a-z-]+)", "point $1")
        .replace("set -u\n", "set -u\n" + hooks);
  }

  static void executable(Path path, String text) throws IOException {
    Files.writeString(path, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(HelperBed.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** The names of all points of a function of the helper. */
  static List<String> pointsOf(String function) {
    String text = HelperScript.text();
    int start = text.indexOf("\n" + function + "() {");
    String body = text.substring(start, text.indexOf("\n}\n", start));
    return Pattern.compile("# point: ([a-z-]+)")
        .matcher(body)
        .results()
        .map(m -> m.group(1))
        .toList();
  }

  String config() {
    return pmtaFolder.resolve("config").toString();
  }

  String pmta() {
    return pmtaFolder.resolve("pmta").toString();
  }

  Path script() {
    return Path.of(prefix + HelperScript.PATH);
  }

  Path file(String name) {
    return pmtaFolder.resolve("email-engine").resolve(name);
  }

  Ended install() {
    return end(start("sh", uploaded.toString(), "install", config(), pmta(), prefix.toString()));
  }

  void change(String from, String to) {
    try {
      String text = Files.readString(uploaded);
      if (!text.contains(from)) {
        throw new IllegalArgumentException("the helper does not say: " + from);
      }
      Files.writeString(uploaded, text.replace(from, to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a run of the helper came to: exit code and last line. */
  record Ended(int exit, String line, String out) {}

  Ended run(Object... words) {
    return end(start(words));
  }

  Process start(Object... words) {
    List<String> command = new ArrayList<>();
    if (!words[0].equals("sh")) {
      command.add(script().toString());
    }
    for (Object word : words) {
      command.add(word.toString());
    }
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Ended end(Process process) {
    try {
      String out = new String(process.getInputStream().readAllBytes(), UTF_8).stripTrailing();
      int exit = process.waitFor();
      String last = out.substring(out.lastIndexOf('\n') + 1);
      String name = HelperAnswer.NAME;
      return new Ended(exit, last.startsWith(name) ? last.substring(name.length()) : "", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Object[] swap(byte[] before, byte[] after) {
    write(file("new"), after);
    return new Object[] {
      "swap",
      TestedSwap.sha256(before),
      TestedSwap.sha256(after),
      file("new"),
      file("engine.conf"),
      file("lkg")
    };
  }

  static void write(Path path, byte[] bytes) {
    try {
      Files.write(path, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] read(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] engine() {
    return read(file("engine.conf"));
  }

  boolean pending() {
    return Files.exists(prefix.resolve("var/lib/email-engine-host/swap"));
  }

  void arm(String point, String what) {
    write(points.resolve(point + "." + what), new byte[0]);
  }

  /** For a run that did not come by. */
  void disarm(String point) {
    try {
      Files.deleteIfExists(points.resolve(point + ".kill"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void release(String point) {
    try {
      Files.delete(points.resolve(point + ".hold"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until a held run is at the point and returns its process id. */
  long reached(String point) {
    Path mark = points.resolve(point + ".reached");
    until("reaching " + point, () -> Files.exists(mark) && read(mark).length > 0);
    return Long.parseLong(new String(read(mark), UTF_8).strip());
  }

  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(what + " did not happen within 20 s");
      }
      LockSupport.parkNanos(5_000_000);
    }
  }
}
