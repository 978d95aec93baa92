package io.emailengine.api.temporal;

import io.emailengine.api.ApiSettings;
import io.emailengine.workflows.Payloads;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The api's own client. It connects with the first call, so that the api starts while Temporal is
 * down.
 */
@Configuration(proxyBeanMethods = false)
class TemporalClientConfiguration {
  /** A request's caller waits: better a quick 503 than a slow one. */
  private static final Duration RPC_TIMEOUT = Duration.ofSeconds(5);

  @Bean(destroyMethod = "shutdownNow")
  WorkflowServiceStubs apiTemporalStubs(ApiSettings settings) {
    return WorkflowServiceStubs.newServiceStubs(
        WorkflowServiceStubsOptions.newBuilder()
            .setTarget(settings.temporalAddress())
            .setRpcTimeout(RPC_TIMEOUT)
            .validateAndBuildWithDefaults());
  }

  @Bean
  WorkflowClient apiWorkflowClient(WorkflowServiceStubs stubs, ApiSettings settings) {
    return WorkflowClient.newInstance(
        stubs,
        WorkflowClientOptions.newBuilder()
            .setNamespace(settings.temporalNamespace())
            .setDataConverter(Payloads.dataConverter())
            .setIdentity("api")
            .build());
  }

  @Bean
  HealthIndicator temporalHealthIndicator(WorkflowServiceStubs stubs) {
    return () -> {
      try {
        stubs.healthCheck();
        return Health.up().build();
      } catch (RuntimeException e) {
        return Health.down().withDetail("reason", "Temporal does not answer").build();
      }
    };
  }
}
