package io.emailengine.sandbox.host;

import io.emailengine.sandbox.fault.Deadline;
import io.emailengine.sandbox.powermta.Output;
import io.emailengine.sandbox.powermta.PmtaProgram;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shell that commands over SSH meet: one command of few, behind {@code sudo}, {@code timeout}
 * and assignments, with no operators and no expansion.
 */
public final class HostShell {
  private static final Pattern ASSIGNMENT =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*", Pattern.DOTALL);
  private static final Pattern SECONDS = Pattern.compile("(\\d{1,7}(?:\\.\\d{1,3})?)([smhd]?)");
  private static final int NOT_FOUND = 127;
  private static final int TIMED_OUT = 124;

  private final PmtaProgram pmta;
  private final HostFacts facts;
  private final FileCommands files;
  private final Helper helper;

  /**
   * @param swapped told the path of each file that the helper renames into place
   */
  public HostShell(PmtaProgram pmta, HostFacts facts, HostFiles files, Consumer<String> swapped) {
    this.pmta = pmta;
    this.facts = facts;
    this.files = new FileCommands(files, facts);
    this.helper = new Helper(pmta, files, this.files, swapped);
  }

  /** Runs a command line to its end or to the deadline. */
  public ShellResult run(String line, Deadline deadline) {
    List<String> words;
    try {
      words = ShellWords.split(line);
    } catch (IllegalArgumentException e) {
      return ShellResult.error(2, "bash: -c: line 1: " + e.getMessage());
    }
    return runWords(words, deadline);
  }

  private ShellResult runWords(List<String> line, Deadline deadline) {
    List<String> words = new ArrayList<>(line);
    while (!words.isEmpty() && ASSIGNMENT.matcher(words.get(0)).matches()) {
      words.remove(0);
    }
    if (words.isEmpty()) {
      return ShellResult.ok("");
    }
    List<String> arguments = words.subList(1, words.size());
    return switch (words.get(0)) {
      case "timeout", "/usr/bin/timeout" -> timeout(arguments, deadline);
      case "sudo", "/usr/bin/sudo" -> sudo(arguments, deadline);
      case "env", "/usr/bin/env" -> runWords(arguments, deadline);
      case "pmta", "/usr/sbin/pmta" -> pmta(arguments, deadline);
      case Helper.SCRIPT -> helper(words, deadline);
      case "sh" -> sh(arguments);
      default -> simple(words.get(0), arguments);
    };
  }

  private ShellResult helper(List<String> words, Deadline deadline) {
    return helper.installed()
        ? helper.run(words.subList(1, words.size()), deadline)
        : ShellResult.error(NOT_FOUND, "bash: " + words.get(0) + ": No such file or directory");
  }

  /** The one script that is ever given to it. */
  private ShellResult sh(List<String> arguments) {
    boolean known =
        !arguments.isEmpty() && arguments.get(0).equals(Helper.UPLOADED) && helper.uploaded();
    return known
        ? helper.install(arguments.subList(1, arguments.size()))
        : ShellResult.error(NOT_FOUND, "sh: cannot open " + String.join(" ", arguments));
  }

  private ShellResult pmta(List<String> arguments, Deadline deadline) {
    Output output = pmta.run(arguments, deadline);
    return new ShellResult(
        output.exitCode(),
        output.out().getBytes(StandardCharsets.UTF_8),
        output.err().getBytes(StandardCharsets.UTF_8));
  }

  private ShellResult sudo(List<String> arguments, Deadline deadline) {
    List<String> words = new ArrayList<>(arguments);
    while (!words.isEmpty() && (words.get(0).equals("-n") || words.get(0).equals("--"))) {
      words.remove(0);
    }
    return words.isEmpty()
        ? ShellResult.error(1, "usage: sudo command")
        : runWords(words, deadline);
  }

