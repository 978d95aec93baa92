package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.adopt.AdoptionPlan;
import io.emailengine.activities.pmta.config.adopt.ImportedPool;
import io.emailengine.activities.pmta.config.adopt.ImportedVmta;
import io.emailengine.activities.pmta.host.HostFile;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.diff.UnifiedDiff;
import io.emailengine.store.server.AdoptReport;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
      HostFile config,
      List<String> addresses,
      PmtaHost host) {
    EnginePaths paths = new EnginePaths(server.configPath());
    List<AdoptReport.Warning> warnings = new ArrayList<>();
    plan.warnings()
        .forEach(
            w -> warnings.add(new AdoptReport.Warning(w.code(), w.file(), w.line(), w.message())));
    for (ImportedVmta vmta : plan.vmtas()) {
      vmta.sources().stream()
          .flatMap(source -> source.address().stream())
          .filter(address -> !addresses.contains(address.value()))
          .forEach(
              address ->
                  warnings.add(
                      new AdoptReport.Warning(
                          "address-not-on-host",
                          paths.configPath(),
                          vmta.line(),
                          vmta.name()
                              + " sends from "
                              + address
                              + ", which is on no interface of the host")));
      vmta.domainKeys().stream()
          .filter(key -> host.read(key.file()).isEmpty())
          .forEach(
              key ->
                  warnings.add(
                      new AdoptReport.Warning(
                          "dkim-key-missing",
                          paths.configPath(),
                          vmta.line(),
                          vmta.name() + " signs with " + key.file() + ", which is not there")));
    }
    String diff =
        UnifiedDiff.of(
            versions.masked(config.text()),
            versions.masked(new String(plan.newOperatorFile(), StandardCharsets.UTF_8)),
            paths.configPath(),
            paths.configPath());
    return new AdoptReport(
        server.name(),
        request.dryRun(),
        !request.dryRun(),
        plan.vmtas().stream()
            .map(
                v ->
                    new AdoptReport.Vmta(
                        v.name().value(),
                        server.configPath(),
                        v.line(),
                        sources(v),
                        v.dailyCap().map(cap -> cap.messages()).orElse(null)))
            .toList(),
        plan.pools().stream()
            .map(
                p ->
                    new AdoptReport.Pool(
                        p.name().value(),
                        server.configPath(),
                        p.line(),
                        members(p),
                        request.pools().get(p.name().value())))
            .toList(),
        List.of(),
        List.of(),
        warnings,
        List.of(paths.configPath(), paths.engineFile()),
        diff,
        List.of());
  }

  /** What later registrations have to know of the host. */
  static ServerFacts facts(AdoptionPlan plan, List<String> addresses, @Nullable String hostName) {
    return new ServerFacts(
        addresses,
        hostName,
        plan.vmtas().stream().map(AdoptionReports::found).toList(),
        plan.pools().stream()
            .map(pool -> new ServerFacts.FoundPool(pool.name().value(), members(pool)))
            .toList(),
        List.copyOf(plan.fedNames()),
        plan.processesXVirtualMta(),
        plan.bounceAfter().toSeconds());
  }

  private static ServerFacts.FoundVmta found(ImportedVmta vmta) {
    return new ServerFacts.FoundVmta(
        vmta.name().value(),
        sources(vmta),
        vmta.dailyCap().map(cap -> cap.messages()).orElse(null),
        !vmta.domainKeys().isEmpty());
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
