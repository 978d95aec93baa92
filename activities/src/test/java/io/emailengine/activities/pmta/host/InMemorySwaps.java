package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.RemoteEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The contract of tested swaps on a map of files. */
final class InMemorySwaps {
  private final Map<String, HostFile> files;
  private final Supplier<TestOutcome> test;

  /** The next swap is cut off when its files are in place, before the test. */
  boolean dies;

  private Optional<TestedSwap> unended = Optional.empty();

  InMemorySwaps(Map<String, HostFile> files, Supplier<TestOutcome> test) {
    this.files = files;
    this.test = test;
  }

  /** What there is right in a folder, by the paths of all files. */
  static List<RemoteEntry> entries(Map<String, HostFile> files, String folder) {
    String prefix = folder.equals("/") ? "/" : folder + "/";
    TreeMap<String, RemoteEntry> entries = new TreeMap<>();
    for (String path : files.keySet()) {
      if (path.startsWith(prefix)) {
        String rest = path.substring(prefix.length());
        int slash = rest.indexOf('/');
        String name = slash < 0 ? rest : rest.substring(0, slash);
        entries.put(name, new RemoteEntry(name, slash >= 0));
      }
    }
    return List.copyOf(entries.values());
  }

  /** The swap of one file that was cut off. */
  Optional<TestedSwap> unended() {
    return unended;
  }

  SwapRecovery recover() {
    Optional<TestedSwap> left = unended;
    unended = Optional.empty();
    if (left.isEmpty()
        || !sha256(left.get().target()).equals(Optional.of(left.get().stagedSha256()))) {
      return new SwapRecovery.Nothing();
    }
    if (test.get().accepted()) {
      return new SwapRecovery.Accepted();
    }
    putBack(List.of(left.get()));
    return new SwapRecovery.PutBack();
  }

  SwapOutcome restore(String sha256, String kept, String target) {
    recover();
    Optional<String> found = sha256(kept);
    if (!found.equals(Optional.of(sha256))) {
      return new SwapOutcome.Changed(kept, found);
    }
    files.put(target, files.remove(kept));
    return new SwapOutcome.Accepted();
  }

  SwapOutcome swap(TestedSwap swap) {
    recover();
    return put(List.of(swap), Optional.empty());
  }

  SwapOutcome swapAll(String journal, List<TestedSwap> all) {
    if (files.containsKey(journal)) {
      throw new HostFileException(HostFileException.Kind.EXISTS, journal + " lies there");
    }
    return put(all, Optional.of(journal));
  }

  private SwapOutcome put(List<TestedSwap> all, Optional<String> journal) {
    for (TestedSwap swap : all) {
      Optional<String> staged = sha256(swap.staged());
      if (!staged.equals(Optional.of(swap.stagedSha256()))) {
        throw new HostFileException(
            staged.isEmpty() ? HostFileException.Kind.NOT_FOUND : HostFileException.Kind.FAILED,
            swap.staged());
      }
      Optional<String> found = sha256(swap.target());
      if (!found.equals(swap.expectedSha256())) {
        return new SwapOutcome.Changed(swap.target(), found);
      }
    }
    journal.ifPresent(
        path -> files.put(path, new HostFile(SwapJournal.write(all), 0600, 0, 0, Instant.EPOCH)));
    for (TestedSwap swap : all) {
      HostFile old = files.remove(swap.target());
      if (old != null) {
        files.put(swap.keptAs(), old);
      }
      files.put(swap.target(), files.remove(swap.staged()));
    }
    if (dies) {
      unended = journal.isPresent() ? Optional.empty() : Optional.of(all.get(0));
      throw new HostUnreachableException("connection lost");
    }
    TestOutcome outcome = test.get();
    if (outcome.accepted()) {
      return new SwapOutcome.Accepted();
    }
    putBack(all);
    journal.ifPresent(files::remove);
    return new SwapOutcome.PutBack(outcome);
  }

  SwapRecovery recoverAll(String journal) {
    HostFile written = files.get(journal);
    if (written == null) {
      return new SwapRecovery.Nothing();
    }
    List<TestedSwap> all = SwapJournal.read(journal, written.bytes());
    for (TestedSwap swap : all) {
      Optional<String> found = sha256(swap.target());
      if (!found.equals(swap.expectedSha256()) && !found.equals(Optional.of(swap.stagedSha256()))) {
        return new SwapRecovery.Changed(swap.target(), found);
      }
    }
    putBack(all);
    files.remove(journal);
    return new SwapRecovery.PutBack();
  }

  private void putBack(List<TestedSwap> all) {
    List<TestedSwap> backwards = new ArrayList<>(all);
    Collections.reverse(backwards);
    for (TestedSwap swap : backwards) {
      if (!sha256(swap.target()).equals(swap.expectedSha256())) {
        HostFile old = files.remove(swap.keptAs());
        if (old == null) {
          files.remove(swap.target());
        } else {
          files.put(swap.target(), old);
        }
      }
    }
  }

  private Optional<String> sha256(String path) {
    return Optional.ofNullable(files.get(path)).map(HostFile::sha256);
  }
}
