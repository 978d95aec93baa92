package io.emailengine.worker;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads, in one query each, what should run; only the columns that are compared, because there may
 * be ten thousand rows. Everything belongs into a transaction of the caller.
 */
final class ReconcilerRows {
  private static final String WARMING =
      """
      SELECT address AS name, epoch, next_due_at, created_at FROM sending_ip
      WHERE state = 'warming' OR (state = 'standby' AND previous_state = 'warming')
      ORDER BY next_due_at NULLS FIRST, id
      """;
  private static final String SERVERS =
      "SELECT name, epoch, next_due_at, created_at FROM server WHERE deleted_at IS NULL ORDER BY name";

  private static final String TAKE_IPS =
      """
      UPDATE sending_ip SET epoch = epoch + 1, version = version + 1 WHERE id IN
        (SELECT id FROM sending_ip WHERE (address, epoch) IN (:rows) AND state = 'warming' FOR UPDATE SKIP LOCKED)
      RETURNING address
      """;
  private static final String TAKE_SERVERS =
      """
      UPDATE server SET epoch = epoch + 1, version = version + 1 WHERE id IN
        (SELECT id FROM server WHERE (name, epoch) IN (:rows) FOR UPDATE SKIP LOCKED)
      RETURNING name
      """;

  private final JdbcClient jdbc;

  ReconcilerRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** What kind of workflow a row should have. */
  enum Kind {
    IP,
    SERVER
  }

  /**
   * A row that should have a running workflow.
   *
   * @param name address or server name
   * @param dueAt when its workflow said that it would look again; null: it never has
   */
  record Wanted(Kind kind, String name, long epoch, @Nullable Instant dueAt, Instant createdAt) {
    boolean isOverdue(Instant since) {
      return dueAt != null && dueAt.isBefore(since);
    }
  }

  List<Wanted> warming() {
    return wanted(Kind.IP, WARMING);
  }

  List<Wanted> servers() {
    return wanted(Kind.SERVER, SERVERS);
  }

  private List<Wanted> wanted(Kind kind, String sql) {
    return jdbc.sql(sql)
        .query(
            (row, n) -> {
              Timestamp due = row.getTimestamp("next_due_at");
              return new Wanted(
                  kind,
                  row.getString("name"),
                  row.getLong("epoch"),
                  due == null ? null : due.toInstant(),
                  row.getTimestamp("created_at").toInstant());
            })
        .list();
  }

  /**
   * Takes rows away from whatever runs: their epochs move on by one. One that has moved meanwhile,
   * or that somebody else has locked, is left out; nobody is waited for, so that nobody waits in a
   * circle.
   */
  Set<Wanted> take(List<Wanted> wanted) {
    Set<String> ips = take(wanted, Kind.IP, TAKE_IPS);
    Set<String> servers = take(wanted, Kind.SERVER, TAKE_SERVERS);
    Set<Wanted> taken = new LinkedHashSet<>();
    for (Wanted row : wanted) {
      if ((row.kind() == Kind.IP ? ips : servers).contains(row.name())) {
        taken.add(row);
      }
    }
    return taken;
  }

  private Set<String> take(List<Wanted> wanted, Kind kind, String sql) {
    List<Object[]> rows =
        wanted.stream()
            .filter(row -> row.kind() == kind)
            .map(row -> new Object[] {row.name(), row.epoch()})
            .toList();
    return rows.isEmpty()
        ? Set.of()
        : Set.copyOf(jdbc.sql(sql).param("rows", rows).query(String.class).list());
  }

  Map<String, Long> ipStates() {
    return counts(
        "SELECT state, count(*) AS n FROM sending_ip WHERE state <> 'retired' GROUP BY state");
  }

  Map<String, Long> serverStates() {
    return counts(
        "SELECT state, count(*) AS n FROM server WHERE deleted_at IS NULL GROUP BY state");
  }

  private Map<String, Long> counts(String sql) {
    Map<String, Long> counts = new LinkedHashMap<>();
    jdbc.sql(sql)
        .query((row, n) -> Map.entry(row.getString("state"), row.getLong("n")))
        .list()
        .forEach(count -> counts.put(count.getKey(), count.getValue()));
    return counts;
  }

  /** The address of this IP; null if it is retired. */
  @Nullable String addressOf(UUID ipId) {
    return jdbc.sql("SELECT address FROM sending_ip WHERE id = :id AND state <> 'retired'")
        .param("id", ipId)
        .query(String.class)
        .optional()
        .orElse(null);
  }
}
