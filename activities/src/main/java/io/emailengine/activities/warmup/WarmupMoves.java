package io.emailengine.activities.warmup;

import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.intent.ServerIntents;
import io.emailengine.store.ip.DecisionRepository;
import io.emailengine.store.ip.DecisionRow;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.json.Json;
import io.emailengine.store.outbox.Message;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.schedule.StepChoice;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves a warm-up on: the next step, or its end. Compare-and-set on epoch and step, so that twice
 * is once. Everything belongs into the caller's transaction, which has locked the rows.
 */
final class WarmupMoves {
  private static final String RULE = "schedule";

  /** Semantics of missing data: the calendar decides, and the decision says so. */
  private static final String UNPROVEN = "unproven: accounting was never connected";

  private final SendingIpRepository ips;
  private final ServerIntents servers;
  private final TenantRepository tenants;
  private final DecisionRepository decisions;
  private final AuditRepository audit;
  private final OutboxRepository outbox;
  private final Duration engineDay;

  WarmupMoves(
      SendingIpRepository ips,
      ServerRepository servers,
      TenantRepository tenants,
      DecisionRepository decisions,
      AuditRepository audit,
      OutboxRepository outbox,
      Duration engineDay) {
    this.ips = ips;
    this.servers = new ServerIntents(servers, outbox);
    this.tenants = tenants;
    this.decisions = decisions;
    this.audit = audit;
    this.outbox = outbox;
    this.engineDay = engineDay;
  }

  /** Begins the next step; false if another run has moved the row. */
  boolean advance(WarmupView view, int nextStep) {
    SendingIpRow ip = view.ip();
    int cap =
        StepChoice.capAfter(view.schedule(), nextStep, new DailyCap(ip.dailyQuota())).messages();
    if (ips.beginStep(ip.id(), ip.epoch(), ip.step(), nextStep, cap, view.now()) == 0) {
      return false;
    }
    Map<String, Object> inputs = inputs(view);
    inputs.put("toStep", nextStep);
    inputs.put("toCap", cap);
    record(view, "raise", inputs, "the days of step " + ip.step() + " are over; " + UNPROVEN);
    changed(view, "ip.raise", inputs);
    return true;
  }

  /** Ends the warm-up: active with the last cap, and told. False if another run has moved it. */
  boolean complete(WarmupView view) {
    SendingIpRow ip = view.ip();
    if (ips.complete(ip.id(), ip.epoch(), ip.step(), view.now()) == 0) {
      return false;
    }
    Map<String, Object> inputs = inputs(view);
    record(view, "complete", inputs, "the days of the last step are over; " + UNPROVEN);
    changed(view, "ip.complete", inputs);
    outbox.insert(
        OutboxRow.message(
            "ip/" + ip.address() + "/complete/" + ip.warmupId(), told(view), view.now()));
    return true;
  }

  private Map<String, Object> inputs(WarmupView view) {
    SendingIpRow ip = view.ip();
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("schedule", view.schedule().name());
    inputs.put("day", view.day());
    inputs.put("engineDay", view.calendar().dayOf(view.now()));
    inputs.put("stepFirstDay", ip.stepFirstDay());
    inputs.put("countedDays", view.schedule().step(ip.step()).days());
    inputs.put("fromStep", ip.step());
    inputs.put("fromCap", ip.dailyQuota());
    inputs.put("runningCap", ip.runningCap());
    inputs.put("accounting", "never-connected");
    inputs.put("proof", "unproven");
    return inputs;
  }

  private void record(WarmupView view, String kind, Map<String, Object> inputs, String reason) {
    decisions.insert(
        DecisionRow.of(view.ip(), view.now(), kind, RULE, inputs, Actor.ENGINE.name(), reason));
  }

  private void changed(WarmupView view, String action, Map<String, Object> detail) {
    SendingIpRow ip = view.ip();
    servers.changed(view.server(), ip.tenantId(), view.now(), false);
    audit.insert(
        AuditRow.of(
            view.now(), ip.tenantId(), Actor.ENGINE.name(), action, ip.address(), Json.of(detail)));
  }

  private Message told(WarmupView view) {
    SendingIpRow ip = view.ip();
    String tenant =
        tenants.findById(ip.tenantId()).map(TenantRow::slug).orElse(TenantRow.DEFAULT_SLUG);
    long days = Duration.between(ip.startedAt(), view.now()).toMillis() / engineDay.toMillis();
    return new Message(
        Message.Severity.INFO,
        "Warm-up complete: " + ip.address(),
        List.of(
            "On "
                + view.server().name()
                + ", VMTA "
                + ip.vmta()
                + ", "
                + tenant
                + "/"
                + ip.purpose()
                + ".",
            "Warmed by "
                + view.schedule().name()
                + " since "
                + ip.startedAt()
                + ", for "
                + days
                + " days; done at "
                + view.now()
                + ". Active with "
                + ip.dailyQuota()
                + " messages a day.",
            "Unproven: accounting was never connected, so every raise went by the calendar alone."));
  }
}
