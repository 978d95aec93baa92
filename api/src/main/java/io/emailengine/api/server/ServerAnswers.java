package io.emailengine.api.server;

import io.emailengine.store.engine.StartedEngine;
import io.emailengine.store.server.Queues;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.version.ConfigVersionRepository;
import io.emailengine.store.version.ConfigVersionSummary;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** Makes answers of servers' rows. Belongs into the caller's transaction. */
@Component
class ServerAnswers {
  private final ConfigVersionRepository versions;
  private final Queues queues;
  private final StartedEngine engine;
  private final Clock clock;

  ServerAnswers(
      ConfigVersionRepository versions, Queues queues, StartedEngine engine, Clock clock) {
    this.versions = versions;
    this.queues = queues;
    this.engine = engine;
    this.clock = clock;
  }

  ServerAnswer of(ServerRow row) {
    Integer n = row.runningVersion();
    ConfigVersionSummary running =
        n == null ? null : versions.findSummary(row.id(), n).orElse(null);
    Long queued = queues.lastRead(row.id()).map(Queues.Read::queued).orElse(null);
    return ServerAnswer.of(row, running, queued, engine.day(), clock.instant());
  }
}
