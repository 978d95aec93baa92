package io.emailengine.activities.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A wire between client and server that can be stopped (nothing passes, nothing closes), slowed or
 * cut, at once or after a number of bytes; it counts what passes.
 */
public final class Wire implements AutoCloseable {
  private static final long NEVER = Long.MAX_VALUE;

  private final ServerSocket listening;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicLong toServer = new AtomicLong();
  private final AtomicLong toClient = new AtomicLong();
  private final AtomicInteger clients = new AtomicInteger();
  private volatile boolean stopped;
  private volatile boolean silent;
  private volatile boolean trickling;
  private volatile long stopAfterToClient = NEVER;
  private volatile long cutAfterToServer = NEVER;
  private volatile byte[] greeting = new byte[0];

  public Wire(int target) {
    this.target = target;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Nothing passes and nothing is read any more. */
  void stop() {
    stopped = true;
  }

  /** After the given number of bytes to the client everything is swallowed, in both directions. */
  void stopAfterToClient(long bytes) {
    stopAfterToClient = bytes;
  }

  /** Cuts everything once the given number of bytes has passed to the server; once only. */
  void cutAfterToServer(long bytes) {
    cutAfterToServer = bytes;
  }

  /** From now on one byte a second in each direction. */
  void trickle() {
    trickling = true;
  }

  /** Sent to each client before anything that the server sends. */
  void greet(byte[] bytes) {
    greeting = bytes;
  }

  /** Everything passes again, for what connects from now on. */
  void mend() {
    cut();
    stopped = false;
    silent = false;
    trickling = false;
    stopAfterToClient = NEVER;
    cutAfterToServer = NEVER;
    greeting = new byte[0];
  }

  /** Cuts what is connected now; new connections pass. */
  void cut() {
    sockets.forEach(Wire::close);
  }

  public long bytesToServer() {
    return toServer.get();
  }

  public long bytesToClient() {
    return toClient.get();
  }

  /** Connections that the client has opened and not closed. */
  int clients() {
    return clients.get();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        clients.incrementAndGet();
        daemon(
            () -> {
              copy(client, server, true);
              clients.decrementAndGet();
            });
        daemon(() -> copy(server, client, false));
      } catch (IOException e) {
        return;
      }
    }
  }

  /** To the end of {@code from}, which is seen even while nothing passes. */
  private void copy(Socket from, Socket to, boolean up) {
    byte[] chunk = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      if (!up) {
        out.write(greeting);
      }
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        if (stopped) {
          return; // unread: the sender's socket fills up
        }
        pass(chunk, n, out, up);
      }
      close(to);
    } catch (IOException e) {
      close(from);
      close(to);
    }
  }

  private void pass(byte[] chunk, int length, OutputStream out, boolean up) throws IOException {
    int fits =
        up ? length : (int) Math.max(0, Math.min(length, stopAfterToClient - toClient.get()));
    if (silent) {
      return;
    }
    silent = fits < length;
    if (trickling) {
      for (int i = 0; i < fits && trickling; i++) {
        out.write(chunk, i, 1);
        LockSupport.parkNanos(1_000_000_000L);
      }
    } else {
      out.write(chunk, 0, fits);
    }
    if ((up ? toServer : toClient).addAndGet(fits) >= cutAfterToServer && up) {
      cutAfterToServer = NEVER;
      cut();
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "wire");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed is closed.
    }
  }

  @Override
  public void close() {
    cut();
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
