package io.emailengine.store.tenant;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.ListCrudRepository;

/** Tenants by slug. */
public interface TenantRepository extends ListCrudRepository<TenantRow, UUID> {
  Optional<TenantRow> findBySlug(String slug);

  /** One page, by slug. */
  @Query("SELECT * FROM tenant ORDER BY slug LIMIT :size OFFSET :offset")
  List<TenantRow> page(int size, long offset);

  /**
   * Locks the row until the transaction ends. Registration under a quota takes it, so that two at
   * once do not both fit.
   */
  @Query("SELECT * FROM tenant WHERE id = :id FOR UPDATE")
  Optional<TenantRow> lockById(UUID id);

  /** Inserts unless the slug is taken; 1 or 0. */
  @Modifying
  @Query(
      """
      INSERT INTO tenant (id, slug, name, created_at, version) VALUES (:id, :slug, :name, :now, 0)
      ON CONFLICT (slug) DO NOTHING
      """)
  int insertIfAbsent(UUID id, String slug, String name, Instant now);
}
