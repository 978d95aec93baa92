package io.emailengine.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Looks after processes of an engine that died without stopping them. */
final class Processes {
  private Processes() {}

  /** The running processes whose arguments answer the question. */
  static List<ProcessHandle> withArguments(Predicate<List<String>> question) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(process -> question.test(arguments(process)))
        .toList();
  }

  static List<String> arguments(ProcessHandle process) {
    return process.info().arguments().map(Arrays::asList).orElse(List.of());
  }

  /**
   * Ends a process: asks it to stop, and kills it if it has not stopped after the given time.
   * Returns when it is gone.
   */
  static void end(ProcessHandle process, Duration patience) {
    process.destroy();
    if (!isGone(process, patience)) {
      process.destroyForcibly();
      isGone(process, Duration.ofSeconds(10));
    }
  }

  /** Waits until a process is gone; false if it is still there after the given time. */
  static boolean isGone(ProcessHandle process, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      // The library's own waiting looks only every few seconds at processes that are no children.
      while (isRunning(process)) {
        if (System.nanoTime() >= deadline) {
          return false;
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !isRunning(process);
    }
  }

  /**
   * False also for a process that has ended and whose parent has not asked after it: in a container
   * without an init process an orphan stays in the table for ever.
   */
  static boolean isRunning(ProcessHandle process) {
    return process.isAlive() && !isZombie(process.pid());
  }

  private static boolean isZombie(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.startsWith(") Z", stat.lastIndexOf(')'));
    } catch (IOException e) {
      return false;
    }
  }
}
