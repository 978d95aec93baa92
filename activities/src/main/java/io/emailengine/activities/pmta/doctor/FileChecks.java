package io.emailengine.activities.pmta.doctor;

import io.emailengine.activities.ssh.ExecResult;
import io.emailengine.activities.ssh.RemoteStat;
import io.emailengine.activities.ssh.SshConnection;
import io.emailengine.activities.ssh.SshException;
import io.emailengine.activities.ssh.SshFileException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What the login may do with the files, tried with a probe that is removed again. */
final class FileChecks {
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 64 * 1024;
  private static final int WHOLE = 64 * 1024 * 1024;
  private static final long LOW_KIB = 100 * 1024;

  private final SshConnection ssh;
  private final String configPath;
  private final String folder;
  private final boolean adopted;
  private final boolean root;

  FileChecks(SshConnection ssh, String configPath, String folder, boolean adopted, boolean root) {
    this.ssh = ssh;
    this.root = root;
    this.configPath = configPath;
    this.folder = folder;
    this.adopted = adopted;
  }

  List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    boolean rename = ssh.supports("posix-rename");
    findings.add(Finding.ok("SFTP", "answers"));
    findings.add(
        rename
            ? Finding.ok("posix-rename", "a file can be replaced in one step")
            : Finding.warning(
                "posix-rename",
                "the host's SFTP has none: only the helper can replace files",
                "let sshd use internal-sftp without -P posix-rename"));
    findings.add(
        ssh.supports("fsync")
            ? Finding.ok("fsync", "a file is on disk before it is used")
            : Finding.warning(
                "fsync",
                "the host's SFTP has none: a power cut may lose a new file",
                "let sshd use OpenSSH's internal-sftp without -P fsync"));
    findings.add(config());
    findings.add(folder());
    beside().ifPresent(findings::add);
    space().ifPresent(findings::add);
    return findings;
  }

  private Finding config() {
    try {
      return ssh.read(configPath, WHOLE)
          .map(file -> Finding.ok("configuration", configPath + ", " + file.size() + " bytes"))
          .orElseGet(
              () ->
                  Finding.wrong(
                      "configuration",
                      configPath + " is not there",
                      "give the server the configPath that PowerMTA uses"));
    } catch (SshFileException e) {
      return Finding.wrong(
          "configuration",
          String.valueOf(e.getMessage()),
          "let the login read it: chgrp GROUP " + configPath + ", chmod g+r");
    }
  }

  private Finding folder() {
    Optional<RemoteStat> stat = ssh.statLink(folder);
    if (stat.isEmpty()) {
      return adopted
          ? Finding.wrong(
              "folder", folder + " is gone", "put it back from a backup, or adopt again")
          : Finding.warning(
              "folder", folder + " is not there yet", "adoption or the set-up makes it");
    }
    String probe = folder + "/.doctor-" + UUID.randomUUID().toString().toLowerCase(Locale.ROOT);
    try {
      ssh.writeNew(probe, "probe\n".getBytes(StandardCharsets.US_ASCII), 0600);
      return Finding.ok("folder", folder + " can be written");
    } catch (SshFileException e) {
      String cure =
          e.kind() == SshFileException.Kind.NO_SPACE
              ? "free some space"
              : "chown the folder to the login, see --print-setup";
      return Finding.wrong("folder", String.valueOf(e.getMessage()), cure);
    } finally {
      remove(probe);
    }
  }

  /** Whoever may write the folder above can put anything in place of the engine's. */
  private Optional<Finding> beside() {
    String parent = configPath.substring(0, Math.max(1, configPath.lastIndexOf('/')));
    if (root || !ssh.exec(List.of("test", "-w", parent), BOUND, MAX_BYTES).ok()) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.warning(
            parent,
            "the login may write it, which is more than it needs",
            "chmod g-w,o-w " + parent + ", and chown it to root or to PowerMTA's user"));
  }

  private void remove(String probe) {
    try {
      ssh.delete(probe);
    } catch (SshException e) {
      // Either it was never written, or the line broke; the next look names it.
    }
  }

  private Optional<Finding> space() {
    String parent = configPath.substring(0, Math.max(1, configPath.lastIndexOf('/')));
    ExecResult result = ssh.exec(List.of("df", "-Pk", "--", parent), BOUND, MAX_BYTES);
    List<String> lines = result.stdout().lines().toList();
    String[] fields = lines.isEmpty() ? new String[0] : lines.get(lines.size() - 1).split("\\s+");
    if (!result.ok() || fields.length < 4 || !fields[3].matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    long free = Long.parseLong(fields[3]);
    String text = free / 1024 + " MiB free at " + parent;
    return Optional.of(
        free >= LOW_KIB
            ? Finding.ok("space", text)
            : Finding.warning("space", text, "free some: an upload needs three times the file"));
  }
}
