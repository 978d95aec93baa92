package io.emailengine.api;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.temporal.internal.testservice.TestServicesStarter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A Temporal server on a port of loopback, time as it is. */
final class InJvmServer implements AutoCloseable {
  private static final String HEALTH = "temporal.api.workflowservice.v1.WorkflowService";
  private final TestServicesStarter services = new TestServicesStarter(true, 0);
  private final Server server;

  InJvmServer() {
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus(HEALTH, ServingStatus.SERVING);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    services.getServices().forEach(builder::addService);
    try {
      server = builder.addService(health.getHealthService()).build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
    services.close();
  }
}
