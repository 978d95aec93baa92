package io.emailengine.activities.pmta.host;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A host in memory with a switch for every way in which one misbehaves. It runs the engine's file
 * only: the marker and the daily caps are read from its text. Its swaps are one step each, as with
 * the helper: a connection that dies leaves none half done.
 */
public final class InMemoryPmtaHost implements PmtaHost {
  /** What a connection that dies does to the operation under way. */
  public enum Death {
    BEFORE,
    /** It was done, and nobody was told. */
    AFTER,
    /** As a kill of the host's own shell in the middle of a swap: in place, and not tested. */
    IN_SWAP
  }

  public final Map<String, HostFile> files = new LinkedHashMap<>();
  public final TreeSet<String> paused = new TreeSet<>();

  /** Virtual MTAs for which the pause command fails. */
  public final Set<String> silent = new TreeSet<>();

  public String running = "";
  public boolean rejects;

  /** A text of the engine's file that the host does not take; empty: none. */
  public String rejectsText = "";

  /** Changed by installing and removing; swaps work without, too. */
  public HelperFacts.State helper = HelperFacts.State.ABSENT;

  /** Somebody else holds the host's lock. */
  public boolean busy;

  public boolean refusesReload;
  public boolean liesAboutReload;
  public boolean reloadTimesOut;
  public boolean diskFull;
  public boolean hidesMarker;
  public int reloads;
  public int operations;
  private int diesAt = -1;
  private Death death = Death.BEFORE;
  private final String engineFile;
  private final InMemorySwaps swaps = new InMemorySwaps(files, this::judged);

  public InMemoryPmtaHost(String engineFile) {
    this.engineFile = engineFile;
  }

  public void dieAt(int operation, Death how) {
    diesAt = operation;
    death = how;
  }

  public String disk() {
    return files.get(engineFile).text();
  }

  private interface Step<T> {
    T go();
  }

  private <T> T step(Step<T> step) {
    int now = operations++;
    if (diesAt >= 0 && (now > diesAt || (now == diesAt && death == Death.BEFORE))) {
      throw new HostUnreachableException("connection lost");
    }
    swaps.dies = now == diesAt && death == Death.IN_SWAP;
    T result = step.go();
    if (now == diesAt) {
      throw new HostUnreachableException("connection lost");
    }
    return result;
  }

  private void run(Runnable step) {
    step(
        () -> {
          step.run();
          return 0;
        });
  }

  @Override
  public Optional<HostFile> read(String path) {
    return step(() -> Optional.ofNullable(files.get(path)));
  }

  @Override
  public void ensureFolder(String path) {
    run(() -> {});
  }

  @Override
  public void stage(String path, byte[] bytes, int mode) {
    run(
        () -> {
          if (diskFull) {
            throw new HostFileException(
                HostFileException.Kind.NO_SPACE, "no space left on the device");
          }
          files.put(path, new HostFile(bytes, mode, 0, 0, Instant.EPOCH));
        });
  }

  @Override
  public void stageLike(String path, byte[] bytes, HostFile original) {
    stage(path, bytes, original.mode());
  }

  @Override
  public void swap(String stagedPath, String targetPath) {
    run(
        () ->
            files.put(
                targetPath,
                java.util.Objects.requireNonNull(files.remove(stagedPath), stagedPath)));
  }

  @Override
  public void remove(String path) {
    run(() -> files.remove(path));
  }

  @Override
  public void removeFolder(String path) {
    run(() -> files.keySet().removeIf(file -> file.startsWith(path + "/")));
  }

  @Override
  public List<String> list(String glob) {
    return step(
        () ->
            Globs.expand(glob, folder -> InMemorySwaps.entries(files, folder), files::containsKey));
  }

  @Override
  public Map<String, String> hash(Collection<String> paths) {
    return step(
        () ->
            paths.stream()
                .distinct()
                .filter(files::containsKey)
                .collect(Collectors.toMap(path -> path, path -> files.get(path).sha256())));
  }

