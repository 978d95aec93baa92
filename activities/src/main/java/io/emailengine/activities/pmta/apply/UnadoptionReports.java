package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.adopt.AdoptWarning;
import io.emailengine.activities.pmta.config.adopt.FileChange;
import io.emailengine.activities.pmta.config.adopt.Unadoption;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.store.server.BlockKind;
import io.emailengine.store.server.CarriedBlockRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.UnadoptReport;
import io.emailengine.store.server.UnadoptRequest;
import java.util.ArrayList;
import java.util.List;

/** What giving a host back brings, for people. */
final class UnadoptionReports {
  private final UnadoptionRows rows;
  private final AdoptionReports adoption;

  UnadoptionReports(UnadoptionRows rows, AdoptionReports adoption) {
    this.rows = rows;
    this.adoption = adoption;
  }

  UnadoptReport of(ServerRow server, UnadoptRequest request, Unadoption plan, HostTree tree) {
    EnginePaths paths = new EnginePaths(server.configPath());
    UnadoptionRows.Given given = rows.given(server);
    List<UnadoptReport.Block> vmtas = new ArrayList<>();
    List<UnadoptReport.Block> pools = new ArrayList<>();
    for (CarriedBlockRow block : given.blocks()) {
      (block.kind() == BlockKind.VIRTUAL_MTA ? vmtas : pools).add(shown(block, plan));
    }
    List<AdoptWarning> warnings = new ArrayList<>(plan.warnings());
    boolean edited =
        tree.file(paths.engineFile())
            .map(file -> !Sha256.hex(file.bytes()).equals(given.sha256()))
            .orElse(true);
    if (edited) {
      warnings.add(
          new AdoptWarning(
              "edit-lost",
              paths.engineFile(),
              1,
              "the engine's file was edited by hand; the edit goes with it"));
    }
    List<String> files = new ArrayList<>();
    plan.files().forEach(change -> files.add(change.path()));
    files.add(paths.engineFile());
    return new UnadoptReport(
        server.name(),
        request.dryRun(),
        request.dryRun(),
        vmtas,
        pools,
        given.addresses(),
        given.paused(),
        AdoptionReports.warnings(warnings),
        files,
        adoption.diff(plan.files()),
        List.of());
  }

  private static UnadoptReport.Block shown(CarriedBlockRow block, Unadoption plan) {
    for (FileChange change : plan.files()) {
      int line =
          PmtaConfig.parse(change.path(), change.after())
              .blocks()
              .filter(b -> b.is(block.kind().wireName()) && b.name().equals(block.name()))
              .mapToInt(b -> b.line())
              .findFirst()
              .orElse(0);
      if (line > 0) {
        return new UnadoptReport.Block(block.name(), change.path(), line);
      }
    }
    return new UnadoptReport.Block(block.name(), block.file(), block.line());
  }

  /** The same report, waiting for a person. */
  static UnadoptReport waiting(UnadoptReport report, List<String> commands) {
    return with(report, true, commands);
  }

  static UnadoptReport with(UnadoptReport report, boolean adopted, List<String> commands) {
    return new UnadoptReport(
        report.server(),
        report.dryRun(),
        adopted,
        report.vmtas(),
        report.pools(),
        report.ips(),
        report.resumed(),
        report.warnings(),
        report.files(),
        report.diff(),
        commands);
  }
}
