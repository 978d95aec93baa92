package io.emailengine.standalone;

import io.emailengine.store.settings.Deployment;
import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.settings.KeyFiles;
import io.emailengine.store.settings.Secret;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything in one process: each part starts when what it needs runs, and all stop in reverse. */
final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private final boolean sandbox;
  private final PrintStream console;
  private final StopSignal stop;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  Engine(boolean sandbox, PrintStream console, StopSignal stop) {
    this.sandbox = sandbox;
    this.console = console;
    this.stop = stop;
  }

  /**
   * Starts all parts and prints where they are. A wish to stop that arrives meanwhile ends the
   * start after the part that is being started.
   *
   * @throws StartupException if a part can't be started; {@link #close()} stops those that run
   */
  void start(Map<String, String> environment) {
    long begin = System.nanoTime();
    EngineSettings given = EngineSettings.read(environment, properties(), deployment());
    DataFolder folder = running(DataFolder.open(dataFolder(given)));
    requireFree("EMAIL_ENGINE_PORT", given.bind(), given.port());
    requireFree("EMAIL_ENGINE_MANAGEMENT_PORT", given.managementBind(), given.managementPort());
    Logging.start(folder);
    given.warnings().forEach(warning -> console.println("Warning: " + warning + "."));
    console.println("Starting " + Version.current() + " on " + folder.path() + " ...");

    PortBook ports = new PortBook(folder);
    EngineSettings.Database database =
        given.database().orElseGet(() -> running(EmbeddedDatabase.start(folder, ports)).login());
    if (stop.isRaised()) {
      return;
    }
    TemporalServer temporal =
        running(
            new TemporalChoice(Checkout.current(), console::println).start(given, folder, ports));
    if (stop.isRaised()) {
      return;
    }
    EngineSettings settings = given.using(folder.path(), database, temporal.address());
    Secret operatorKey = operatorKey(given, folder);
    // Before the worker, which would find its host gone; stopped after it.
    Optional<SandboxStack> stack =
        sandbox
            ? Optional.of(running(SandboxStack.start(settings, folder, ports, console::println)))
            : Optional.empty();
    running(EngineContext.start(settings, folder, operatorKey, temporal instanceof InJvmTemporal));
    stack.ifPresent(host -> host.settle(settings, operatorKey));
    Duration startedIn = Duration.ofNanos(System.nanoTime() - begin);
    LOG.info("Ready after {}", startedIn);
    console.println(
        new Banner(settings, folder.path(), temporal, sandbox)
            .text(Version.current(), operatorKey, startedIn));
  }

  /** Stops what runs, last started first; what fails to stop does not keep the rest from it. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not stop cleanly", part.getClass().getSimpleName(), e);
      }
    }
  }

  private Deployment deployment() {
    return deployment(sandbox);
  }

  private Path dataFolder(EngineSettings settings) {
    return dataFolder(settings, sandbox);
  }

  static Deployment deployment(boolean sandbox) {
    return sandbox ? Deployment.SANDBOX : Deployment.UP;
  }

  static Path dataFolder(EngineSettings settings, boolean sandbox) {
    Path folder = settings.dataDir().orElseGet(() -> Checkout.current().data()).toAbsolutePath();
    return sandbox ? folder.resolveSibling(folder.getFileName() + "-sandbox") : folder;
  }

  private static Secret operatorKey(EngineSettings settings, DataFolder folder) {
    try {
      return KeyFiles.operatorKey(settings, folder.path());
    } catch (IOException e) {
      throw new StartupException("The operator key can't be used: " + e.getMessage(), e);
    }
  }

  private static void requireFree(String variable, String bind, int port) {
    try {
      if (!PortBook.isFree(InetAddress.getByName(bind), port)) {
        throw new StartupException(
            "Port %d on %s can't be listened on: another program has it. Set %s."
                .formatted(port, bind, variable));
      }
    } catch (UnknownHostException e) {
      throw new StartupException(
          "The address " + bind + " of " + variable.replace("PORT", "BIND") + " is not known.", e);
    }
  }

  static Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      properties.put(name, System.getProperty(name));
    }
    return properties;
  }

  private <T extends AutoCloseable> T running(T part) {
    parts.push(part);
    return part;
  }
}
