package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.adopt.AdoptWarning;
import io.emailengine.activities.pmta.config.adopt.AdoptionPlan;
import io.emailengine.activities.pmta.config.adopt.Feed;
import io.emailengine.activities.pmta.config.adopt.FileChange;
import io.emailengine.activities.pmta.config.adopt.ImportedPool;
import io.emailengine.activities.pmta.config.adopt.ImportedVmta;
import io.emailengine.activities.pmta.config.adopt.StayingBlock;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.diff.UnifiedDiff;
import io.emailengine.store.server.AdoptReport;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an adoption finds, for people and for later registrations. */
final class AdoptionReports {
  private final Versions versions;

  AdoptionReports(Versions versions) {
    this.versions = versions;
  }

  AdoptReport of(
      ServerRow server,
      AdoptRequest request,
      AdoptionPlan plan,
      List<String> addresses,
      PmtaHost host) {
    EnginePaths paths = new EnginePaths(server.configPath());
    List<AdoptWarning> warnings = new ArrayList<>(plan.warnings());
    warnings.addAll(plan.needs().missingAddresses(addresses));
    warnings.addAll(plan.needs().missingKeys(host.missing(plan.needs().keyFiles())));
    List<String> files = new ArrayList<>();
    plan.files().forEach(change -> files.add(change.path()));
    files.add(paths.engineFile());
    return new AdoptReport(
        server.name(),
        request.dryRun(),
        server.adopted() || !request.dryRun(),
        plan.vmtas().stream().map(AdoptionReports::shown).toList(),
        plan.pools().stream()
            .map(pool -> shown(pool, request.pools().get(pool.name().value())))
            .toList(),
        plan.feeds().stream().flatMap(AdoptionReports::shown).toList(),
        request.ips().stream().map(AdoptRequest.Ip::address).toList(),
        warnings(warnings),
        files,
        diff(plan.files()),
        List.of());
  }

  static List<AdoptReport.Warning> warnings(Collection<AdoptWarning> warnings) {
    return warnings.stream()
        .map(w -> new AdoptReport.Warning(w.code(), w.file(), w.line(), w.message()))
        .toList();
  }

  /** Of all files that change, secrets masked. */
  String diff(Collection<FileChange> files) {
    return files.stream()
        .map(
            file ->
                UnifiedDiff.of(
                    masked(file.before()), masked(file.after()), file.path(), file.path()))
        .collect(Collectors.joining());
  }

  private String masked(byte[] bytes) {
    return versions.masked(new String(bytes, StandardCharsets.UTF_8));
  }

  private static AdoptReport.Vmta shown(ImportedVmta vmta) {
    return new AdoptReport.Vmta(
        vmta.name().value(), vmta.file(), vmta.line(), sources(vmta), ownCap(vmta));
  }

  private static AdoptReport.Pool shown(ImportedPool pool, @Nullable String mappedTo) {
    return new AdoptReport.Pool(
        pool.name().value(), pool.file(), pool.line(), members(pool), mappedTo);
  }

  private static Stream<AdoptReport.Feed> shown(Feed feed) {
    String by = feed.kind() + " " + feed.name();
    return Stream.concat(feed.targets().stream(), feed.patternLists().stream())
        .map(target -> new AdoptReport.Feed(target, by, feed.file(), feed.line()));
  }

  /**
   * What later registrations have to know of the host.
   *
   * @param known of the adoption before; null if this is the first
   */
  static ServerFacts facts(
      @Nullable ServerFacts known,
      AdoptionPlan plan,
      List<String> addresses,
      @Nullable String hostName) {
    List<ServerFacts.FoundVmta> vmtas = new ArrayList<>();
    List<ServerFacts.FoundPool> pools = new ArrayList<>();
    if (known != null) {
      vmtas.addAll(known.vmtas());
      pools.addAll(known.pools());
    }
    plan.vmtas().forEach(vmta -> vmtas.add(found(vmta)));
    plan.pools()
        .forEach(pool -> pools.add(new ServerFacts.FoundPool(pool.name().value(), members(pool))));
    for (StayingBlock block : plan.staying()) {
      boolean isKnown =
          block.isPool()
              ? pools.stream().anyMatch(pool -> pool.name().equals(block.name()))
              : vmtas.stream().anyMatch(vmta -> vmta.name().equals(block.name()));
      if (!isKnown && block.isPool()) {
        pools.add(new ServerFacts.FoundPool(block.name(), List.of()));
      } else if (!isKnown) {
        vmtas.add(new ServerFacts.FoundVmta(block.name(), List.of(), null, false));
      }
    }
    return new ServerFacts(
        addresses,
        hostName,
        vmtas,
        pools,
        List.copyOf(plan.fedNames()),
        plan.processesXVirtualMta(),
        plan.bounceAfter().toSeconds());
  }

  private static ServerFacts.FoundVmta found(ImportedVmta vmta) {
    return new ServerFacts.FoundVmta(
        vmta.name().value(), sources(vmta), ownCap(vmta), !vmta.domainKeys().isEmpty());
  }

  private static @Nullable Integer ownCap(ImportedVmta vmta) {
    return vmta.dailyCap().map(cap -> cap.messages()).orElse(null);
  }

  private static List<ServerFacts.FoundSource> sources(ImportedVmta vmta) {
    return vmta.sources().stream()
        .map(
            source ->
                new ServerFacts.FoundSource(
                    source.address().map(address -> address.value()).orElse(null),
                    source.hostname()))
        .toList();
  }

  private static List<String> members(ImportedPool pool) {
    return pool.members().stream().map(member -> member.value()).toList();
  }
}
