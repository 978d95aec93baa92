package io.emailengine.standalone;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.temporal.internal.testservice.TestServicesStarter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The test server of the Temporal SDK inside this process, on loopback. It keeps everything in
 * memory and has no visibility and no Web UI: good for a trial.
 */
final class InJvmTemporal implements TemporalServer {
  private static final String HEALTH_NAME = "temporal.api.workflowservice.v1.WorkflowService";

  private final TestServicesStarter services;
  private final Server server;

  private InJvmTemporal(TestServicesStarter services, Server server) {
    this.services = services;
    this.server = server;
  }

  static InJvmTemporal start(PortBook ports) {
    int port = ports.free("temporal");
    TestServicesStarter services = new TestServicesStarter(true, 0);
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus(HEALTH_NAME, ServingStatus.SERVING);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    services.getServices().forEach(builder::addService);
    builder.addService(health.getHealthService());
    try {
      return new InJvmTemporal(services, builder.build().start());
    } catch (IOException e) {
      services.close();
      throw new StartupException("The in-JVM Temporal server did not start: " + e, e);
    }
  }

  @Override
  public String address() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public Optional<String> webUi() {
    return Optional.empty();
  }

  @Override
  public String description() {
    return "in-JVM server, TRIAL MODE: its memory ends with this process and is rebuilt from PostgreSQL";
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    services.close();
  }
}
