package io.emailengine.store.outbox;

import io.emailengine.store.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A wish, to be carried out at least once.
 *
 * @param id null until inserted
 * @param notBefore nobody may claim it earlier
 * @param attempts how often it was claimed
 */
@Table("outbox")
public record OutboxRow(
    @Id @Nullable Long id,
    OutboxTopic topic,
    String key,
    Json payload,
    Instant createdAt,
    Instant notBefore,
    int attempts,
    @Nullable String lastError,
    @Nullable Instant doneAt) {
  public static OutboxRow wakeIp(String address, Instant now) {
    return of(OutboxTopic.WAKE_IP, address, Json.EMPTY_OBJECT, now);
  }

  public static OutboxRow wakeServer(String serverName, Instant now) {
    return of(OutboxTopic.WAKE_SERVER, serverName, Json.EMPTY_OBJECT, now);
  }

  /** Wakes the writer of this server no earlier than {@code notBefore}. */
  public static OutboxRow wakeServer(String serverName, Instant now, Instant notBefore) {
    return new OutboxRow(
        null,
        OutboxTopic.WAKE_SERVER,
        serverName,
        Json.EMPTY_OBJECT,
        now,
        notBefore,
        0,
        null,
        null);
  }

  /** Something to tell people; the key names the message, so that a duplicate can be recognised. */
  public static OutboxRow message(String key, Message message, Instant now) {
    return of(OutboxTopic.MESSAGE, key, Json.of(message), now);
  }

  public static OutboxRow of(OutboxTopic topic, String key, Json payload, Instant now) {
    return new OutboxRow(null, topic, key, payload, now, now, 0, null, null);
  }

  /** The id of a row that was inserted. */
  public long idValue() {
    if (id == null) {
      throw new IllegalStateException("the outbox row was not inserted");
    }
    return id;
  }
}
