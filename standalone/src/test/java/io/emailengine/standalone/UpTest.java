package io.emailengine.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own, with the Temporal server inside it. */
class UpTest {
  @TempDir Path temporary;
  private Path data;
  private final Map<String, String> environment = new HashMap<>();
  private int processes;

  @BeforeEach
  void choosePorts() {
    data = temporary.resolve("data");
    try (DataFolder folder = DataFolder.open(temporary.resolve("ports"))) {
      PortBook ports = new PortBook(folder);
      environment.put("EMAIL_ENGINE_DATA_DIR", data.toString());
      environment.put("EMAIL_ENGINE_PORT", Integer.toString(ports.free("main")));
      environment.put("EMAIL_ENGINE_MANAGEMENT_PORT", Integer.toString(ports.free("management")));
    }
  }

  @Test
  void startsStopsAndAnswersZero() throws Exception {
    try (ChildJvm up = up()) {
      up.awaitOutput("First thing to try");
      assertThat(up.output()).contains("TRIAL MODE").contains("/swagger-ui.html");

      try (ChildJvm second = up()) {
        assertThat(second.awaitExit()).isEqualTo(3);
        assertThat(second.output()).contains("is in use by process " + up.pid());
      }

      up.terminate();
      assertThat(up.awaitExit()).isZero();
    }
    assertThat(Postmaster.running(data.toRealPath().resolve("postgres"))).isEmpty();
    assertThat(Files.readString(data.resolve("logs/email-engine.log")))
        .startsWith("{\"@timestamp\"");
  }

  @Test
  void goesOnAfterACrash() throws Exception {
    try (ChildJvm up = up()) {
      up.awaitOutput("First thing to try").kill();
    }
    try (ChildJvm up = up()) {
      up.awaitOutput("First thing to try").terminate();
      assertThat(up.awaitExit()).isZero();
    }
    assertThat(Postmaster.running(data.toRealPath().resolve("postgres"))).isEmpty();
  }

  @Test
  void stopsAtAWrongSettingAndNamesIt() throws Exception {
    environment.put("EMAIL_ENGINE_DAY", "tomorrow");
    try (ChildJvm up = up()) {
      assertThat(up.awaitExit()).isEqualTo(2);
      assertThat(up.output()).contains("EMAIL_ENGINE_DAY must be an ISO-8601 duration");
    }
    assertThat(data).doesNotExist();
  }

  private ChildJvm up() throws IOException {
    processes++;
    return ChildJvm.start(
        temporary.resolve("out-" + processes),
        EmailEngine.class,
        environment,
        List.of("-Demail-engine.temporal=in-jvm"),
        List.of("up"));
  }
}
