package io.emailengine.store.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a person's change of a configuration; the value of {@code host_request.answer} of
 * kinds {@code override} and {@code rollback}.
 *
 * @param version that runs by it; of a dry run the number that it would have
 * @param commit of that version in the history; null: of a dry run, or not written yet
 * @param diff from the version before to this one, secrets masked; empty if nothing changed
 */
public record ConfigReport(
    String server,
    int version,
    String sha256,
    @Nullable String commit,
    String diff,
    List<Warning> warnings) {
  public ConfigReport {
    warnings = List.copyOf(warnings);
  }

  /**
   * Something that a person should know.
   *
   * @param code stable word
   * @param address of the IP that it is about; null: of none
   */
  public record Warning(String code, @Nullable String address, String message) {}
}
