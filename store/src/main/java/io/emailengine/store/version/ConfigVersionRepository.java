package io.emailengine.store.version;

import io.emailengine.store.jdbc.WithInsert;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;

/** Configurations by server and number. */
public interface ConfigVersionRepository
    extends Repository<ConfigVersionRow, UUID>, WithInsert<ConfigVersionRow> {
  /** Number for the next version; the unique key refuses a second writer of the same one. */
  @Query("SELECT coalesce(max(n), 0) + 1 FROM config_version WHERE server_id = :serverId")
  int nextNumber(UUID serverId);

  Optional<ConfigVersionRow> findByServerIdAndN(UUID serverId, int n);

  /** One version without its text. */
  @Query(
      "SELECT "
          + VersionSql.SUMMARY
          + " FROM config_version WHERE server_id = :serverId AND n = :n")
  Optional<ConfigVersionSummary> findSummary(UUID serverId, int n);

  /** The applied version with the highest number. */
  @Query(
      "SELECT * FROM config_version WHERE server_id = :serverId AND status = 'applied' ORDER BY n DESC LIMIT 1")
  Optional<ConfigVersionRow> findLatestApplied(UUID serverId);

  /** All applied versions without their text, oldest first: what git is rebuilt from. */
  @Query(
      "SELECT "
          + VersionSql.SUMMARY
          + " FROM config_version WHERE server_id = :serverId AND status = 'applied' ORDER BY n")
  List<ConfigVersionSummary> findApplied(UUID serverId);

  /**
   * Only one transaction at a time gives places in the history; the others wait here until it has
   * ended.
   */
  @Query("SELECT count(*) FROM (SELECT pg_advisory_xact_lock(7310045)) AS taken")
  long lockHistory();

  /** Gives the applied versions of a server that have none their places in the history. */
  @Modifying
  @Query(
      """
      UPDATE config_version v SET history_seq = placed.seq FROM (
        SELECT id, (SELECT coalesce(max(history_seq), 0) FROM config_version) + row_number() OVER (ORDER BY n) AS seq
        FROM config_version WHERE server_id = :serverId AND status = 'applied' AND history_seq IS NULL) placed
      WHERE v.id = placed.id
      """)
  int placeInHistory(UUID serverId);

  /** Place in the history of the version with this commit. */
  @Query(
      "SELECT history_seq FROM config_version WHERE git_commit = :commit AND history_seq IS NOT NULL")
  Optional<Long> findPlace(String commit);

  /** The versions of all servers after this place in the history; a few at a time. */
  @Query("SELECT * FROM config_version WHERE history_seq > :place ORDER BY history_seq LIMIT 20")
  List<ConfigVersionRow> findHistoryAfter(long place);

  /** One page of the applied versions without their text, newest first. */
  @Query(
      "SELECT "
          + VersionSql.SUMMARY
          + """
             FROM config_version WHERE server_id = :serverId AND status = 'applied'
            ORDER BY n DESC LIMIT :size OFFSET :offset
            """)
  List<ConfigVersionSummary> page(UUID serverId, int size, long offset);

  @Query("SELECT count(*) FROM config_version WHERE server_id = :serverId AND status = 'applied'")
  long countApplied(UUID serverId);

  /** Read back from the running process. Twice is once. */
  @Modifying
  @Query(
      """
      UPDATE config_version SET status = 'applied', failure = NULL, applied_at = coalesce(applied_at, :now)
      WHERE server_id = :serverId AND n = :n
      """)
  int markApplied(UUID serverId, int n, Instant now);

  /** Did not come to run; the reason is one line without secrets. */
  @Modifying
  @Query(
      """
      UPDATE config_version SET status = 'failed', failure = :failure
      WHERE server_id = :serverId AND n = :n AND status = 'candidate'
      """)
  int markFailed(UUID serverId, int n, String failure);

  @Modifying
  @Query("UPDATE config_version SET git_commit = :commit WHERE server_id = :serverId AND n = :n")
  int setGitCommit(UUID serverId, int n, String commit);

  /** How many versions of a server have these bytes, whatever became of them. */
  @Query("SELECT count(*) FROM config_version WHERE server_id = :serverId AND sha256 = :sha256")
  long countBySha(UUID serverId, String sha256);
}
