package io.emailengine.activities.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.jspecify.annotations.Nullable;

/**
 * The sessions on one connection: one for each command, and one for all file operations. A host may
 * allow few of them (OpenSSH's {@code MaxSessions}, 10 by default); where it refuses one we make do
 * with those that we have, if need be with a single one for files and commands in turn.
 */
final class Sessions {
  private static final int MOST_COMMANDS = 6;

  /** A server may count a session until its command is reaped, a moment after it ended for us. */
  private static final int ATTEMPTS = 20;

  private static final int ATTEMPTS_BESIDE_OTHERS = 4;
  private static final long PAUSE_MILLIS = 50;

  private final SSHClient client;
  private final String place;
  private final SshSettings settings;
  private int limit = MOST_COMMANDS + 1;
  private int commands;
  private int fileUsers;
  private boolean opening;
  private @Nullable Sftp files;

  Sessions(SSHClient client, String place, SshSettings settings) {
    this.client = client;
    this.place = place;
    this.settings = settings;
  }

  /** A fresh session for one command; {@link #commandEnded} gives it back. */
  Session command() throws IOException {
    for (int attempt = 1; ; attempt++) {
      close(awaitCommand());
      boolean opened = false;
      try {
        Session session = client.startSession();
        opened = true;
        return session;
      } catch (OpenFailException e) {
        // Given up before the pause, so that another may go first.
        commandEnded();
        opened = true;
        refused(e, attempt);
      } finally {
        if (!opened) {
          commandEnded();
        }
      }
    }
  }

  /** Waits for a turn; returns the session of the files if it has to make room. */
  private synchronized @Nullable Sftp awaitCommand() {
    long end = System.nanoTime() + settings.transfer().toNanos();
    while (true) {
      boolean filesOpen = opening || files != null;
      if (commands < MOST_COMMANDS && commands + (filesOpen ? 1 : 0) < limit) {
        commands++;
        return null;
      }
      if (limit == 1 && commands == 0 && !opening && fileUsers == 0) {
        Sftp idle = files;
        files = null;
        commands++;
        return idle;
      }
      await(end);
    }
  }

  synchronized void commandEnded() {
    commands--;
    notifyAll();
  }

  /** The session of the files, for several threads at once; {@link #filesEnded} gives it back. */
  Sftp files() throws IOException {
    for (int attempt = 1; ; attempt++) {
      Sftp present = awaitFiles();
      if (present != null) {
        return present;
      }
      Sftp made = null;
      try {
        made = openFiles();
        return made;
      } catch (OpenFailException e) {
        opened(null);
        refused(e, attempt);
      } finally {
        opened(made);
      }
    }
  }

  /** Waits for a turn; null tells the caller to open the session. */
  private synchronized @Nullable Sftp awaitFiles() {
    long end = System.nanoTime() + settings.transfer().toNanos();
    while (true) {
      if (files != null) {
        fileUsers++;
        return files;
      }
      if (!opening && commands < limit) {
        opening = true;
        return null;
      }
      await(end);
    }
  }

  private synchronized void opened(@Nullable Sftp made) {
    opening = false;
    if (made != null) {
      files = made;
      fileUsers++;
    }
    notifyAll();
  }

  synchronized void filesEnded() {
    fileUsers--;
    notifyAll();
  }

  private Sftp openFiles() throws IOException {
    Sftp engine;
    try {
      engine = new Sftp(client);
    } catch (OpenFailException e) {
      throw e;
    } catch (ConnectionException e) {
      throw new IOException("no SFTP there (" + Causes.text(e) + ")", e);
    }
    engine.setTimeoutMs((int) settings.request().toMillis());
    try {
      return engine.init();
    } catch (IOException e) {
      throw new IOException(
          "SFTP does not begin; the login shell must print nothing (.bashrc): " + Causes.text(e),
          e);
    }
  }

  /** Learns from a refusal and waits a moment, or gives up. */
  private void refused(OpenFailException e, int attempt) throws OpenFailException {
    synchronized (this) {
      int others = commands + (opening || files != null ? 1 : 0);
      if (others > 0 && attempt >= ATTEMPTS_BESIDE_OTHERS) {
        limit = Math.min(limit, others);
      }
    }
    if (attempt >= ATTEMPTS || !client.isConnected()) {
      throw e;
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
  }

  private void await(long end) {
    long left = end - System.nanoTime();
    if (left <= 0) {
      throw new SshUnreachableException(place + " is busy with other commands of ours");
    }
    try {
      wait(Math.max(1, Math.min(Duration.ofNanos(left).toMillis(), 1000)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SshUnreachableException("interrupted while waiting for " + place, e);
    }
    if (!client.isConnected()) {
      throw new SshUnreachableException("the connection to " + place + " broke");
    }
  }

  private static void close(@Nullable Sftp engine) {
    if (engine != null) {
      try {
        engine.close();
      } catch (IOException e) {
        // If it still counts, the host refuses the next session and we ask again.
      }
    }
  }
}
