package io.emailengine.activities.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/** Runs a command line on this machine by {@code sh -c}, as a login shell would. */
final class LocalCommand implements Command {
  private final String line;
  private InputStream in = InputStream.nullInputStream();
  private OutputStream out = OutputStream.nullOutputStream();
  private OutputStream err = OutputStream.nullOutputStream();
  private ExitCallback exit = (code, message, closeImmediately) -> {};
  private volatile Process process;

  LocalCommand(String line) {
    this.line = line;
  }

  @Override
  public void setInputStream(InputStream in) {
    this.in = in;
  }

  @Override
  public void setOutputStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public void setErrorStream(OutputStream err) {
    this.err = err;
  }

  @Override
  public void setExitCallback(ExitCallback exit) {
    this.exit = exit;
  }

  @Override
  public void start(ChannelSession channel, Environment environment) throws IOException {
    process = new ProcessBuilder("sh", "-c", line).start();
    process.getOutputStream().close();
    Thread errors = daemon(() -> copy(process.getErrorStream(), err));
    daemon(
        () -> {
          copy(process.getInputStream(), out);
          try {
            errors.join();
            exit.onExit(process.waitFor());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "local-command");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void copy(InputStream from, OutputStream to) {
    byte[] chunk = new byte[8192];
    try {
      for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
        to.write(chunk, 0, n);
        to.flush();
      }
    } catch (IOException e) {
      // The other side is gone.
    }
  }

  @Override
  public void destroy(ChannelSession channel) {
    Process running = process;
    if (running != null) {
      running.descendants().forEach(ProcessHandle::destroyForcibly);
      running.destroyForcibly();
    }
  }
}
