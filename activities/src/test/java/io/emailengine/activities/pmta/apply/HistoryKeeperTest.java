package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.activities.pmta.history.AppliedVersion;
import io.emailengine.activities.pmta.history.ConfigHistory;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.version.ConfigVersionSummary;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Commits follow from the rows, whoever makes them. */
class HistoryKeeperTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  @TempDir Path folder;

  /** Three versions on each of two hosts, by turns. */
  private List<String> twoHostsThatChange() {
    List<String> commits = new ArrayList<>();
    try (HostFixture one = new HostFixture(STORE, folder.resolve("three")).adopted();
        HostFixture two = new HostFixture(STORE, folder.resolve("two")).adopted()) {
      SendingIpRow first = one.warm(10);
      one.apply();
      two.warm(11);
      two.apply();
      one.pause(first);
      one.apply();
      commits.addAll(STORE.engine(() -> ordered(one, two)));
    }
    return commits;
  }

  private static List<String> ordered(HostFixture... hosts) {
    List<ConfigVersionSummary> versions = new ArrayList<>();
    for (HostFixture host : hosts) {
      versions.addAll(STORE.versions().findApplied(host.serverId()));
    }
    return versions.stream()
        .sorted((a, b) -> Long.compare(place(a.gitCommit()), place(b.gitCommit())))
        .map(version -> String.valueOf(version.gitCommit()))
        .toList();
  }

  private static long place(String commit) {
    return STORE.versions().findPlace(commit).orElseThrow();
  }

  private List<String> recordInto(ConfigHistory history) {
    STORE.engineDo(
        () -> {
          HistoryKeeper keeper = new HistoryKeeper(STORE.servers(), STORE.versions(), history);
          keeper.record(STORE.servers().findAllByName().get(0).id());
        });
    List<String> commits = history.last(100);
    Collections.reverse(commits);
    return commits;
  }

  @Test
  void anyWorkerMakesTheSameCommitsOfTheRows() {
    List<String> recorded = twoHostsThatChange();
    assertThat(recorded).hasSizeGreaterThanOrEqualTo(5).doesNotHaveDuplicates();

    try (ConfigHistory other = ConfigHistory.open(folder.resolve("other"))) {
      List<String> rebuilt = recordInto(other);
      assertThat(rebuilt).containsAll(recorded);
      assertThat(rebuilt.subList(rebuilt.size() - recorded.size(), rebuilt.size()))
          .isEqualTo(recorded);
      assertThat(recordInto(other)).as("nothing is added twice").isEqualTo(rebuilt);
    }
  }

  @Test
  void commitsThatNoRowKnowsAreLeftBehind() {
    List<String> recorded = twoHostsThatChange();
    try (ConfigHistory other = ConfigHistory.open(folder.resolve("other"))) {
      List<String> rebuilt = recordInto(other);
      other.append(
          rebuilt.get(rebuilt.size() - 1),
          new AppliedVersion(
              "mta",
              9,
              9,
              "sha",
              "operator",
              Instant.parse("2026-03-01T00:12:00Z"),
              "x",
              "lost\n"));
      HostFixture next = new HostFixture(STORE, folder.resolve("three")).adopted();
      next.close();
      List<String> after = recordInto(other);
      assertThat(after.subList(0, rebuilt.size())).isEqualTo(rebuilt).containsAll(recorded);
      assertThat(after).hasSize(rebuilt.size() + 1);
    }
  }
}
