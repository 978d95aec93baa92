package io.emailengine.sandbox.powermta;

import io.emailengine.sandbox.fault.Deadline;
import io.emailengine.sandbox.grammar.PmtaVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The program {@code pmta}: words in, what it prints and its exit code out. */
public final class PmtaProgram {
  private static final List<String> COMMANDS =
      List.of(
          "test config",
          "reload",
          "show version",
          "show status",
          "show vmtas",
          "show queues",
          "show topqueues",
          "show settings",
          "show vmta-settings",
          "pause queue",
          "resume queue",
          "schedule");

  /** These came with 5.0, or are not known to have been there before. */
  private static final List<String> SINCE_5_0 = List.of("test config", "show vmta-settings");

  /** These do not talk to the daemon. */
  private static final List<String> WITHOUT_DAEMON = List.of("test config", "show version");

  private final PowerMta daemon;
  private final Reports reports;

  public PmtaProgram(PowerMta daemon) {
    this.daemon = daemon;
    this.reports = new Reports(daemon);
  }

  /** Runs one command; a fault that makes it hang ends at the deadline. */
  public Output run(List<String> arguments, Deadline deadline) {
    Format format = Format.TEXT;
    List<String> words = new ArrayList<>(arguments);
    while (!words.isEmpty() && words.get(0).startsWith("--")) {
      Optional<Format> wanted = Format.of(words.remove(0));
      boolean old = daemon.version() == PmtaVersion.V4_5;
      if (wanted.isEmpty() || (old && wanted.get() == Format.JSON)) {
        return Output.error("Unknown option.");
      }
      format = wanted.get();
    }
    Answer answer = answer(words, deadline);
    return format.print(answer);
  }

  private Answer answer(List<String> words, Deadline deadline) {
    List<String> fitting = new ArrayList<>();
    for (String command : COMMANDS) {
      boolean missing = daemon.version() == PmtaVersion.V4_5 && SINCE_5_0.contains(command);
      if (!missing && fits(command.split(" "), words)) {
        fitting.add(command);
      }
    }
    if (fitting.size() != 1) {
      return Answer.error(
          (fitting.isEmpty() ? "Unknown command" : "Ambiguous command")
              + ": "
              + String.join(" ", words));
    }
    String command = fitting.get(0);
    if (!WITHOUT_DAEMON.contains(command) && !daemon.ensureUp()) {
      return Answer.error("Unable to connect to PowerMTA: is it running?");
    }
    List<String> rest = words.subList(command.split(" ").length, words.size());
    return run(command, rest, deadline);
  }

  /** Every word may be cut short; a whole word is never taken for the start of a longer one. */
  private static boolean fits(String[] command, List<String> words) {
    if (words.size() < command.length) {
      return false;
    }
    for (int i = 0; i < command.length; i++) {
      if (words.get(i).isEmpty() || !command[i].startsWith(words.get(i))) {
        return false;
      }
    }
    return true;
  }

  private Answer run(String command, List<String> rest, Deadline deadline) {
    return switch (command) {
      case "test config" -> rest.isEmpty() ? done(daemon.test(), "") : tooMany(rest);
      case "reload" ->
          rest.isEmpty() ? done(daemon.reload(deadline), "Configuration reloaded.") : tooMany(rest);
      case "show version" -> reports.version();
      case "show status" -> reports.status();
      case "show vmtas" -> reports.vmtas(rest);
      case "show queues", "show topqueues" -> reports.queues(rest);
      case "show settings" -> rest.size() == 1 ? reports.settings(rest.get(0)) : missing(rest);
      case "show vmta-settings" ->
          rest.size() == 1 ? reports.vmtaSettings(rest.get(0)) : missing(rest);
      case "pause queue" -> rest.size() == 1 ? pause(rest.get(0), true) : missing(rest);
      case "resume queue" -> rest.size() == 1 ? pause(rest.get(0), false) : missing(rest);
      case "schedule" -> schedule(rest);
      default -> throw new IllegalStateException("no such command: " + command);
    };
  }

  private static Answer done(Optional<String> problem, String success) {
    return problem.map(Answer::error).orElseGet(() -> Answer.message(success));
  }

  private static Answer tooMany(List<String> rest) {
    return Answer.error("Unexpected argument: " + rest.get(0));
  }

  private static Answer missing(List<String> rest) {
    return rest.isEmpty()
        ? Answer.error("Argument missing.")
        : tooMany(rest.subList(1, rest.size()));
  }

  private Answer pause(String pattern, boolean paused) {
    daemon.pause(QueueName.parse(pattern), paused);
    return Answer.message(paused ? "Queue(s) paused." : "Queue(s) resumed.");
  }

  private Answer schedule(List<String> rest) {
    List<String> names = rest.stream().filter(word -> !word.startsWith("--")).toList();
    if (names.size() != 1) {
      return missing(names);
    }
    QueueName pattern = QueueName.parse(names.get(0));
    List<PowerMta.QueueStatus> all = daemon.queues();
    long matching = all.stream().filter(queue -> pattern.matches(queue.name())).count();
    return Answer.message(matching + " of " + all.size() + " matching queues scheduled.");
  }
}
