package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.DailyRate;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.activities.pmta.config.render.EngineFile;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerWatch;
import io.emailengine.workflows.apply.CapPolicy;
import io.emailengine.workflows.model.VmtaName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stop while the engine's file is edited by hand: the edited text with only those virtual MTAs
 * stopped. They are paused by runtime command already; this makes the stop outlive a restart.
 */
final class EditedFile {
  private static final Logger log = LoggerFactory.getLogger(EditedFile.class);

  private final ApplyParts parts;
  private final ServerRow server;
  private final ApplyProtocol protocol;

  EditedFile(ApplyParts parts, ServerRow server, ApplyProtocol protocol) {
    this.parts = parts;
    this.server = server;
    this.protocol = protocol;
  }

  /**
   * Lays wanted stops over the edited file, if a stop is wanted that it does not have.
   *
   * @param sha of the file that lies there
   */
  void stop(String sha, byte[] bytes) {
    if (!server.urgent()) {
      return;
    }
    ServerWatch.Edit begun = parts.inEngineScope(() -> parts.watches().of(server.id())).edit();
    if (begun != null && begun.sha256().equals(sha)) {
      // In place before an earlier run died. A stop that came since has a reload of its own.
      confirm(begun.stops(), sha, missing(bytes).isEmpty());
      return;
    }
    List<String> missing = missing(bytes);
    if (missing.isEmpty()) {
      parts.inEngineScope(this::carriedOut);
      return;
    }
    Optional<byte[]> stopped = withStops(bytes, missing);
    if (stopped.isEmpty()) {
      log.warn("the edited file of {} can't be read; stops by runtime command", server.name());
      return;
    }
    byte[] text = stopped.get();
    String newSha = Sha256.hex(text);
    parts.inEngineScope(
        () -> {
          parts
              .watches()
              .setEdit(
                  server.id(),
                  new ServerWatch.Edit(
                      newSha,
                      parts.sealer().seal(text, ServerRow.driftPurpose(server.id())),
                      missing));
          return newSha;
        });
    if (protocol.replaceEdited(sha, text)) {
      confirm(missing, newSha, true);
    }
  }

  /**
   * @param all whether the file has every stop that is wanted
   */
  private void confirm(List<String> stops, String sha, boolean all) {
    if (!protocol.reloadEdited(stops)) {
      return;
    }
    parts.stops().assertOn(protocol.host(), server); // a reload may have let them go
    parts.inEngineScope(
        () -> {
          parts.servers().coverDrift(server.id(), server.epoch(), sha);
          parts.watches().setEdit(server.id(), null);
          for (SendingIpRow ip : parts.ips().findRendered(server.id())) {
            if (stops.contains(ip.vmta())) {
              parts
                  .ips()
                  .recordRunning(
                      ip.id(),
                      CapPolicy.STOPPED.messages(),
                      true,
                      Objects.requireNonNull(server.runningVersion()),
                      ip.warmupId(),
                      ip.step(),
                      null);
            }
          }
          return all ? carriedOut() : 0;
        });
  }

  private int carriedOut() {
    return parts.servers().stopsCarriedOut(server.id(), server.epoch(), server.desiredGen());
  }

  /** Virtual MTAs that must be stopped and that the edited file lets send. */
  private List<String> missing(byte[] bytes) {
    Set<String> wanted = parts.inEngineScope(() -> parts.stops().stopped(server.id()));
    List<String> missing = new ArrayList<>();
    for (Block block : PmtaConfig.parse("engine file", bytes).blocks().toList()) {
      if (block.is("virtual-mta")
          && wanted.contains(block.name())
          && !DailyRate.capOf(block).equals(Optional.of(CapPolicy.STOPPED))) {
        missing.add(block.name());
      }
    }
    return missing;
  }

  private static Optional<byte[]> withStops(byte[] bytes, List<String> vmtas) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
      return Optional.empty();
    }
    Optional<String> stopped = Optional.of(text);
    for (String vmta : vmtas) {
      stopped = stopped.flatMap(t -> EngineFile.withOnlyStopped(t, new VmtaName(vmta)));
    }
    return stopped.map(t -> t.getBytes(StandardCharsets.UTF_8));
  }
}
