package io.emailengine.activities.ssh;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.sftp.SFTPEngine;
import org.jspecify.annotations.Nullable;

/**
 * One open connection, shared by the threads that hold a lease on it. Once retired it takes no new
 * leases and closes itself when the last one is given back.
 */
final class LiveConnection {
  /** Sessions at once; OpenSSH's MaxSessions is 10, and one is SFTP's. */
  private static final int SESSIONS = 6;

  /** A server may count a session until its command is reaped, a moment after it ended for us. */
  private static final int OPEN_ATTEMPTS = 20;

  private static final long OPEN_PAUSE_MILLIS = 50;

  private final SSHClient client;
  private final Socket socket;
  private final String place;
  private final SshSettings settings;
  private final Watchdog watchdog;
  private final ExecutorService drains;
  private final Semaphore sessions = new Semaphore(SESSIONS, true);
  private final Object sftpLock = new Object();
  private @Nullable SFTPEngine sftp;
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
      if (!sessions.tryAcquire(settings.request().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SshUnreachableException(place + " is busy with " + SESSIONS + " commands");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SshUnreachableException("interrupted while waiting for " + place, e);
    }
    boolean opened = false;
    try (Watchdog.Bound bound = bound(settings.request())) {
      Session session = startSession();
      opened = true;
      return session;
    } catch (OpenFailException e) { // the connection itself is well
      throw new SshUnreachableException(place + " opens no session: " + Causes.text(e), e);
    } catch (IOException | IllegalStateException e) { // the latter when it is not connected
      retire();
      throw new SshUnreachableException("no session on " + place + ": " + Causes.text(e), e);
    } finally {
      if (!opened) {
        sessions.release();
      }
    }
  }

  private Session startSession() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return client.startSession();
      } catch (OpenFailException e) {
        if (attempt == OPEN_ATTEMPTS || !client.isConnected()) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(OPEN_PAUSE_MILLIS));
      }
    }
  }

  void sessionEnded() {
    sessions.release();
  }

  /** The one SFTP session of this connection; it may be used by several threads. */
  SFTPEngine sftp() throws IOException {
    synchronized (sftpLock) {
      if (sftp == null) {
        SFTPEngine engine = new SFTPEngine(client);
        engine.setTimeoutMs((int) settings.request().toMillis());
        sftp = engine.init();
      }
      return sftp;
    }
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
