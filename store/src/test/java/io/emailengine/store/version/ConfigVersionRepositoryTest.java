package io.emailengine.store.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConfigVersionRepositoryTest {
  @RegisterExtension
  static final StoreTestContext store = StoreTestContext.withDay(Duration.ofDays(1));

  @Test
  void numbersVersionsAndKnowsWhichRan() {
    UUID server = store.engine(() -> store.servers().save(TestRows.server("v1"))).id();
    store.engineDo(
        () -> {
          ConfigVersionRepository versions = store.versions();
          assertThat(versions.nextNumber(server)).isOne();
          assertThat(versions.findLatestApplied(server)).isEmpty();
          for (int n = 1; n <= 3; n++) {
            versions.insert(TestRows.version(server, n));
          }
          assertThat(versions.nextNumber(server)).isEqualTo(4);

          versions.markApplied(server, 1, TestRows.NOW);
          versions.markFailed(server, 2, "test failed");
          versions.markApplied(server, 3, TestRows.NOW.plusSeconds(1));
          versions.markApplied(server, 3, TestRows.NOW.plusSeconds(9));
          assertThat(versions.markFailed(server, 3, "too late")).isZero();
          versions.setGitCommit(server, 3, "abc");

          assertThat(versions.findLatestApplied(server).orElseThrow())
              .satisfies(
                  row -> {
                    assertThat(row.n()).isEqualTo(3);
                    assertThat(row.gitCommit()).isEqualTo("abc");
                    assertThat(row.appliedAt()).isEqualTo(TestRows.NOW.plusSeconds(1));
                  });
          assertThat(versions.page(server, 10, 0))
              .extracting(ConfigVersionSummary::n)
              .containsExactly(3, 1);
          assertThat(versions.findApplied(server))
              .extracting(ConfigVersionSummary::n)
              .containsExactly(1, 3);
          assertThat(versions.countApplied(server)).isEqualTo(2);
          assertThat(versions.findByServerIdAndN(server, 2).orElseThrow().failure())
              .isEqualTo("test failed");
        });
  }

  @Test
  void twoWritersCannotTakeOneNumber() {
    UUID server = store.engine(() -> store.servers().save(TestRows.server("v2"))).id();
    store.engine(() -> store.versions().insert(TestRows.version(server, 1)));
    assertThatThrownBy(
            () -> store.engine(() -> store.versions().insert(TestRows.version(server, 1))))
        .rootCause()
        .hasMessageContaining("config_version_server_id_n_key");
  }
}
