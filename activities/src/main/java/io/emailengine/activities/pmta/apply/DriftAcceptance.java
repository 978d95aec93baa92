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
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.apply.CapPolicy;
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
import java.util.Set;
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

  /** Its answer; one that changed something is on the request's row already, with the change. */
  Adopter.Outcome accept(ApplyRun run, HostRequestRow request) {
    ServerRow asked = run.server();
    Recovery found = run.recover();
    ServerRow server = run.server();
    Optional<Adopter.Outcome> refusal =
        refusal(asked, server)
            .or(() -> ChangeReports.judged(run.host().test()))
            .or(() -> blocked(server, found));
    if (refusal.isPresent()) {
      return refusal.get();
    }
    byte[] edited =
        parts
            .sealer()
            .open(requireNonNull(server.driftCopy()), ServerRow.driftPurpose(server.id()));
    try {
      return parts.inEngineScope(
          () -> {
            Adopter.Outcome outcome = write(run, server, edited, request.actor());
            rows.requests()
                .answer(
                    request.id(),
                    outcome.status(),
                    Json.of(outcome.body()),
                    parts.clock().instant());
            return outcome;
          });
    } catch (ChangeRefused e) {
      return e.outcome();
    }
  }

  /**
   * @param asked the row as it was when the person answered
   * @param server the row after a look at the host
   */
  private static Optional<Adopter.Outcome> refusal(ServerRow asked, ServerRow server) {
    if (server.driftSha() == null || ApplyProtocol.MISSING.equals(server.driftSha())) {
      return refusal(
          "nothing-to-accept",
          server.driftSha() == null
              ? "The engine's file is the recorded one."
              : "The engine's file is gone; drift/overwrite puts it back.");
    }
    if (asked.driftCopy() != null && !asked.driftCopy().equals(server.driftCopy())) {
      return refusal(
          "edited-again",
          "The engine's file was edited once more since that drift was told; look at it and answer"
              + " again.");
    }
    return ChangeReports.pinned(server, List.of());
  }

  /** By something else than the drift. */
  private static Optional<Adopter.Outcome> blocked(ServerRow server, Recovery found) {
    return found instanceof Recovery.Blocked blocked && !DriftWatch.CAUSE.equals(server.reason())
        ? Optional.of(ChangeReports.blocked(server, blocked.outcome().detail(), List.of()))
        : Optional.empty();
  }

  private static Optional<Adopter.Outcome> refusal(String type, String detail) {
    return Optional.of(Adopter.Outcome.refused(422, type, detail, List.of()));
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
    blocks.take(server, before, edited, plan);
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
    Set<String> stopped = parts.stops().stopped(server.id());
    List<HostProblem.Reason> wrong = new ArrayList<>();
    Asked asked = new Asked(new Actor(actor), "accepted from the edited file", null, now);
    for (CapChange change : plan.caps()) {
      SendingIpRow ip = byVmta.get(change.vmta());
      if (ip == null) {
        continue; // nobody's: its line is carried along
      }
      if (stopped.contains(ip.vmta()) && change.to().equals(Optional.of(CapPolicy.STOPPED))) {
        continue; // nobody's wish: the engine's own stop
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
      rows.overrides().warm(locked, cap, asked, false);
    } else if (ip.state() == IpState.ACTIVE) {
      rows.overrides().activate(locked, cap, asked, false);
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
