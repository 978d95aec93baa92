package io.emailengine.activities.telegram;

import io.emailengine.store.json.Json;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the Bot API.
 *
 * @param status 0 if there was none
 * @param retryAfter seconds; null if not said
 */
record Answer(
    int status, String description, @Nullable Integer retryAfter, @Nullable String movedTo) {
  /** The shape of a failure; the rest of an answer is of no interest. */
  private record Failure(@Nullable String description, @Nullable Parameters parameters) {}

  private record Parameters(@Nullable Integer retry_after, @Nullable Long migrate_to_chat_id) {}

  static Answer of(int status, String body, Redaction redaction) {
    if (status == 200) {
      return new Answer(200, "", null, null);
    }
    Failure failure = read(body);
    String description = failure.description() == null ? "" : failure.description();
    Parameters more = failure.parameters();
    Long moved = more == null ? null : more.migrate_to_chat_id();
    return new Answer(
        status,
        redaction.of("Telegram answered " + status + " " + description),
        more == null ? null : more.retry_after(),
        moved == null ? null : moved.toString());
  }

  static Answer unknown(String why) {
    return new Answer(0, why, null, null);
  }

  private static Failure read(String body) {
    try {
      return new Json(body).as(Failure.class);
    } catch (IllegalArgumentException e) {
      // A proxy's page, not Telegram's answer: the status has to do.
      return new Failure(null, null);
    }
  }

  boolean cannotParse() {
    return status == 400 && says("can't parse entities");
  }

  Delivery delivery() {
    if (status == 200) {
      return new Delivery.Sent();
    }
    if (status == 429) {
      return new Delivery.Later(
          Duration.ofSeconds(retryAfter == null ? 60 : Math.max(1, retryAfter)), description);
    }
    if (status < 400 || status >= 500 || status == 408 || status == 409) {
      return new Delivery.Later(Duration.ZERO, description);
    }
    boolean ofThisText = status == 413 || (status == 400 && !says("chat"));
    return ofThisText ? new Delivery.Refused(description) : new Delivery.Broken(description);
  }

  private boolean says(String words) {
    return description.toLowerCase(Locale.ROOT).contains(words);
  }
}
