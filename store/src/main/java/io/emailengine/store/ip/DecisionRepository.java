package io.emailengine.store.ip;

import io.emailengine.store.jdbc.WithInsert;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;

/** Decisions, insert only. */
public interface DecisionRepository extends Repository<DecisionRow, UUID>, WithInsert<DecisionRow> {
  /** One page of an IP's decisions, newest first. */
  @Query("SELECT * FROM decision WHERE ip_id = :ipId ORDER BY seq DESC LIMIT :size OFFSET :offset")
  List<DecisionRow> page(UUID ipId, int size, long offset);

  long countByIpId(UUID ipId);

  /** All of an IP's decisions, oldest first. */
  @Query("SELECT * FROM decision WHERE ip_id = :ipId ORDER BY seq")
  List<DecisionRow> findByIp(UUID ipId);

  /** The last decision of this kind about an IP. */
  @Query("SELECT * FROM decision WHERE ip_id = :ipId AND kind = :kind ORDER BY seq DESC LIMIT 1")
  Optional<DecisionRow> findLast(UUID ipId, String kind);

  /** Decisions about an IP that carried out this request; 0 or 1. */
  @Query(
      "SELECT count(*) FROM decision WHERE ip_id = :ipId AND inputs ->> 'requestId' = :requestId")
  long countByRequest(UUID ipId, String requestId);
}
