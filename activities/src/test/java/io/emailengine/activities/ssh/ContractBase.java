package io.emailengine.activities.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One server for all tests of a class, one pool for each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ContractBase implements SshContract {
  /** Short, so that the tests of bounds are; long enough for a busy machine. */
  static final SshSettings SHORT =
      new SshSettings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2));

  private SshHost host;
  private SshConnections connections;

  abstract SshHost start(Path base);

  @BeforeAll
  void startHost(@TempDir Path base) {
    host = start(base);
  }

  @AfterAll
  void stopHost() {
    if (host != null) {
      host.close();
    }
  }

  @BeforeEach
  void openPool() {
    connections = new SshConnections(SHORT);
  }

  @AfterEach
  void closePoolAndEmptyFolder() {
    connections.close();
    try (Stream<Path> files = Files.walk(host.localFolder())) {
      List<Path> all = files.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
      for (Path path : all) {
        if (!path.equals(host.localFolder())) {
          Files.delete(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public SshHost host() {
    return host;
  }

  @Override
  public SshConnections connections() {
    return connections;
  }
}
