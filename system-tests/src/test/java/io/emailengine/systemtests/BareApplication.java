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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What any Spring Boot application with the Temporal SDK costs: web, actuator, a worker with the
 * SDK's defaults, and as many workflows that sleep as are asked for.
 */
final class BareApplication {
  private static final String QUEUE = "bare";
  private static final int STARTS_AT_ONCE = 8;

  /** Ids of the workflows that this process has run. */
  private static final Set<String> ASLEEP = ConcurrentHashMap.newKeySet();

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
      ASLEEP.add(Workflow.getInfo().getWorkflowId());
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
    int sleepers = Integer.getInteger("bare.sleepers");
    ExecutorService threads = Executors.newFixedThreadPool(STARTS_AT_ONCE);
    for (int i = 0; i < sleepers; i++) {
      String id = "sleeper/" + i;
      threads.execute(() -> start(client, id));
    }
    threads.shutdown();
    while (ASLEEP.size() < sleepers) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    ASLEEP.clear();
    System.out.println("all asleep");
  }

  private static void start(WorkflowClient client, String id) {
    Sleeper sleeper =
        client.newWorkflowStub(
            Sleeper.class,
            WorkflowOptions.newBuilder().setTaskQueue(QUEUE).setWorkflowId(id).build());
    WorkflowClient.start(sleeper::run);
  }
}
