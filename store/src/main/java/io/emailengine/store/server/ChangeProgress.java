package io.emailengine.store.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person's change has written before the host has answered to it; the value of {@code
 * host_request.progress}. From here the answer can be given, or the change undone, by any later
 * run.
 *
 * @param generation that has the change in it
 * @param versionBefore number of the version that ran before
 * @param onlyStops it stands whatever the host says
 * @param pin the pin that a rollback has laid; null: it was none
 */
public record ChangeProgress(
    long generation,
    int versionBefore,
    boolean onlyStops,
    List<ConfigReport.Warning> warnings,
    List<ChangedIp> ips,
    @Nullable Integer pin,
    @Nullable ServerPin pinBefore) {
  public ChangeProgress {
    warnings = List.copyOf(warnings);
    ips = List.copyOf(ips);
  }

  /**
   * One row that was changed.
   *
   * @param seq its intent sequence after the change: if it has moved on, somebody changed it since
   * @param before the row as it was; null: it was registered by the change
   */
  public record ChangedIp(String id, long seq, @Nullable String before) {}
}
