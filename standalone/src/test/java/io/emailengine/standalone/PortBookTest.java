package io.emailengine.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortBookTest {
  @TempDir Path temporary;
  private DataFolder folder;

  @BeforeEach
  void open() {
    folder = DataFolder.open(temporary.resolve("data"));
  }

  @AfterEach
  void close() {
    folder.close();
  }

  @Test
  void findsTheSamePortAfterARestart() {
    int port = new PortBook(folder).free("postgres");

    assertThat(new PortBook(folder).free("postgres")).isEqualTo(port);
  }

  @Test
  void givesEachServerAPortOfItsOwn() {
    PortBook ports = new PortBook(folder);

    assertThat(ports.free("postgres")).isNotEqualTo(ports.free("temporal"));
  }

  @Test
  void takesAnotherPortWhenAForeignProgramHasTheKnownOne() throws IOException {
    int port = new PortBook(folder).free("postgres");
    try (ServerSocket foreign = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      int other = new PortBook(folder).free("postgres");

      assertThat(other).isNotEqualTo(foreign.getLocalPort());
      assertThat(new PortBook(folder).free("postgres")).isEqualTo(other);
    }
  }
}
