package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.ExecResult;
import io.emailengine.activities.ssh.SshConnection;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The verbs over SSH: files by SFTP, commands and swaps through the helper where there is one. */
final class SshPmtaHost implements PmtaHost {
  static final int MAX_OUTPUT_BYTES = 8 * 1024 * 1024; // 10,000 virtual MTAs are 1 MB

  private final SshConnection ssh;
  private final CommandBounds bounds;
  private final SshFiles files;
  private final HostLooks looks;
  private final HostRoute route;

  SshPmtaHost(SshConnection ssh, HostAddress address, HelperPlace place, CommandBounds bounds) {
    this.ssh = ssh;
    this.bounds = bounds;
    this.files = new SshFiles(ssh, place.root());
    this.looks = new HostLooks(ssh, bounds.whole());
    this.route = new HostRoute(ssh, address, place, bounds, files);
  }

  @Override
  public Optional<HostFile> read(String path) {
    return files.read(path);
  }

  @Override
  public List<String> list(String glob) {
    return looks.list(glob);
  }

  @Override
  public Map<String, String> hash(Collection<String> paths) {
    Map<String, String> sums = new HashMap<>(looks.hash(paths));
    sums.putAll(route.hash(paths.stream().filter(path -> !sums.containsKey(path)).toList()));
    return sums;
  }

  @Override
  public Set<String> missing(Collection<String> paths) {
    return looks.missing(paths);
  }

  @Override
  public Set<String> links(Collection<String> paths) {
    return files.links(paths);
  }

  @Override
  public void ensureFolder(String path) {
    files.ensureFolder(path);
  }

  @Override
  public void stage(String path, byte[] bytes, int mode) {
    files.stage(path, bytes, mode);
  }

  @Override
  public void stageLike(String path, byte[] bytes, HostFile original) {
    files.stageLike(path, bytes, original);
  }

  @Override
  public void stageChange(
      String path, byte[] bytes, HostFile original, String basePath, byte[] base) {
    HostPaths.requireAbsolute("basePath", basePath);
    if (files.stageChange(path, bytes, original.mode(), basePath, base)
        && looks.hash(List.of(path)).containsValue(TestedSwap.sha256(bytes))) {
      files.ownLike(path, original);
    } else {
      files.stageLike(path, bytes, original);
    }
  }

  @Override
  public void swap(String stagedPath, String targetPath) {
    files.swap(stagedPath, targetPath);
  }

  @Override
  public void remove(String path) {
    files.remove(path);
  }

  @Override
  public void removeFolder(String path) {
    files.removeFolder(path);
  }

  @Override
  public SwapOutcome swapTested(TestedSwap swap) {
    return route.swaps().swap(swap);
  }

  @Override
  public SwapRecovery recoverSwap() {
    return route.swaps().recover();
  }

  @Override
  public SwapOutcome restore(String sha256, String kept, String target) {
    TestedSwap.requireSha("sha256", sha256);
    HostPaths.requireAbsolute("kept", kept);
    HostPaths.requireAbsolute("target", target);
    return route.swaps().restore(sha256, kept, target);
  }

  @Override
  public SwapOutcome swapAllTested(String journal, List<TestedSwap> all) {
    HostPaths.requireAbsolute("journal", journal);
    return route.swaps().swapAll(journal, all);
  }

  @Override
  public SwapRecovery recoverAll(String journal) {
    HostPaths.requireAbsolute("journal", journal);
    return route.swaps().recoverAll(journal);
  }

  @Override
  public void settleAll(String journal) {
    files.remove(journal);
  }

  @Override
  public TestOutcome test() {
    return PmtaAnswers.test(route.commands().test());
  }

  @Override
  public ReloadOutcome reload() {
    return PmtaAnswers.reload(route.commands().reload());
  }

  @Override
  public Settings showSettings(String queue) {
    ExecResult result =
        ended(route.commands().settings(QueueNames.requireQueue(queue)), "show settings");
    return SettingsText.parse(result.stdout())
        .orElseThrow(() -> unreadable("show settings", result));
  }

  @Override
  public Map<String, Long> queued() {
    ExecResult result = ended(route.commands().vmtas(), "show vmtas");
    return VmtaTable.recipients(result.stdout())
        .orElseThrow(() -> unreadable("show vmtas", result));
  }

  @Override
  public void pauseQueue(String vmta) {
    changeQueue("pause", "paused", vmta);
  }

  @Override
  public void resumeQueue(String vmta) {
    changeQueue("resume", "resumed", vmta);
  }

  private void changeQueue(String verb, String done, String vmta) {
    ExecResult result =
        ended(route.commands().queue(verb, QueueNames.requireVmta(vmta)), verb + " queue");
    if (!PmtaAnswers.confirms(result, done)) {
      throw unreadable(verb + " queue", result);
    }
  }

  @Override
  public PmtaStatus status() {
    ExecResult result = route.commands().status();
    Map<String, String> dom = DomText.parse(result.stdout());
    String status = dom.get("status.status");
    if (status != null && result.ok()) {
      return new PmtaStatus(
          "running".equals(status), Optional.ofNullable(dom.get("status.startupTime")));
    }
    if (PmtaAnswers.unknown(result).isPresent() || PmtaAnswers.cannotRun(result)) {
      throw failed("show status", result);
    }
    if (result.ok()) {
      throw unreadable("show status", result);
    }
    return new PmtaStatus(false, Optional.empty()); // nobody there to ask
  }

  @Override
  public String version() {
    ExecResult result = ended(route.commands().version(), "show version");
    return PmtaAnswers.version(result.stdout())
        .orElseThrow(() -> unreadable("show version", result));
  }

  @Override
  public HostFacts facts() {
    return HostErrors.translating(() -> new HostFactsReader(ssh, bounds.quick()).read());
  }

  @Override
  public HelperFacts helper() {
    return route.facts();
  }

  @Override
  public void installHelper() {
    route.install();
  }

  @Override
  public void removeHelper() {
    route.uninstall();
  }

  private static ExecResult ended(ExecResult result, String verb) {
    if (!result.ok()) {
      throw failed(verb, result);
    }
    if (result.truncated()) {
      throw new HostCommandException(
          HostCommandException.Kind.UNREADABLE, "pmta " + verb + " prints too much");
    }
    return result;
  }

  private static HostCommandException failed(String verb, ExecResult result) {
    Optional<String> unknown = PmtaAnswers.unknown(result);
    return unknown.isPresent()
        ? new HostCommandException(
            HostCommandException.Kind.UNKNOWN, "pmta " + verb + ": " + unknown.get())
        : new HostCommandException(
            HostCommandException.Kind.FAILED, "pmta " + verb + ": " + PmtaAnswers.said(result));
  }

  private static HostCommandException unreadable(String verb, ExecResult result) {
    return new HostCommandException(
        HostCommandException.Kind.UNREADABLE,
        "pmta " + verb + " answers " + PmtaAnswers.said(result));
  }

  @Override
  public void close() {
    // The connection belongs to the pool, which closes it when idle.
  }
}
