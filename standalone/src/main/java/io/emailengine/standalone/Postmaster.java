package io.emailengine.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL process that owns a database folder, found by the folder's {@code postmaster.pid}
 * and recognised by its command line, so that a number reused by some other program is never taken
 * for it.
 */
final class Postmaster {
  private static final String PID_FILE = "postmaster.pid";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);

  private Postmaster() {}

  /** The process that serves the folder now. */
  static Optional<ProcessHandle> running(Path files) {
    return recorded(files).filter(Processes::isRunning).filter(process -> serves(process, files));
  }

  /**
   * Ends what a killed engine left running on the folder. The caller holds the data folder's lock,
   * so nobody else's server can be on it.
   */
  static void endLeftover(Path files) {
    Optional<ProcessHandle> recorded = recorded(files);
    if (recorded.isEmpty()) {
      return;
    }
    if (serves(recorded.get(), files)) {
      LOG.info(
          "Ending the PostgreSQL process {} that an earlier run left behind", recorded.get().pid());
      end(recorded.get());
    } else if (!isPostgres(recorded.get())) {
      // PostgreSQL itself would refuse to start: to it, any living process of that number counts.
      forget(files);
    }
  }

  /**
   * SIGTERM would wait for connections to go; an immediate stop is safe, recovery runs at start.
   */
  static void end(ProcessHandle process) {
    if (!Processes.isGone(process, Duration.ofMillis(200))) {
      interrupt(process);
      if (!Processes.isGone(process, PATIENCE)) {
        process.destroyForcibly();
        Processes.isGone(process, PATIENCE);
      }
    }
  }

  /** SIGINT is PostgreSQL's fast shutdown: rolls back what is open and stops. */
  private static void interrupt(ProcessHandle process) {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<ProcessHandle> recorded(Path files) {
    try {
      List<String> lines = Files.readAllLines(files.resolve(PID_FILE));
      return lines.isEmpty()
          ? Optional.empty()
          : ProcessHandle.of(Long.parseLong(lines.get(0).strip())).filter(ProcessHandle::isAlive);
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean serves(ProcessHandle process, Path files) {
    return isPostgres(process) && Processes.arguments(process).contains(files.toString());
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process
        .info()
        .command()
        .map(command -> Path.of(command).endsWith("postgres"))
        .orElse(false);
  }

  private static void forget(Path files) {
    try {
      Files.deleteIfExists(files.resolve(PID_FILE));
    } catch (IOException e) {
      throw new StartupException(files.resolve(PID_FILE) + " can't be deleted: " + e, e);
    }
  }
}
