package io.emailengine.activities.pmta.doctor;

import io.emailengine.activities.ssh.ExecResult;
import io.emailengine.activities.ssh.SshConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the login shell is and has. */
final class ShellChecks {
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 64 * 1024;
  private static final int NOT_FOUND = 127;

  /** What the helper needs. */
  private static final List<String> PROGRAMS =
      List.of("flock", "sha256sum", "stat", "sync", "find", "sed", "grep", "dd");

  private final SshConnection ssh;

  ShellChecks(SshConnection ssh) {
    this.ssh = ssh;
  }

  List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    ExecResult quiet = exec("true");
    if (quiet.exit().orElse(-1) == NOT_FOUND) {
      findings.add(
          Finding.wrong("timeout", quiet.stderr(), "install coreutils: the host has no timeout"));
      return findings;
    }
    if (!quiet.ok()) {
      String said = quiet.stdout() + quiet.stderr();
      findings.add(
          Finding.wrong(
              "shell",
              "the login can't run commands: " + said,
              "give it a shell: usermod --shell /bin/sh"));
      return findings;
    }
    findings.add(Finding.ok("timeout", "commands end themselves on the host"));
    if (!quiet.stdout().isEmpty()) {
      findings.add(
          Finding.wrong(
              "shell",
              "it prints " + quiet.stdout().strip().lines().findFirst().orElse("something"),
              "let .bashrc print nothing unless the shell is interactive"));
    }
    findings.add(programs());
    return findings;
  }

  private Finding programs() {
    ExecResult result =
        exec(
            "sh",
            "-c",
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin; for t in "
                + String.join(" ", PROGRAMS)
                + "; do command -v $t >/dev/null || echo $t; done");
    if (!result.ok()) {
      return Finding.warning(
          "programs", "could not be looked for", "is it a POSIX system with /bin/sh?");
    }
    List<String> missing = result.stdout().lines().filter(PROGRAMS::contains).toList();
    return missing.isEmpty()
        ? Finding.ok("programs", String.join(", ", PROGRAMS) + " are there")
        : Finding.wrong(
            "programs",
            String.join(", ", missing) + " missing: the helper needs them",
            "install util-linux, coreutils, findutils, sed and grep");
  }

  private ExecResult exec(String... words) {
    return ssh.exec(List.of(words), BOUND, MAX_BYTES);
  }
}
