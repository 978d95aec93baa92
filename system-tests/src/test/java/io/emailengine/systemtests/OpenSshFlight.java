package io.emailengine.systemtests;

import io.emailengine.sandbox.SandboxOptions;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/** A mail server behind OpenSSH and a real engine process that pilots it. */
final class OpenSshFlight implements AutoCloseable {
  final OpenSshMta mta;
  final EngineProcess engine;

  private OpenSshFlight(OpenSshMta mta, EngineProcess engine) {
    this.mta = mta;
    this.engine = engine;
  }

  static OpenSshFlight prepare(Path folder, SandboxOptions options, Duration day) {
    return new OpenSshFlight(
        OpenSshMta.start(folder.resolve("machine"), options),
        EngineProcess.in(folder.resolve("engine"), day, "in-jvm"));
  }

  /** Starts the engine and registers the host with it. */
  OpenSshFlight registered() {
    engine.start();
    Rest.Answer server =
        engine
            .rest()
            .post(
                "/api/v2/servers",
                "{\"name\":\"mta1\",\"host\":\"127.0.0.1\",\"port\":"
                    + mta.port()
                    + ",\"user\":\"root\",\"pmta\":\""
                    + OpenSshMta.PMTA
                    + "\",\"hostKey\":\""
                    + mta.hostKey()
                    + "\"}")
            .expect(201);
    mta.authorize(server.text("/publicKey"));
    return this;
  }

  OpenSshFlight adopted() {
    registered();
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

  JsonNode ip(String address) {
    return engine.rest().get("/api/v2/ips/" + address).expect(200).body();
  }

  String vmta(String address) {
    return ip(address).at("/vmta").asString();
  }

  JsonNode server() {
    return engine.rest().get("/api/v2/servers/mta1").expect(200).body();
  }

  /** Whether the host runs all that is wanted and nothing is amiss. */
  boolean isSettled() {
    JsonNode server = server();
    return server.at("/state").asString().equals("ready")
        && server.at("/generation/desired").asLong() == server.at("/generation/applied").asLong();
  }

  /** Waits until the host runs all that is wanted. */
  void settle() {
    Await.until(
        Duration.ofSeconds(60),
        () -> "the host runs what is wanted: " + server() + engine.output(),
        this::isSettled);
  }

  String recordedSha256() {
    return server().at("/sha256").asString();
  }

  String sha256OnDisk() {
    byte[] bytes = mta.host.file(OpenSshMta.ENGINE_FILE).orElse(new byte[0]);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      engine.close();
    } finally {
      mta.close();
    }
  }
}
