package io.emailengine.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path temporary;

  /** Holds the folder until it is killed. */
  static final class Holder {
    public static void main(String[] args) throws InterruptedException {
      DataFolder folder = DataFolder.open(Path.of(args[0]));
      System.out.println("holds " + folder.path());
      Thread.currentThread().join();
    }
  }

  @Test
  void isMadeForItsOwnerOnly() throws Exception {
    try (DataFolder folder = DataFolder.open(temporary.resolve("a/data"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
          .isEqualTo("rwx------");
      assertThat(folder.file("engine.lock"))
          .hasContent(Long.toString(ProcessHandle.current().pid()));
    }
  }

  @Test
  void refusesASecondUserInTheSameProcessAndLetsTheNextOneInAfterwards() {
    Path path = temporary.resolve("data");
    try (DataFolder folder = DataFolder.open(path)) {
      assertThatThrownBy(() -> DataFolder.open(path))
          .hasMessageContaining("data folder " + folder.path() + " is in use by process");
    }
    DataFolder.open(path).close();
  }

  @Test
  void refusesASecondProcessAndSaysWhichOneHasIt() throws Exception {
    Path path = temporary.resolve("data");
    try (ChildJvm holder =
        ChildJvm.start(
            temporary.resolve("out"), Holder.class, Map.of(), List.of(path.toString()))) {
      holder.awaitOutput("holds ");

      String inUse = "data folder " + path.toRealPath() + " is in use by process " + holder.pid();
      assertThatThrownBy(() -> DataFolder.open(path))
          .isInstanceOfSatisfying(
              StartupException.class,
              e -> {
                assertThat(e.exitStatus()).isEqualTo(3);
                assertThat(e).hasMessage(inUse);
              });

      holder.kill();
      DataFolder.open(path).close();
    }
  }

  @Test
  void saysWhatIsWrongWithAPlaceThatIsNoFolder() throws Exception {
    Path file = Files.writeString(temporary.resolve("data"), "x");

    assertThatThrownBy(() -> DataFolder.open(file))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("EMAIL_ENGINE_DATA_DIR");
  }
}
