package io.emailengine.store.server;

import io.emailengine.store.jdbc.WithInsert;
import io.emailengine.store.seal.Sealed;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;

/** The blocks taken over from an operator's files. */
public interface CarriedBlockRepository
    extends Repository<CarriedBlockRow, UUID>, WithInsert<CarriedBlockRow> {
  /** All of a server, in the order in which they stood. */
  @Query("SELECT * FROM carried_block WHERE server_id = :serverId ORDER BY position")
  List<CarriedBlockRow> findByServer(UUID serverId);

  Optional<CarriedBlockRow> findByServerIdAndName(UUID serverId, String name);

  /** Other lines are carried along from now on. */
  @Modifying
  @Query("UPDATE carried_block SET body = :body WHERE id = :id")
  int changeBody(UUID id, Sealed body);

  /** Forgets all of a server; they stand in the operator's files again. */
  @Modifying
  @Query("DELETE FROM carried_block WHERE server_id = :serverId")
  int deleteByServer(UUID serverId);
}
