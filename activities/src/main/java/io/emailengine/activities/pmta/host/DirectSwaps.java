package io.emailengine.activities.pmta.host;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tested swaps step by step from here, for a host that has no helper yet. Without its lock, and a
 * connection that dies between leaves the new file untested until somebody looks.
 */
final class DirectSwaps implements Swaps {
  private final SshFiles files;
  private final Supplier<TestOutcome> test;

  DirectSwaps(SshFiles files, Supplier<TestOutcome> test) {
    this.files = files;
    this.test = test;
  }

  @Override
  public SwapOutcome swap(TestedSwap swap) {
    return swapAll(List.of(swap), () -> {}, () -> {});
  }

  /** Nothing is written down of a single swap: what lies there shows where it ended. */
  @Override
  public SwapRecovery recover() {
    return new SwapRecovery.Nothing();
  }

  @Override
  public SwapOutcome restore(String sha256, String kept, String target) {
    files.requireNoLink(target);
    Optional<String> found = sha256(kept);
    if (!found.equals(Optional.of(sha256))) {
      return new SwapOutcome.Changed(kept, found);
    }
    files.rename(kept, target);
    return new SwapOutcome.Accepted();
  }

  @Override
  public SwapOutcome swapAll(String journal, List<TestedSwap> swaps) {
    if (files.read(journal).isPresent()) {
      throw new HostFileException(
          HostFileException.Kind.EXISTS, journal + " lies there: recover or settle it first");
    }
    String staged = journal + ".new";
    return swapAll(
        swaps,
        () -> {
          files.stage(staged, SwapJournal.write(swaps), 0600);
          files.rename(staged, journal);
        },
        () -> files.remove(journal));
  }

  private SwapOutcome swapAll(List<TestedSwap> swaps, Runnable begin, Runnable undone) {
    for (TestedSwap swap : swaps) {
      Optional<SwapOutcome> refused = check(swap);
      if (refused.isPresent()) {
        return refused.get();
      }
    }
    begin.run();
    for (TestedSwap swap : swaps) {
      files.read(swap.target()).ifPresent(old -> files.stageLike(swap.keptAs(), old.bytes(), old));
    }
    for (TestedSwap swap : swaps) {
      files.rename(swap.staged(), swap.target());
    }
    TestOutcome outcome = test.get();
    if (outcome.accepted()) {
      return new SwapOutcome.Accepted();
    }
    putBack(swaps);
    undone.run();
    return new SwapOutcome.PutBack(outcome);
  }

  private Optional<SwapOutcome> check(TestedSwap swap) {
    files.requireNoLink(swap.target());
    Optional<String> staged = sha256(swap.staged());
    if (staged.isEmpty()) {
      throw new HostFileException(
          HostFileException.Kind.NOT_FOUND, swap.staged() + " is not there");
    }
    if (!staged.get().equals(swap.stagedSha256())) {
      throw new HostFileException(
          HostFileException.Kind.FAILED, swap.staged() + " is not the file that was staged");
    }
    Optional<String> found = sha256(swap.target());
    return found.equals(swap.expectedSha256())
        ? Optional.empty()
        : Optional.of(new SwapOutcome.Changed(swap.target(), found));
  }

  private Optional<String> sha256(String path) {
    return files.read(path).map(HostFile::sha256);
  }

  @Override
  public SwapRecovery recoverAll(String journal) {
    Optional<HostFile> written = files.read(journal);
    if (written.isEmpty()) {
      return new SwapRecovery.Nothing();
    }
    List<TestedSwap> swaps = SwapJournal.read(journal, written.get().bytes());
    for (TestedSwap swap : swaps) {
      Optional<String> found = sha256(swap.target());
      boolean old = found.equals(swap.expectedSha256());
      boolean ours = found.isPresent() && found.get().equals(swap.stagedSha256());
      if (!old && !ours) {
        return new SwapRecovery.Changed(swap.target(), found);
      }
      if (!old && swap.expectedSha256().isPresent()) {
        requireKept(swap);
      }
    }
    putBack(swaps);
    files.remove(journal);
    return new SwapRecovery.PutBack();
  }

  private void requireKept(TestedSwap swap) {
    if (!sha256(swap.keptAs()).equals(swap.expectedSha256())) {
      throw new HostFileException(
          HostFileException.Kind.NOT_FOUND,
          swap.keptAs() + " is not the file that " + swap.target() + " was before");
    }
  }

  /** Back by rename, which works on a full disk too; from the last to the first. */
  private void putBack(List<TestedSwap> swaps) {
    for (int i = swaps.size() - 1; i >= 0; i--) {
      TestedSwap swap = swaps.get(i);
      boolean old = sha256(swap.target()).equals(swap.expectedSha256());
      if (!old && swap.expectedSha256().isPresent()) {
        files.rename(swap.keptAs(), swap.target());
      } else if (!old) {
        files.remove(swap.target());
      }
    }
  }
}
