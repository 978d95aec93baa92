package io.emailengine.systemtests;

import io.emailengine.sandbox.SandboxHost;
import io.emailengine.sandbox.SandboxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * A simulated mail server in this JVM and a real engine process that pilots it, as a user would set
 * them up.
 */
final class Flight implements AutoCloseable {
  static final List<Long> SIX_WEEKS = List.of(50L, 200L, 500L, 1500L, 5000L, 10000L);

  final SandboxHost host;
  final EngineProcess engine;

  private Flight(SandboxHost host, EngineProcess engine) {
    this.host = host;
    this.engine = engine;
  }

  static Flight prepare(Path folder, Duration day, String temporal) {
    SandboxHost host =
        SandboxHost.start(SandboxOptions.in(folder.resolve("host")).withDayLength(day));
    return new Flight(host, EngineProcess.in(folder.resolve("engine"), day, temporal));
  }

  /** Starts the engine, registers the host and adopts it. */
  Flight adopted() {
    engine.start();
    Rest.Answer server =
        engine
            .rest()
            .post(
                "/api/v2/servers",
                "{\"name\":\"mta1\",\"host\":\"127.0.0.1\",\"port\":"
                    + host.port()
                    + ",\"hostKey\":\""
                    + host.hostKeyLine()
                    + "\"}")
            .expect(201);
    host.authorize(server.text("/publicKey"));
    engine
        .rest()
        .post("/api/v2/servers/mta1/adopt", "{\"pools\":{\"pmta-pool\":\"default/marketing\"}}")
        .expect(200);
    return this;
  }

  Rest.Answer register(String address) {
    return engine
        .rest()
        .post("/api/v2/ips", "{\"address\":\"" + address + "\",\"purpose\":\"marketing\"}")
        .expect(201);
  }

  String vmta(String address) {
    return engine.rest().get("/api/v2/ips/" + address).expect(200).text("/vmta");
  }

  String state(String address) {
    return engine.rest().get("/api/v2/ips/" + address).expect(200).text("/state");
  }

  /** The daily caps with which PowerMTA ran this virtual MTA, one after the other. */
  List<Long> caps(String vmta) {
    return host.capHistory(vmta).stream()
        .filter(OptionalLong::isPresent)
        .map(OptionalLong::getAsLong)
        .toList();
  }

  @Override
  public void close() {
    try {
      engine.close();
    } finally {
      host.close();
    }
  }
}
