package io.emailengine.activities.pmta.apply;

import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.intent.IpOverrides;
import io.emailengine.store.intent.IpUndo;
import io.emailengine.store.ip.DecisionRepository;
import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.server.HostRequestRepository;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.tenant.TenantRepository;

/** The rows that a person's changes are written into. */
record OverrideParts(
    ServerRepository servers,
    SendingIpRepository ips,
    PoolRepository pools,
    TenantRepository tenants,
    HoldRepository holds,
    DecisionRepository decisions,
    HostRequestRepository requests,
    AuditRepository audit,
    OutboxRepository outbox,
    IpOverrides overrides,
    IpUndo undo) {}
