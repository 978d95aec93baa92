package io.emailengine.activities.pmta.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigHistoryTest {
  private static final Instant AT = Instant.parse("2026-03-01T00:12:00Z");

  @TempDir Path folder;

  @Test
  void makesOneCommitAVersionWithTheOneWhoAskedAsAuthor() throws Exception {
    try (ConfigHistory history = ConfigHistory.open(folder)) {
      String first = history.append(null, version("mta1", 1, "a\n"));
      String second = history.append(first, version("mta2", 1, "x\n"));
      String last = history.append(second, version("mta1", 2, "b\n"));

      List<RevCommit> commits = commits();
      assertThat(commits).extracting(RevCommit::name).containsExactly(last, second, first);
      assertThat(history.last(2)).containsExactly(last, second);
      assertThat(commits.get(0).getAuthorIdent().getName()).isEqualTo("operator");
      assertThat(commits.get(0).getAuthorIdent().getWhenAsInstant()).isEqualTo(AT);
      assertThat(commits.get(0).getFullMessage())
          .startsWith("mta1: version 2\n")
          .contains("Generation: 2");
    }
  }

  @Test
  void leavesBehindWhatCameAfterTheParent() throws Exception {
    try (ConfigHistory history = ConfigHistory.open(folder)) {
      String first = history.append(null, version("mta1", 1, "a\n"));
      String wrong = history.append(first, version("mta1", 2, "wrong\n"));
      String right = history.append(first, version("mta1", 2, "right\n"));

      assertThat(history.last(9)).containsExactly(right, first).doesNotContain(wrong);
      assertThat(history.append(first, version("mta1", 2, "right\n"))).isEqualTo(right);
    }
  }

  @Test
  void isEmptyBeforeTheFirstCommit() {
    try (ConfigHistory history = ConfigHistory.open(folder)) {
      assertThat(history.last(1)).isEmpty();
    }
  }

  @Test
  void goesOnAfterAKilledProcessLeftItsLock() throws Exception {
    String first;
    try (ConfigHistory history = ConfigHistory.open(folder)) {
      first = history.append(null, version("mta1", 1, "a\n"));
    }
    Files.writeString(folder.resolve("refs/heads/main.lock"), "");

    try (ConfigHistory history = ConfigHistory.open(folder)) {
      history.append(first, version("mta1", 2, "b\n"));
      assertThat(commits()).hasSize(2);
    }
  }

  @Test
  void givesTheSameIdsForTheSameVersionsAnywhere(@TempDir Path other) {
    try (ConfigHistory one = ConfigHistory.open(folder);
        ConfigHistory two = ConfigHistory.open(other)) {
      assertThat(one.append(null, version("mta1", 1, "a\n")))
          .isEqualTo(two.append(null, version("mta1", 1, "a\n")));
    }
  }

  @Test
  void keepsOutOfTheHomeFolderOfWhoeverRunsIt() {
    ConfigHistory.open(folder).close();

    SystemReader settings = SystemReader.getInstance();
    assertThat(settings.openJGitConfig(null, FS.DETECTED).getFile()).isNull();
    assertThat(settings.openUserConfig(null, FS.DETECTED).getFile()).isNull();
    assertThat(settings.openSystemConfig(null, FS.DETECTED).getFile()).isNull();
  }

  private static AppliedVersion version(String server, int n, String text) {
    return new AppliedVersion(
        server, n, n, "sha" + n, "operator", AT, "cap of 192.0.2.10 50/d", text);
  }

  private List<RevCommit> commits() throws Exception {
    try (FileRepository repository = new FileRepository(folder.toFile());
        RevWalk walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(repository.resolve("refs/heads/main")));
      List<RevCommit> commits = new java.util.ArrayList<>();
      walk.forEach(commits::add);
      return commits;
    }
  }
}
