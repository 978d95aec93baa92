package io.emailengine.store.intent;

import io.emailengine.store.ip.UncountedTimes;
import io.emailengine.workflows.lifecycle.IpState;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes back what an override wrote into rows, as long as nobody has written there since. Methods
 * belong into a transaction of the caller that has locked the server.
 */
public final class IpUndo {
  private final JdbcClient jdbc;
  private final UncountedTimes uncounted;

  public IpUndo(JdbcClient jdbc, UncountedTimes uncounted) {
    this.jdbc = jdbc;
    this.uncounted = uncounted;
  }

  /** The row as it is now, for {@link #restore}. */
  public String snapshot(UUID ipId) {
    return jdbc.sql("SELECT to_jsonb(ip)::text FROM sending_ip ip WHERE id = :id")
        .param("id", ipId)
        .query(String.class)
        .single();
  }

  /**
   * Gives a row its place and plan back, by a new intent, and its standby as it was: since when no
   * day counts, or that days do.
   *
   * @param seq intent sequence after the change that is undone
   * @return false if a newer intent is there: that one stands
   */
  public boolean restore(UUID ipId, long seq, String before) {
    Optional<IpState> restored =
        jdbc.sql(
                """
                UPDATE sending_ip ip SET state = b.state, previous_state = b.previous_state, daily_quota = b.daily_quota,
                  schedule = b.schedule, warmup_id = b.warmup_id, step = b.step, step_began_at = b.step_began_at,
                  step_first_day = b.step_first_day, started_at = b.started_at, completed_at = b.completed_at,
                  next_due_at = b.next_due_at, rise_asked_by = b.rise_asked_by,
                  intent_seq = ip.intent_seq + 1, version = ip.version + 1
                FROM jsonb_populate_record(NULL::sending_ip, cast(:before AS jsonb)) b
                WHERE ip.id = :id AND b.id = ip.id AND ip.intent_seq = :seq
                RETURNING ip.state
                """)
            .param("before", before)
            .param("id", ipId)
            .param("seq", seq)
            .query((row, n) -> IpState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)))
            .optional();
    restored.ifPresent(
        state -> {
          if (state.stopsSending()) {
            uncounted.unend(ipId, UncountedTimes.STANDBY);
          } else {
            uncounted.unbegin(ipId, UncountedTimes.STANDBY);
          }
        });
    return restored.isPresent();
  }

  /**
   * Lets go a row that never came to run: its virtual MTA is unmanaged again.
   *
   * @return false if a newer intent is there, or it runs: that stands
   */
  public boolean unregister(UUID ipId, long seq, Instant now) {
    return jdbc.sql(
                """
                UPDATE sending_ip SET state = 'retired', retired_at = :now, drained_at = :now, next_due_at = NULL,
                  intent_seq = intent_seq + 1, version = version + 1
                WHERE id = :id AND intent_seq = :seq AND config_version IS NULL AND state <> 'retired'
                """)
            .param("now", Timestamp.from(now))
            .param("id", ipId)
            .param("seq", seq)
            .update()
        == 1;
  }
}
