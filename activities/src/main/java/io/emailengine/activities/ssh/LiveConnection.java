package io.emailengine.activities.ssh;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.Session;

/**
 * One open connection, shared by the threads that hold a lease on it. Once retired it takes no new
 * leases and closes itself when the last one is given back.
 */
final class LiveConnection {
  private final SSHClient client;
  private final Socket socket;
  private final String place;
  private final SshSettings settings;
  private final Watchdog watchdog;
  private final ExecutorService drains;
  private final Sessions sessions;
  private int leases;
  private boolean retired;
  private long lastUsed = System.nanoTime();

  LiveConnection(
      SSHClient client,
      Socket socket,
      String place,
      SshSettings settings,
      Watchdog watchdog,
      ExecutorService drains) {
    this.client = client;
    this.socket = socket;
    this.place = place;
    this.settings = settings;
    this.watchdog = watchdog;
    this.drains = drains;
    this.sessions = new Sessions(client, place, settings);
  }

  synchronized boolean lease() {
    if (retired || !client.isConnected()) {
      return false;
    }
    leases++;
    return true;
  }

  void giveBack() {
    boolean last;
    synchronized (this) {
      leases--;
      lastUsed = System.nanoTime();
      last = retired && leases == 0;
    }
    if (last) {
      kill();
    }
  }

  /** No new leases; those given out go on until they end or their time is used up. */
  void retire() {
    boolean last;
    synchronized (this) {
      retired = true;
      last = leases == 0;
    }
    if (last) {
      kill();
    }
  }

  synchronized boolean idleFor(Duration time) {
    return leases == 0 && System.nanoTime() - lastUsed >= time.toNanos();
  }

  boolean alive() {
    return client.isConnected();
  }

  /** Closes at once and never blocks: the socket first, so that nobody can hang in a write. */
  void kill() {
    synchronized (this) {
      retired = true;
    }
    closeQuietly(socket::close);
    try {
      // Elsewhere: the library may wait for a key exchange that will never end now.
      drains.execute(() -> closeQuietly(client::disconnect));
    } catch (RejectedExecutionException e) {
      // The pool is closed. The reading thread finds the closed socket and ends the rest.
    }
  }

  /** A bound on what is done next; a peer that does not answer in time loses the connection. */
  Watchdog.Bound bound(Duration time) {
    return watchdog.after(time, this::kill);
  }

  SshSettings settings() {
    return settings;
  }

  ExecutorService drains() {
    return drains;
  }

  String place() {
    return place;
  }

  /**
   * Opens a session for one command; nothing has been done on the host when this fails. The caller
   * gives it back by {@link #sessionEnded}.
   */
  Session openSession() {
    try {
      return sessions.command();
    } catch (OpenFailException e) { // the connection itself is well
      throw new SshUnreachableException(place + " opens no session: " + Causes.text(e), e);
    } catch (IOException | IllegalStateException e) { // the latter when it is not connected
      retire();
      throw new SshUnreachableException("no session on " + place + ": " + Causes.text(e), e);
    }
  }

  void sessionEnded() {
    sessions.commandEnded();
  }

  /**
   * The one SFTP session of this connection; it may be used by several threads, each of which gives
   * it back by {@link #filesEnded}.
   */
  Sftp files() {
    try {
      return sessions.files();
    } catch (OpenFailException e) {
      throw new SshUnreachableException(place + " opens no session: " + Causes.text(e), e);
    } catch (IOException | IllegalStateException e) {
      retire();
      throw new SshUnreachableException(
          "cannot reach the files of " + place + ": " + String.valueOf(e.getMessage()), e);
    }
  }

  void filesEnded() {
    sessions.filesEnded();
  }

  private interface Closing {
    void close() throws IOException;
  }

  private static void closeQuietly(Closing closing) {
    try {
      closing.close();
    } catch (IOException | RuntimeException e) {
      // It is to be gone, and it is.
    }
  }
}
