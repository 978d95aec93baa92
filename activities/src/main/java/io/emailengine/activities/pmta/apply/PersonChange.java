package io.emailengine.activities.pmta.apply;

import io.emailengine.store.server.ChangeProgress;
import io.emailengine.store.server.ConfigReport;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.ServerPin;
import io.emailengine.store.server.ServerRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that a person wants of a whole configuration, and waits for. */
interface PersonChange {
  /** Nothing but stops: it passes whatever else waits, and is never undone. */
  boolean onlyStops();

  boolean dryRun();

  /** What the version that comes of it is told to be for. */
  String reason();

  /**
   * What of it waits while only stops pass, each with its field.
   *
   * @param why it waits, for people
   */
  List<HostProblem.Reason> waiting(String why);

  /** Why it can't be as the server is, if it can't. */
  Optional<Adopter.Outcome> refusal(ServerRow server);

  /**
   * Writes it into the rows, and asks for an apply if that changed anything. Belongs into a
   * transaction.
   *
   * @param server locked by this
   * @throws ChangeRefused if it must not be
   */
  Written write(ServerRow server, String actor, Instant now);

  /**
   * What was written.
   *
   * @param stops a stop is among it
   * @param pin the pin that was laid; null: none
   */
  record Written(
      boolean stops,
      List<ConfigReport.Warning> warnings,
      List<ChangeProgress.ChangedIp> ips,
      @Nullable Integer pin,
      @Nullable ServerPin pinBefore) {}
}
