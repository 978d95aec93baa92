package io.emailengine.activities.ssh;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.connection.channel.direct.Session;

/**
 * Commands and files on one target. Each call uses the target's open connection, or opens one. All
 * calls block for a bounded time; safe for several threads. They throw {@link
 * SshUnreachableException}, {@link SshHostKeyException} or {@link SshAuthException} when there is
 * no connection to be had, and {@link SshFileException} where said. Nothing is retried once it may
 * have had an effect.
 */
public final class SshConnection {
  private static final Duration COPYING = Duration.ofSeconds(30);
  private static final int COPYING_SAYS = 4096;

  private final SshTarget target;
  private final ConnectionSlots slots;

  SshConnection(SshTarget target, ConnectionSlots slots) {
    this.target = target;
    this.slots = slots;
  }

  public SshTarget target() {
    return target;
  }

  /** Makes sure that there is a connection. */
  public void connect() {
    slots.lease(target).giveBack();
  }

  /**
   * Runs a command. Each word reaches it as it is: the shell of the host interprets none. The host
   * itself ends the command after the timeout, even if the connection is gone by then.
   *
   * <p>A command that was started always gives a result. One whose end was not seen in time is
   * {@code timedOut}: what it did is unknown, and so it is when there is neither an exit code nor a
   * signal because the connection broke.
   *
   * @param words program and arguments, without NUL and line breaks
   * @param timeout for the command itself
   * @param maxOutputBytes kept of stdout, and again of stderr; the rest is read and dropped
   */
  public ExecResult exec(List<String> words, Duration timeout, int maxOutputBytes) {
    String line = ShellWords.bounded(words, timeout);
    LiveConnection live = slots.lease(target);
    try {
      Session session;
      try {
        session = live.openSession();
      } catch (SshUnreachableException e) {
        // An old connection may have died unseen. Nothing was started yet: once more, on a new one.
        live.giveBack();
        live = slots.lease(target);
        session = live.openSession();
      }
      LiveConnection used = live;
      try {
        return new RunningCommand(used, timeout, maxOutputBytes).run(session, line);
      } finally {
        used.sessionEnded();
      }
    } finally {
      live.giveBack();
    }
  }

  /**
   * The whole file, or nothing when there is none. Links are followed.
   *
   * @throws SshFileException when it is larger than {@code maxBytes}, no plain file, or unreadable
   */
  public Optional<RemoteFile> read(String path, int maxBytes) {
    return transfer(files -> files.read(path, maxBytes));
  }

  /** What there is at the path, links followed; nothing when there is nothing. */
  public Optional<RemoteStat> stat(String path) {
    return request(files -> files.stat(path, true));
  }

  /** What there is at the path itself, be it a link. */
  public Optional<RemoteStat> statLink(String path) {
    return request(files -> files.stat(path, false));
  }

  /**
   * Makes a folder (mode 0755) in an existing one.
   *
   * @return whether it was missing
   */
  public boolean makeFolder(String path) {
    return request(files -> files.makeFolder(path));
  }

  /**
   * Writes a new file: all of it, synced to disk where the host can, its size checked. On failure
   * nothing is left of it, unless the connection broke.
   *
   * @param mode permission bits, such as {@code 0640}
   * @throws SshFileException kind EXISTS when there is something of that name
   */
  public void writeNew(String path, byte[] bytes, int mode) {
    transfer(
        files -> {
          files.writeNew(path, bytes, mode);
          return true;
        });
  }

  /**
   * {@link #writeNew} where most of the bytes lie in another file of the host, which then copies
   * them itself. The size is checked; whether the bytes are right is for the caller to check.
   *
   * @param base what {@code basePath} is thought to hold
   * @return false if the host can't copy, neither by SFTP nor by its shell, or it is not worth it:
   *     what there is at the path then is of no use
   */
  public boolean writeChanged(String path, byte[] bytes, int mode, String basePath, byte[] base) {
    return transfer(files -> files.writeChanged(path, bytes, mode, basePath, base))
        || ShellCopy.command(path, bytes, mode, basePath, base)
            .map(words -> exec(words, COPYING, COPYING_SAYS).ok())
            .orElse(false);
  }

  /** Gives the file to another owner and group; only root may on most hosts. */
  public void setOwner(String path, int uid, int gid) {
    request(
        files -> {
          files.setOwner(path, uid, gid);
          return true;
        });
  }

  /** Renames, replacing what is at {@code to}, in one atomic step. */
  public void rename(String from, String to) {
    request(
        files -> {
          files.rename(from, to);
          return true;
        });
  }

  /**
   * Deletes a file.
   *
   * @return whether there was one
   */
  public boolean delete(String path) {
    return request(files -> files.delete(path));
  }

  /** Names in a folder, sorted, without {@code .} and {@code ..}. */
  public List<String> list(String folder) {
    return request(files -> files.list(folder));
  }

  /** As {@link #list}, with what each is. */
  public List<RemoteEntry> entries(String folder) {
    return request(files -> files.entries(folder));
  }

  /**
   * Deletes an empty folder.
   *
   * @return whether there was one
   */
  public boolean deleteFolder(String path) {
    return request(files -> files.deleteFolder(path));
  }

  /**
   * Whether the host's SFTP has an extension of OpenSSH.
   *
   * @param name such as {@code posix-rename}
   */
  public boolean supports(String name) {
    return request(files -> files.supports(name));
  }

  private <T> T request(SftpFiles.Call<T> call) {
    return onFiles(call, slots.settings().request().multipliedBy(2));
  }

  private <T> T transfer(SftpFiles.Call<T> call) {
    return onFiles(call, slots.settings().transfer());
  }

  private <T> T onFiles(SftpFiles.Call<T> call, Duration bound) {
    LiveConnection live = slots.lease(target);
    try {
      return SftpFiles.on(live, bound, call);
    } finally {
      live.giveBack();
    }
  }
}
