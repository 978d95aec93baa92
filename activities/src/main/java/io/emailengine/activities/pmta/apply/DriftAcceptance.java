package io.emailengine.activities.pmta.apply;

import static java.util.Objects.requireNonNull;

import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.activities.pmta.config.plan.CapChange;
import io.emailengine.activities.pmta.config.plan.ConfigPlan;
import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.intent.Asked;
import io.emailengine.store.intent.IntentRefused;
import io.emailengine.store.intent.IpIntents.Locked;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.json.Json;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.model.DailyCap;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A person's answer to drift: the edited file stands. The caps found in it become the person's wish
 * for their IPs, as an override would; other lines of blocks that the operator brought along are
 * carried along from now on. What the engine could not render again is refused with its reasons,
 * and nothing is changed: the file that comes of an accepted edit says what the edit says.
 */
final class DriftAcceptance {
  private final ApplyParts parts;
  private final OverrideParts rows;
  private final EditedBlocks blocks;

  DriftAcceptance(ApplyParts parts, OverrideParts rows, EditedBlocks blocks) {
    this.parts = parts;
    this.rows = rows;
    this.blocks = blocks;
  }

  Adopter.Outcome accept(ApplyRun run, String actor) {
    run.recover();
    ServerRow server = run.server();
    if (server.driftSha() == null || ApplyProtocol.MISSING.equals(server.driftSha())) {
      return Adopter.Outcome.refused(
          422,
          "nothing-to-accept",
          server.driftSha() == null
              ? "The engine's file is the recorded one."
              : "The engine's file is gone; drift/overwrite puts it back.",
          List.of());
    }
    Optional<Adopter.Outcome> judged = ChangeReports.judged(run.host().test());
    if (judged.isPresent()) {
      return judged.get();
    }
    byte[] edited =
        parts
            .sealer()
            .open(requireNonNull(server.driftCopy()), ServerRow.driftPurpose(server.id()));
    try {
      return parts.inEngineScope(() -> write(run, server, edited, actor));
    } catch (ChangeRefused e) {
      return e.outcome();
    }
  }

  private Adopter.Outcome write(ApplyRun run, ServerRow seen, byte[] bytes, String actor) {
    Instant now = parts.clock().instant();
    String path = new EnginePaths(seen.configPath()).engineFile();
    PmtaConfig edited = PmtaConfig.parse(path, bytes);
    if (!edited.problems().isEmpty()) {
      throw refused(
          edited.problems().stream()
              .map(
                  problem ->
                      new HostProblem.Reason(
                          "not-understood", path, problem.line(), problem.message()))
              .toList());
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
      throw refused(
          List.of(new HostProblem.Reason("not-utf-8", path, null, "the edited file is not UTF-8")));
    }
    ServerRow server = rows.servers().lockById(seen.id()).orElseThrow();
    String before = new String(run.good().bytes(), StandardCharsets.UTF_8);
    ConfigPlan plan = ConfigPlan.between(before, text);
    takeCaps(plan, server, actor, now);
    blocks.take(server, edited, plan);
    rows.servers().answerDrift(server.id(), actor);
    rows.servers().bumpDesired(server.id(), now, false, true);
    ServerRow changed = rows.servers().findById(server.id()).orElseThrow();
    Draft draft = run.draft(parts.intents().read(changed, now));
    List<HostProblem.Reason> lost = blocks.lost(before, text, draft.file().text(), path);
    if (!lost.isEmpty()) {
      throw refused(lost);
    }
    if (!draft.refusals().isEmpty()) {
      throw new ChangeRefused(ChangeReports.guarded(draft.refusals()));
    }
    rows.outbox().insert(OutboxRow.wakeServer(server.name(), now));
    String sha = requireNonNull(server.driftSha());
    rows.audit()
        .insert(
            AuditRow.of(
                now,
                null,
                actor,
                "server.drift-accept",
                server.name(),
                Json.of(Map.of("sha256", sha, "changes", plan.summary()))));
    return new Adopter.Outcome(
        202, Map.of("server", server.name(), "accepts", sha, "changes", plan.summary()));
  }

  private void takeCaps(ConfigPlan plan, ServerRow server, String actor, Instant now) {
    Map<String, SendingIpRow> byVmta =
        rows.ips().findByServer(server.id()).stream()
            .collect(Collectors.toMap(SendingIpRow::vmta, ip -> ip));
    List<HostProblem.Reason> wrong = new ArrayList<>();
    Asked asked = new Asked(new Actor(actor), "accepted from the edited file", null, now);
    for (CapChange change : plan.caps()) {
      SendingIpRow ip = byVmta.get(change.vmta());
      if (ip == null) {
        continue; // nobody's: its line is carried along
      }
      try {
        take(
            change,
            new Locked(rows.ips().lockByAddress(ip.address()).orElseThrow(), server),
            asked);
      } catch (IntentRefused e) {
        wrong.add(new HostProblem.Reason(e.code(), null, null, e.detail()));
      }
    }
    if (!wrong.isEmpty()) {
      throw refused(wrong);
    }
  }

  private void take(CapChange change, Locked locked, Asked asked) {
    SendingIpRow ip = locked.ip();
    DailyCap cap =
        change
            .to()
            .orElseThrow(
                () ->
                    IntentRefused.impossible(
                        "cap-removed",
                        "cap",
                        change.vmta()
                            + " has no daily cap any more, and "
                            + ip.address()
                            + " is managed; retire it first"));
    if (ip.state() == IpState.WARMING) {
      rows.overrides().warm(locked, cap, asked, true);
    } else if (ip.state() == IpState.ACTIVE) {
      rows.overrides().activate(locked, cap, asked, true);
    } else {
      throw IntentRefused.impossible(
          "wrong-state",
          "cap",
          ip.address() + " is " + ip.state().wireName() + ", and its cap was edited");
    }
  }

  static ChangeRefused refused(List<HostProblem.Reason> reasons) {
    return new ChangeRefused(
        Adopter.Outcome.refused(
            422,
            "edit-not-acceptable",
            "The edited file can't be taken over as it is, and nothing was changed: "
                + reasons.get(0).message(),
            reasons));
  }
}
