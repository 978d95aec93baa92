package io.emailengine.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.sandbox.SandboxOptions;
import io.emailengine.sandbox.fault.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the engine, of the SSH connection and of the host's shell at every point of an
 * apply over OpenSSH: afterwards the host runs the plan, and never ran or held anything else.
 */
class ApplyKillTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration CONVERGES = Duration.ofSeconds(180);

  /** What an apply says to {@code pmta}, before and after its effect. */
  private static final List<String> COMMANDS = List.of("test config", "reload", "show settings");

  @TempDir Path folder;
  private int address = 20;

  /** Who dies. */
  enum Victim {
    ENGINE,
    CONNECTION,
    SHELL
  }

  /**
   * @param point of the helper, or of {@code pmta} if it has a blank
   */
  record Death(Victim victim, String point, boolean refused) {}

  @Test
  @Tag("heavy")
  void survivesADeathInEachPhase() {
    drill(
        points ->
            List.of(
                new Death(Victim.CONNECTION, "renamed", false),
                new Death(Victim.SHELL, "renamed", true),
                new Death(Victim.SHELL, "after reload", false),
                new Death(Victim.ENGINE, "before reload", false)));
  }

  @Test
  @Tag("slow")
  void survivesEveryDeathAtEveryPoint() {
    drill(
        points -> {
          List<Death> deaths = new ArrayList<>();
          for (Victim victim : Victim.values()) {
            for (String point : points) {
              boolean onRefusal = point.equals("rejected") || point.equals("put-back");
              deaths.add(new Death(victim, point, onRefusal));
            }
            for (String command : COMMANDS) {
              deaths.add(new Death(victim, "before " + command, false));
              deaths.add(new Death(victim, "after " + command, false));
            }
          }
          return deaths;
        });
  }

  private void drill(Function<List<String>, List<Death>> matrix) {
    try (OpenSshFlight flight =
        OpenSshFlight.prepare(
            folder, SandboxOptions.in(folder.resolve("host")).withDayLength(DAY), DAY)) {
      flight.adopted();
      List<String> points = flight.mta.helper.arm("swap");
      AtomicBoolean over = new AtomicBoolean();
      AtomicReference<String> torn = new AtomicReference<>();
      Thread watcher = watch(flight, over, torn);
      for (Death death : matrix.apply(points)) {
        die(flight, death);
        assertThat(torn.get()).as(death + ": the engine's file is always whole").isNull();
        assertThat(flight.mta.gate.violations()).as(death.toString()).isEmpty();
      }
      over.set(true);
      LockSupport.unpark(watcher);
    }
  }

  private void die(OpenSshFlight flight, Death death) {
    System.out.println(death);
    String ip = "198.51.100." + address++;
    if (death.refused) {
      flight.mta.host.faults().on(Fault.TEST_FAILS);
    }
    boolean ofPmta = death.point.indexOf(' ') > 0;
    if (ofPmta) {
      flight.mta.gate.hold(death.point);
    } else {
      flight.mta.helper.hold(death.point);
    }
    flight.register(ip);
    if (ofPmta) {
      flight.mta.gate.awaitReached(SOON);
    } else {
      flight.mta.helper.awaitReached(death.point, SOON);
    }
    switch (death.victim) {
      case ENGINE -> flight.engine.killAll();
      case CONNECTION -> flight.mta.killConnections();
      case SHELL -> flight.mta.killShells();
    }
    flight.mta.host.faults().off(Fault.TEST_FAILS);
    flight.mta.gate.release();
    flight.mta.helper.release(death.point);
    if (death.victim == Victim.ENGINE) {
      flight.engine.start();
    }
    Await.until(
        CONVERGES,
        () -> death + " converges: " + flight.server() + flight.engine.output(),
        () ->
            flight.isSettled() && flight.mta.host.running().cap(flight.vmta(ip)).orElse(-1) == 50);
    assertThat(flight.mta.host.capHistory(flight.vmta(ip)))
        .as(death + ": never another cap than the plan's")
        .containsExactly(OptionalLong.of(50));
    assertThat(flight.sha256OnDisk()).as(death.toString()).isEqualTo(flight.recordedSha256());
  }

  /** Reads the engine's file as fast as it can. */
  private static Thread watch(
      OpenSshFlight flight, AtomicBoolean over, AtomicReference<String> torn) {
    Thread watcher =
        new Thread(
            () -> {
              while (!over.get()) {
                String text = flight.mta.text(OpenSshMta.ENGINE_FILE);
                if (!(text.startsWith("# email-engine ")
                    && count(text, "<virtual-mta ") == count(text, "</virtual-mta>")
                    && text.endsWith("\n"))) {
                  torn.compareAndSet(null, "\"" + text + "\"");
                }
                LockSupport.parkNanos(2_000_000);
              }
            });
    watcher.setDaemon(true);
    watcher.start();
    return watcher;
  }

  private static long count(String text, String word) {
    return Stream.iterate(text.indexOf(word), at -> at >= 0, at -> text.indexOf(word, at + 1))
        .count();
  }
}
