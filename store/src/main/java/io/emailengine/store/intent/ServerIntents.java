package io.emailengine.store.intent;

import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a change of one IP's cap, stop or existence asks of servers: a generation more for its own
 * one, and for every other on which the same tenant's quota is shared. Everything belongs into one
 * transaction of the caller that begins with {@link #lock}.
 */
public final class ServerIntents {
  private final ServerRepository servers;
  private final OutboxRepository outbox;

  public ServerIntents(ServerRepository servers, OutboxRepository outbox) {
    this.servers = servers;
    this.outbox = outbox;
  }

  /**
   * Locks the server and those that share with it, always in the same order, so that nobody waits
   * in a circle.
   */
  public Optional<ServerRow> lock(UUID serverId, UUID tenantId) {
    return servers.lockWithSharing(serverId, tenantId).stream()
        .filter(server -> server.id().equals(serverId))
        .findFirst();
  }

  /** Locks the server alone: for what no tenant's quota is shared by. */
  Optional<ServerRow> lock(UUID serverId) {
    return servers.lockById(serverId);
  }

  /** The share of every IP of a tenant may be another one: all of its servers look again. */
  public void quotaChanged(UUID tenantId, Instant now) {
    for (ServerRow server : servers.lockOfTenant(tenantId)) {
      servers.bumpDesired(server.id(), now, false, false);
      outbox.insert(OutboxRow.wakeServer(server.name(), now));
    }
  }

  /**
   * Intent changed.
   *
   * @param urgent a stop of this server's; the others' shares rise by it and do not hurry
   */
  public void changed(ServerRow server, UUID tenantId, Instant now, boolean urgent) {
    servers.bumpDesired(server.id(), now, urgent, false);
    outbox.insert(OutboxRow.wakeServer(server.name(), now));
    othersChanged(server.id(), tenantId, now);
  }

  /** What a tenant's quota gives to its IPs on other servers changes with what this one has. */
  public void othersChanged(UUID serverId, UUID tenantId, Instant now) {
    for (ServerRow other : servers.findSharing(serverId, tenantId)) {
      servers.bumpDesired(other.id(), now, false, false);
      outbox.insert(OutboxRow.wakeServer(other.name(), now));
    }
  }
}
