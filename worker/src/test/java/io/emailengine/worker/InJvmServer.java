package io.emailengine.worker;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.temporal.internal.testservice.TestServicesStarter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A Temporal server on a port of loopback that can go away and come back with an empty memory. */
final class InJvmServer implements AutoCloseable {
  private static final String HEALTH = "temporal.api.workflowservice.v1.WorkflowService";
  private TestServicesStarter services;
  private Server server;
  private int port;

  InJvmServer() {
    start();
  }

  void start() {
    services = new TestServicesStarter(true, 0);
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus(HEALTH, ServingStatus.SERVING);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    services.getServices().forEach(builder::addService);
    try {
      server = builder.addService(health.getHealthService()).build().start();
      port = server.getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stop() throws InterruptedException {
    server.shutdownNow();
    server.awaitTermination();
    services.close();
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    server.shutdownNow();
    services.close();
  }
}
