package io.emailengine.sandbox.ssh;

import io.emailengine.sandbox.fault.Faults;
import io.emailengine.sandbox.host.HostFiles;
import io.emailengine.sandbox.host.HostShell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.jspecify.annotations.Nullable;

/** An SSH server on 127.0.0.1 that can close and open again on the same port. */
public final class SshDoor implements AutoCloseable {
  /** As OpenSSH's MaxSessions, so that nobody gets used to more. */
  private static final int SESSIONS_PER_CONNECTION = 10;

  private final HostShell shell;
  private final HostFiles files;
  private final Faults faults;
  private final String user;
  private final Consumer<String> swapped;
  private final Path keyFile;
  private KeyPair hostKey;
  private final AuthorizedKeys authorized = new AuthorizedKeys();
  private int port;
  private @Nullable SshServer server;

  /**
   * @param port 0 for any free one
   * @param swapped told the path of each file that was renamed into place
   */
  public SshDoor(
      HostShell shell,
      HostFiles files,
      Faults faults,
      String user,
      Path keyFile,
      int port,
      Consumer<String> swapped) {
    this.shell = shell;
    this.files = files;
    this.faults = faults;
    this.user = user;
    this.port = port;
    this.swapped = swapped;
    this.keyFile = keyFile;
    this.hostKey = HostKey.loadOrCreate(keyFile);
  }

  /** Lets the owner of a key in, besides those that were let in before. */
  public void authorize(String openSshLine) {
    authorized.add(openSshLine);
  }

  /** The host's public key as a line of OpenSSH without a comment. */
  public synchronized String hostKeyLine() {
    return PublicKeyEntry.toString(hostKey.getPublic());
  }

  /** Shows another host key from now on and drops whoever trusted the old one. */
  public synchronized void changeKey() {
    boolean open = server != null;
    close();
    hostKey = HostKey.replace(keyFile);
    if (open) {
      open();
    }
  }

  /** The port, also while closed; 0 before the first opening. */
  public synchronized int port() {
    return port;
  }

  /** Listens, if it does not yet. */
  public synchronized void open() {
    if (server != null) {
      return;
    }
    SshServer fresh = SshServer.setUpDefaultServer();
    fresh.setHost("127.0.0.1");
    fresh.setPort(port);
    fresh.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    fresh.setPublickeyAuthenticator(
        (name, key, session) -> user.equals(name) && authorized.holds(key));
    fresh.setFileSystemFactory(new VirtualFileSystemFactory(files.root()));
    fresh.setCommandFactory((channel, line) -> new ShellCommand(line, shell, faults));
    fresh.setSubsystemFactories(List.of(new HostSftpFactory(faults, swapped)));
    CoreModuleProperties.NIO_WORKERS.set(fresh, 2);
    CoreModuleProperties.TCP_NODELAY.set(fresh, true);
    CoreModuleProperties.MAX_CONCURRENT_CHANNELS.set(fresh, SESSIONS_PER_CONNECTION);
    CoreModuleProperties.SOCKET_REUSEADDR.set(fresh, true);
    CoreModuleProperties.STOP_WAIT_TIME.set(fresh, Duration.ofSeconds(5));
    try {
      fresh.start();
    } catch (IOException e) {
      throw new UncheckedIOException("SSH port " + port + " cannot be opened on 127.0.0.1", e);
    }
    port = fresh.getPort();
    server = fresh;
  }

  /** Stops listening and drops whoever is connected. */
  @Override
  public synchronized void close() {
    if (server == null) {
      return;
    }
    SshServer old = server;
    server = null;
    try {
      old.stop(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
