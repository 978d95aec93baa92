package io.emailengine.activities.pmta.apply;

import static java.util.Objects.requireNonNull;

import io.emailengine.activities.pmta.config.render.EngineFile;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.server.ServerRow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the running process of a host shows of itself.
 *
 * @param journal told between the questions of a long look
 */
record RunningProcess(PmtaHost host, ApplyJournal journal) {
  /** What a look for one version came to. */
  sealed interface Look {
    /**
     * It runs.
     *
     * @param full whether its generation marker was seen; false where the host does not show it
     */
    record Runs(boolean full) implements Look {}

    /** Something else runs. */
    record RunsNot(String detail) implements Look {}

    /** The host shows nothing by which the version could be told from the one before. */
    record Unverifiable() implements Look {}
  }

  /**
   * Looks whether a version runs: by its marker, and by every cap in which it differs.
   *
   * @param before what ran before it
   */
  Look lookFor(KnownConfig version, KnownConfig before) {
    OptionalLong marker = marker(host);
    if (marker.isPresent() && marker.getAsLong() != version.generation()) {
      return new Look.RunsNot(
          "generation " + marker.getAsLong() + " runs instead of " + version.generation());
    }
    List<RenderedVmta> changed = version.cappedUnlike(before);
    for (RenderedVmta vmta : changed) {
      journal.pulse();
      OptionalLong cap = cap(vmta.vmta());
      if (!cap.equals(OptionalLong.of(requireNonNull(vmta.cap())))) {
        String seen = cap.isPresent() ? cap.getAsLong() + "/d" : "no daily cap";
        return new Look.RunsNot(
            vmta.vmta() + " runs with " + seen + " instead of " + vmta.cap() + "/d");
      }
    }
    return marker.isEmpty() && changed.isEmpty()
        ? new Look.Unverifiable()
        : new Look.Runs(marker.isPresent());
  }

  /**
   * Whether this version runs, as far as the host can tell: a host without the marker is believed.
   */
  boolean runs(KnownConfig version) {
    OptionalLong marker = marker(host);
    return marker.isEmpty() || marker.getAsLong() == version.generation();
  }

  /**
   * The generation that the running process shows: 0 if it runs nothing of ours (the directive has
   * its default or the operator's own small value there), empty if this host does not show the
   * directive at all.
   */
  static OptionalLong marker(PmtaHost host) {
    Optional<String> value =
        host.showSettings(EngineFile.MARKER_DOMAIN).queueSetting(EngineFile.MARKER_DIRECTIVE);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    long shown = value.get().matches("[0-9]{1,18}") ? Long.parseLong(value.get()) : 0;
    return OptionalLong.of(shown >= ServerRow.FIRST_GENERATION ? shown : 0);
  }

  /** The daily cap with which a virtual MTA runs now; empty if it has none. */
  OptionalLong cap(String vmta) {
    return host.showSettings(EngineFile.MARKER_DOMAIN + "/" + vmta).dailyCap();
  }
}