  private ShellResult timeout(List<String> arguments, Deadline deadline) {
    List<String> words = new ArrayList<>(arguments);
    while (!words.isEmpty() && words.get(0).startsWith("-")) {
      String option = words.remove(0);
      boolean valued = List.of("-k", "-s", "--kill-after", "--signal").contains(option);
      if (valued && !words.isEmpty()) {
        words.remove(0);
      }
    }
    Optional<Duration> limit = words.isEmpty() ? Optional.empty() : seconds(words.get(0));
    if (limit.isEmpty() || words.size() < 2) {
      return ShellResult.error(125, "timeout: invalid time interval or missing operand");
    }
    // To coreutils, 0 is no limit.
    Deadline sooner = limit.get().isZero() ? deadline : deadline.sooner(limit.get());
    ShellResult result = runWords(words.subList(1, words.size()), sooner);
    return sooner.isOver() ? new ShellResult(TIMED_OUT, new byte[0], new byte[0]) : result;
  }

  private static Optional<Duration> seconds(String text) {
    Matcher matcher = SECONDS.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long unit =
        switch (matcher.group(2)) {
          case "m" -> 60;
          case "h" -> 3600;
          case "d" -> 86_400;
          default -> 1;
        };
    return Optional.of(
        Duration.ofMillis((long) (Double.parseDouble(matcher.group(1)) * 1000 * unit)));
  }

  private ShellResult simple(String command, List<String> arguments) {
    String name = command.replaceFirst("^/(usr/)?s?bin/", "");
    return switch (name) {
      case "true", ":" -> ShellResult.ok("");
      case "false" -> ShellResult.error(1, "");
      case "echo" -> ShellResult.ok(String.join(" ", arguments) + "\n");
      case "id" -> id(arguments);
      case "uname" ->
          ShellResult.ok(
              arguments.contains("-a")
                  ? "Linux " + facts.hostName() + " 6.1.0-18-amd64 #1 SMP Debian x86_64 GNU/Linux\n"
                  : "Linux\n");
      case "hostname" ->
          ShellResult.ok(
              (arguments.contains("-s")
                      ? facts.hostName().replaceFirst("\\..*", "")
                      : facts.hostName())
                  + "\n");
      case "ip" -> ip(arguments);
      case "command" -> which(arguments);
      case "cat" -> files.cat(arguments);
      case "sha256sum" -> files.sha256sum(arguments);
      case "readlink" -> files.readlink(arguments);
      case "stat" -> files.stat(arguments);
      default -> ShellResult.error(NOT_FOUND, "bash: " + command + ": command not found");
    };
  }

  private ShellResult id(List<String> arguments) {
    return switch (String.join(" ", arguments)) {
      case "-u", "-g" -> ShellResult.ok("0\n");
      case "-un", "-u -n" -> ShellResult.ok(facts.user() + "\n");
      default -> ShellResult.ok("uid=0(root) gid=0(root) groups=0(root)\n");
    };
  }

  private static ShellResult which(List<String> arguments) {
    List<String> known =
        List.of(
            "pmta", "timeout", "sudo", "cat", "sha256sum", "stat", "readlink", "ip", "hostname");
    if (arguments.size() == 2 && arguments.get(0).equals("-v")) {
      String name = arguments.get(1);
      String base = name.substring(name.lastIndexOf('/') + 1);
      if (known.contains(base)) {
        return ShellResult.ok((base.equals("pmta") ? "/usr/sbin/" : "/usr/bin/") + base + "\n");
      }
    }
    return new ShellResult(1, new byte[0], new byte[0]);
  }

  private ShellResult ip(List<String> arguments) {
    List<String> words = new ArrayList<>(arguments);
    boolean oneLine = words.removeIf(word -> word.equals("-o") || word.equals("-oneline"));
    boolean only4 = words.removeIf(word -> word.equals("-4"));
    boolean only6 = words.removeIf(word -> word.equals("-6"));
    boolean address =
        !words.isEmpty()
            && List.of("a", "addr", "address").contains(words.get(0))
            && (words.size() == 1
                || (words.size() == 2 && List.of("show", "list").contains(words.get(1))));
    return oneLine && address
        ? ShellResult.ok(facts.addresses(!only6, !only4))
        : ShellResult.error(
            1, "Object \"" + String.join(" ", arguments) + "\" is unknown, try \"ip help\".");
  }
}
