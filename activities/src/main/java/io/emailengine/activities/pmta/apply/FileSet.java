package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.HostFile;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.SwapOutcome;
import io.emailengine.activities.pmta.host.TestedSwap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Files of a host that change together or not at all. */
final class FileSet {
  private final PmtaHost host;
  private final EnginePaths paths;
  private final Runnable pulse;

  FileSet(PmtaHost host, EnginePaths paths, Runnable pulse) {
    this.host = host;
    this.paths = paths;
    this.pulse = pulse;
  }

  /**
   * One file.
   *
   * @param before as it must be found; empty if there must be none
   * @param like gives mode, owner and group to the new one
   */
  record Member(String path, Optional<HostFile> before, byte[] after, HostFile like) {
    /** Whether the file is already what it should become. */
    boolean isDone() {
      return before.map(file -> Arrays.equals(file.bytes(), after)).orElse(false);
    }
  }

  /** Uploads all, then swaps all and lets the host judge the whole. */
  SwapOutcome swap(List<Member> members) {
    host.ensureFolder(paths.folder());
    List<TestedSwap> swaps = new ArrayList<>();
    for (Member member : members) {
      int nth = swaps.size();
      String staged = paths.staged(member.path(), nth);
      String kept = paths.kept(member.path(), nth);
      host.stageLike(staged, member.after(), member.like());
      swaps.add(
          member.before().isPresent()
              ? TestedSwap.of(
                  member.before().get().bytes(), member.after(), staged, member.path(), kept)
              : TestedSwap.ofNew(member.after(), staged, member.path(), kept));
      pulse.run();
    }
    return host.swapAllTested(paths.journal(), swaps);
  }

  /** Removes what is left of changes that are over. The journal must be gone. */
  void sweep(Collection<String> around) {
    for (String glob : paths.leftovers(around)) {
      host.list(glob).forEach(host::remove);
    }
  }
}
