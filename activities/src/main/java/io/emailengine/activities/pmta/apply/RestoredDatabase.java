package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.DailyRate;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.activities.pmta.config.render.EngineHeader;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.outbox.Message;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.server.BlockKind;
import io.emailengine.store.server.CarriedBlockRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.version.ConfigVersionRow;
import io.emailengine.workflows.apply.CapPolicy;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.model.DailyCap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The host runs a file of this engine that the database does not know: the database was restored
 * from a copy. What runs becomes a version, what the rows don't know is carried along so that no
 * mail bounces, and intent goes on above the generation found, without raising anything.
 */
final class RestoredDatabase {
  private final ApplyParts parts;
  private final ServerRow server;

  RestoredDatabase(ApplyParts parts, ServerRow server) {
    this.parts = parts;
    this.server = server;
  }

  /**
   * Takes what was found for what runs. One transaction.
   *
   * @param file untouched, and with a header of this instance
   */
  ConfigVersionRow takeOver(byte[] file, EngineHeader header) {
    return parts.inEngineScope(
        () -> {
          Instant now = parts.clock().instant();
          PmtaConfig config = PmtaConfig.parse("engine file", file);
          List<SendingIpRow> ips = parts.ips().findRendered(server.id());
          List<String> unknown = carryUnknown(config, ips);
          RenderedCaps caps = new RenderedCaps(found(config, ips), false, pools(config));
          ConfigVersionRow row =
              parts.versions().found(server.id(), header, file, caps, "found on the host", now);
          parts
              .readBack()
              .record(server, row, header.generation(), caps, server.verification(), now);
          if (parts.servers().goOnAbove(server.id(), server.epoch(), header.generation(), now)
              == 0) {
            throw new SupersededException();
          }
          parts.watches().setNoRise(server.id(), inRow().desiredGen());
          tell(header, unknown, now);
          return parts.versions().row(server.id(), row.n());
        });
  }

  private ServerRow inRow() {
    return parts.servers().findById(server.id()).orElseThrow();
  }

  private static List<RenderedVmta> found(PmtaConfig config, List<SendingIpRow> ips) {
    Map<String, Block> blocks = new HashMap<>();
    config.blocks().filter(b -> b.is("virtual-mta")).forEach(b -> blocks.put(b.name(), b));
    List<RenderedVmta> found = new ArrayList<>();
    for (SendingIpRow ip : ips) {
      Block block = blocks.get(ip.vmta());
      if (block != null) {
        Integer cap = DailyRate.capOf(block).map(DailyCap::messages).orElse(null);
        boolean stopped = cap != null && cap == CapPolicy.STOPPED.messages();
        found.add(
            new RenderedVmta(
                ip.vmta(),
                ip.id().toString(),
                cap,
                stopped,
                ip.step(),
                ip.warmupId().toString(),
                ip.state() == IpState.WARMING && cap != null && cap == ip.dailyQuota() && !stopped,
                ip.intentSeq()));
      }
    }
    return found;
  }

  private Map<String, List<String>> pools(PmtaConfig config) {
    Set<String> filled = new HashSet<>();
    parts.pools().findByServer(server.id()).forEach(pool -> filled.add(pool.name()));
    Map<String, List<String>> pools = new HashMap<>();
    config
        .blocks()
        .filter(block -> block.is("virtual-mta-pool") && filled.contains(block.name()))
        .forEach(
            block ->
                pools.put(
                    block.name(),
                    block.lines("virtual-mta").stream().map(line -> line.value()).toList()));
    return pools;
  }

  /** Blocks that no row stands for: taking them out of the file would bounce their mail. */
  private List<String> carryUnknown(PmtaConfig config, List<SendingIpRow> ips) {
    Set<String> known = new HashSet<>();
    ips.forEach(ip -> known.add(ip.vmta()));
    parts.pools().findByServer(server.id()).forEach(pool -> known.add(pool.name()));
    int position = 0;
    for (CarriedBlockRow row : parts.blocks().findByServer(server.id())) {
      known.add(row.name());
      position = Math.max(position, row.position() + 1);
    }
    List<String> unknown = new ArrayList<>();
    for (Block block : config.blocks().toList()) {
      boolean pool = block.is("virtual-mta-pool");
      if ((pool || block.is("virtual-mta")) && known.add(block.name())) {
        UUID id = UUID.randomUUID();
        parts
            .blocks()
            .insert(
                new CarriedBlockRow(
                    id,
                    server.id(),
                    position++,
                    pool ? BlockKind.VIRTUAL_MTA_POOL : BlockKind.VIRTUAL_MTA,
                    block.name(),
                    new EnginePaths(server.configPath()).engineFile(),
                    block.line(),
                    parts.sealer().seal(config.bytes(block), CarriedBlockRow.bodyPurpose(id))));
        unknown.add(block.name());
      }
    }
    return unknown;
  }

  private void tell(EngineHeader header, List<String> unknown, Instant now) {
    parts
        .outbox()
        .insert(
            OutboxRow.message(
                "server/" + server.name() + "/restored/" + header.generation(),
                new Message(
                    Message.Severity.CRITICAL,
                    "The database is older than " + server.name(),
                    List.of(
                        "The host runs generation "
                            + header.generation()
                            + ", the database knew "
                            + server.desiredGen()
                            + ": it was restored from a copy.",
                        "The engine goes on from what runs and raises nothing now.",
                        unknown.isEmpty()
                            ? "Every virtual MTA on the host is known."
                            : "Unknown to the database, kept as they are: "
                                + String.join(
                                    ", ", unknown.subList(0, Math.min(20, unknown.size())))
                                + ". Register those addresses again.")),
                now));
  }
}
