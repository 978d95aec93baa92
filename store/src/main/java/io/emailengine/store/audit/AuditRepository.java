package io.emailengine.store.audit;

import io.emailengine.store.jdbc.WithInsert;
import java.util.List;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;

/** The audit log, insert only. */
public interface AuditRepository extends Repository<AuditRow, Long>, WithInsert<AuditRow> {
  /** One page, newest first. */
  @Query("SELECT * FROM audit ORDER BY seq DESC LIMIT :size OFFSET :offset")
  List<AuditRow> page(int size, long offset);

  long count();
}
