package io.emailengine.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the whole process group at random moments of a warm-up, data folder kept: the
 * host sees exactly the schedule, no step skipped or repeated, and never a half-written file.
 */
class KillDrillTest {
  private static final String ADDRESS = "198.51.100.23";
  private static final String VMTA = "vmta-198-51-100-23";

  @TempDir Path folder;

  @Test
  @Tag("real-temporal")
  void keepsTheScheduleThroughTwentyKillsOnARealServer() {
    drill("real", 20, Duration.ofSeconds(8));
  }

  @Test
  void keepsTheScheduleThroughThreeKillsOnTheInJvmServer() {
    drill("in-jvm", 3, Duration.ofMillis(2_500));
  }

  private void drill(String temporal, int kills, Duration day) {
    long seed = System.nanoTime();
    System.out.println("kill drill, seed " + seed);
    Random random = new Random(seed);
    AtomicBoolean over = new AtomicBoolean();
    AtomicReference<String> torn = new AtomicReference<>();
    try (Flight flight = Flight.prepare(folder, day, temporal).adopted()) {
      Thread watcher = watch(flight, over, torn);
      flight.register(ADDRESS);
      int killed = 0;
      while (killed < kills && !isWarm(flight)) {
        // Up to a day after the engine is ready again: within steps, at their ends, in applies, in
        // recoveries.
        LockSupport.parkNanos(random.nextLong(day.toNanos()));
        flight.engine.killAll();
        killed++;
        flight.engine.start();
      }
      // The days are long enough for all of them: a warm-up that is over proves nothing.
      assertThat(killed).isEqualTo(kills);
      Await.until(
          day.multipliedBy(60).plusSeconds(60),
          () -> "warm: " + flight.caps(VMTA) + flight.engine.output(),
          () -> isWarm(flight));
      over.set(true);
      join(watcher);
      assertThat(torn.get()).as("seed " + seed).isNull();
      assertThat(flight.caps(VMTA)).as("seed " + seed).isEqualTo(Flight.SIX_WEEKS);
      assertThat(raises(flight)).as("seed " + seed).isEqualTo(5);
    }
  }

  private static boolean isWarm(Flight flight) {
    return flight.state(ADDRESS).equals("active");
  }

  private static long raises(Flight flight) {
    return flight
        .engine
        .rest()
        .get("/api/v2/ips/" + ADDRESS + "/decisions")
        .expect(200)
        .body()
        .at("/items")
        .valueStream()
        .filter(d -> d.at("/kind").asString().equals("raise"))
        .count();
  }

  /** Reads the engine's file as fast as it can: it is always whole. */
  private static Thread watch(Flight flight, AtomicBoolean over, AtomicReference<String> torn) {
    Thread watcher =
        new Thread(
            () -> {
              while (!over.get()) {
                String text =
                    flight
                        .host
                        .file("/etc/pmta/email-engine/engine.conf")
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .orElse("");
                if (!text.isEmpty()
                    && !(text.startsWith("# email-engine ")
                        && count(text, "<virtual-mta ") == count(text, "</virtual-mta>")
                        && text.endsWith("\n"))) {
                  torn.compareAndSet(null, text);
                }
                LockSupport.parkNanos(2_000_000);
              }
            });
    watcher.start();
    return watcher;
  }

  private static int count(String text, String word) {
    return List.of(text.split(java.util.regex.Pattern.quote(word), -1)).size() - 1;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
