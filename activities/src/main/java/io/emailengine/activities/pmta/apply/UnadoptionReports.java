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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    Map<String, UnadoptReport.Block> places = places(plan);
    for (CarriedBlockRow block : given.blocks()) {
      (block.kind() == BlockKind.VIRTUAL_MTA ? vmtas : pools)
          .add(
              places.getOrDefault(
                  key(block.kind().wireName(), block.name()),
                  new UnadoptReport.Block(block.name(), block.file(), block.line())));
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

  /** Where each block stands in the files that change; a file is read once, whatever it holds. */
  private static Map<String, UnadoptReport.Block> places(Unadoption plan) {
    Map<String, UnadoptReport.Block> places = new HashMap<>();
    for (FileChange change : plan.files()) {
      PmtaConfig.parse(change.path(), change.after())
          .blocks()
          .forEach(
              b ->
                  places.putIfAbsent(
                      key(b.tag(), b.name()),
                      new UnadoptReport.Block(b.name(), change.path(), b.line())));
    }
    return places;
  }

  private static String key(String tag, String name) {
    return tag + " " + name;
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
