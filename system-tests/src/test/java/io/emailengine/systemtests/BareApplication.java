package io.emailengine.systemtests;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What any Spring Boot application with the Temporal SDK costs: web, actuator, a worker with the
 * SDK's defaults, and as many workflows that sleep as fill its cache.
 */
final class BareApplication {
  private static final String QUEUE = "bare";

  private BareApplication() {}

  /** Sleeps. */
  @WorkflowInterface
  public interface Sleeper {
    /** Returns after a day. */
    @WorkflowMethod
    void run();
  }

  /** Sleeps. */
  public static final class SleeperImpl implements Sleeper {
    @Override
    public void run() {
      Workflow.sleep(Duration.ofDays(1));
    }
  }

  /** The whole application. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Beans {
    @Bean
    WorkflowClient client() {
      return WorkflowClient.newInstance(
          WorkflowServiceStubs.newServiceStubs(
              WorkflowServiceStubsOptions.newBuilder()
                  .setTarget(System.getProperty("bare.temporal"))
                  .build()),
          WorkflowClientOptions.newBuilder().setNamespace("default").build());
    }

    @Bean(initMethod = "start", destroyMethod = "shutdown")
    WorkerFactory workers(WorkflowClient client) {
      WorkerFactory factory = WorkerFactory.newInstance(client);
      factory.newWorker(QUEUE).registerWorkflowImplementationTypes(SleeperImpl.class);
      return factory;
    }
  }

  /**
   * Serves until it is killed. System properties: port, address of Temporal, number of sleepers.
   */
  public static void main(String[] args) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("server.port", System.getProperty("bare.port"));
    properties.put("server.address", "127.0.0.1");
    properties.put("management.endpoints.web.exposure.include", "health,prometheus");
    SpringApplication application = new SpringApplication(Beans.class);
    application.setDefaultProperties(properties);
    ConfigurableApplicationContext running = application.run();
    WorkflowClient client = running.getBean(WorkflowClient.class);
    for (int i = 0; i < Integer.getInteger("bare.sleepers"); i++) {
      Sleeper sleeper =
          client.newWorkflowStub(
              Sleeper.class,
              WorkflowOptions.newBuilder()
                  .setTaskQueue(QUEUE)
                  .setWorkflowId("sleeper/" + i)
                  .build());
      WorkflowClient.start(sleeper::run);
    }
    System.out.println("all asleep");
  }
}