  @Override
  public Set<String> missing(Collection<String> paths) {
    return step(
        () ->
            paths.stream()
                .filter(path -> !files.containsKey(path))
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Override
  public Set<String> links(Collection<String> paths) {
    return step(Set::of);
  }

  @Override
  public SwapOutcome swapTested(TestedSwap swap) {
    return step(() -> busy ? new SwapOutcome.Busy() : swaps.swap(swap));
  }

  @Override
  public SwapRecovery recoverSwap() {
    return step(() -> busy ? new SwapRecovery.Busy() : swaps.recover());
  }

  @Override
  public SwapOutcome restore(String sha256, String kept, String target) {
    return step(() -> busy ? new SwapOutcome.Busy() : swaps.restore(sha256, kept, target));
  }

  @Override
  public HelperFacts helper() {
    return new HelperFacts(
        helper, OptionalInt.of(HelperScript.version()), swaps.unended().isPresent());
  }

  @Override
  public void installHelper() {
    run(() -> helper = HelperFacts.State.READY);
  }

  @Override
  public void removeHelper() {
    run(() -> helper = HelperFacts.State.ABSENT);
  }

  @Override
  public SwapOutcome swapAllTested(String journal, List<TestedSwap> all) {
    return step(() -> busy ? new SwapOutcome.Busy() : swaps.swapAll(journal, all));
  }

  @Override
  public SwapRecovery recoverAll(String journal) {
    return step(() -> busy ? new SwapRecovery.Busy() : swaps.recoverAll(journal));
  }

  @Override
  public void settleAll(String journal) {
    run(() -> files.remove(journal));
  }

  @Override
  public TestOutcome test() {
    return step(this::judged);
  }

  private TestOutcome judged() {
    return rejects
            || files.containsKey(engineFile)
                && (disk().contains("no-such-directive") || disk().equals(rejectsText))
        ? new TestOutcome.Rejected(Optional.of(engineFile), OptionalInt.of(3), "unknown directive")
        : new TestOutcome.Accepted();
  }

  @Override
  public ReloadOutcome reload() {
    return step(
        () -> {
          swaps.recover();
          reloads++;
          if (refusesReload) {
            return new ReloadOutcome.Refused("error");
          }
          if (!liesAboutReload) {
            running = disk();
          }
          return reloadTimesOut
              ? new ReloadOutcome.Unknown("no answer in 30 s")
              : new ReloadOutcome.Reloaded();
        });
  }

  @Override
  public Settings showSettings(String queue) {
    return step(
        () -> {
          Map<String, String> vmta = new LinkedHashMap<>();
          Map<String, String> settings = new LinkedHashMap<>();
          if (!hidesMarker) {
            Matcher marker = Pattern.compile("max-errors-per-connection (\\d+)").matcher(running);
            settings.put(
                "max-errors-per-connection", marker.find() ? marker.group(1) : "unlimited");
          }
          String name = queue.substring(queue.indexOf('/') + 1);
          Matcher cap =
              Pattern.compile(
                      "<virtual-mta " + Pattern.quote(name) + ">[^<]*?max-smtp-msg-rate (\\d+/d)")
                  .matcher(running);
          vmta.put("max-smtp-msg-rate", cap.find() ? cap.group(1) : "unlimited");
          return new Settings(vmta, settings);
        });
  }

  @Override
  public Map<String, Long> queued() {
    return step(Map::of);
  }

  @Override
  public void pauseQueue(String vmta) {
    run(
        () -> {
          if (silent.contains(vmta)) {
            throw new HostCommandException(
                HostCommandException.Kind.FAILED, "pause queue says no for " + vmta);
          }
          paused.add(vmta);
        });
  }

  @Override
  public void resumeQueue(String vmta) {
    run(() -> paused.remove(vmta));
  }

  @Override
  public PmtaStatus status() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String version() {
    return "5.0r1";
  }

  @Override
  public HostFacts facts() {
    return new HostFacts(List.of(), Optional.empty(), Optional.empty());
  }

  @Override
  public void close() {}

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
