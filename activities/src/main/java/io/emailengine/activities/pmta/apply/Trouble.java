package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.plan.GuardRefusal;
import io.emailengine.activities.pmta.host.HostCommandException;
import io.emailengine.activities.pmta.host.HostException;
import io.emailengine.activities.pmta.host.HostFileException;
import io.emailengine.activities.pmta.host.HostHelperException;
import io.emailengine.activities.pmta.host.HostRefusedException;
import io.emailengine.activities.pmta.host.HostUnreachableException;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerState;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a server.
 *
 * @param reason stable word
 * @param detail one line for people, without secrets
 */
record Trouble(ServerState state, String reason, String detail) {
  /** Reason of a server that another engine writes. */
  static final String ANOTHER_INSTANCE = "another-instance";

  private static final Set<String> SEEN_BY_LOOKING =
      Set.of("login-refused", "locked", "command-failed", "command-unknown", OperatorWatch.REASON);

  static Trouble of(HostException e) {
    String detail = oneLine(String.valueOf(e.getMessage()));
    if (e instanceof HostUnreachableException) {
      return new Trouble(ServerState.UNREACHABLE, "network", detail);
    }
    if (e instanceof HostRefusedException refused) {
      return refused.kind() == HostRefusedException.Kind.HOST_KEY
          ? new Trouble(ServerState.HELD, "host-key", detail)
          : new Trouble(ServerState.DEGRADED, "login-refused", detail);
    }
    if (e instanceof HostHelperException helper) {
      return new Trouble(ServerState.DEGRADED, helper.kind().reason(), detail);
    }
    if (e instanceof HostFileException file) {
      return new Trouble(
          ServerState.DEGRADED,
          file.kind() == HostFileException.Kind.NO_SPACE ? "disk-full" : "file-failed",
          detail);
    }
    boolean unknown =
        e instanceof HostCommandException command
            && command.kind() == HostCommandException.Kind.UNKNOWN;
    return new Trouble(
        ServerState.DEGRADED, unknown ? "command-unknown" : "command-failed", detail);
  }

  static Trouble degraded(String reason, String detail) {
    return new Trouble(ServerState.DEGRADED, reason, oneLine(detail));
  }

  /** Whether a host that answers a look without an error is rid of this. */
  static boolean endsByLooking(@Nullable String reason) {
    return reason == null || SEEN_BY_LOOKING.contains(reason);
  }

  /** Whether a host that answers a look without an error does what it should. */
  static boolean endsByReaching(ServerRow row) {
    return row.state() == ServerState.UNREACHABLE
        || row.state() == ServerState.HELD
        || (row.dirtySince() == null && isOver(row));
  }

  /**
   * A rise that failed and now waits for the raise window has not been seen to work: the trouble
   * would seem over every night and begin every morning.
   */
  static boolean isOver(ServerRow row) {
    return row.state() != ServerState.DEGRADED
        || !row.risesDeferred()
        || endsByLooking(row.reason());
  }

  static Trouble refused(List<GuardRefusal> refusals) {
    return degraded(
        "guard", refusals.stream().map(GuardRefusal::message).collect(Collectors.joining("; ")));
  }

  static Trouble anotherInstance(UUID instance, long generation) {
    return new Trouble(
        ServerState.HELD,
        ANOTHER_INSTANCE,
        "Engine "
            + instance
            + " has written this host (generation "
            + generation
            + "). Nothing is touched until adopt?force=true takes it over.");
  }

  static Trouble drift(String detail) {
    return new Trouble(ServerState.HELD, "drift", detail);
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= 500 ? line : line.substring(0, 499) + "…";
  }
}
