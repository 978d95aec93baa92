package io.emailengine.api;

import io.emailengine.api.temporal.HostRequests;
import io.emailengine.store.json.Json;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerRow;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Hosts that answer what a test tells them to; without an answer the caller's time is over. */
final class FakeHosts implements HostRequests {
  record Ask(String server, HostRequestKind kind, Json request, String actor) {}

  record Answer(int status, Object body) {}

  /** How a host answers; null: not in time. */
  interface Behaviour {
    @Nullable Answer answer(Ask ask);
  }

  private final List<Ask> asked = new CopyOnWriteArrayList<>();
  private volatile Behaviour behaviour = ask -> null;

  void behave(Behaviour wanted) {
    behaviour = wanted;
  }

  void reset() {
    asked.clear();
    behaviour = ask -> null;
  }

  List<Ask> asked() {
    return List.copyOf(asked);
  }

  @Override
  public HostRequestRow ask(ServerRow server, HostRequestKind kind, Json request, String actor) {
    Ask ask = new Ask(server.name(), kind, request, actor);
    asked.add(ask);
    Answer answer = behaviour.answer(ask);
    Instant now = Instant.now();
    UUID id = UUID.randomUUID();
    return answer == null
        ? HostRequestRow.asked(id, server.id(), kind, request, actor, now)
        : new HostRequestRow(
            id,
            server.id(),
            kind,
            request,
            actor,
            now,
            now,
            answer.status(),
            Json.of(answer.body()),
            null);
  }
}
