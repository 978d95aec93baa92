package io.emailengine.store.intent;

import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.ip.DecisionRepository;
import io.emailengine.store.ip.DecisionRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.json.Json;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is written beside every intent about an IP, in its transaction. */
final class IntentBook {
  private final DecisionRepository decisions;
  private final AuditRepository audit;
  private final OutboxRepository outbox;

  IntentBook(DecisionRepository decisions, AuditRepository audit, OutboxRepository outbox) {
    this.decisions = decisions;
    this.audit = audit;
    this.outbox = outbox;
  }

  /** Where the IP was when something was asked of it. */
  static Map<String, Object> inputs(SendingIpRow ip, Asked asked) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("state", ip.state().wireName());
    inputs.put("step", ip.step());
    inputs.put("cap", ip.dailyQuota());
    if (asked.requestId() != null) {
      inputs.put("requestId", asked.requestId());
    }
    return inputs;
  }

  /** Whether this request was carried out before. */
  boolean isDone(SendingIpRow ip, Asked asked) {
    String requestId = asked.requestId();
    return requestId != null && decisions.countByRequest(ip.id(), requestId) > 0;
  }

  void decide(SendingIpRow ip, Asked asked, String kind, String rule, Map<String, Object> inputs) {
    decide(ip, ip.configVersion(), asked, kind, rule, inputs);
  }

  void decide(
      SendingIpRow ip,
      @Nullable Integer configVersion,
      Asked asked,
      String kind,
      String rule,
      Map<String, Object> inputs) {
    decisions.insert(
        DecisionRow.of(
            ip, configVersion, asked.now(), kind, rule, inputs, asked.by().name(), asked.reason()));
  }

  void audit(SendingIpRow ip, Asked asked, String action, Map<String, Object> detail) {
    audit.insert(
        AuditRow.of(
            asked.now(), ip.tenantId(), asked.by().name(), action, ip.address(), Json.of(detail)));
  }

  /** The workflow of this IP looks at the row, whether it has to go on or to end. */
  void wake(SendingIpRow ip, Instant now) {
    outbox.insert(OutboxRow.wakeIp(ip.address(), now));
  }
}
