package io.emailengine.standalone;

import io.emailengine.sandbox.SandboxHost;
import io.emailengine.sandbox.powermta.CapChange;
import io.emailengine.sandbox.powermta.HostEvent;
import io.emailengine.sandbox.powermta.RunningVmta;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Tells a person in front what happens on the simulated host: each cap when it is seen in the
 * running configuration, and the end of each warm-up.
 */
final class SandboxStory implements AutoCloseable {
  private static final long LOOK_EVERY_MILLIS = 300;
  private static final Logger LOG = LoggerFactory.getLogger(SandboxStory.class);

  private final SandboxHost host;
  private final Consumer<String> tell;
  private final Map<String, Instant> firstCap = new HashMap<>();
  private final Set<String> warming = new HashSet<>();
  private final CountDownLatch stopping = new CountDownLatch(1);

  SandboxStory(SandboxHost host, Consumer<String> tell) {
    this.host = host;
    this.tell = tell;
  }

  void begin(EngineClient client) {
    host.events().forEach(this::remember);
    host.listen(this::happened);
    Thread watch = new Thread(() -> watch(client), "sandbox-story");
    watch.setDaemon(true);
    watch.start();
  }

  @Override
  public void close() {
    stopping.countDown();
  }

  /** Earlier caps, so that days go on counting after a restart. */
  private synchronized void remember(HostEvent event) {
    for (CapChange change : event.changes()) {
      if (isCap(change)) {
        firstCap.putIfAbsent(change.vmta(), event.at());
      }
    }
  }

  private synchronized void happened(HostEvent event) {
    remember(event);
    if (event.kind() != HostEvent.Kind.RELOADED) {
      return;
    }
    for (CapChange change : event.changes()) {
      if (isCap(change)) {
        tell.accept(
            "  day %2d  %-15s  %s messages a day run on the host (before: %s)"
                .formatted(
                    day(change.vmta(), event.at()),
                    address(change.vmta()),
                    change.to(),
                    change.from()));
      }
    }
  }

  private long day(String vmta, Instant now) {
    Instant first = firstCap.getOrDefault(vmta, now);
    return host.calendar().dayOf(now) - host.calendar().dayOf(first) + 1;
  }

  private String address(String vmta) {
    RunningVmta running = host.running().vmtas().get(vmta);
    List<String> sources = running == null ? List.of() : running.sources();
    return sources.isEmpty() ? vmta : sources.get(0);
  }

  private static boolean isCap(CapChange change) {
    return !change.to().isEmpty() && change.to().chars().allMatch(Character::isDigit);
  }

  private void watch(EngineClient client) {
    try {
      while (!stopping.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        look(client);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(EngineClient client) {
    try {
      client
          .find("/api/v2/ips?server=" + SandboxStack.SERVER + "&size=200")
          .ifPresent(page -> page.path("items").forEach(this::seen));
    } catch (StartupException e) {
      LOG.debug("The engine does not answer at this moment", e);
    }
  }

  private void seen(JsonNode ip) {
    String address = ip.path("address").asString("");
    switch (ip.path("state").asString("")) {
      case "warming" -> warming.add(address);
      case "active" -> {
        if (warming.remove(address)) {
          tell.accept(
              "  warm-up complete: %s sends %s messages a day"
                  .formatted(address, ip.path("dailyQuota").asString("?")));
        }
      }
      default -> warming.remove(address);
    }
  }
}
