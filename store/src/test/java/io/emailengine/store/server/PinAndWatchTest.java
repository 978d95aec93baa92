package io.emailengine.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.seal.Sealed;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PinAndWatchTest {
  @RegisterExtension
  static final StoreTestContext store = StoreTestContext.withDay(Duration.ofDays(1));

  private ServerRow server;
  private ServerWatches watches;

  @BeforeEach
  void makeAServer() {
    String name = "pin-" + UUID.randomUUID().toString().substring(0, 8);
    server = store.engine(() -> store.servers().save(TestRows.server(name)));
    watches = store.bean(ServerWatches.class);
  }

  @Test
  void aPinIsThereUntilItIsTakenAway() {
    assertThat(row().pin()).isNull();

    store.engine(() -> store.servers().pin(server.id(), 3, "operator", "too fast", TestRows.NOW));
    assertThat(row().pin()).isEqualTo(new ServerPin(3, "operator", TestRows.NOW, "too fast"));

    assertThat(store.engine(() -> store.servers().unpin(server.id()))).isOne();
    assertThat(row().pin()).isNull();
    assertThat(store.engine(() -> store.servers().unpin(server.id()))).isZero();
  }

  @Test
  void aSavedRowKeepsItsPin() {
    store.engine(() -> store.servers().pin(server.id(), 3, "operator", "too fast", TestRows.NOW));
    ServerRow pinned = row();

    store.engine(() -> store.servers().save(pinned));

    assertThat(row().pin()).isEqualTo(pinned.pin());
  }

  @Test
  void remembersWhatItIsToldAndNothingElse() {
    assertThat(watch()).isEqualTo(ServerWatch.NOTHING);

    ServerWatch.Edit edit =
        new ServerWatch.Edit("abc", new Sealed(new byte[] {1, 2}), List.of("v1", "v2"));
    store.engineDo(
        () -> {
          watches.setTold(server.id(), "drift");
          watches.setSilentPauses(server.id(), List.of("a", "b"));
          watches.filesChanged(server.id(), "sha", TestRows.NOW);
          watches.setEdit(server.id(), edit);
          watches.setNoRise(server.id(), 17);
          watches.countRestore(server.id(), 5);
          watches.countRestore(server.id(), 6);
          watches.countRestore(server.id(), 6);
        });
    assertThat(watch())
        .isEqualTo(new ServerWatch("drift", List.of("a", "b"), "sha", TestRows.NOW, edit, 17L, 2));

    store.engineDo(
        () -> {
          watches.setTold(server.id(), null);
          watches.setSilentPauses(server.id(), List.of());
          watches.filesAccepted(server.id());
          watches.setEdit(server.id(), null);
        });
    assertThat(watch()).isEqualTo(new ServerWatch(null, List.of(), null, null, null, 17L, 2));
  }

  @Test
  void goesOnAboveAHostThatIsAhead() {
    long found = ServerRow.FIRST_GENERATION + 100;
    store.engine(() -> store.servers().goOnAbove(server.id(), 1, found, TestRows.NOW));

    assertThat(row().desiredGen()).isEqualTo(found + 1);
    assertThat(row().dirtySince()).isEqualTo(TestRows.NOW);
  }

  private ServerRow row() {
    return store.engine(() -> store.servers().findById(server.id()).orElseThrow());
  }

  private ServerWatch watch() {
    return store.engine(() -> watches.of(server.id()));
  }
}
