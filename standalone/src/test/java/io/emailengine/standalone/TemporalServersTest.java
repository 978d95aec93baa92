package io.emailengine.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.SearchAttributes.Builder;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporalServersTest {
  @TempDir Path temporary;
  private DataFolder folder;

  /** Runs a real server until it is killed. */
  static final class Owner {
    public static void main(String[] args) throws Exception {
      DataFolder folder = DataFolder.open(Path.of(args[0]));
      TemporalChild child =
          TemporalChild.start(Path.of(args[1]), folder, new PortBook(folder), "default");
      System.out.println("temporal is up at " + child.address());
      Thread.currentThread().join();
    }
  }

  @BeforeEach
  void open() {
    folder = DataFolder.open(temporary.resolve("data"));
  }

  @AfterEach
  void close() {
    folder.close();
  }

  @Test
  void servesInsideTheProcessOnLoopbackWithTheSearchAttributes() throws Exception {
    try (InJvmTemporal server = InJvmTemporal.start(new PortBook(folder))) {
      assertThat(SearchAttributes.register(server.address(), "default")).isTrue();
      assertThat(SearchAttributes.register(server.address(), "default")).isTrue();
      startWorkflowWithAllAttributes(server.address());
      assertThat(server.webUi()).isEmpty();
      assertThat(server.description()).contains("TRIAL MODE");
      int port = Integer.parseInt(server.address().substring(server.address().indexOf(':') + 1));
      for (InetAddress outside : outsideAddresses()) {
        assertThat(PortBook.isFree(outside, port)).as("port on %s", outside).isTrue();
      }
    }
  }

  @Test
  void keepsTheAddressOverARestart() {
    String first;
    try (InJvmTemporal server = InJvmTemporal.start(new PortBook(folder))) {
      first = server.address();
    }
    try (InJvmTemporal server = InJvmTemporal.start(new PortBook(folder))) {
      assertThat(server.address()).isEqualTo(first);
    }
  }

  @Test
  void runsTheRealServerAsAChildAndLeavesNoneBehind() {
    try (TemporalChild child = start()) {
      assertThat(SearchAttributes.register(child.address(), "default")).isTrue();
      startWorkflowWithAllAttributes(child.address());
      assertThat(child.webUi()).isPresent();
      assertThat(TemporalChild.running(folder)).hasSize(1);
    }
    assertThat(TemporalChild.running(folder)).isEmpty();
    assertThat(folder.file("temporal.db")).isNotEmptyFile();
  }

  @Test
  void startsTheRealServerAgainAtTheSameAddressWhenItDies() {
    try (TemporalChild child = start()) {
      long died = child.pid().orElseThrow();
      ProcessHandle.of(died).orElseThrow().destroyForcibly();

      ChildJvm.await("another process", () -> child.pid().orElseThrow() != died);
      assertThat(
              TemporalProbe.awaitAnswer(
                  child.address(), "default", Duration.ofSeconds(60), () -> true))
          .isTrue();
      assertThat(TemporalChild.running(folder)).hasSize(1);
    }
    assertThat(TemporalChild.running(folder)).isEmpty();
  }

  @Test
  void endsTheRealServerThatAKilledOwnerLeftBehind() throws Exception {
    Path program = deaf(program());
    folder.close();
    Path path = temporary.resolve("data");
    try (ChildJvm owner =
        ChildJvm.start(
            temporary.resolve("out"),
            Owner.class,
            Map.of(),
            List.of(path.toString(), program.toString()))) {
      owner.awaitOutput("temporal is up").kill();
    }
    folder = DataFolder.open(path);
    List<ProcessHandle> orphans = TemporalChild.running(folder);
    assertThat(orphans).hasSize(1);
    try (TemporalChild child = start()) {
      assertThat(Processes.isRunning(orphans.get(0))).isFalse();
      assertThat(TemporalChild.running(folder))
          .extracting(ProcessHandle::pid)
          .containsExactly(child.pid().orElseThrow());
    }
    assertThat(TemporalChild.running(folder)).isEmpty();
  }

  private TemporalChild start() {
    return TemporalChild.start(program(), folder, new PortBook(folder), "default");
  }

  /**
   * With its output thrown away: into the broken pipe of a killed owner the server would write its
   * next warning and end of that, sooner or later.
   */
  private Path deaf(Path program) throws IOException {
    Path script = temporary.resolve("temporal");
    Files.writeString(script, "#!/bin/sh\nexec '" + program + "' \"$@\" >/dev/null 2>&1\n");
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path program() {
    Path checkout = Path.of("..").toAbsolutePath().normalize().resolve(".tools/temporal");
    Path program = Programs.onPath("temporal").orElse(checkout);
    assumeThat(Files.isExecutable(program)).as("a temporal program is there").isTrue();
    return program;
  }

  private static List<InetAddress> outsideAddresses() throws Exception {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .toList();
  }

  private static void startWorkflowWithAllAttributes(String address) {
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(address).build());
    try {
      Builder attributes = io.temporal.api.common.v1.SearchAttributes.newBuilder();
      SearchAttributes.TYPES.forEach(
          (name, type) ->
              attributes.putIndexedFields(
                  name, payload(type == SearchAttributes.Type.INT ? 1 : "x")));
      String runId =
          stubs
              .blockingStub()
              .startWorkflowExecution(
                  StartWorkflowExecutionRequest.newBuilder()
                      .setNamespace("default")
                      .setRequestId(UUID.randomUUID().toString())
                      .setWorkflowId("test/" + UUID.randomUUID())
                      .setWorkflowType(WorkflowType.newBuilder().setName("Nothing"))
                      .setTaskQueue(
                          TaskQueue.newBuilder()
                              .setName("nobody")
                              .setKind(TaskQueueKind.TASK_QUEUE_KIND_NORMAL))
                      .setSearchAttributes(attributes)
                      .build())
              .getRunId();
      assertThat(runId).isNotEmpty();
    } finally {
      stubs.shutdownNow();
    }
  }

  private static Payload payload(Object value) {
    return DefaultDataConverter.STANDARD_INSTANCE.toPayload(value).orElseThrow();
  }
}
