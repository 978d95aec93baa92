package io.emailengine.activities.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import javax.net.SocketFactory;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.LoggerFactory;
import net.schmizz.sshj.userauth.UserAuth;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyPairWrapper;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** Opens connections: pinned host key, our key, keepalive, and a bound over all of it. */
final class Connecting {
  private static final int UNANSWERED_PROBES = 3;

  private final SshSettings settings;
  private final Watchdog watchdog;
  private final ExecutorService drains;
  private final Config config;

  Connecting(SshSettings settings, Watchdog watchdog, ExecutorService drains) {
    this.settings = settings;
    this.watchdog = watchdog;
    this.drains = drains;
    DefaultConfig made = new DefaultConfig();
    made.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
    made.setLoggerFactory(SILENT);
    this.config = made;
  }

  LiveConnection to(SshTarget target) {
    KeyPair key = key(target);
    PinnedKeyVerifier verifier = new PinnedKeyVerifier(HostKeyPin.parse(target.hostKey()));
    KeptSocket sockets = new KeptSocket();
    SSHClient client = client(verifier, sockets);
    boolean connected = false;
    try (Watchdog.Bound bound = watchdog.after(settings.connect(), sockets::close)) {
      try {
        // Configurations and tables shrink to a tenth of themselves.
        client.useCompression();
        client.connect(target.host(), target.port());
        // The library leaves Nagle's algorithm on, which makes each command 40 ms slower.
        client.getSocket().setTcpNoDelay(true);
        client.authPublickey(target.user(), new KeyPairWrapper(key));
        connected = true;
        return new LiveConnection(
            client, client.getSocket(), target.place(), settings, watchdog, drains);
      } catch (IOException | RuntimeException e) {
        throw translated(target, verifier, client, bound.passed(), e);
      }
    } finally {
      if (!connected) {
        sockets.close();
        disconnect(client);
      }
    }
  }

  private static KeyPair key(SshTarget target) {
    try {
      return SshKeys.read(target.privateKey());
    } catch (SshKeyException e) {
      throw new SshAuthException("cannot log in to " + target.place() + ": " + e.getMessage(), e);
    }
  }

  private SSHClient client(PinnedKeyVerifier verifier, SocketFactory sockets) {
    SSHClient client = new SSHClient(config);
    client.setSocketFactory(sockets);
    client.setConnectTimeout((int) settings.connect().toMillis());
    client.getTransport().setTimeoutMs((int) settings.connect().toMillis());
    client.getConnection().setTimeoutMs((int) settings.request().toMillis());
    client.addHostKeyVerifier(verifier);
    // Before connect: set later it has no effect.
    KeepAliveRunner keepAlive = (KeepAliveRunner) client.getConnection().getKeepAlive();
    keepAlive.setMaxAliveCount(UNANSWERED_PROBES);
    keepAlive.setKeepAliveInterval((int) settings.keepAlive().toSeconds());
    return client;
  }

  private SshException translated(
      SshTarget target, PinnedKeyVerifier verifier, SSHClient client, boolean late, Exception e) {
    String place = target.place();
    HostKeyPin refused = verifier.refused();
    if (refused != null) {
      return new SshHostKeyException(place, refused, verifier.pinned(), e);
    }
    if (late || Causes.has(e, TimeoutException.class)) {
      String bound = settings.connect().toSeconds() + " s";
      return new SshUnreachableException("no answer from " + place + " within " + bound, e);
    }
    if (e instanceof UserAuthException && answered(e)) {
      return new SshAuthException(refusal(place, client.getUserAuth()), e);
    }
    return new SshUnreachableException("cannot connect to " + place + ": " + Causes.text(e), e);
  }

  /** Whether it was the host that refused; the library also says so when the connection broke. */
  private static boolean answered(Throwable e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (!(cause instanceof UserAuthException)) {
        return false;
      }
    }
    return true;
  }

  private static String refusal(String place, UserAuth auth) {
    List<String> others = new ArrayList<>();
    auth.getAllowedMethods().forEach(others::add);
    others.remove("publickey");
    String also = others.isEmpty() ? "" : "; it asks for " + String.join(" or ", others);
    return auth.hadPartialSuccess()
        ? place + " takes our key but wants more than that" + also + ", which no program can answer"
        : place + " does not take our key or user name" + also;
  }

  private static void disconnect(SSHClient client) {
    try {
      client.disconnect();
    } catch (IOException e) {
      // It never was a connection.
    }
  }

  /** Keeps a hand on the socket, so that it can be closed while the library waits in it. */
  private static final class KeptSocket extends SocketFactory {
    private final Socket socket = new Socket();

    @Override
    public Socket createSocket() {
      return socket;
    }

    void close() {
      try {
        socket.close();
      } catch (IOException e) {
        // Closed is closed.
      }
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }
  }

  /** The library logs as errors what reaches the caller as an exception anyway. */
  private static final LoggerFactory SILENT =
      new LoggerFactory() {
        @Override
        public Logger getLogger(String name) {
          return NOPLogger.NOP_LOGGER;
        }

        @Override
        public Logger getLogger(Class<?> type) {
          return NOPLogger.NOP_LOGGER;
        }
      };
}
