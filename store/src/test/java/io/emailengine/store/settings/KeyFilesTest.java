package io.emailengine.store.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFilesTest {
  @TempDir Path folder;

  private final EngineSettings nothingGiven = EngineSettings.fromEnvironment(Map.of());

  @Test
  void makesEachKeyOnceAndForItsOwnerOnly() throws IOException {
    Secret operator = KeyFiles.operatorKey(nothingGiven, folder);
    byte[] secret = KeyFiles.secretKey(nothingGiven, folder);

    assertThat(operator.reveal()).matches("[A-Za-z0-9_-]{43}");
    assertThat(secret).hasSize(32);
    assertThat(KeyFiles.operatorKey(nothingGiven, folder)).isEqualTo(operator);
    assertThat(KeyFiles.secretKey(nothingGiven, folder)).isEqualTo(secret);
    for (String name : new String[] {"operator.key", "secret.key"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void makesTheDataFolderOfAFirstStart() throws IOException {
    Path missing = folder.resolve("not/there");

    assertThat(KeyFiles.secretKey(nothingGiven, missing)).hasSize(32);
    assertThat(missing.resolve("secret.key")).exists();
  }

  @Test
  void leavesNoFileForAKeyThatIsGiven() throws IOException {
    EngineSettings given =
        EngineSettings.fromEnvironment(Map.of("EMAIL_ENGINE_OPERATOR_KEY", "given-by-hand"));

    assertThat(KeyFiles.operatorKey(given, folder)).isEqualTo(new Secret("given-by-hand"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void neverMakesASecretKeyInAPlaceThatWasGiven() {
    Path missing = folder.resolve("mine.key");
    EngineSettings given =
        EngineSettings.fromEnvironment(Map.of("EMAIL_ENGINE_SECRET_KEY_FILE", missing.toString()));

    assertThatThrownBy(() -> KeyFiles.secretKey(given, folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("mine.key can't be read");
  }

  @Test
  void refusesASecretKeyOfAnotherSize() throws IOException {
    Files.writeString(folder.resolve("secret.key"), "c2hvcnQ=\n");

    assertThatThrownBy(() -> KeyFiles.secretKey(nothingGiven, folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("32 bytes")
        .hasMessageNotContaining("c2hvcnQ");
  }
}
