package io.emailengine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** What runs ends while the pools are open. */
class DrainTest {
  private static final String QUEUE = "drain";

  /** Does one long thing. */
  @WorkflowInterface
  public interface LongWorkflow {
    /** Runs it. */
    @WorkflowMethod
    void run();
  }

  /** The long thing. */
  @ActivityInterface
  public interface LongActivity {
    /** Uses the pool until it is let go. */
    void use();
  }

  /** Calls the activity. */
  public static final class LongWorkflowImpl implements LongWorkflow {
    @Override
    public void run() {
      Workflow.newActivityStub(
              LongActivity.class,
              ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofSeconds(60)).build())
          .use();
    }
  }

  private static final class Pool implements AutoCloseable {
    private volatile boolean open = true;

    @Override
    public void close() {
      open = false;
    }
  }

  @Test
  void letsARunningActivityEndBeforeThePoolCloses() throws InterruptedException {
    try (InJvmServer server = new InJvmServer()) {
      Pool pool = new Pool();
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch letGo = new CountDownLatch(1);
      AtomicReference<String> end = new AtomicReference<>("never");
      LongActivity activity =
          () -> {
            begun.countDown();
            try {
              letGo.await(50, TimeUnit.SECONDS);
              end.set(pool.open ? "pool open" : "pool closed");
            } catch (InterruptedException e) {
              end.set("interrupted");
            }
          };
      AnnotationConfigApplicationContext context = context(server, pool, activity);
      WorkflowClient client = context.getBean(Temporal.class).forCalls();
      WorkflowClient.start(
          client.newWorkflowStub(
                  LongWorkflow.class,
                  WorkflowOptions.newBuilder().setTaskQueue(QUEUE).setWorkflowId("long").build())
              ::run);
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

      Thread closing = new Thread(context::close);
      closing.start();
      Await.until(
          "it stops",
          () ->
              closing.getState() == Thread.State.TIMED_WAITING
                  || closing.getState() == Thread.State.WAITING);
      letGo.countDown();
      closing.join(TimeUnit.SECONDS.toMillis(40));

      assertThat(closing.isAlive()).isFalse();
      assertThat(end.get()).isEqualTo("pool open");
      assertThat(pool.open).isFalse();
    }
  }

  private static AnnotationConfigApplicationContext context(
      InJvmServer server, Pool pool, LongActivity activity) {
    WorkerSettings settings =
        new WorkerSettings(
            server.address(),
            "default",
            true,
            Duration.ofDays(1),
            Duration.ZERO,
            Duration.ofSeconds(1),
            Path.of("unused"),
            Optional.empty());
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    context.registerBean(Pool.class, () -> pool);
    context.registerBean(Temporal.class, () -> new Temporal(settings, new SimpleMeterRegistry()));
    context.registerBean(
        WorkerRoom.class,
        () -> {
          Temporal temporal = context.getBean(Temporal.class);
          WorkerFactory factory = WorkerFactory.newInstance(temporal.forWorker());
          Worker worker = factory.newWorker(QUEUE);
          worker.registerWorkflowImplementationTypes(LongWorkflowImpl.class);
          worker.registerActivitiesImplementations(activity);
          return new WorkerRoom(factory, () -> {}, List.of(), () -> {});
        });
    context.refresh();
    return context;
  }
}
