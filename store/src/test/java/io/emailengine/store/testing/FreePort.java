package io.emailengine.store.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server that can't be given port 0. It lies below those that the system hands out for
 * outgoing connections, so that nothing takes it by chance before the server does.
 */
public final class FreePort {
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 20_000; // the product looks for its own above
  private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

  private FreePort() {}

  /** Free now on every address, and given to nobody else in this JVM. */
  public static int take() {
    for (int i = 0; i < 1_000; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(new InetSocketAddress(port))
          && isFree(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
          && TAKEN.add(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port between " + LOWEST + " and " + HIGHEST);
  }

  private static boolean isFree(InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
