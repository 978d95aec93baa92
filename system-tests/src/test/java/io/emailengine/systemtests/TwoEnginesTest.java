package io.emailengine.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two engines that both know one host: one of them writes, the other one says why it does not. */
class TwoEnginesTest {
  private static final Duration DAY = Duration.ofMinutes(2);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String SERVER = "/api/v2/servers/mta1";
  private static final String POOLS = "{\"pools\":{\"pmta-pool\":\"default/marketing\"}}";
  private static final String IP = "198.51.100.30";
  private static final String LATER = "198.51.100.31";

  @TempDir Path folder;

  @Test
  void onlyTheOneThatTookOverWrites() {
    try (Flight first = Flight.prepare(folder, DAY, "in-jvm").adopted();
        EngineProcess second = EngineProcess.in(folder.resolve("second"), DAY, "in-jvm").start()) {
      first.register(IP);
      Await.until(
          SOON,
          () -> "the first engine's IP runs: " + first.engine.output(),
          () -> first.host.running().cap("vmta-198-51-100-30").orElse(-1) == 50);
      register(first, second);
      String ofTheFirst = engineFile(first);

      Rest.Answer refused = second.rest().post(SERVER + "/adopt", POOLS);
      assertThat(refused.status()).as(refused.toString()).isIn(409, 422);
      assertThat(engineFile(first)).isEqualTo(ofTheFirst);

      second.rest().post(SERVER + "/adopt?force=true", POOLS).expect(200);
      String writer = writer(engineFile(first));
      assertThat(writer).isNotEqualTo(writer(ofTheFirst));

      first
          .engine
          .rest()
          .post("/api/v2/ips/" + IP + "/pause", "{\"reason\":\"whose is it?\"}")
          .expect(202);
      Await.until(
          SOON,
          () -> "the first engine stands back: " + first.engine.output(),
          () -> state(first).equals("held"));
      first
          .engine
          .rest()
          .post("/api/v2/ips", "{\"address\":\"" + LATER + "\",\"purpose\":\"marketing\"}");
      Await.until(
          SOON,
          () -> "the second engine knows of no trouble",
          () -> second.rest().get(SERVER).expect(200).text("/state").equals("ready"));
      assertThat(state(first)).isEqualTo("held");
      assertThat(writer(engineFile(first))).isEqualTo(writer);
      assertThat(engineFile(first)).doesNotContain(LATER);
    }
  }

  private static void register(Flight first, EngineProcess second) {
    Rest.Answer registered =
        second
            .rest()
            .post(
                "/api/v2/servers",
                "{\"name\":\"mta1\",\"host\":\"127.0.0.1\",\"port\":"
                    + first.host.port()
                    + ",\"hostKey\":\""
                    + first.host.hostKeyLine()
                    + "\"}")
            .expect(201);
    first.host.authorize(registered.text("/publicKey"));
  }

  private static String state(Flight flight) {
    return flight.engine.rest().get(SERVER).expect(200).text("/state");
  }

  private static String engineFile(Flight flight) {
    return new String(
        flight.host.file("/etc/pmta/email-engine/engine.conf").orElse(new byte[0]),
        StandardCharsets.ISO_8859_1);
  }

  private static String writer(String file) {
    return file.substring(0, file.indexOf(" generation="));
  }
}
