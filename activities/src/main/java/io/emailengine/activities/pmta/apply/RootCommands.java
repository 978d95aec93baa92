package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.HelperFacts;
import io.emailengine.activities.pmta.host.HostException;
import io.emailengine.activities.pmta.host.HostFileException;
import io.emailengine.activities.pmta.host.HostHelperException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.UnadoptReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a person has to run as root where the engine's login may not. No command holds a byte of the
 * operator's files.
 */
final class RootCommands {
  private static final String HELPER = "/usr/local/sbin/email-engine-host";
  private static final String AS_ROOT = "as root: ";

  private final ServerRow server;
  private final EnginePaths paths;

  RootCommands(ServerRow server, EnginePaths paths) {
    this.server = server;
    this.paths = paths;
  }

  private boolean isRoot() {
    return server.login().equals("root");
  }

  /** The helper comes with adoption where the login may install it. */
  void installHelper(PmtaHost host) {
    if (isRoot()) {
      host.installHelper();
    }
  }

  /** Folder and helper, if one of them is missing and the login can't make it. */
  Optional<List<String>> toPrepare(PmtaHost host) {
    if (isRoot()) {
      return Optional.empty();
    }
    List<String> commands = new ArrayList<>();
    try {
      host.ensureFolder(paths.folder());
    } catch (HostFileException e) {
      if (e.kind() != HostFileException.Kind.PERMISSION) {
        throw e;
      }
      commands.add("install -d -m 0755 -o " + server.login() + " " + quoted(paths.folder()));
    }
    HelperFacts.State state = host.helper().state();
    if (state == HelperFacts.State.ABSENT || state == HelperFacts.State.OUTDATED) {
      commands.add(installation(host));
    }
    if (state == HelperFacts.State.NOT_PERMITTED) {
      commands.add(
          "visudo -f /etc/sudoers.d/email-engine   # the rules of deploy/ for the login "
              + server.login());
    }
    return commands.isEmpty() ? Optional.empty() : Optional.of(commands);
  }

  private static String installation(PmtaHost host) {
    try {
      host.installHelper();
      return HELPER + " version";
    } catch (HostHelperException e) {
      String message = String.valueOf(e.getMessage());
      int at = message.indexOf(AS_ROOT);
      return at < 0 ? message : message.substring(at + AS_ROOT.length());
    }
  }

  /** Whether a person can do what failed here. */
  boolean isNeededFor(HostException e) {
    return !isRoot()
        && (e instanceof HostHelperException helper
                && helper.kind() == HostHelperException.Kind.NOT_PERMITTED
            || e instanceof HostFileException file
                && file.kind() == HostFileException.Kind.PERMISSION);
  }

  /** Owners as they were, then all files at once, tested; the engine has uploaded them. */
  List<String> toSwap(List<FileSet.Member> members) {
    List<String> commands = new ArrayList<>();
    for (int nth = 0; nth < members.size(); nth++) {
      FileSet.Member member = members.get(nth);
      if (member.before().isPresent()) {
        String staged = quoted(paths.staged(member.path(), nth));
        String path = quoted(member.path());
        commands.add("chown --reference=" + path + " " + staged);
        commands.add("chmod --reference=" + path + " " + staged);
      }
    }
    commands.add("chown root:root " + quoted(paths.journal() + ".new"));
    commands.add(HELPER + " swap-all " + quoted(paths.journal()));
    return commands;
  }

  /** Removes the helper, or says how a person does. */
  UnadoptReport withoutHelper(PmtaHost host, UnadoptReport report) {
    try {
      host.removeHelper();
      return report;
    } catch (HostHelperException e) {
      return UnadoptionReports.with(report, false, List.of(HELPER + " uninstall"));
    }
  }

  /** For a shell: single quotes around whatever is not plain. */
  private static String quoted(String path) {
    return path.matches("[A-Za-z0-9._/-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
