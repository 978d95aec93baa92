package io.emailengine.activities.pmta.doctor;

import io.emailengine.activities.pmta.host.HelperScript;
import io.emailengine.activities.ssh.ExecResult;
import io.emailengine.activities.ssh.SshConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether sudo lets a login that is not root run every verb of the helper, and no more than that.
 */
final class SudoChecks {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final int MAX_BYTES = 64 * 1024;

  /** Asks sudo and runs nothing: prints the lines that it would not run. */
  private static final String ASK =
      "script=$1; shift; for line; do"
          + " sudo -n -l -- \"$script\" $line >/dev/null 2>&1 || echo \"$line\"; done";

  private static final String CURE =
      "as root on the host: the output of ./email-engine doctor --print-setup";

  private final SshConnection ssh;
  private final String folder;

  SudoChecks(SshConnection ssh, String folder) {
    this.ssh = ssh;
    this.folder = folder;
  }

  Finding run() {
    List<String> verbs = verbs();
    List<String> forbidden =
        List.of("uninstall", "swap-all " + folder + "/j", "recover-all " + folder + "/j");
    List<String> words = new ArrayList<>(List.of("sh", "-c", ASK, "sh", HelperScript.PATH));
    words.addAll(verbs);
    words.addAll(forbidden);
    ExecResult result = ssh.exec(words, BOUND, MAX_BYTES);
    if (!result.ok()) {
      return Finding.warning("sudo", "could not be asked: " + result.stderr(), "is sudo there?");
    }
    List<String> refused = result.stdout().lines().toList();
    List<String> missing =
        verbs.stream().filter(refused::contains).map(SudoChecks::verb).distinct().toList();
    if (!missing.isEmpty()) {
      return Finding.wrong("sudo", "has no rule for: " + String.join(", ", missing), CURE);
    }
    List<String> more =
        forbidden.stream().filter(line -> !refused.contains(line)).map(SudoChecks::verb).toList();
    return more.isEmpty()
        ? Finding.ok("sudo", "lets the login run the helper's verbs, and no more of it")
        : Finding.warning("sudo", "also lets the login run: " + String.join(", ", more), CURE);
  }

  private List<String> verbs() {
    String sum = "0".repeat(64);
    String kept = " " + folder + "/engine.conf.lkg";
    String target = " " + folder + "/engine.conf";
    return List.of(
        "version",
        "test",
        "reload",
        "show vmtas",
        "show status",
        "show version",
        "show settings example.com/mta-1",
        "pause mta-1",
        "resume mta-1",
        "hash " + folder + "/engine.conf",
        "swap absent " + sum + " " + folder + "/engine.conf.new" + target + kept,
        "swap " + sum + " " + sum + " " + folder + "/engine.conf.new" + target + kept,
        "restore " + sum + kept + target,
        "recover");
  }

  /** The verb of a line, and what of it that there are several. */
  private static String verb(String line) {
    String[] words = line.split(" ", 3);
    return words[0].equals("show") ? words[0] + " " + words[1] : words[0];
  }
}
