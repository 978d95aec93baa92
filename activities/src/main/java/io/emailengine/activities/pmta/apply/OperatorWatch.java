package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.TestOutcome;
import io.emailengine.store.outbox.Message;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerWatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The operator's own files: whoever works on them is not disturbed by raises. When they have been
 * left alone for an hour and the host takes them, they are the accepted ones. While the host does
 * not take them nothing is applied: no file of ours could be tested.
 */
final class OperatorWatch {
  /** Reason of a server whose operator's files the host does not take. */
  static final String REASON = "operator-config";

  private final ApplyParts parts;
  private final ServerRow server;

  OperatorWatch(ApplyParts parts, ServerRow server) {
    this.parts = parts;
    this.server = server;
  }

  /**
   * Compares what lies there with what was accepted, and tells when that begins and when it ends.
   *
   * @return why nothing may be applied; empty: something may be
   */
  Optional<Trouble> look(PmtaHost host) {
    Map<String, String> accepted = parts.inEngineScope(() -> parts.operatorFiles().of(server.id()));
    if (accepted.isEmpty()) {
      return Optional.empty();
    }
    ServerWatch watch = parts.inEngineScope(() -> parts.watches().of(server.id()));
    Map<String, String> found = new TreeMap<>(host.hash(accepted.keySet()));
    if (found.equals(accepted)) {
      if (watch.filesChanged()) {
        accept(null, "They are as they were.");
      }
      return Optional.empty();
    }
    Instant now = parts.clock().instant();
    String sha = Sha256.hex(found.toString().getBytes(StandardCharsets.UTF_8));
    Instant since = watch.filesChangedAt();
    if (since == null || !sha.equals(watch.filesSha())) {
      changed(sha, since == null ? names(accepted, found) : null, now);
      since = now;
    }
    TestOutcome test = host.test();
    if (!test.accepted()) {
      return Optional.of(
          Trouble.degraded(
              test instanceof TestOutcome.Rejected ? REASON : "test-unknown",
              "The operator's own files: " + test.describe()));
    }
    if (!now.isBefore(since.plus(rest()))) {
      accept(found, "Unchanged for " + minutes(rest()) + " and taken by the host: raises go on.");
    }
    return Optional.empty();
  }

  /** How long they must have been left alone: an hour of a day of 24. */
  private Duration rest() {
    Duration scaled = parts.calendars().engineDay().dividedBy(24);
    return scaled.compareTo(Duration.ofHours(1)) < 0 ? scaled : Duration.ofHours(1);
  }

  private static String minutes(Duration time) {
    return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }

  private static String names(Map<String, String> accepted, Map<String, String> found) {
    return accepted.keySet().stream()
        .filter(path -> !Objects.equals(accepted.get(path), found.get(path)))
        .limit(5)
        .collect(Collectors.joining(", "));
  }

  /**
   * @param names of the files that differ, if people are to be told
   */
  private void changed(String sha, @Nullable String names, Instant now) {
    parts.inEngineScope(
        () -> {
          parts.watches().filesChanged(server.id(), sha, now);
          if (names != null) {
            tell(
                "changed",
                "The operator's files on " + server.name() + " changed",
                List.of(
                    names,
                    "Raises wait until they were left alone for "
                        + minutes(rest())
                        + " and the host takes them. What a person asks for is applied."),
                now);
          }
          return now;
        });
  }

  /**
   * @param found what lies there, if that is something new
   */
  private void accept(@Nullable Map<String, String> found, String why) {
    Instant now = parts.clock().instant();
    parts.inEngineScope(
        () -> {
          if (found != null) {
            parts.operatorFiles().replace(server.id(), found);
          }
          parts.watches().filesAccepted(server.id());
          tell(
              "accepted",
              "The operator's files on " + server.name() + " are accepted",
              List.of(why),
              now);
          return now;
        });
  }

  private void tell(String what, String title, List<String> lines, Instant now) {
    parts
        .outbox()
        .insert(
            OutboxRow.message(
                "server/" + server.name() + "/files-" + what + "/" + now.toEpochMilli(),
                new Message(Message.Severity.INFO, title, lines),
                now));
  }
}
