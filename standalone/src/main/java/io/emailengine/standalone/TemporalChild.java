package io.emailengine.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The real {@code temporal} server as a supervised child with its database in the data folder. If
 * it dies it is started again on the same ports, after a pause that doubles up to 30 s.
 */
final class TemporalChild implements TemporalServer {
  private static final String DATABASE = "temporal.db";
  private static final int START_ATTEMPTS = 3;
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration STEADY = Duration.ofMinutes(1);
  private static final long LOG_BYTES = 5_000_000;
  private static final Logger LOG = LoggerFactory.getLogger(TemporalChild.class);

  private final Path program;
  private final DataFolder folder;
  private final String namespace;
  private final int port;
  private final int uiPort;
  private final BoundedLog output;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread supervisor;
  private volatile @Nullable Process process;

  private TemporalChild(
      Path program, DataFolder folder, PortBook ports, String namespace, boolean otherPorts) {
    this.program = program;
    this.folder = folder;
    this.namespace = namespace;
    this.port = otherPorts ? ports.replace("temporal") : ports.free("temporal");
    this.uiPort = otherPorts ? ports.replace("temporal-ui") : ports.free("temporal-ui");
    this.output = new BoundedLog(folder.logs().resolve("temporal.log"), LOG_BYTES);
    this.supervisor = new Thread(this::supervise, "temporal-supervisor");
    this.supervisor.setDaemon(true);
  }

  /**
   * Starts the server and returns when it answers. What a killed engine left running on the same
   * data folder is ended first.
   *
   * @throws StartupException if it doesn't answer
   */
  static TemporalChild start(Path program, DataFolder folder, PortBook ports, String namespace) {
    endLeftover(folder);
    for (int attempt = 1; attempt <= START_ATTEMPTS; attempt++) {
      // A port that was free a moment ago may be taken now: then the child ends at once.
      TemporalChild child = new TemporalChild(program, folder, ports, namespace, attempt > 1);
      if (child.begin()) {
        return child;
      }
      child.close();
    }
    throw new StartupException(
        "The Temporal server "
            + program
            + " did not start; see "
            + folder.logs().resolve("temporal.log"));
  }

  /** The running children of whatever engine on this data folder. */
  static List<ProcessHandle> running(DataFolder folder) {
    String database = folder.file(DATABASE).toString();
    return Processes.withArguments(
        arguments -> arguments.contains("start-dev") && arguments.contains(database));
  }

  @Override
  public String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public Optional<String> webUi() {
    return Optional.of("http://127.0.0.1:" + uiPort);
  }

  @Override
  public String description() {
    return "own server, process " + pid().map(String::valueOf).orElse("none");
  }

  Optional<Long> pid() {
    return Optional.ofNullable(process).map(Process::pid);
  }

  @Override
  public void close() {
    stopping.countDown();
    Process running = process;
    if (running != null) {
      Processes.end(running.toHandle(), STOP_PATIENCE);
    }
    try {
      supervisor.join(STOP_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // The supervisor may have started one more between the two lines above.
    endLeftover(folder);
    output.close();
  }

  private static void endLeftover(DataFolder folder) {
    for (ProcessHandle left : running(folder)) {
      LOG.info("Ending the Temporal process {} that an earlier run left behind", left.pid());
      Processes.end(left, STOP_PATIENCE);
    }
  }

  /** True once the server answers, false if the child has ended instead. */
  private boolean begin() {
    Process started = launch();
    supervisor.start();
    boolean answers =
        TemporalProbe.awaitAnswer(address(), namespace, START_PATIENCE, started::isAlive);
    return answers && started.isAlive();
  }

  private Process launch() {
    try {
      Process started =
          new ProcessBuilder(command())
              .directory(folder.path().toFile())
              .redirectErrorStream(true)
              .start();
      started.getOutputStream().close();
      process = started;
      Files.writeString(folder.file("temporal.pid"), started.pid() + "\n");
      Thread pump = new Thread(() -> pump(started.getInputStream()), "temporal-output");
      pump.setDaemon(true);
      pump.start();
      return started;
    } catch (IOException e) {
      throw new StartupException("The Temporal server " + program + " can't be run: " + e, e);
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    // A session of its own: Ctrl-C in the terminal must reach this process only, which stops its
    // children in order.
    Programs.onPath("setsid").ifPresent(setsid -> command.add(setsid.toString()));
    command.addAll(
        List.of(
            program.toString(),
            "server",
            "start-dev",
            "--ip",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--ui-port",
            Integer.toString(uiPort),
            "--db-filename",
            folder.file(DATABASE).toString(),
            "--namespace",
            namespace,
            "--log-level",
            "warn"));
    for (var attribute : SearchAttributes.TYPES.entrySet()) {
      command.add("--search-attribute");
      command.add(attribute.getKey() + "=" + attribute.getValue().flag());
    }
    return command;
  }

  private void pump(InputStream from) {
    byte[] bytes = new byte[8192];
    try (from) {
      for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
        output.write(bytes, n);
      }
    } catch (IOException e) {
      LOG.debug("The output of the Temporal server has ended", e);
    }
  }

  private void supervise() {
    Duration pause = Duration.ofSeconds(1);
    try {
      while (true) {
        Process running = java.util.Objects.requireNonNull(process);
        long begin = System.nanoTime();
        int status = running.waitFor();
        if (stopping.getCount() == 0) {
          return;
        }
        Duration lived = Duration.ofNanos(System.nanoTime() - begin);
        pause = lived.compareTo(STEADY) > 0 ? Duration.ofSeconds(1) : pause;
        LOG.warn(
            "The Temporal server ended with status {}; starting it again in {}", status, pause);
        if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        pause = doubled(pause);
        relaunch();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void relaunch() {
    try {
      launch();
    } catch (StartupException e) {
      LOG.error("The Temporal server can't be started again; the next attempt follows", e);
    }
  }

  private static Duration doubled(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }
}
