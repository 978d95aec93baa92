package io.emailengine.store.jdbc;

import io.emailengine.store.outbox.OutboxTopic;
import io.emailengine.store.server.BlockKind;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.server.Verification;
import io.emailengine.store.version.VersionStatus;
import io.emailengine.workflows.lifecycle.Hold;
import io.emailengine.workflows.lifecycle.IpState;
import java.util.List;

/** The enums that columns hold, as wire names. */
final class StoredEnums {
  static final List<Class<? extends Enum<?>>> ALL =
      List.of(
          IpState.class,
          Hold.Kind.class,
          ServerState.class,
          Verification.class,
          BlockKind.class,
          HostRequestKind.class,
          VersionStatus.class,
          OutboxTopic.class);

  private StoredEnums() {}
}
