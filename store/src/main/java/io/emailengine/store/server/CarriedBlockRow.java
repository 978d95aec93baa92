package io.emailengine.store.server;

import io.emailengine.store.seal.Sealed;
import java.util.UUID;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A VMTA or pool block as it stood in the operator's file.
 *
 * @param position order among the blocks of this server, from 0
 * @param line line of its first byte, from 1
 * @param body its true bytes, secrets and all, sealed for purpose {@link #bodyPurpose(UUID)}
 */
@Table("carried_block")
public record CarriedBlockRow(
    @Id UUID id,
    UUID serverId,
    int position,
    BlockKind kind,
    String name,
    String file,
    int line,
    Sealed body) {
  /** Purpose that the bytes of this block are sealed for. */
  public static String bodyPurpose(UUID blockId) {
    return "carried_block.body:" + blockId;
  }
}
