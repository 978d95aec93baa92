package io.emailengine.activities.pmta.apply;

import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.seal.Sealer;
import io.emailengine.store.server.CarriedBlockRepository;
import io.emailengine.store.server.OperatorFiles;
import io.emailengine.store.server.ServerLocks;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerWatches;
import io.emailengine.store.version.ConfigVersionRepository;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;

/** What a run of the apply protocol works with. */
record ApplyParts(
    Transactions transactions,
    ServerRepository servers,
    ServerLocks locks,
    ConfigVersionRepository versionRows,
    Versions versions,
    IntentReader intents,
    Hosts hosts,
    StopAssertion stops,
    QueueWatch queues,
    ReadBack readBack,
    ServerCondition condition,
    Calendars calendars,
    Sealer sealer,
    ServerWatches watches,
    OperatorFiles operatorFiles,
    SendingIpRepository ips,
    HoldRepository holds,
    PoolRepository pools,
    CarriedBlockRepository blocks,
    OutboxRepository outbox,
    UUID instanceId,
    Clock clock) {
  <T> T inEngineScope(Supplier<T> work) {
    return transactions.inScope(Scope.engine(), work);
  }
}
