package io.emailengine.store.testing;

import io.emailengine.store.ip.DecisionRow;
import io.emailengine.store.ip.HoldRow;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.json.Json;
import io.emailengine.store.seal.Sealed;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.store.version.ConfigVersionRow;
import io.emailengine.store.version.VersionStatus;
import io.emailengine.workflows.lifecycle.Hold;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.schedule.WarmupSchedule;
import io.emailengine.workflows.schedule.WarmupStep;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows as a test needs them, at one instant, with new ids. */
public final class TestRows {
  public static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  public static final WarmupSchedule SIX_WEEK =
      new WarmupSchedule(
          "six-week",
          List.of(
              WarmupStep.of(50, 7),
              WarmupStep.of(200, 7),
              WarmupStep.of(500, 7),
              WarmupStep.of(1500, 7),
              WarmupStep.of(5000, 7),
              WarmupStep.of(10000, 7)));

  private TestRows() {}

  public static TenantRow tenant(String slug) {
    return new TenantRow(UUID.randomUUID(), slug, slug, null, null, NOW, null);
  }

  /** Held, not adopted, on loopback. */
  public static ServerRow server(String name) {
    return ServerRow.registered(
        UUID.randomUUID(),
        name,
        "127.0.0.1",
        22,
        "root",
        "ssh-ed25519 AAAA",
        new Sealed(new byte[] {1, 2, 3}),
        "ssh-ed25519 AAAA",
        "/etc/pmta/config",
        "/usr/sbin/pmta",
        null,
        NOW);
  }

  public static PoolRow pool(UUID tenantId, UUID serverId, String name) {
    return new PoolRow(UUID.randomUUID(), tenantId, serverId, "marketing", name, false, NOW, null);
  }

  /** Warming in step 1 of {@link #SIX_WEEK}, registered by the operator. */
  public static SendingIpRow warming(
      UUID tenantId, UUID serverId, @Nullable UUID poolId, String address) {
    return SendingIpRow.registered(
        UUID.randomUUID(),
        tenantId,
        serverId,
        poolId,
        address,
        "marketing",
        "vmta-" + address.replace('.', '-').replace(':', '-'),
        false,
        "mta.example.net",
        IpState.WARMING,
        50,
        SIX_WEEK,
        UUID.randomUUID(),
        "operator",
        "hash",
        List.of(),
        NOW);
  }

  public static HoldRow pause(SendingIpRow ip, @Nullable String requestId) {
    return hold(ip, Hold.Kind.PAUSE, requestId, null);
  }

  public static HoldRow hold(
      SendingIpRow ip, Hold.Kind kind, @Nullable String requestId, @Nullable Instant until) {
    return new HoldRow(
        UUID.randomUUID(),
        ip.tenantId(),
        ip.id(),
        kind,
        "person",
        "because",
        "operator",
        requestId,
        NOW,
        until,
        null,
        null);
  }

  public static DecisionRow decision(SendingIpRow ip, String kind) {
    return new DecisionRow(
        UUID.randomUUID(),
        ip.tenantId(),
        ip.id(),
        null,
        NOW,
        kind,
        "schedule",
        Json.EMPTY_OBJECT,
        null,
        "engine",
        null);
  }

  public static ConfigVersionRow version(UUID serverId, int n) {
    return new ConfigVersionRow(
        UUID.randomUUID(),
        serverId,
        n,
        n,
        "sha-" + n,
        "body-" + n,
        new Sealed(new byte[] {9}),
        "masked",
        Json.EMPTY_OBJECT,
        VersionStatus.CANDIDATE,
        null,
        null,
        "operator",
        null,
        NOW,
        null);
  }
}
