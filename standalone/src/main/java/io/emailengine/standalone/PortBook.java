package io.emailengine.standalone;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Properties;
import java.util.random.RandomGenerator;

/**
 * The loopback ports of the engine's own servers, remembered in the data folder so that a restart
 * finds them at the same place. A port that another program has taken meanwhile is replaced.
 */
final class PortBook {
  // Below 32768, where Linux begins to hand out ports for outgoing connections.
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 200;

  private final Path file;
  private final RandomGenerator chance;
  private final Properties ports = new Properties();

  PortBook(DataFolder folder) {
    this(folder, new SecureRandom());
  }

  PortBook(DataFolder folder, RandomGenerator chance) {
    this.file = folder.file("ports.properties");
    this.chance = chance;
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        ports.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new StartupException(file + " can't be read: " + e, e);
      }
    }
  }

  /** The port known by that name if it is free, else another free one, which is then known. */
  synchronized int free(String name) {
    int known = known(name);
    return known != 0 && isFree(known) ? known : replace(name);
  }

  /** Another port than the one known by that name. */
  synchronized int replace(String name) {
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = chance.nextInt(LOWEST, HIGHEST);
      if (!ports.containsValue(Integer.toString(port)) && isFree(port)) {
        ports.setProperty(name, Integer.toString(port));
        save();
        return port;
      }
    }
    throw new StartupException(
        "No free port between " + LOWEST + " and " + HIGHEST + " was found.");
  }

  private int known(String name) {
    try {
      int port = Integer.parseInt(ports.getProperty(name, "0"));
      return port > 0 && port <= 65_535 ? port : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void save() {
    try {
      Path temporary = file.resolveSibling(file.getFileName() + ".new");
      try (Writer writer = Files.newBufferedWriter(temporary)) {
        ports.store(writer, null);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StartupException(file + " can't be written: " + e, e);
    }
  }

  static boolean isFree(int port) {
    return isFree(InetAddress.getLoopbackAddress(), port);
  }

  static boolean isFree(InetAddress address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
