package io.emailengine.api.server;

import io.emailengine.store.engine.StartedEngine;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.version.ConfigVersionRepository;
import io.emailengine.store.version.ConfigVersionSummary;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** Makes answers of servers' rows. Belongs into the caller's transaction. */
@Component
class ServerAnswers {
  private final ConfigVersionRepository versions;
  private final StartedEngine engine;
  private final Clock clock;

  ServerAnswers(ConfigVersionRepository versions, StartedEngine engine, Clock clock) {
    this.versions = versions;
    this.engine = engine;
    this.clock = clock;
  }

  ServerAnswer of(ServerRow row) {
    Integer n = row.runningVersion();
    ConfigVersionSummary running =
        n == null ? null : versions.findSummary(row.id(), n).orElse(null);
    return ServerAnswer.of(row, running, engine.day(), clock.instant());
  }
}
