package io.emailengine.store.tenant;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.ListCrudRepository;

/** Tenants by slug; those that are gone are found by id only. */
public interface TenantRepository extends ListCrudRepository<TenantRow, UUID> {
  @Query("SELECT * FROM tenant WHERE slug = :slug AND deleted_at IS NULL")
  Optional<TenantRow> findBySlug(String slug);

  /** How many there are, without those that are gone. */
  @Query("SELECT count(*) FROM tenant WHERE deleted_at IS NULL")
  long countPresent();

  /** One page, by slug. */
  @Query("SELECT * FROM tenant WHERE deleted_at IS NULL ORDER BY slug LIMIT :size OFFSET :offset")
  List<TenantRow> page(int size, long offset);

  /**
   * Locks the row until the transaction ends. Registration under a quota takes it, so that two at
   * once do not both fit.
   */
  @Query("SELECT * FROM tenant WHERE id = :id AND deleted_at IS NULL FOR UPDATE")
  Optional<TenantRow> lockById(UUID id);

  /** Inserts unless the slug is taken; 1 or 0. */
  @Modifying
  @Query(
      """
      INSERT INTO tenant (id, slug, name, created_at, version) VALUES (:id, :slug, :name, :now, 0)
      ON CONFLICT (slug) WHERE deleted_at IS NULL DO NOTHING
      """)
  int insertIfAbsent(UUID id, String slug, String name, Instant now);

  /** It is gone; 0 if it was before. Its name is free again. */
  @Modifying
  @Query(
      "UPDATE tenant SET deleted_at = :now, version = version + 1 WHERE id = :id AND deleted_at IS NULL")
  int markDeleted(UUID id, Instant now);
}
