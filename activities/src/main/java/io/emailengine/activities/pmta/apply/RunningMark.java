package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.PmtaHost;
import java.util.OptionalLong;

/** Which configuration a host runs, as far as it tells. */
final class RunningMark {
  private RunningMark() {}

  /**
   * The generation that the running process shows: 0 if it runs nothing of ours, empty if this host
   * does not show it at all.
   */
  static OptionalLong of(PmtaHost host, EnginePaths paths) {
    return new ApplyProtocol(host, paths, NOTHING).marker();
  }

  private static final ApplyJournal NOTHING =
      new ApplyJournal() {
        @Override
        public void reloading() {}

        @Override
        public void restoring() {}

        @Override
        public void pulse() {}
      };
}
