package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.json.Json;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.workflows.apply.ServerEvaluation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The connection dies at every operation of an adoption and of its undoing, before and after its
 * effect; the next look at the host, which nobody asks for, leaves all of it or nothing.
 */
class TakeoverKillsTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  @TempDir Path folder;
  private TakenHost taken;

  @BeforeEach
  void aHost() {
    taken = new TakenHost(STORE, folder);
  }

  @AfterEach
  void end() {
    taken.close();
  }

  private void dieAt(int operation, boolean after) {
    if (after) {
      taken.fixture.host.faults().disconnectAfter(operation);
    } else {
      taken.fixture.host.faults().disconnectBefore(operation);
    }
  }

  /** What the writer of the host does by itself, until there is nothing to settle any more. */
  private void settles() {
    taken.fixture.host.faults().clear();
    for (int i = 0; i < 5 && (i == 0 || isUnsettled()); i++) {
      taken.fixture.clock.advance(Duration.ofMinutes(3));
      taken.fixture.observe();
    }
  }

  private boolean isUnsettled() {
    ServerState state = taken.fixture.server().state();
    return state == ServerState.DEGRADED
        || state == ServerState.UNREACHABLE
        || !taken.fixture.evaluate().at().isAfter(taken.fixture.clock.instant());
  }

  @ParameterizedTest
  @Tag("heavy")
  @ValueSource(booleans = {false, true})
  void anAdoptionThatDiedIsUndoneWholeByTheNextLook(boolean after) {
    Map<String, String> before = taken.disk();
    int operation = 1;
    while (true) {
      dieAt(operation, after);
      HostRequestRow answer = taken.adopt();
      settles();
      if (taken.fixture.server().adopted()) {
        break;
      }
      assertThat(answer.status())
          .as("killed at %s: %s", operation, answer.answer())
          .isGreaterThanOrEqualTo(400);
      assertThat(taken.disk()).as("killed at %s", operation).isEqualTo(before);
      assertThat(taken.fixture.host.running().vmtas())
          .as("killed at %s", operation)
          .containsKeys("main1", "first1", "first2");
      assertThat(taken.fixture.host.running().generation()).as("killed at %s", operation).isEmpty();
      assertThat(taken.fixture.server().state()).isEqualTo(ServerState.HELD);
      assertThat(taken.fixture.server().reason()).isEqualTo("not-adopted");
      operation++;
    }
    assertThat(operation).isGreaterThan(10);
    assertThat(taken.fixture.server().state()).isEqualTo(ServerState.READY);
    assertThat(taken.disk().keySet())
        .containsExactlyInAnyOrder(
            TakenHost.CONFIG,
            TakenHost.FIRST,
            TakenHost.SECOND,
            TakenHost.ENGINE_FILE,
            TakenHost.ENGINE_FILE + ".lkg");
  }

  @ParameterizedTest
  @Tag("heavy")
  @ValueSource(booleans = {false, true})
  void aHostIsGivenBackWholeOrNotAtAll(boolean after) {
    Map<String, String> before = taken.disk();
    assertThat(taken.adopt().status()).isEqualTo(200);
    Map<String, String> adopted = taken.disk();
    int operation = 1;
    while (true) {
      dieAt(operation, after);
      HostRequestRow answer = taken.unadopt(false);
      settles();
      if (!taken.fixture.server().adopted()) {
        break;
      }
      assertThat(answer.status())
          .as("killed at %s: %s", operation, answer.answer())
          .isGreaterThanOrEqualTo(400);
      assertThat(taken.disk()).as("killed at %s", operation).isEqualTo(adopted);
      assertThat(taken.fixture.host.running().generation())
          .as("killed at %s", operation)
          .isPresent();
      assertThat(taken.fixture.server().state()).isEqualTo(ServerState.READY);
      operation++;
    }
    assertThat(operation).isGreaterThan(10);
    assertThat(taken.disk()).isEqualTo(before);
    assertThat(taken.fixture.host.running().generation()).isEmpty();
    assertThat(taken.fixture.server().reason()).isEqualTo("not-adopted");
  }

  @Test
  void aRequestWhoseCallerDiedIsServedByTheNextLook() {
    UUID id =
        taken.leave(
            HostRequestKind.ADOPT, Json.of(new AdoptRequest(Map.of(), List.of(), false, false)));
    taken.fixture.clock.advance(Duration.ofMinutes(3));

    assertThat(taken.fixture.evaluate().action()).isEqualTo(ServerEvaluation.Action.OBSERVE);
    taken.fixture.observe();

    assertThat(taken.request(id).status()).isEqualTo(200);
    assertThat(taken.fixture.server().adopted()).isTrue();
  }

  @Test
  void anOldRequestIsRefusedInstead() {
    UUID id =
        taken.leave(
            HostRequestKind.ADOPT, Json.of(new AdoptRequest(Map.of(), List.of(), false, false)));
    taken.fixture.clock.advance(Duration.ofMinutes(11));

    taken.fixture.observe();

    assertThat(taken.request(id).status()).isEqualTo(503);
    assertThat(String.valueOf(taken.request(id).answer())).contains("abandoned");
    assertThat(taken.fixture.server().adopted()).isFalse();
  }
}
