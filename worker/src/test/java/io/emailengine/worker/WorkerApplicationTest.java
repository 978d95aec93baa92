package io.emailengine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.settings.Deployment;
import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.testing.FreePort;
import io.emailengine.store.testing.PostgresFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The worker alone, as its container runs it. */
class WorkerApplicationTest {
  @TempDir Path folder;

  @Test
  void showsHealthAndMetricsAndNothingElse() throws Exception {
    int port = FreePort.take();
    EngineSettings.Database database = PostgresFixture.shared().migratedDatabase();
    try (InJvmServer temporal = new InJvmServer()) {
      EngineSettings settings =
          EngineSettings.fromEnvironment(
                  Map.of(
                      "EMAIL_ENGINE_DB_URL", database.url(),
                      "EMAIL_ENGINE_DB_USER", database.user(),
                      "EMAIL_ENGINE_DB_PASSWORD", database.password().reveal(),
                      "TEMPORAL_ADDRESS", temporal.address(),
                      "EMAIL_ENGINE_MANAGEMENT_PORT", String.valueOf(port)),
                  Deployment.WORKER)
              .using(folder, database, temporal.address());
      try (ConfigurableApplicationContext worker = WorkerApplication.start(settings, folder)) {
        assertThat(worker.isActive()).isTrue();
        assertThat(get(port, "/actuator/health").body()).contains("\"UP\"");
        String metrics = get(port, "/actuator/prometheus").body();
        assertThat(metrics)
            .contains(
                "email_engine_divergent_rows",
                "email_engine_oldest_divergence_seconds",
                "email_engine_outbox_open",
                "email_engine_workflow_starts_total");
        Await.until(
            "the metrics of Temporal are there, with the tag of updates",
            () ->
                get(port, "/actuator/prometheus")
                    .body()
                    .lines()
                    .anyMatch(
                        line ->
                            line.startsWith("temporal_") && line.contains("update_name=\"none\"")));
        for (String path : new String[] {"/", "/actuator", "/actuator/env", "/actuator/beans"}) {
          assertThat(get(port, path).statusCode()).as(path).isEqualTo(404);
        }
      }
    }
  }

  private static HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
