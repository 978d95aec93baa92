package io.emailengine.store.server;

import io.emailengine.store.seal.Sealed;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;

/**
 * An edit by hand of the engine's file on a server, until a person has answered it. Part of {@link
 * ServerRepository}.
 */
public interface ServerDrift {
  /** The engine's file was edited by hand; the copy is sealed. A person's answer is awaited. */
  @Modifying
  @Query(
      """
      UPDATE server SET drift_sha = :sha, drift_copy = :copy, drift_overwrite_by = NULL, version = version + 1
      WHERE id = :id AND epoch = :epoch
      """)
  int recordDrift(UUID id, long epoch, String sha, Sealed copy);

  /**
   * The engine has laid stops over the edited file: this is what lies there now. The copy stays
   * what was edited, and a person's answer to it stands.
   */
  @Modifying
  @Query(
      "UPDATE server SET drift_sha = :sha, version = version + 1 WHERE id = :id AND epoch = :epoch AND drift_sha IS NOT NULL")
  int coverDrift(UUID id, long epoch, String sha);

  /** A person's answer to the drift that is there; 0 if there is none. */
  @Modifying
  @Query(
      "UPDATE server SET drift_overwrite_by = :actor, version = version + 1 WHERE id = :id AND drift_sha IS NOT NULL")
  int answerDrift(UUID id, String actor);

  /** The file is the recorded one again. */
  @Modifying
  @Query(
      """
      UPDATE server SET drift_sha = NULL, drift_copy = NULL, drift_overwrite_by = NULL, version = version + 1
      WHERE id = :id AND epoch = :epoch
      """)
  int clearDrift(UUID id, long epoch);
}
