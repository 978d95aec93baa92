package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.plan.GuardRefusal;
import io.emailengine.activities.pmta.host.TestOutcome;
import io.emailengine.store.diff.UnifiedDiff;
import io.emailengine.store.server.ChangeProgress;
import io.emailengine.store.server.ConfigReport;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.version.ConfigVersionRow;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a person is told of a change: what runs by it, or why it can't be. */
final class ChangeReports {
  /** As {@link TestOutcome#describe} writes a place. */
  private static final Pattern PLACE = Pattern.compile("(/\\S+) line (\\d{1,9}): (.*)");

  private ChangeReports() {}

  /** It runs. */
  static ConfigReport runs(
      ServerRow server,
      ConfigVersionRow before,
      ConfigVersionRow now,
      List<ConfigReport.Warning> warnings) {
    return new ConfigReport(
        server.name(),
        now.n(),
        now.sha256(),
        now.gitCommit(),
        diff(before.n(), before.maskedText(), now.n(), now.maskedText()),
        warnings);
  }

  /**
   * It would run.
   *
   * @param number that it would have
   * @param masked text of the draft
   */
  static ConfigReport wouldRun(
      ServerRow server,
      ConfigVersionRow before,
      Draft draft,
      int number,
      String masked,
      List<ConfigReport.Warning> warnings) {
    return draft.unchanged()
        ? new ConfigReport(
            server.name(), before.n(), before.sha256(), before.gitCommit(), "", warnings)
        : new ConfigReport(
            server.name(),
            number,
            draft.file().sha256(),
            null,
            diff(before.n(), before.maskedText(), number, masked),
            warnings);
  }

  private static String diff(int from, String before, int to, String after) {
    return from == to ? "" : UnifiedDiff.of(before, after, "version " + from, "version " + to);
  }

  /** What nobody decided. */
  static Adopter.Outcome guarded(List<GuardRefusal> refusals) {
    List<HostProblem.Reason> reasons =
        refusals.stream()
            .map(refusal -> new HostProblem.Reason("guard", null, null, refusal.message()))
            .toList();
    return Adopter.Outcome.refused(
        422, "guard", "The change would do more than was asked; nothing changed.", reasons);
  }

  /** What stands is refused by the host already, or the host did not say. */
  static Optional<Adopter.Outcome> judged(TestOutcome test) {
    if (test.accepted()) {
      return Optional.empty();
    }
    if (test instanceof TestOutcome.Rejected rejected) {
      Integer line = rejected.line().isPresent() ? rejected.line().getAsInt() : null;
      return Optional.of(
          Adopter.Outcome.refused(
              422,
              "config-rejected",
              "PowerMTA rejects the present configuration, so nothing was changed: "
                  + rejected.text(),
              List.of(
                  new HostProblem.Reason(
                      "config-rejected", rejected.file().orElse(null), line, rejected.text()))));
    }
    return Optional.of(
        Adopter.Outcome.refused(
            503,
            "host-unknown",
            "PowerMTA did not say whether its configuration is good: " + test.describe(),
            List.of()));
  }

  /**
   * The host did not take it, or did not run it; what ran before runs.
   *
   * @param reason stable word
   */
  static Adopter.Outcome putBack(String reason, String detail) {
    Matcher place = PLACE.matcher(detail);
    HostProblem.Reason why =
        place.matches()
            ? new HostProblem.Reason(
                reason, place.group(1), Integer.valueOf(place.group(2)), place.group(3))
            : new HostProblem.Reason(reason, null, null, detail);
    return Adopter.Outcome.refused(
        422, reason, "The host did not take it; what ran before runs: " + detail, List.of(why));
  }

  /**
   * A pin is in the way, if there is one.
   *
   * @param waiting what of the change it holds up
   */
  static Optional<Adopter.Outcome> pinned(ServerRow server, List<HostProblem.Reason> waiting) {
    return server.pin() == null
        ? Optional.empty()
        : Optional.of(
            Adopter.Outcome.refused(
                409,
                "pinned",
                server.name()
                    + " is pinned to version "
                    + server.pin().version()
                    + ": DELETE /api/v2/servers/"
                    + server.name()
                    + "/pin first. Stops pass.",
                waiting));
  }

  /**
   * Something else must be settled first.
   *
   * @param waiting what of the change it holds up; empty: all of it
   */
  static Adopter.Outcome blocked(
      ServerRow server, String detail, List<HostProblem.Reason> waiting) {
    String reason = server.reason() == null ? "not-ready" : server.reason();
    return Adopter.Outcome.refused(
        422,
        reason,
        server.name() + " can't be changed now, and nothing was: " + detail,
        waiting.isEmpty() ? List.of(new HostProblem.Reason(reason, null, null, detail)) : waiting);
  }

  /** Something of it is in force; what came of it is told later. */
  static boolean isReached(ServerRow server, ChangeProgress progress) {
    return server.appliedGen() >= progress.generation();
  }
}
