package io.emailengine.activities.pmta.apply;

import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.ip.DecisionRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.json.Json;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.server.ChangeProgress;
import io.emailengine.store.server.ChangeProgress.ChangedIp;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerPin;
import io.emailengine.store.server.ServerRow;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Takes back what a person's change wrote into the rows, after the host has refused it. What
 * somebody has changed since stands. Belongs into the caller's transaction.
 */
final class ChangeUndo {
  private final OverrideParts parts;

  ChangeUndo(OverrideParts parts) {
    this.parts = parts;
  }

  void undo(
      ServerRow seen, HostRequestRow request, ChangeProgress progress, String why, Instant now) {
    ServerRow server = parts.servers().lockById(seen.id()).orElseThrow();
    for (ChangedIp changed : progress.ips()) {
      if (undo(changed, now)) {
        SendingIpRow row = parts.ips().findById(UUID.fromString(changed.id())).orElseThrow();
        record(request, row, why, now);
        parts.outbox().insert(OutboxRow.wakeIp(row.address(), now));
      }
    }
    undoPin(server, progress, now);
    parts.servers().bumpDesired(server.id(), now, false, false);
    parts.outbox().insert(OutboxRow.wakeServer(server.name(), now));
  }

  private boolean undo(ChangedIp changed, Instant now) {
    UUID id = UUID.fromString(changed.id());
    String before = changed.before();
    return before == null
        ? parts.undo().unregister(id, changed.seq(), now)
        : parts.undo().restore(id, changed.seq(), before);
  }

  private void undoPin(ServerRow server, ChangeProgress progress, Instant now) {
    ServerPin present = server.pin();
    Integer ours = progress.pin();
    if (ours == null || present == null || present.version() != ours) {
      return;
    }
    ServerPin before = progress.pinBefore();
    if (before == null) {
      parts.servers().unpin(server.id());
    } else {
      parts.servers().pin(server.id(), before.version(), before.by(), before.reason(), before.at());
    }
  }

  private void record(HostRequestRow request, SendingIpRow row, String why, Instant now) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("request", request.id().toString());
    inputs.put("state", row.state().wireName());
    inputs.put("cap", row.dailyQuota());
    inputs.put("why", why);
    parts
        .decisions()
        .insert(
            DecisionRow.of(row, now, "override-undone", "host-refused", inputs, "engine", null));
    parts
        .audit()
        .insert(
            AuditRow.of(
                now,
                row.tenantId(),
                "engine",
                "ip.override-undone",
                row.address(),
                Json.of(inputs)));
  }
}
