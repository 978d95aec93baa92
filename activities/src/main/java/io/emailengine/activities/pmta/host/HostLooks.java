package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.ExecResult;
import io.emailengine.activities.ssh.RemoteEntry;
import io.emailengine.activities.ssh.SshConnection;
import io.emailengine.activities.ssh.SshFileException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at many files at once, as few commands as their names fit into. */
final class HostLooks {
  /** The shell of a host takes 128 KiB in one word, which a command over SSH is. */
  private static final int NAMES_BYTES = 64 * 1024;

  private static final int MAX_OUTPUT_BYTES = 8 * 1024 * 1024;
  private static final Pattern SUM = Pattern.compile("(\\\\?)([0-9a-f]{64}) [ *](.+)");

  private final SshConnection ssh;
  private final Duration timeout;

  HostLooks(SshConnection ssh, Duration timeout) {
    this.ssh = ssh;
    this.timeout = timeout;
  }

  List<String> list(String glob) {
    return Globs.expand(glob, this::entries, path -> isFile(path));
  }

  private List<RemoteEntry> entries(String folder) {
    try {
      return ssh.entries(folder);
    } catch (SshFileException e) {
      if (e.kind() == SshFileException.Kind.PERMISSION) {
        throw HostErrors.translated(e);
      }
      return List.of(); // no such folder, or a file
    } catch (io.emailengine.activities.ssh.SshException e) {
      throw HostErrors.translated(e);
    }
  }

  private boolean isFile(String path) {
    return HostErrors.translating(() -> ssh.stat(path)).map(stat -> !stat.folder()).orElse(false);
  }

  /** Of those files that the login itself may read. */
  Map<String, String> hash(Collection<String> paths) {
    return hash(paths, batch -> run(batch, "sha256sum", "--"));
  }

  /**
   * @param command prints as {@code sha256sum} does
   */
  static Map<String, String> hash(
      Collection<String> paths, Function<List<String>, ExecResult> command) {
    Map<String, String> sums = new HashMap<>();
    for (List<String> batch : batches(paths)) {
      for (String line : command.apply(batch).stdout().lines().toList()) {
        Matcher sum = SUM.matcher(line);
        if (sum.matches()) {
          sums.put(unescaped(sum.group(1), sum.group(3)), sum.group(2));
        }
      }
    }
    return sums;
  }

  /** {@code sha256sum} marks a line whose name it had to escape. */
  private static String unescaped(String mark, String name) {
    return mark.isEmpty() ? name : name.replace("\\\\", "\\");
  }

  Set<String> missing(Collection<String> paths) {
    Set<String> missing = new TreeSet<>();
    for (List<String> batch : batches(paths)) {
      ExecResult result = run(batch, "env", "LC_ALL=C", "stat", "-L", "-c", "%n", "--");
      Set<String> present = Set.copyOf(result.stdout().lines().toList());
      List<String> errors = result.stderr().lines().toList();
      for (String path : batch) {
        if (!present.contains(path) && errors.stream().anyMatch(line -> saysMissing(line, path))) {
          missing.add(path);
        }
      }
    }
    return missing;
  }

  private static boolean saysMissing(String line, String path) {
    return line.contains(path)
        && (line.endsWith("No such file or directory") || line.endsWith("Not a directory"));
  }

  private ExecResult run(List<String> paths, String... command) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(paths);
    ExecResult result = HostErrors.translating(() -> ssh.exec(words, timeout, MAX_OUTPUT_BYTES));
    PmtaAnswers.unknown(result)
        .ifPresent(
            why -> {
              throw new HostCommandException(
                  HostCommandException.Kind.UNKNOWN, command[0] + ": " + why);
            });
    if (PmtaAnswers.cannotRun(result)) {
      throw new HostCommandException(
          HostCommandException.Kind.FAILED, command[0] + ": " + PmtaAnswers.said(result));
    }
    return result;
  }

  private static List<List<String>> batches(Collection<String> paths) {
    List<List<String>> batches = new ArrayList<>();
    List<String> batch = new ArrayList<>();
    int bytes = 0;
    for (String path : Set.copyOf(paths)) {
      HostPaths.requireAbsolute("path", path);
      // Twice and quotes: how long a quoted name is at most, but for names full of quotes.
      int length = 2 * path.getBytes(StandardCharsets.UTF_8).length + 3;
      if (!batch.isEmpty() && bytes + length > NAMES_BYTES) {
        batches.add(batch);
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.add(path);
      bytes += length;
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }
}
